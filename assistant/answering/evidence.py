"""What may answer a question: passages and sentences, best first, and how likely one does."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.resources import Resources
from assistant.corpus.rows import passed_over
from assistant.grounding.refuse import find_missing, measure
from assistant.language.question import Question
from assistant.protocols import Embedder, Reading
from assistant.records import Evidence, Hit
from assistant.writing.direct import READ, Frequencies, idf, ranked
from assistant.writing.evidence import with_believed

ALIKE = 8.0
"""What the cosine with another sentence counts beside the reader's score, in log odds."""


def in_order(
    question: Question, hits: Sequence[Hit], reading: Reading, frequencies: Frequencies
) -> Sequence[Hit]:
    """The passages in the order in which they are worth reading, as the reader scored them.

    Rows of a table that the question does not name are left out where it names others: between
    them, a small writer takes the value of the wrong row.
    """
    weights = idf(question, frequencies)
    order = with_believed(ranked(hits, reading.relevance.tolist(), weights), hits, reading, READ)
    over = passed_over([(hit.document.id, hit.passage.text) for hit in order], set(question.stems))
    return [hit for number, hit in enumerate(order) if number not in over]


def answerable(
    question: Question, read: Sequence[Hit], reading: Reading, resources: Resources
) -> tuple[tuple[str, ...], float]:
    """What names of the question are missing, and how likely an answer is there.

    `read` are the passages, best first; where none of them has a sentence, nothing is.
    """
    if not any(map(len, reading.sentences)):
        return (), 0.0
    missing = find_missing(question, read[:READ], resources.collection.mentions)
    return missing, resources.calibration.confidence(measure(question, reading, missing))


def alike_first(
    first: Evidence, others: Sequence[Evidence], embedder: Embedder
) -> list[tuple[Evidence, float]]:
    """Other sentences with their cosine to the first: those that answer and are like it lead."""
    if not others:
        return []
    vectors = embedder.encode_passages([first.text, *(one.text for one in others)])
    found = list(zip(others, map(float, vectors[1:] @ vectors[0]), strict=True))
    return sorted(found, key=lambda one: -(one[0].score + ALIKE * one[1]))
