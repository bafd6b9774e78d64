"""What is measured of a source sentence when evidence is picked.

Each row describes one sentence of one retrieved passage against the question. `evidence`
weighs the rows; nothing here knows the weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.language.question import Question, answer_fit
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Vectors
from assistant.records import Hit, Span

Frequencies = Callable[[Sequence[str]], tuple[list[int], int]]
"""Words to (in how many passages each occurs, how many passages there are)."""

PRIOR = 1000
SCAFFOLDING = 0.3

NAMES = (
    "passage_score",
    "passage_cosine",
    "sentence_cosine",
    "overlap",
    "overlap_with_before",
    "overlap_with_after",
    "overlap_of_passage",
    "bigrams",
    "answer_fit",
    "answer_fit_who",
    "answer_fit_number",
    "answer_fit_date",
    "length",
    "new_words",
    "opens_passage",
)
COSINE = NAMES.index("sentence_cosine")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may become evidence."""

    hit: Hit
    index: int
    span: Span
    text: str
    stems: tuple[str, ...]


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the hits' passages, best passage first."""
    return [
        Candidate(hit, index, span, text, tuple(content_stems(text)))
        for hit in hits
        for index, span in enumerate(hit.passage.sentences)
        for text in (
            hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start],
        )
    ]


def measure(
    question: Question,
    sentences: Sequence[Candidate],
    embedder: Embedder,
    weights: Mapping[str, float],
) -> NDArray[np.float64]:
    """The feature rows of all sentences, shape (len(sentences), len(NAMES))."""
    rows = describe(question, sentences, weights)
    if sentences:
        (query,) = embedder.encode_queries([question.text])
        rows[:, COSINE] = cosines(sentences, embedder, query)
    return rows


def describe(
    question: Question, sentences: Sequence[Candidate], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """The feature rows as far as nothing is embedded for them: `sentence_cosine` is 0.

    `weights` are from `idf`.
    """
    rows = [_row(question, weights, sentences, place) for place in range(len(sentences))]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))


def cosines(
    sentences: Sequence[Candidate], embedder: Embedder, query: Vectors
) -> NDArray[np.float32]:
    """The cosine of each sentence with the question's embedding, of shape (dimension,)."""
    found: NDArray[np.float32] = (
        embedder.encode_passages([sentence.text for sentence in sentences]) @ query
    )
    return found


def idf(question: Question, frequencies: Frequencies) -> dict[str, float]:
    """Inverse document frequency of each stem of the question, as in BM25, never negative.

    Source: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and
    Beyond", 2009, with the usual 1 inside the logarithm. `PRIOR` passages without the word
    and one with it are added, or in a collection of one article the words that it happens
    not to use would outweigh all others. Scaffolding of the question counts `SCAFFOLDING`.
    """
    counts, total = frequencies(question.terms)
    return {
        stem: (SCAFFOLDING if stem in question.scaffolding else 1.0)
        * math.log(1 + (PRIOR + total - count + 0.5) / (count + 1.5))
        for stem, count in zip(question.stems, counts, strict=True)
    }


def overlap(weights: Mapping[str, float], stems: Collection[str]) -> float:
    """The idf-weighted share of the question's stems that stand in `stems`, in 0-1."""
    total = sum(weights.values())
    return (
        sum(weight for stem, weight in weights.items() if stem in stems) / total if total else 0.0
    )


def _row(
    question: Question,
    weights: Mapping[str, float],
    sentences: Sequence[Candidate],
    position: int,
) -> list[float]:
    sentence = sentences[position]
    passage = _same_passage(sentences, position)
    own = set(sentence.stems)
    title = set(content_stems(f"{sentence.hit.document.title} {sentence.hit.passage.section}"))
    before = _neighbour(sentences, position, -1)
    after = _neighbour(sentences, position, +1)
    whole = title.union(*(other.stems for other in passage))
    fit = answer_fit(question, sentence.text)
    pairs = set(zip(question.stems, question.stems[1:], strict=False))
    shared_pairs = pairs & set(zip(sentence.stems, sentence.stems[1:], strict=False))
    return [
        sentence.hit.score,
        sentence.hit.dense_score,
        0.0,
        overlap(weights, own),
        overlap(weights, own | title | before),
        overlap(weights, own | after),
        overlap(weights, whole),
        len(shared_pairs) / max(1, len(pairs)),
        fit,
        fit if question.answer_type == "who" else 0.0,
        fit if question.answer_type == "number" else 0.0,
        fit if question.answer_type == "date" else 0.0,
        math.log1p(len(sentence.stems)),
        min(len(own - set(question.stems)), 12) / 12,
        float(sentence.index == 0),
    ]


def _same_passage(sentences: Sequence[Candidate], position: int) -> Sequence[Candidate]:
    start = position - sentences[position].index
    size = len(sentences[position].hit.passage.sentences)
    return sentences[start : start + size]


def _neighbour(sentences: Sequence[Candidate], position: int, step: int) -> set[str]:
    passage = _same_passage(sentences, position)
    index = sentences[position].index + step
    return set(passage[index].stems) if 0 <= index < len(passage) else set()
