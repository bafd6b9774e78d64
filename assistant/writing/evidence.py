"""Picking the source sentences that answer a question.

Evidence is chosen by code, before and without the model. Each sentence of the retrieved
passages is described by a row of features, a linear score is taken over them, and a softmax
over all sentences turns the scores into the probability that this is the sentence with the
answer. The weights are fitted by `benchmarks/fit.py` with the listwise likelihood of
Z. Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", 2007.

As many sentences are taken as hold `MASS` of the probability: one where the best stands
clear of the rest, up to `MOST` where it does not. One that is less than `LEAST` times as
likely as the best is left out: it would only distract.

To embed a sentence costs more than all its other features, so a cosine is first expected
from these, by a linear regression (`fit.py` too). The likeliest sentences are embedded, and
then only those that could still be picked if their cosine were `SLACK` above the expected
one. What was not embedded is never picked.
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
from assistant.protocols import Embedder, Reading, Vectors
from assistant.records import Evidence, Hit
from assistant.writing.features import (
    COSINE,
    NAMES,
    Candidate,
    Frequencies,
    candidates,
    cosines,
    describe,
    idf,
)
from assistant.writing.shorten import without_dateline

MASS = 0.9
MOST = 4
NEXT = 12
LEAST = 0.05
FURTHER = 0.5
AT_ONCE = 8
"""Sentences that are embedded together."""

OF_PASSAGE = 0.5
"""What a passage's relevance counts beside the log odds of a sentence in it. So the best sentence
of 16 passages answers .63 of 407 questions; by its own log odds .60."""

SLACK = 0.25
"""How far a cosine is taken to lie above the expected one: 99 % of them lie lower."""

_SAME = 0.8
_PRONOUN = re.compile(
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|Afterwards?|Such|The latter"
    r"|The former|The same|The other)\b"
)
# "One half goes to …" "The other half …": who asks for the whole wants both.
_FIRST_OF_SEVERAL = re.compile(r"\b(?:[Oo]ne|[Hh]alf|[Tt]he first|[Ss]ome)\b")
_OTHERS = re.compile(
    r"(?:The|His|Her|Its|Their) (?:other|others|second|rest|remaining|remainder)\b"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear score over standardised features, and the cosine that the others let expect.

    All are of shape (len(NAMES),). `expected` weighs the other features, for a standardised cosine.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    expected: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read the weights that `benchmarks/fit.py` wrote, in the order of `NAMES`."""
        table = json.loads(path.read_text(encoding="utf-8"))["features"]
        keys = ("mean", "scale", "weight", "expected")
        rows = np.array([[table[name][key] for key in keys] for name in NAMES])
        return cls(*rows.T)

    def score(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of shape (n,) for feature rows of shape (n, len(NAMES))."""
        scores: NDArray[np.float64] = ((rows - self.mean) / self.scale) @ self.weight
        return scores

    def cosines(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The expected cosines, shape (n,); those in the rows are not looked at."""
        standardised = ((rows - self.mean) / self.scale) @ self.expected
        expected: NDArray[np.float64] = standardised * self.scale[COSINE] + self.mean[COSINE]
        return expected

    @property
    def gain(self) -> float:
        """How many times likelier a sentence is whose cosine lies `SLACK` higher."""
        return float(np.exp(SLACK * self.weight[COSINE] / self.scale[COSINE]))


@dataclass(frozen=True, slots=True)
class Selection:
    """The picked evidence, best first, and what refusal needs to know of the pick.

    Attributes:
        idf: inverse document frequency of each stem of the question.
        probabilities: softmax probability of each picked sentence.
        rows: feature rows of the picked sentences, shape (len(evidence), len(NAMES)).
        logits: their unnormalised scores.
        passed_over: the next best sentences, `NEXT` at most, which were not picked; the order of
            those that were not embedded is the expected one.
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
    if query is None:
        (query,) = embedder.encode_queries([question.text])
    rows = describe(question, sentences, inverse)
    picked = _pick_sparingly(sentences, rows, embedder, query, weights)
    scores = weights.score(rows)
    probabilities = _softmax(scores)

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


def read_scores(reading: Reading) -> NDArray[np.float64]:
    """How well each sentence answers, as a reader sees it, of shape (n,): itself and its passage.

    In the order of the passages, and in each of its sentences.
    """
    scores = [
        of_sentences + OF_PASSAGE * float(relevance)
        for of_sentences, relevance in zip(reading.sentences, reading.relevance, strict=True)
    ]
    return np.concatenate([*scores, np.empty(0)])


def with_believed(
    order: Sequence[Hit], hits: Sequence[Hit], reading: Reading, most: int
) -> list[Hit]:
    """Passages in an order whose first `most` hold the sentence that the reader believes in most.

    Args:
        order: of the passages in `hits`, some may lack.
        hits: in the order of the reading.
        reading: what the reader made of them.
        most: how many are read.
    """
    scores = read_scores(reading)
    counts = [len(one) for one in reading.sentences]
    if not len(scores):
        return list(order)
    best = hits[int(np.searchsorted(np.cumsum(counts), int(scores.argmax()), side="right"))]
    if any(hit is best for hit in order[:most]):
        return list(order)
    rest = [hit for hit in order if hit is not best]
    return [*rest[: most - 1], best, *rest[most - 1 :]]


def read_evidence(
    question: Question, hits: Sequence[Hit], reading: Reading
) -> tuple[Evidence, ...]:
    """The sentences that a reader believes in most, best first, with `read_scores`.

    No weights are needed: a model that has read a sentence with all around it knows better.

    Args:
        question: what was asked.
        hits: what was found, in the order of the reading.
        reading: what the reader made of it.
    """
    sentences = candidates(hits)
    scores = read_scores(reading)
    picked: list[int] = []
    for index in map(int, np.argsort(-scores, kind="stable")):
        if len(picked) == MOST + NEXT:
            break
        if not any(_same(sentences[index], sentences[other]) for other in picked):
            picked.append(index)
    return tuple(
        _evidence(question, sentences, index, float(scores[index]), picked[:place])
        for place, index in enumerate(picked)
    )


def _pick_sparingly(
    sentences: Sequence[Candidate],
    rows: NDArray[np.float64],
    embedder: Embedder,
    query: Vectors,
    weights: Weights,
) -> list[int]:
    """The picked sentences; fills in the cosines of `rows`, those of the others as expected."""
    expected = weights.cosines(rows)
    known = np.zeros(len(sentences), dtype=np.bool_)
    while True:
        rows[~known, COSINE] = expected[~known] + _error(rows, expected, known)
        scores = weights.score(rows)
        probabilities = _softmax(scores)
        picked, needed = _pick(sentences, probabilities, known)
        likely = np.flatnonzero(~known & (probabilities * weights.gain >= needed))
        if not len(likely):
            return picked
        chosen = likely[np.argsort(-scores[likely], kind="stable")][:AT_ONCE]
        rows[chosen, COSINE] = cosines([sentences[index] for index in chosen], embedder, query)
        known[chosen] = True


def _error(
    rows: NDArray[np.float64], expected: NDArray[np.float64], known: NDArray[np.bool_]
) -> float:
    """How far the known cosines lie above the expected ones: another embedder has its own range."""
    return float((rows[known, COSINE] - expected[known]).mean()) if known.any() else 0.0


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(scores):
        return scores
    exponentials = np.exp(scores - scores.max())
    shares: NDArray[np.float64] = exponentials / exponentials.sum()
    return shares


def _pick(
    sentences: Sequence[Candidate],
    probabilities: NDArray[np.float64],
    known: NDArray[np.bool_],
) -> tuple[list[int], float]:
    """The picked ones of the known sentences, and the probability that one more would need."""
    picked: list[int] = []
    mass = 0.0
    order = _diverse(sentences, probabilities)
    least = LEAST * probabilities.max(initial=0.0)
    for index in np.flatnonzero(known)[np.argsort(-order[known], kind="stable")]:
        if len(picked) == MOST or mass >= MASS:
            return picked, max(least, float(order[picked[-1]]))
        if probabilities[index] < least:
            continue
        mass += float(probabilities[index])
        if not any(_same(sentences[index], sentences[other]) for other in picked):
            picked.append(int(index))
    return picked, least if picked else 0.0


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
        if document.own_date is not None:
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

    And with the one behind where that tells of the others.

    The dateline that opens a news story is left out, unless the question asks where.
    """
    sentence = sentences[index]
    passage = sentence.hit.passage
    points_back = sentence.index > 0 and _PRONOUN.match(sentence.text)
    first = sentence.span
    if points_back and index - 1 not in picked:
        first = passage.sentences[sentence.index - 1]
    start, end = first.start, sentence.span.end
    for behind in sentences[index + 1 : index + 2]:
        counts_on = _FIRST_OF_SEVERAL.search(sentence.text) and _OTHERS.match(behind.text)
        if counts_on and behind.hit is sentence.hit and index + 1 not in picked:
            end = behind.span.end
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
