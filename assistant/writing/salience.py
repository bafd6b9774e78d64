"""What matters in a text: how likely a summary takes up a sentence, a word, a pair of words.

Three logistic regressions over what can be seen in the text itself: where something first
stands, how often it comes back, how near a sentence is to the whole, and whether a reader takes it
for one of the main points. Summaries cover the
likely words and pairs, as in D. Gillick and B. Favre, "A scalable global model for
summarization", 2009. The weights are fitted by
`benchmarks/fit_summaries.py` on articles with their summaries, and on documents of other fields
whose main points are marked.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.language.pointing import opens_back
from assistant.language.quantities import quantities
from assistant.language.words import STOPWORDS, content_stems, stem, words
from assistant.protocols import Vectors

Rows = NDArray[np.float64]
Pair = tuple[str, str]
Term = TypeVar("Term", str, Pair)

SENTENCE = (
    "log_place",
    "relative_place",
    "near_whole",
    "near_lead",
    "centrality",
    "frequency",
    "log_length",
    "is_short",
    "numbers",
    "points_back",
    "log_sentences",
    "read",
)
TERM = ("log_frequency", "log_place", "log_sentences")
"""Of a word, and of a pair of words."""

FEATURES = {"sentence": SENTENCE, "word": TERM, "pair": TERM}


_LEAD = 3
_DAMPING, _ROUNDS, _LINKED = 0.85, 30, 0.1


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression over standardised features."""

    mean: Rows
    scale: Rows
    weight: Rows
    bias: float

    @classmethod
    def load(cls, stored: Mapping[str, object], features: Sequence[str]) -> Regression:
        """Read what `benchmarks/fit_summaries.py` wrote, in the order of `features`."""
        table = stored["features"]
        assert isinstance(table, dict)
        rows = np.array([table[name] for name in features], dtype=np.float64)
        return cls(rows[:, 0], rows[:, 1], rows[:, 2], float(str(stored["bias"])))

    def logits(self, rows: Rows) -> Rows:
        """Log odds of shape (n,) for feature rows of shape (n, features)."""
        scores: Rows = ((rows - self.mean) / self.scale) @ self.weight + self.bias
        return scores

    def probabilities(self, rows: Rows) -> Rows:
        """Probabilities in 0-1, shape (n,)."""
        odds: Rows = 1 / (1 + np.exp(-np.clip(self.logits(rows), -40, 40)))
        return odds


@lru_cache(maxsize=1)
def _regressions() -> Mapping[str, Regression]:
    """Those that ship with the program, by what they tell of."""
    stored = json.loads(Path(__file__).with_name("salience.json").read_text(encoding="utf-8"))
    return {name: Regression.load(stored[name], names) for name, names in FEATURES.items()}


@dataclass(frozen=True, slots=True)
class Terms:
    """The content stems of a text, its pairs of neighbouring stems, and its length in words.

    A pair has at least one content stem in it.
    """

    stems: frozenset[str]
    pairs: frozenset[Pair]
    length: int


@dataclass(frozen=True, slots=True)
class Salience:
    """How likely a summary takes up each sentence (log odds), stem and pair (0-1)."""

    sentences: Rows
    stems: Mapping[str, float]
    pairs: Mapping[Pair, float]


def terms_of(text: str) -> Terms:
    """The terms of one sentence."""
    stems, pairs, length = _terms(text)
    return Terms(frozenset(stems), frozenset(pairs), length)


def _terms(text: str) -> tuple[list[str], list[Pair], int]:
    """The same in order, with repetitions."""
    found = [(stem(word), word not in STOPWORDS) for word in words(text)]
    pairs = [(left, right) for (left, mine), (right, other) in pairwise(found) if mine or other]
    return [one for one, counts in found if counts], pairs, len(found)


def measure(texts: Sequence[str], vectors: Vectors, read: Rows) -> Salience:
    """What matters in a text, given as its sentences in order.

    Args:
        texts: the sentences.
        vectors: their embeddings, shape (len(texts), dimension).
        read: how far a reader takes each for one of the main points, in log odds, shape (n,).
    """
    fitted = _regressions()
    stems, stem_rows, pairs, pair_rows = term_rows(texts)
    return Salience(
        fitted["sentence"].logits(sentence_rows(texts, vectors, read)),
        dict(zip(stems, fitted["word"].probabilities(stem_rows).tolist(), strict=True)),
        dict(zip(pairs, fitted["pair"].probabilities(pair_rows).tolist(), strict=True)),
    )


def sentence_rows(texts: Sequence[str], vectors: Vectors, read: Rows) -> Rows:
    """Feature rows of shape (len(texts), len(SENTENCE)); the arguments as in `measure`."""
    if not texts:
        return np.zeros((0, len(SENTENCE)))
    stems = [set(content_stems(text)) for text in texts]
    in_sentences = Counter(one for sentence in stems for one in sentence)
    near_whole, near_lead, central = _nearness(vectors)
    count = len(texts)
    return np.array(
        [
            [
                math.log1p(place),
                place / count,
                near_whole[place],
                near_lead[place],
                central[place],
                sum(in_sentences[one] for one in stems[place]) / max(1, len(stems[place])) / count,
                math.log(max(1, length)),
                float(length < 8),
                float(min(len(quantities(text)), 3)),
                float(opens_back(text)),
                math.log(count),
                float(read[place]),
            ]
            for place, text in enumerate(texts)
            for length in (len(text.split()),)
        ]
    )


def term_rows(texts: Sequence[str]) -> tuple[list[str], Rows, list[Pair], Rows]:
    """The stems and pairs of a text with their feature rows."""
    found = [_terms(text) for text in texts]
    stems, pairs = [one[0] for one in found], [one[1] for one in found]
    return *_rows_of(stems), *_rows_of(pairs)


def _rows_of(sentences: Sequence[Sequence[Term]]) -> tuple[list[Term], Rows]:
    """What stands in sentences, none twice, and its rows of shape (n, len(TERM))."""
    frequency = Counter(one for sentence in sentences for one in sentence)
    first: dict[Term, int] = {}
    for place, sentence in enumerate(sentences):
        for one in sentence:
            first.setdefault(one, place)
    count = math.log(max(1, len(sentences)))
    rows = [[math.log1p(frequency[one]), math.log1p(place), count] for one, place in first.items()]
    return list(first), np.array(rows).reshape(-1, len(TERM))


def _nearness(vectors: Vectors) -> tuple[Rows, Rows, Rows]:
    """Cosine with the whole text and with its lead, and centrality (1 is the average).

    Source of the centrality: G. Erkan and D. Radev, "LexRank: Graph-based lexical centrality
    as salience in text summarization", 2004, over cosines of embeddings.
    """
    whole = vectors @ _unit(vectors.mean(axis=0))
    lead = vectors @ _unit(vectors[:_LEAD].mean(axis=0))
    links = np.clip(vectors @ vectors.T, 0, 1).astype(np.float64)
    np.fill_diagonal(links, 0)
    links[links < _LINKED] = 0
    totals = links.sum(axis=1, keepdims=True)
    links /= np.where(totals == 0, 1, totals)
    count = len(vectors)
    rank = np.full(count, 1 / count)
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / count + _DAMPING * rank @ links
    return whole.astype(np.float64), lead.astype(np.float64), rank * count


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
