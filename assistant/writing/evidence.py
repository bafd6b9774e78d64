"""Picking the source sentences that answer a question.

Evidence is chosen by code, before and without the model. Each sentence of the retrieved
passages is described by a row of features, a linear score is taken over them, and a softmax
over all sentences turns the scores into the probability that this is the sentence with the
answer. The weights are fitted by `benchmarks/fit.py` with the listwise likelihood of
Z. Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", 2007.

As many sentences are taken as hold `MASS` of the probability: one where the best stands
clear of the rest, up to `MOST` where it does not. One that is less than `LEAST` times as
likely as the best is left out: it would only distract.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.language.question import Question
from assistant.protocols import Embedder, Vectors
from assistant.records import Evidence, Hit
from assistant.writing.features import NAMES, Candidate, Frequencies, candidates, idf, measure
from assistant.writing.shorten import without_dateline

MASS = 0.9
MOST = 4
NEXT = 12
LEAST = 0.05
FURTHER = 0.5
_SAME = 0.8
_PRONOUN = re.compile(
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|Afterwards?|Such|The latter"
    r"|The former|The same)\b"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear score over standardised features."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read the weights that `benchmarks/fit.py` wrote, in the order of `NAMES`."""
        table = json.loads(path.read_text(encoding="utf-8"))["features"]
        rows = np.array(
            [[table[name][key] for key in ("mean", "scale", "weight")] for name in NAMES]
        )
        return cls(rows[:, 0], rows[:, 1], rows[:, 2])

    def score(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of shape (n,) for feature rows of shape (n, len(NAMES))."""
        scores: NDArray[np.float64] = ((rows - self.mean) / self.scale) @ self.weight
        return scores


@dataclass(frozen=True, slots=True)
class Selection:
    """The picked evidence, best first, and what refusal needs to know of the pick.

    Attributes:
        idf: inverse document frequency of each stem of the question.
        probabilities: softmax probability of each picked sentence.
        rows: feature rows of the picked sentences, shape (len(evidence), len(NAMES)).
        logits: their unnormalised scores.
        passed_over: the next best sentences, `NEXT` at most, which were not picked.
    """

    evidence: tuple[Evidence, ...]
    idf: Mapping[str, float]
    probabilities: tuple[float, ...]
    rows: NDArray[np.float64]
    logits: NDArray[np.float64]
    passed_over: tuple[Evidence, ...] = ()


@lru_cache(maxsize=1)
def default_weights() -> Weights:
    """The weights that ship with the program."""
    return Weights.load(Path(__file__).with_name("evidence.json"))


def select(
    question: Question,
    hits: Sequence[Hit],
    embedder: Embedder,
    frequencies: Frequencies,
    weights: Weights | None = None,
    query: Vectors | None = None,
) -> Selection:
    """Pick the sentences that together most likely hold the answer, at most `MOST`.

    `query` is the embedding of the question, shape (dimension,), where it is known already.
    """
    weights = weights or default_weights()
    sentences = candidates(hits)
    inverse = idf(question, frequencies)
    rows = measure(question, sentences, embedder, inverse, query)
    scores = weights.score(rows)
    probabilities = _softmax(scores)
    picked = _pick(sentences, probabilities)

    def evidence(indices: Iterable[int]) -> tuple[Evidence, ...]:
        return tuple(
            _evidence(question, sentences, index, float(scores[index]), picked) for index in indices
        )

    best = (int(index) for index in np.argsort(-probabilities, kind="stable"))
    return Selection(
        evidence=evidence(picked),
        idf=inverse,
        probabilities=tuple(float(probabilities[index]) for index in picked),
        rows=rows[picked],
        logits=scores[picked],
        passed_over=evidence(islice((index for index in best if index not in picked), NEXT)),
    )


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    exponentials = np.exp(scores - scores.max())
    shares: NDArray[np.float64] = exponentials / exponentials.sum()
    return shares


def _pick(sentences: Sequence[Candidate], probabilities: NDArray[np.float64]) -> list[int]:
    picked: list[int] = []
    mass = 0.0
    least = LEAST * probabilities.max(initial=0.0)
    for index in np.argsort(-_diverse(sentences, probabilities), kind="stable"):
        if len(picked) == MOST or mass >= MASS:
            break
        if probabilities[index] < least:
            continue
        mass += float(probabilities[index])
        if not any(_same(sentences[index], sentences[other]) for other in picked):
            picked.append(int(index))
    return picked


def _diverse(
    sentences: Sequence[Candidate], probabilities: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Probabilities for the order of picking: each further sentence of a dated document halves.

    News changes: what another day's article says should be seen beside the best one.
    Undated documents are a library, where neighbouring sentences complete each other.
    """
    order = probabilities.copy()
    taken: Counter[str] = Counter()
    for index in np.argsort(-probabilities, kind="stable"):
        document = sentences[index].hit.document
        if document.date is not None:
            order[index] *= FURTHER ** taken[document.id]
            taken[document.id] += 1
    return order


def _same(left: Candidate, right: Candidate) -> bool:
    """Two sentences that say the same in the same words (Jaccard similarity of stems)."""
    mine, other = set(left.stems), set(right.stems)
    return len(mine & other) >= _SAME * len(mine | other)


def _evidence(
    question: Question,
    sentences: Sequence[Candidate],
    index: int,
    score: float,
    picked: Sequence[int],
) -> Evidence:
    """The sentence as evidence, with the one before where only that says who "he" is.

    The dateline that opens a news story is left out, unless the question asks where.
    """
    sentence = sentences[index]
    passage = sentence.hit.passage
    points_back = sentence.index > 0 and _PRONOUN.match(sentence.text)
    first = sentence.span
    if points_back and index - 1 not in picked:
        first = passage.sentences[sentence.index - 1]
    start, end = first.start, sentence.span.end
    text = passage.text[start - passage.start : end - passage.start]
    if first == passage.sentences[0] and question.answer_type != "where":
        text = without_dateline(text)
        start = end - len(text)
    return Evidence(
        passage=passage,
        document=sentence.hit.document,
        start=start,
        end=end,
        text=text,
        score=score,
    )
