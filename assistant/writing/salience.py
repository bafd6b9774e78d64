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
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.language.names import names
from assistant.language.quantities import quantities
from assistant.language.words import STOPWORDS, content_stems, fold, stem, words
from assistant.protocols import Vectors

Rows = NDArray[np.float64]
Pair = tuple[str, str]

SENTENCE = (
    "log_place",
    "relative_place",
    "near_whole",
    "near_lead",
    "centrality",
    "frequency",
    "shared_with_lead",
    "log_length",
    "is_short",
    "is_long",
    "names",
    "repeated_names",
    "numbers",
    "opens_quoted",
    "quotes",
    "asks",
    "points_back",
    "speaks_personally",
    "reports_speech",
    "log_sentences",
    "read",
)
WORD = (
    "log_frequency",
    "log_place",
    "is_name",
    "has_digit",
    "occurs_once",
    "best_sentence",
    "length",
    "log_sentences",
    "frequency_and_place",
)
PAIR = (
    "log_frequency",
    "log_place",
    "is_name",
    "rarer_word",
    "commoner_word",
    "left_counts",
    "right_counts",
    "log_sentences",
)
_POINTS_BACK = re.compile(
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|But|And|So|Such|Both)\b"
)
_PERSONAL = re.compile(r"\b(?:I|we|you|my|our|your)\b")
_REPORTS = re.compile(r"\b(?:said|says|told)\b")
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
        if not len(rows):
            return np.zeros(0)
        scores: Rows = ((rows - self.mean) / self.scale) @ self.weight + self.bias
        return scores

    def probabilities(self, rows: Rows) -> Rows:
        """Probabilities in 0-1, shape (n,)."""
        odds: Rows = 1 / (1 + np.exp(-np.clip(self.logits(rows), -40, 40)))
        return odds


@dataclass(frozen=True, slots=True)
class Weights:
    """The three regressions."""

    sentence: Regression
    word: Regression
    pair: Regression

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read the file that `benchmarks/fit_summaries.py` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            Regression.load(stored["sentence"], SENTENCE),
            Regression.load(stored["word"], WORD),
            Regression.load(stored["pair"], PAIR),
        )


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The weights that ship with the program."""
    return Weights.load(Path(__file__).with_name("salience.json"))


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
    found = [(stem(word), word not in STOPWORDS) for word in words(text)]
    return Terms(
        frozenset(one for one, counts in found if counts),
        frozenset(
            (left, right) for (left, mine), (right, other) in pairwise(found) if mine or other
        ),
        len(found),
    )


def measure(
    texts: Sequence[str], vectors: Vectors, read: Rows, weights: Weights | None = None
) -> Salience:
    """What matters in a text, given as its sentences in order.

    Args:
        texts: the sentences.
        vectors: their embeddings, shape (len(texts), dimension).
        read: how far a reader takes each for one of the main points, in log odds, shape (n,).
        weights: other than the ones that ship.
    """
    weights = weights or default_weights()
    sentences = sentence_rows(texts, vectors, read)
    stems, stem_rows, pairs, pair_rows = term_rows(texts, sentences)
    of_stems = weights.word.probabilities(stem_rows)
    of_pairs = weights.pair.probabilities(pair_rows)
    return Salience(
        weights.sentence.logits(sentences),
        dict(zip(stems, of_stems.tolist(), strict=True)),
        dict(zip(pairs, of_pairs.tolist(), strict=True)),
    )


def sentence_rows(texts: Sequence[str], vectors: Vectors, read: Rows) -> Rows:
    """Feature rows of shape (len(texts), len(SENTENCE)); the arguments as in `measure`."""
    if not texts:
        return np.zeros((0, len(SENTENCE)))
    stems = [content_stems(text) for text in texts]
    found = [set(names(text)) for text in texts]
    of_names = Counter(name for one in found for name in one)
    in_sentences = Counter(one for sentence in stems for one in set(sentence))
    lead = set().union(*stems[:2])
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
                _mean(in_sentences[one] for one in set(stems[place])) / count,
                len(set(stems[place]) & lead) / (1 + len(set(stems[place]))),
                math.log(max(1, length)),
                float(length < 8),
                float(length > 35),
                float(min(len(found[place]), 4)),
                float(sum(of_names[name] > 1 for name in found[place])),
                float(min(len(quantities(text)), 3)),
                float(text[:1] in "'\"“‘"),
                float(any(mark in text for mark in '“”"')),
                float(text.endswith("?")),
                float(bool(_POINTS_BACK.match(text))),
                float(bool(_PERSONAL.search(text))),
                float(bool(_REPORTS.search(text))),
                math.log(count),
                float(read[place]),
            ]
            for place, text in enumerate(texts)
            for length in (len(text.split()),)
        ]
    )


def term_rows(texts: Sequence[str], sentences: Rows) -> tuple[list[str], Rows, list[Pair], Rows]:
    """The stems and pairs of a text with their feature rows; `sentences` are its rows."""
    near_whole = SENTENCE.index("near_whole")
    frequency: Counter[str] = Counter()
    pair_frequency: Counter[Pair] = Counter()
    first: dict[str, int] = {}
    pair_first: dict[Pair, int] = {}
    nearest: dict[str, float] = {}
    for place, text in enumerate(texts):
        found = [(stem(word), word not in STOPWORDS) for word in words(text)]
        for one, counts in found:
            if counts:
                frequency[one] += 1
                first.setdefault(one, place)
                nearest[one] = max(nearest.get(one, -1.0), float(sentences[place, near_whole]))
        for (left, mine), (right, other) in pairwise(found):
            if mine or other:
                pair_frequency[left, right] += 1
                pair_first.setdefault((left, right), place)
    in_names = {stem(fold(word)) for text in texts for name in names(text) for word in words(name)}
    count = max(1, len(texts))
    stem_table = [
        [
            math.log1p(frequency[one]),
            math.log1p(place),
            float(one in in_names),
            float(any(character.isdigit() for character in one)),
            float(frequency[one] == 1),
            nearest[one],
            float(min(len(one), 10)),
            math.log(count),
            math.log1p(frequency[one]) / (1 + place),
        ]
        for one, place in first.items()
    ]
    pair_table = [
        [
            math.log1p(pair_frequency[pair]),
            math.log1p(place),
            float(pair[0] in in_names and pair[1] in in_names),
            math.log1p(min(frequency[pair[0]], frequency[pair[1]])),
            math.log1p(max(frequency[pair[0]], frequency[pair[1]])),
            float(pair[0] in frequency),
            float(pair[1] in frequency),
            math.log(count),
        ]
        for pair, place in pair_first.items()
    ]
    return (
        list(first),
        np.array(stem_table).reshape(-1, len(WORD)),
        list(pair_first),
        np.array(pair_table).reshape(-1, len(PAIR)),
    )


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


def _mean(values: Iterable[int]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
