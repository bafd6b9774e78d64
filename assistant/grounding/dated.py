"""The days that a source gives, in more writings than claims have.

"3–5 May" gives two days, "Mon–Fri" five, "13.05.2024" and "13 MAY" one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from assistant.corpus.dates import Mention, mentions
from assistant.language.quantities import MONTH, WEEKDAYS, DateMention, dates

_LOUD = re.compile(r"\b[A-Z]{3,9}\b")
_DAY = r"\b(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_JOINED = r"(?:, (?:and |or )?| ?[-–—/&] ?| (?:and|or|to|until|till) )"
_BEFORE = re.compile(rf"(?<![\w.,:/-])(?:{_DAY}{_JOINED})+$", re.IGNORECASE)
_BEHIND = re.compile(
    rf" ?[-–—] ?{_DAY}\b(?![:.,]?\d|\s?[ap]\.?m|\s{MONTH})"
    r"(?:,? (\d{4})\b)?"
)
_ONE_BEFORE = re.compile(r"\d+\D*, ")  # "Hall 12, 3 May" is no list of two
_NEAR = 40  # characters before a date that may list further days
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"[-–—]|to|til")

_SHORT = "Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun"
_NAMED = rf"(?:{'|'.join(day.title() for day in WEEKDAYS)}|{_SHORT}|{_SHORT.upper()})"
# "Sat" and "Sun" are words, too: a day has a time, a date or another day beside it.
_WEEKDAY = re.compile(rf"\b({_NAMED})\b(?=\.?,?\s*(?:\d|:))")
_SPAN = re.compile(
    rf"\b({_NAMED})s?\b\.?\s*(?:([-–—]|to\b|until\b|till\b)|[&/,]|and\b)\s*(?=({_NAMED})\b)"
)


@lru_cache(maxsize=64)
def days_given(text: str) -> tuple[DateMention, ...]:
    """The dates and weekdays of a text, those of lists and between two weekdays, too."""
    said = dates(_LOUD.sub(lambda word: word[0].title(), text))
    numeric = (_mention(one, text) for one in mentions(text))
    listed = (day for one in said if one.month and one.day for day in _listed(text, one))
    return (*said, *numeric, *listed, *_weekdays(text))


def _mention(one: Mention, text: str) -> DateMention:
    day = one.day.day if one.origin == "text" else None
    return DateMention(one.day.year, one.day.month, day, "", text[one.start : one.end], one.start)


def _listed(text: str, one: DateMention) -> Iterator[DateMention]:
    """The other days of a month that a list or a range names: "3, 10 and 17 May", "May 3–5"."""
    before = _BEFORE.search(text[max(0, one.start - _NEAR) : one.start])
    if before and not _ONE_BEFORE.fullmatch(before[0]):
        yield from (one._replace(day=day) for day in _of_month(before[0], one.day or 0))
    is_open = one.text[-1].isdigit() and not one.year  # "May 3–5", not "3 May–5 June"
    behind = _BEHIND.match(text, one.start + len(one.text)) if is_open else None
    if behind and int(behind[1]) > (one.day or 0):
        year = int(behind[2]) if behind[2] else one.year
        yield from (one._replace(day=day, year=year) for day in (one.day, int(behind[1])))


def _of_month(listed: str, last: int) -> Iterator[int]:
    """The days of a list before its last one, from there: days of one month rise.

    In "April 28–3 May" and "Room 12 and 3 May" those before are none of May. Three or more that
    fall are a list of which the latest comes first.
    """
    days = [*map(int, _NUMBER.findall(listed))]
    falls = all(one > following for one, following in pairwise([*days, last]))
    if len(days) > 1 and falls and not _RANGE.search(listed):
        yield from days
        return
    for number in reversed(days):
        if number >= last:
            return
        yield number
        last = number


def _weekdays(text: str) -> Iterator[DateMention]:
    for match in _WEEKDAY.finditer(text):
        yield _weekday(_place(match[1]), match)
    for match in _SPAN.finditer(text):
        first, last = _place(match[1]), _place(match[3])
        between = range(first, first + (last - first) % 7 + 1) if match[2] else (first, last)
        yield from (_weekday(place % 7, match) for place in between)


def _place(name: str) -> int:
    return next(at for at, day in enumerate(WEEKDAYS) if day.startswith(name[:3].lower()))


def _weekday(place: int, match: re.Match[str]) -> DateMention:
    return DateMention(None, None, None, WEEKDAYS[place], match[0], match.start())
