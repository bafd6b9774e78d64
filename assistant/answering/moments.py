"""What a cell of a table says that can be put in order: an amount, a time, a date."""

from __future__ import annotations

import re

from assistant.corpus.lengths import CLOCK, length_in
from assistant.corpus.rows import Number, number_in
from assistant.grounding.timed import times
from assistant.language.quantities import DateMention, dates

YEARS = range(1_000, 2_200)
"""Numbers that may be years."""

_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


def number_of(cell: str) -> Number | None:
    """The number that a cell is, its length of time, or its time of day; None for any other."""
    return _half_day(cell) or number_in(cell) or length_in(cell)


def moment_of(cell: str) -> tuple[int, ...] | None:
    """A time of day, a date or a year, for an order; None for any other cell."""
    if half := _half_day(cell):
        return (round(half.value),)
    if time := _TIME.fullmatch(cell):
        return (60 * int(time[1]) + int(time[2]),)
    if cell.isdecimal() and int(cell) in YEARS:
        return (int(cell),)
    found = date_in(cell)
    return (found.year, found.month or 0, found.day or 0) if found and found.year else None


def day_of(cell: str) -> tuple[int, ...] | None:
    """A whole date; None for any other cell."""
    found = date_in(cell)
    if found and found.year and found.month and found.day:
        return found.year, found.month, found.day
    return None


def date_in(cell: str) -> DateMention | None:
    """What a cell says that is a date and nothing else but its weekday: "Sat 3 May"."""
    day = _WEEKDAY.sub("", cell.strip(), count=1)
    found = dates(day)
    return found[0] if len(found) == 1 and found[0].text == day else None


def _half_day(cell: str) -> Number | None:
    """The minute of the day that a time says with its half ("6.30 pm", "noon"), or a range begins.

    Any other time may be a length, and is told by its form (`corpus/lengths.py`).
    """
    if not any(map(str.isalnum, cell)) or (cell.isalpha() and len(cell) > len("midnight")):
        return None
    found = times(cell)
    is_all = bool(found) and found[0].start == 0 and found[-1].end == len(cell)
    is_half = any(any(map(str.isalpha, one.text)) or len(found) == 2 for one in found)
    if not is_all or not is_half or len(found) > 2 or not found[0].is_sure:
        return None
    return Number(min(found[0].seconds) / 60, 0, "", CLOCK)
