"""What a short question can mean: replies of documents on different things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.resources import Resources
from assistant.grounding.replies import Reply, ambiguous
from assistant.language.question import Question
from assistant.protocols import Generator
from assistant.records import Evidence
from assistant.writing.approval import believed

MEANT = 3.0
"""Least score, of reader and writer together, of a reply that is meant (`benchmarks.meanings`)."""


def meant_by(
    question: Question,
    replies: Sequence[Reply],
    resources: Resources,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Evidence]:
    """The sentences that reply to what a question can mean; none where it means one thing.

    A reader alone takes the board for who takes over in the kitchen. So the writer is asked about
    each reply over its own passage, and what both together do not believe in is not meant.

    Args:
        question: what was asked.
        replies: of the documents, best first.
        resources: its writer is loaded for a question that may mean several things.
        should_stop: ends the asking; what is not asked about counts as meant.
    """
    meant = ambiguous(question, replies)
    if meant and resources.writer is not None:
        writer = resources.writer
        meant = [one for one in meant if _is_meant(question, one, writer, should_stop)]
    return [one.evidence for one in meant] if len(meant) > 1 else []


def _is_meant(
    question: Question, reply: Reply, writer: Generator, should_stop: Callable[[], bool]
) -> bool:
    score = believed(question.text, [reply.hit], reply.evidence, writer, should_stop)
    return score is None or score >= MEANT
