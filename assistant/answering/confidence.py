"""How likely a collection answers a question, before anything is made of it."""

from __future__ import annotations

from assistant.answering.evidence import answerable, in_order
from assistant.answering.resources import Resources
from assistant.language.question import Question
from assistant.search.collection import EVERYTHING
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.stating import stating


def confidence_in(text: str, resources: Resources, among: Filter = EVERYTHING) -> float:
    """The probability that an answer is there, in 0-1, as `answer_from_passages` has it.

    Args:
        text: the question; it stands alone.
        resources: with a reader whose scores are calibrated (`Calibration.is_read`).
        among: which documents may answer.
    """
    question, collection, reader = Question.parse(text), resources.collection, resources.reader
    assert reader is not None
    hits = stating(retrieve(collection, question, resources.query(text), resources.top, among))
    if not any(hit.passage.sentences for hit in hits):
        return 0.0
    reading = read_passages(text, hits, reader)
    read = in_order(question, hits, reading, resources)
    return answerable(question, None, read, reading, resources)[1]
