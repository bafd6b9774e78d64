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
        resources: what it would be answered with.
        among: which documents may answer.
    """
    question, query = Question.parse(text), resources.query(text)
    hits = stating(retrieve(resources.collection, question, query, resources.top, among))
    reading = read_passages(text, hits, resources.reader)
    read = in_order(question, hits, reading, resources.frequencies)
    return answerable(question, read, reading, resources)[1]
