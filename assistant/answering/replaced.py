"""What a newer document or message has replaced: the rent that went up, the day that was moved.

    the sentence that answers best ──────┐
    what newer documents say of the same ┴─ask the writer over both→ does the newer one hold?

A reader prefers the sentence that is worded as the question, and that is seldom the mail that
changed it. So the writer, which sees title and day of both, is asked whether the newer one is right
after all changes (docs/decisions/replaced.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.evidence import alike_first
from assistant.language.quantities import years
from assistant.protocols import Embedder, Generator
from assistant.records import Evidence, Hit, Span
from assistant.writing.approval import approval
from assistant.writing.evidence import alone, said_on, tells_of_message

NOW = "Now, after all changes: {question}"
"""How the writer is asked what holds."""

HOLDS = 0.5
"""Least log odds, as the writer sees it, of a newer sentence that holds (`benchmarks.replaced`)."""

ABOUT_IT = 0.25
"""Least cosine with the older sentence of one that speaks of the same."""

ASKED = 2
"""Newer sentences that the writer is asked about."""

LEAST = -4.0
"""Least score of a sentence that may have replaced another, in log odds."""

BEFORE, AFTER = 1, 2
"""Sentences around the newer one that the writer reads."""


def replacing(
    question: str,
    first: Evidence,
    others: Sequence[Evidence],
    embedder: Embedder,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Evidence | None:
    """The newer sentence that holds in place of the one that answers best; None where none does.

    Args:
        question: as the person asked it.
        first: the sentence that answers best.
        others: what else may answer, with the reader's scores.
        embedder: of sentences.
        writer: is asked; none is told where it does not say.
        should_stop: ends the asking; then none is told.
    """
    asked, best, found = NOW.format(question=question), HOLDS, None
    for newer in may_replace(question, first, others, embedder):
        read = [alone(first), _with_neighbours(newer)]
        odds = approval(asked, read, newer.text, writer, should_stop)
        if odds is not None and odds >= best:
            best, found = odds, newer
    return found


def may_replace(
    question: str, first: Evidence, others: Sequence[Evidence], embedder: Embedder
) -> list[Evidence]:
    """Sentences of newer documents and messages that the writer is asked about, likeliest first.

    Who asks about a year asks for nothing that was said in a later one. The day of a newer message
    is like any day, and replaces none.
    """
    newer = [
        one
        for one in others
        if _is_newer(one, first, question) and one.score >= LEAST and not tells_of_message(one)
    ]
    found = alike_first(first, newer, embedder)
    return [one for one, cosine in found if cosine >= ABOUT_IT][:ASKED]


def _is_newer(one: Evidence, first: Evidence, question: str) -> bool:
    day, other = said_on(first), said_on(one)
    if day is None or other is None or other <= day:
        return False
    return other.year <= max(years(question), default=other.year)


def _with_neighbours(sentence: Evidence) -> Hit:
    """A sentence and those around it, which may say that it was turned down."""
    passage, spans = sentence.passage, sentence.passage.sentences
    inside = [
        n for n, one in enumerate(spans) if one.end > sentence.start and one.start < sentence.end
    ]
    first, last = max(0, inside[0] - BEFORE), min(len(spans) - 1, inside[-1] + AFTER)
    place = Span(spans[first].start, spans[last].end)
    return alone(Evidence.at(passage, sentence.document, place))
