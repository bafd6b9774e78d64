"""Where dated sources say different things.

Two pieces of evidence disagree when they come from documents of different dates, both speak
of what was asked, and give different quantities of one unit, counts of the thing that was
asked for, or years. That is a sign for the reader, not a judgement: both are shown, the
newest first. A false sign moves the best evidence down, so what is not clear is no sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations, islice

from assistant.language.names import names
from assistant.language.quantities import quantities, years
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Evidence

_COUNTED = re.compile(r"\b(?:how many|number of|death toll)\b(.*)", re.IGNORECASE)
SHARED = 0.5
"""Least share of the question's stems that both must have in common with it."""


def disagreements(question: Question, evidence: Sequence[Evidence]) -> list[tuple[int, int]]:
    """Pairs of 1-based positions in `evidence` that disagree, the newer one first."""
    pairs = []
    for (left, one), (right, other) in combinations(enumerate(evidence, start=1), 2):
        if _disagree(question, one, other):
            newest_first = _date(one) >= _date(other)
            pairs.append((left, right) if newest_first else (right, left))
    return pairs


def with_newer(
    question: Question, evidence: Sequence[Evidence], passed_over: Sequence[Evidence]
) -> tuple[Evidence, ...]:
    """The evidence, and the best sentence passed over that is newer than its first and disagrees.

    An old report can stand clear of the rest: what has been found out since must still be seen.
    Only a question for a number is clear enough for that (what happened on another day is seldom
    the same thing), and none is added where the evidence disagrees with its first already.
    """
    first = evidence[0]
    if question.answer_type != "number" or any(
        _disagree(question, first, other) for other in evidence[1:]
    ):
        return tuple(evidence)
    newer = (
        other
        for other in passed_over
        if _date(other) > _date(first) and _disagree(question, first, other)
    )
    return (*evidence, *islice(newer, 1))


def newest_first(evidence: Sequence[Evidence], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The 1-based positions of all evidence, those in `pairs` moved so that newer is earlier.

    Evidence that disagrees with nothing keeps its place.
    """
    disputed = sorted({position for pair in pairs for position in pair})
    by_date = iter(
        sorted(disputed, key=lambda position: _date(evidence[position - 1]), reverse=True)
    )
    return [
        next(by_date) if position in disputed else position
        for position in range(1, len(evidence) + 1)
    ]


def _disagree(question: Question, one: Evidence, other: Evidence) -> bool:
    if not (one.document.own_date and other.document.own_date):
        return False
    if one.document.own_date == other.document.own_date:
        return False
    about = _about(question, one, other)
    if not (_speaks(question, one, about) and _speaks(question, other, about)):
        return False
    mine, theirs = _by_unit(question, one), _by_unit(question, other)
    return any(not (mine[unit] & theirs[unit]) for unit in mine.keys() & theirs.keys())


def _about(question: Question, one: Evidence, other: Evidence) -> set[str]:
    """Stems of the first name in the question, also of one in lower case, as the evidence tells.

    What a question is about comes first in it: "When did Finland join NATO?" is not answered
    by when another country did.
    """
    if question.names:
        return set(content_stems(question.names[0]))
    named = {name for item in (one, other) for name in content_stems(" ".join(names(item.text)))}
    return set(next(([asked] for asked in question.stems if asked in named), []))


def _speaks(question: Question, evidence: Evidence, about: set[str]) -> bool:
    """Whether the evidence has half of the question's words, and what it is about."""
    title = evidence.document.title
    stems = set(content_stems(f"{title} {evidence.passage.section} {evidence.text}"))
    asked = set(question.stems)
    return about <= stems and len(stems & asked) >= SHARED * len(asked)


def _by_unit(question: Question, evidence: Evidence) -> dict[str, set[float]]:
    """What the evidence answers by unit; the unit of years and of counts is empty."""
    found: dict[str, set[float]] = {}
    bare = years(evidence.text) if question.answer_type == "date" else _counts(question, evidence)
    for quantity in quantities(evidence.text):
        if any(quantity.matches(known) for known in question.quantities):
            continue
        if quantity.unit or quantity.value in bare:
            found.setdefault(quantity.unit, set()).add(quantity.value)
    return found


def _counts(question: Question, evidence: Evidence) -> set[float]:
    """The bare numbers of evidence that names what the question wants counted."""
    counted = _COUNTED.search(question.text)
    if counted is None or question.answer_type != "number":
        return set()
    things = content_stems(counted[1])[:1]
    if not set(things) & set(content_stems(evidence.text)):
        return set()
    return {quantity.value for quantity in quantities(evidence.text)} - years(evidence.text)


def _date(evidence: Evidence) -> date:
    return evidence.document.own_date or date.min
