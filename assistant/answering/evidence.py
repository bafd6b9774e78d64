"""What may answer a question: passages and sentences, best first, and how likely one does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from assistant.answering.resources import Resources
from assistant.corpus.rows import passed_over
from assistant.grounding.refuse import find_missing, measure
from assistant.language.question import Question
from assistant.protocols import Embedder, Reading, Vectors
from assistant.records import Evidence, Hit
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import READ, Frequencies, idf, ranked
from assistant.writing.evidence import with_believed
from assistant.writing.stating import stating

FULL = 500
"""Characters of a passage that is a full paragraph."""

SHORTER = 3
"""At most so many times `top` passages are read, where they are short, as rows of tables are."""

ALIKE = 8.0
"""What the cosine with another sentence counts beside the reader's score, in log odds."""


def worth_reading(hits: Sequence[Hit], top: int) -> list[Hit]:
    """The first passages: `top`, or as many short ones as have the text of `top` full ones.

    A reader takes hardly longer over many rows of a table than over a few paragraphs, and a table
    of some size would leave no place for what else was found.

    Args:
        hits: of the search, best first; `SHORTER` times `top` are looked at.
        top: how many are read at least.
    """
    before = accumulate((len(hit.passage.text) for hit in hits), initial=0)
    read = zip(hits[: SHORTER * top], before, strict=False)
    return [hit for at, (hit, held) in enumerate(read) if at < top or held < FULL * top]


def passages_for(
    question: Question,
    query: Vectors,
    collection: Collection,
    top: int,
    among: Filter = EVERYTHING,
) -> list[Hit]:
    """What is read for a question, in the order of the search; arguments as for `retrieve`."""
    return worth_reading(stating(retrieve(collection, question, query, SHORTER * top, among)), top)


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
