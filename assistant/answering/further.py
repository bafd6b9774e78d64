"""What else the documents say to a question that was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answering.resources import Resources
from assistant.grounding.answer import QUOTED
from assistant.grounding.judge import ANSWERS
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Evidence, Span
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import titled
from assistant.writing.evidence import select
from assistant.writing.stating import stating

FURTHER = 3
"""Source sentences, at most, that are added to an answer at a time."""


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
    selection = select(question, hits, resources.recent, resources.frequencies, query=query)
    new = {
        one.text: one
        for one in selection.evidence + selection.passed_over
        if not any(
            one.start < span.end and span.start < one.end for span in shown.get(one.document.id, ())
        )
    }
    if resources.ranker is None or not new:
        return tuple(new.values())[:QUOTED]
    texts = [titled(one.document, one.text) for one in new.values()]
    scores = resources.ranker.score(question.text, texts)
    best = sorted(zip(scores, new.values(), strict=True), key=lambda pair: -float(pair[0]))
    return tuple(one for score, one in best if score >= ANSWERS)[:FURTHER]
