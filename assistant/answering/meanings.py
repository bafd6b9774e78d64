"""What a short question can mean: replies of documents on different things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.grounding.replies import Reply
from assistant.language.question import Question
from assistant.protocols import Generator
from assistant.records import Evidence
from assistant.writing.approval import believed

MEANT = 3.0
"""Least score, of reader and writer together, of a reply that is meant (`benchmarks.meanings`)."""


def meant_by(
    question: Question,
    choices: Sequence[Reply],
    writer: Generator | None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Evidence]:
    """The sentences that reply to what a question can mean; none where it means one thing.

    A reader alone takes the board for who takes over in the kitchen. So the writer is asked about
    each reply over its own passage, and what both together do not believe in is not meant.

    Args:
        question: what was asked.
        choices: what the reader takes to be meant (`grounding.replies.ambiguous`).
        writer: asked where it was taught to say; else the reader decides.
        should_stop: ends the asking; then nothing is said to be meant.
    """
    meant = choices
    if writer is not None:
        meant = [one for one in choices if _is_meant(question, one, writer, should_stop)]
    return [] if should_stop() or len(meant) < 2 else [one.evidence for one in meant]


def _is_meant(
    question: Question, reply: Reply, writer: Generator, should_stop: Callable[[], bool]
) -> bool:
    score = believed(question.text, [reply.hit], reply.evidence, writer, should_stop)
    return score is None or score >= MEANT
