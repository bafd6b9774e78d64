"""Lengths of time in the cells of a table: "1 h 25 min", "45 mins", "1:02:10".

A column may write one as hours and minutes, the next as minutes alone. To be compared they are all
told in minutes; what "1:25" counts, hours or minutes, is not known, but its order is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus.rows import Number

MINUTES = "h min"
"""The unit of what is written in hours and minutes; its value is minutes."""

CLOCK = ":"
"""The unit of what is written as clocks show it; its value is of the last part."""

# Minutes of a unit, by each way to write it.
_UNITS = {
    name: minutes
    for minutes, names in {
        1 / 60: "s sec secs second seconds",
        1: "m min mins minute minutes",
        60: "h hr hrs hour hours",
        24 * 60: "day days",
        7 * 24 * 60: "week weeks wk wks",
    }.items()
    for name in names.split()
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s?([a-z]+)\b\.?(?:,|\s?(?:and|&)\s)?\s?", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[hm])(?=\d)", re.IGNORECASE)  # "1h25m"
_WORD = re.compile(r"[\s-]?([a-z]+)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,3}(?::[0-5]\d){1,2}")


def length_in(cell: str) -> Number | None:
    """The length of time that a cell is, in several units or as a clock; None for any other.

    What has one unit is a number (`rows.number_in`).
    """
    if _CLOCK.fullmatch(cell):
        value = 0
        for part in cell.split(":"):
            value = 60 * value + int(part)
        return Number(float(value), 0, "", CLOCK)
    parts = _parts(cell)
    units = [minutes for _, minutes in parts]
    if len(parts) < 2 or units != sorted(set(units), reverse=True):
        return None
    return _in_minutes(sum(value * minutes for value, minutes in parts))


def in_one_unit(numbers: Sequence[Number]) -> list[Number] | None:
    """Numbers that can be compared and added; None where they are of different things.

    Lengths of time in different units are told in minutes.
    """
    if len({(one.before, one.behind) for one in numbers}) == 1:
        return list(numbers)
    told = [_in_minutes(one.value * by) for one in numbers if (by := _minutes_of(one))]
    return told if len(told) == len(numbers) else None


def is_length(number: Number) -> bool:
    """Whether a number is a length of time."""
    return number.behind == MINUTES or is_unit_of_time(number.behind.casefold().rstrip("."))


def is_unit_of_time(word: str) -> bool:
    """Whether a word is a unit of time; "m" alone are metres."""
    return word != "m" and word in _UNITS


def unit_behind(text: str, at: int) -> str:
    """The unit of time that stands at a place of a text: of "2 hours long", "hours"; else ""."""
    word = _WORD.match(text, at)
    return word[1] if word and word[1].casefold() in _UNITS else ""


def in_unit_of(number: Number, value: float, unit: str) -> float | None:
    """A value of a unit of time in the unit of a number, where that is one as well."""
    own, other = _minutes_of(number), _UNITS.get(unit.casefold())
    return value * other / own if own and other else None


def hours_and_minutes(minutes: float) -> str:
    """A length of time as it is told: "1 h 25 min", "4 min 32 s", "9 days"."""
    days, left = divmod(round(60 * minutes), 24 * 60 * 60)
    if days and not left:
        return f"{days} day{'s' if days > 1 else ''}"
    hours, left = divmod(round(60 * minutes), 60 * 60)
    parts = ((hours, "h"), (left // 60, "min"), (left % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"


def _parts(cell: str) -> list[tuple[float, float]]:
    """The numbers of a cell with the minutes of their units; none where it has anything else."""
    found, at, text = [], 0, _GLUED.sub(" ", cell.strip())
    while at < len(text):
        part = _PART.match(text, at)
        minutes = _UNITS.get(part[2].casefold()) if part else None
        if part is None or minutes is None:
            return []
        found.append((float(part[1]), float(minutes)))
        at = part.end()
    return found


def _minutes_of(number: Number) -> float | None:
    """How many minutes are one of its unit."""
    if number.before:
        return None
    unit = number.behind.casefold().rstrip(".")
    return 1.0 if unit == MINUTES else _UNITS.get(unit)


def _in_minutes(value: float) -> Number:
    return Number(value, 0, "", MINUTES)
