"""What completes an answer: the exception, the other reason, the next step, the other of two.

    the sentence that answers best ─────┐
    what else may answer, and is like it ┴─ask the writer over both→ is it better with the second?

Who asks why, how, or whether something is allowed is often answered by two sentences that stand
apart. A reader scores each by itself; the writer, which was taught to say whether an answer is
right, is asked about the first, the second and both, over both. How much it prefers both, what it
thinks of the second, and how alike the two are tell whether both are needed: a logistic regression,
fitted by `benchmarks.several` (docs/decisions/completing.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.evidence import alike_first
from assistant.corpus.layout import is_row
from assistant.grounding.calibration import Calibration, shipped
from assistant.language.words import stems
from assistant.protocols import Embedder, Generator
from assistant.records import Evidence
from assistant.writing.approval import approval
from assistant.writing.evidence import alone, overlap, tells_of_message

NAMES = ("gain", "itself", "alike")
"""How much more the writer believes in both sentences than in the first, and what it thinks of the
second, over both, in log odds; their cosine."""

ASKED = 3
"""Sentences that the writer is asked about, at most."""

LEAST_SCORE = -4.0
"""Least score of a sentence that it is asked about, in log odds."""

LEAST_ALIKE = 0.25
"""Least cosine to the first of a sentence that it is asked about: of 35 that were given to 165
questions of benchmarks/several and benchmarks/asked, one has less, of 428 that were asked about
160 (docs/decisions/completing.md)."""

GAIN_AT_MOST = 1.5
"""What the writer is taken to believe more in both than in the first, at most, in log odds: where
so much is not enough, nothing else is asked (docs/decisions/completing.md)."""

UNLIKELY = -2.0
"""Log odds below which a second sentence is denied so plainly that nothing else is asked about it:
of 57 that 106 questions of benchmarks/several were given, none was."""


def default_completing() -> Calibration:
    """The weights that ship with the program; from the threshold on both are needed."""
    return shipped(__file__, "completing.json", NAMES)


def completing(
    question: str,
    first: Evidence,
    others: Sequence[Evidence],
    embedder: Embedder,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Evidence | None:
    """The sentence that an answer needs besides the first; None where it needs none.

    Args:
        question: as the person asked it.
        first: the sentence that answers best.
        others: what else may answer, with the reader's scores. One without any word of its own, as
            a label ("Swimming pool."), completes nothing.
        embedder: of sentences.
        writer: is asked; none is told where it does not say.
        should_stop: ends the asking; then none is told.
    """
    fitted, weighed = default_completing(), list[tuple[float, Evidence]]()
    known = {*stems(question), *stems(first.text)}
    new = [one for one in others if not known.issuperset(stems(one.text))]
    for other, cosine in alike_first(first, new, embedder)[:ASKED]:
        if should_stop():
            break
        if other.score < LEAST_SCORE or cosine < LEAST_ALIKE:
            continue
        row = measured(question, first, other, cosine, writer, should_stop, fitted)
        if row is not None:
            weighed.append((fitted.confidence(row), other))
    likely, found = max(weighed, key=lambda one: one[0], default=(0.0, None))
    return found if likely >= fitted.threshold and not should_stop() else None


def besides(told: Sequence[Evidence], sentences: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that are no part of what is told; one that is widened may repeat its text.

    Rows of tables are none: the next row is as like the first as can be, and answers nothing more.
    Nor are lines of a message's header.
    """
    return [
        one
        for one in sentences
        if not (is_row(one.text) or tells_of_message(one))
        and not any(overlap(one, other) or other.text in one.text for other in told)
    ]


def measured(
    question: str,
    first: Evidence,
    other: Evidence,
    cosine: float,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
    fitted: Calibration | None = None,
) -> NDArray[np.float64] | None:
    """The feature row of a second sentence, as `NAMES`.

    None where the writer does not say, or plainly denies the second, and, with weights, where both
    would be believed in by `GAIN_AT_MOST` more and still not needed.
    """
    together = as_told(first, other)
    read = [alone(one) for one in together]

    def asked(text: str) -> float | None:
        return approval(question, read, text, writer, should_stop)

    itself = asked(other.text)
    if itself is None or itself < UNLIKELY:
        return None
    best = np.array([GAIN_AT_MOST, itself, cosine])
    if fitted is not None and fitted.confidence(best) < fitted.threshold:
        return None
    both, by_first = asked(" ".join(one.text for one in together)), asked(first.text)
    if both is None or by_first is None:
        return None
    return np.array([both - by_first, itself, cosine])


def as_told(first: Evidence, other: Evidence) -> tuple[Evidence, Evidence]:
    """The two as they stand in one document; else the better one first."""
    is_before = other.document.id == first.document.id and other.start < first.start
    return (other, first) if is_before else (first, other)
