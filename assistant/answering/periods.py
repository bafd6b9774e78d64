"""Which part of the year or of the day a question asks for: "since 3 May", "between 2 and 5 pm".

Rows keep it by the one column that gives days or times. Where a cell, a bound or the column may be
meant otherwise, nothing is said: a wrong row beside the right ones is not seen.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from assistant.answering.moments import date_in
from assistant.grounding.timed import TimeMention, times
from assistant.language.quantities import MONTHS, DateMention

Keeps = Callable[[Any, Any], bool]

_KEEPS: dict[str, Keeps] = {
    "after": operator.gt,
    "before": operator.lt,
    "by": operator.le,
    "from": operator.ge,
    "since": operator.ge,
    "till": operator.le,
    "until": operator.le,
}
_OR_ON = _KEEPS | {"after": operator.ge, "before": operator.le}
_OF_DAYS = {"by", "till", "until"}  # of a month they may mean its first day or its last
_LEADING = re.compile(rf"\b(on or )?({'|'.join([*_KEEPS, 'between'])})\s+(?:the\s+)?$", re.I)
_GOES_ON = re.compile(r"\s*(?:to|till|until|and|[-–—])\s*", re.IGNORECASE)
_FIRST_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s*(?:to|till|until|and|[-–—])\s*$", re.I)
_ENDS = re.compile(r"\s*(?:$|[?!.,;]|(?:on|in|and|or)\b)", re.IGNORECASE)
_MAY_BE_MONTH = re.compile(r"\b(?:may|march)\b", re.IGNORECASE)
_HOUR = re.compile(r"\d+")

Mention = DateMention | TimeMention
Value = tuple[int, ...]
"""Year, month and day, or the second of the day; of a month without its day."""


class Bound(NamedTuple):
    """A day, a month or a time, and how it is compared with what keeps it."""

    keeps: Keeps
    said: Mention


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the year or of the day, as a question says it.

    Attributes:
        bounds: one or two.
        start, end: where it stands in the question, with the word before it.
        text: that part of the question.
    """

    bounds: tuple[Bound, ...]
    start: int
    end: int
    text: str

    @property
    def is_of_days(self) -> bool:
        """Whether it is one of days, and not of times of the day."""
        return isinstance(self.bounds[0].said, DateMention)

    def kept(self, cells: Sequence[str]) -> tuple[str, ...] | None:
        """Which of a column's cells are in it; None where that is not certain of each.

        Args:
            cells: all that say something, in the order of the rows.
        """
        said = [one.said for one in self.bounds]
        values = _days(cells, said) if self.is_of_days else _times(cells, said)
        if values is None:
            return None
        of_cells, limits = values
        pairs = [(one.keeps, limit) for one, limit in zip(self.bounds, limits, strict=True)]
        found = list[str]()
        for cell, own in zip(cells, of_cells, strict=True):
            inside = {all(keeps(one[: len(limit)], limit) for keeps, limit in pairs) for one in own}
            if len(inside) != 1:
                return None  # a class from 11 to 1 is partly before noon
            found += [cell] if inside.pop() else []
        return tuple(dict.fromkeys(found))


def periods_in(text: str, days: Sequence[DateMention]) -> list[Period]:
    """The periods of a question, in order.

    Args:
        text: of the question.
        days: that it says.
    """
    found = list[Period]()
    for said in (_whole_days(text, days), _whole_times(text, days)):
        at = 0
        while at < len(said):
            first, *others = said[at:]
            leading = _LEADING.search(text[: first.start])
            at += 1
            if leading is None:
                continue
            word, bounds, end = leading[2].lower(), [first], _end(first)
            goes_on = others and _GOES_ON.fullmatch(text, end, others[0].start)
            if goes_on and word in {"between", "from"}:
                bounds, end, at = [first, others[0]], _end(others[0]), at + 1
            if word == "between" and len(bounds) < 2:
                continue
            whole = (leading.start(), end, text[leading.start() : end])
            if len(bounds) == 2:
                kept = Bound(operator.ge, bounds[0]), Bound(operator.le, bounds[1])
                found.append(Period(kept, *whole))
            elif not (word in _OF_DAYS and isinstance(first, DateMention) and not first.day):
                keeps = _OR_ON[word] if leading[1] else _KEEPS[word]
                found.append(Period((Bound(keeps, first),), *whole))
    return sorted(found, key=lambda one: one.start)


def without(text: str, periods: Sequence[Period], instead: str = "") -> str:
    """A text without its periods, or with something else for each."""
    for one in periods[::-1]:
        text = f"{text[: one.start]}{instead}{text[one.end :]}"
    return text


def _end(said: Mention) -> int:
    return said.start + len(said.text)


def _whole_days(text: str, days: Sequence[DateMention]) -> list[Mention]:
    """The days and months, also the first day of "from 3 to 20 May"."""
    found = list[Mention]()
    known = {day.start for day in days}
    named = [
        DateMention(None, month, None, "", said[0], said.start())
        for said in _MAY_BE_MONTH.finditer(text)
        for month in [MONTHS.index(said[0].lower()) + 1]
        if said.start() not in known and not any(day.text.endswith(said[0]) for day in days)
    ]
    for day in sorted([*days, *named], key=lambda one: one.start):
        if not day.month:
            continue
        first = _FIRST_DAY.search(text[: day.start]) if day.day else None
        if first is not None:
            found.append(day._replace(day=int(first[1]), text=first[1], start=first.start()))
        found.append(day)
    return found


def _whole_times(text: str, days: Sequence[DateMention]) -> list[Mention]:
    """The times of day; a bare number only where nothing follows that it may count."""
    taken = [(day.start, day.start + len(day.text)) for day in days]
    found: list[Mention] = []
    for time in times(text):
        is_of_day = any(time.start < end and start < time.end for start, end in taken)
        if not is_of_day and (time.is_sure or _ENDS.match(text, time.end)):
            found.append(time)
    return found


_Read = tuple[list[list[Value]], list[Value]]
"""The values of each cell, of a range both, and those of the bounds."""


def _days(cells: Sequence[str], said: Sequence[Mention]) -> _Read | None:
    """Year, month and day of each; without the year where none is said and all are of one."""
    found = [date_in(cell) for cell in cells]
    days = [one for one in found if one and one.month and one.day]
    bounds = [one for one in said if isinstance(one, DateMention)]
    if len(days) < len(cells) or not days:
        return None
    last = bounds[-1].year  # "between 3 and 20 May 2024"
    years, wanted = {day.year for day in days}, {one.year or last for one in bounds}
    if None in years and (len(years) > 1 or wanted != {None}):
        return None
    if None in wanted and (len(years) > 1 or len(wanted) > 1):
        return None
    if None in years and not _is_in_order([(day.month or 0, day.day or 0) for day in days]):
        return None  # December may be before January
    is_dated = None not in wanted
    own = [((day.year or 0) if is_dated else 0, day.month or 0, day.day or 0) for day in days]
    limits = [
        (
            (one.year or last or 0) if is_dated else 0,
            one.month or 0,
            *([one.day] if one.day else []),
        )
        for one in bounds
    ]
    return [[one] for one in own], limits


def _is_in_order(days: Sequence[tuple[int, ...]]) -> bool:
    """Whether days without a year stand in their order, or the other way round."""
    return len({one < two for one, two in pairwise(days) if one != two}) < 2


def _times(cells: Sequence[str], said: Sequence[Mention]) -> _Read | None:
    """The second of the day of each; of a range both its ends."""
    bounds = [one for one in said if isinstance(one, TimeMention)]
    read = [_clock(cell) for cell in cells]
    if not read or not all(read):
        return None
    halves = {_has_half(one) for own in read for one in own if len(one.seconds) == 1}
    is_full = halves == {False}  # "18:30" beside "9:30": none is of a half
    if not is_full and any(len(one.seconds) > 1 for own in read for one in own):
        return None
    known = [[_as_written(one) for one in own] for own in read]
    every = [one for seconds in known for one in seconds]
    limits = [_limit(one, min(every), max(every), is_full=is_full) for one in bounds]
    told: list[Value] = [(one,) for one in limits if one is not None]
    if len(told) < len(limits):
        return None
    return [[(one,) for one in seconds] for seconds in known], told


def _clock(cell: str) -> list[TimeMention]:
    """The one or two times that a cell is; none for any other."""
    found = times(cell)
    is_all = found and found[0].start == 0 and found[-1].end == len(cell)
    return found if is_all and len(found) < 3 else []


def _has_half(time: TimeMention) -> bool:
    return any(map(str.isalpha, time.text))


def _as_written(time: TimeMention) -> int:
    """The second of a day of 24 hours: of two possible ones that of the hour that is written."""
    hour = _HOUR.match(time.text)
    return next(
        (one for one in time.seconds if hour and one // 3600 == int(hour[0])), min(time.seconds)
    )


def _limit(time: TimeMention, first: int, last: int, *, is_full: bool) -> int | None:
    """The second that a question means: of two possible ones that which the column goes over."""
    if len(time.seconds) == 1:  # midnight may be before all of a day, or after
        return min(time.seconds) or None
    inside = [one for one in time.seconds if first <= one <= last]
    if len(inside) == 1:
        return inside[0]
    return _as_written(time) if is_full and not time.text.isalnum() else None
