"""What a short question can mean: replies of documents on different things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.replaced import replacing
from assistant.grounding.replies import Reply
from assistant.language.question import Question
from assistant.protocols import Embedder, Generator
from assistant.records import Evidence
from assistant.writing.approval import believed

MEANT = 3.0
"""Least score, of reader and writer together, of a reply that is meant (`benchmarks.meanings`)."""


def meant_by(
    question: Question,
    choices: Sequence[Reply],
    writer: Generator | None,
    embedder: Embedder,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Evidence]:
    """The sentences that reply to what a question can mean; none where it means one thing.

    A reader alone takes the board for who takes over in the kitchen. So the writer is asked about
    each reply over its own passage, and what both together do not believe in is not meant. Nor is
    what a newer reply has replaced: the minutes and the mail that moves the day mean one thing.

    Args:
        question: what was asked.
        choices: what the reader takes to be meant (`grounding.replies.ambiguous`).
        writer: asked where it was taught to say; else the reader decides.
        embedder: says whether an older and a newer reply speak of the same.
        should_stop: ends the asking; then nothing is said to be meant.
    """
    meant = choices
    if writer is not None:
        believed_in = [one for one in choices if _is_meant(question, one, writer, should_stop)]
        meant = [
            one
            for one in believed_in
            if not replacing(
                question.text,
                one.evidence,
                [other.evidence for other in believed_in if other is not one],
                embedder,
                writer,
                should_stop,
            )
        ]
    return [] if should_stop() or len(meant) < 2 else [one.evidence for one in meant]


def _is_meant(
    question: Question, reply: Reply, writer: Generator, should_stop: Callable[[], bool]
) -> bool:
    score = believed(question.text, [reply.hit], reply.evidence, writer, should_stop)
    return score is None or score >= MEANT
