"""What else the documents say to a question that was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.resources import Resources
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Evidence, Span
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence
from assistant.writing.stating import stating

FURTHER = 3
"""Source sentences, at most, that are added to an answer at a time."""

LIKELY = -1.0
"""Least score, as `read_evidence` has it, of a sentence that is added. Of the second to eighth best
sentences of a question 15 % are marked as answers from there on, and 4 % below."""


def further_evidence(
    question: Question,
    query: Vectors,
    resources: Resources,
    top: int,
    among: Filter,
    shown: Mapping[str, Sequence[Span]],
) -> tuple[Evidence, ...]:
    """The sentences that answer best of those that were not shown yet, best first.

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        resources: what they are found with.
        top: how many passages are looked at.
        among: which documents may answer.
        shown: the places in each document that were shown, by its id.
    """
    hits = stating(retrieve(resources.collection, question, query, top, among))
    reading = read_passages(question.text, hits, resources.reader)
    new = {
        one.text: one
        for one in read_evidence(question, hits, reading)
        if one.score >= LIKELY
        and not any(
            one.start < span.end and span.start < one.end for span in shown.get(one.document.id, ())
        )
    }
    return tuple(new.values())[:FURTHER]
