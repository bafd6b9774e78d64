"""Whether two dated sentences give different amounts of one thing.

Precision comes first, as for contradictions: nearly all other words of the shorter one stand in
the other, what each begins with stands in the other too, neither names another person, place
or time, and one amount of the same unit, or one count of the same thing, is not the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding.polarity import hedges, negates
from assistant.language.names import name_words, names
from assistant.language.quantities import Quantity, counts, dates, is_year, quantities
from assistant.language.words import content_stems, fold, stem, words
from assistant.records import Evidence

SHARED = 0.8
"""Least share of the content words of the one that has fewer, amounts apart."""

LEAST_SHARED = 2

_UNITS = frozenset(content_stems("percent per cent dollar euro pound yen yuan"))
_BEHIND = re.compile(r"[ -]([^\W\d_]{3,})")
_ORDER = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth last next previous".split()
)


def put_differently(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences of documents of different days give different amounts of one thing."""
    mine, theirs = one.document.own_date, other.document.own_date
    if not (mine and theirs) or mine == theirs:
        return False
    return _same_thing(one.text, other.text) and _other_amount(one.text, other.text)


def _same_thing(one: str, other: str) -> bool:
    if hedges(one) != hedges(other) or negates(one) != negates(other):
        return False
    mine, theirs = _topic(one), _topic(other)
    shared = set(mine) & set(theirs)
    fewer = min(len(set(mine)), len(set(theirs)))
    if len(shared) < max(LEAST_SHARED, SHARED * fewer):
        return False
    if not {mine[0], theirs[0]} <= shared:
        return False
    pairs = zip(_circumstances(one), _circumstances(other), strict=True)
    return not any(left - right and right - left for left, right in pairs)


def _other_amount(one: str, other: str) -> bool:
    mine, theirs = _amounts(one), _amounts(other)
    return any(
        len(mine[what] | theirs[what]) == 2 and not mine[what] & theirs[what]
        for what in mine.keys() & theirs.keys()
    )


def _topic(text: str) -> Sequence[str]:
    """What a sentence speaks of, in order: its content stems without amounts, units and dates."""
    spans = [(date.start, date.start + len(date.text)) for date in dates(text)]
    spans += [(quantity.start, quantity.end) for quantity in quantities(text)]
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return [one for one in content_stems(text) if one not in _UNITS]


def _circumstances(text: str) -> tuple[set[str], ...]:
    """Names, years and dates, and places in an order: where both have their own, they differ."""
    years = {quantity.text for quantity in quantities(text) if is_year(quantity)}
    return (
        {word for name in names(text) for word in name_words(name)},
        years | {date.text for date in dates(text)},
        set(words(text)) & _ORDER,
    )


def _amounts(text: str) -> dict[str, set[float]]:
    """Amounts by unit, and counts by what is counted."""
    found: dict[str, set[float]] = {}
    for quantity in counts(text):
        what = quantity.unit or _counted(text, quantity)
        if what:
            found.setdefault(what, set()).add(quantity.value)
    return found


def _counted(text: str, quantity: Quantity) -> str:
    match = _BEHIND.match(text, quantity.end)
    return stem(fold(match[1])) if match else ""
