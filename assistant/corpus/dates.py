"""Dates as they are written, and which one is a document's own.

Asked in this order: what the document's author stated beside its text, as in the head of a
message; what the text says of itself; the one day in the file's name, with the origin "name"; what
the program that wrote the file stated, which may be the day of a template; the file's own time,
which is marked with the origin "file" because it says when a copy was saved, not when it was
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from typing import NamedTuple

from assistant.language.quantities import MONTHS
from assistant.records import DateOrigin

_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs ru uk el tr hu ro ar".split()

_ENGLISH = {
    name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3])
}

_NAME = r"[^\W\d_]{3,12}"
_OF = r"(?:(?:(?:day\s+)?of|de|del)\s+)?"
# "3rd of June" is a day, "version 3 of June" is none; other languages have no ordinals here.
_DAY_OF = rf"(?:(?:st|nd|rd|th|er|\.|º)\s+{_OF}|\s+(?:(?:day\s+of|de|del)\s+)?)"
_DATE = re.compile(
    r"(?<![\w./-])(?:"
    r"(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>\d{4})"
    r"|(?P<a3>\d{1,2})[/-](?P<b3>\d{1,2})[/-](?P<y3>\d{4})"
    rf"|(?P<d4>\d{{1,2}}){_DAY_OF}(?P<m4>{_NAME})\.?,?\s+{_OF}(?P<y4>\d{{4}})"
    rf"|(?P<m5>{_NAME})\.?\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y5>\d{{4}})"
    rf"|(?P<m6>{_NAME})\.?,?\s+{_OF}(?P<y6>\d{{4}})"
    r"|(?P<m7>0?[1-9]|1[0-2])/(?P<y7>\d{4})"
    r")(?!\w|[-/.]\d)"
    # Chinese and Japanese, Korean: no space stands before or behind.
    r"|(?<!\d)(?P<y8>\d{4})\s?[年년]\s?(?P<m8>\d{1,2})\s?[月월](?:\s?(?P<d8>\d{1,2})\s?[日일])?"
)
_COMPACT = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})(?:\d{6}|T|$)")
_WEEKDAY = re.compile(r"[^\W\d_]+,?\s+")
# The month that a season begins with in the north. Nothing says of which end of its year a winter
# is, and so it is none here.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_SEASON = re.compile(
    rf"(?<![\w-])(?P<season>{'|'.join(_SEASONS)})\s+(?:[^\W\d_]{{2,8}}\s+)?(?P<year>(?:19|20)\d{{2}})"
    r"(?:[/–-]\d{2,4})?(?![\w./-]\d|\w)",
    re.IGNORECASE,
)
# What one of several states of a text is called: "Autumn 2023 edition"; a closed class.
_STATE = re.compile(
    r"\s*\b(?:draft|edition|issue|version|revision|printing|ausgabe|auflage|fassung|édition"
    r"|edición|edizione)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"_|(?<=[^\W\d])-(?=\w)|(?<=\d)-(?=[^\W\d])")  # between words of a name


class Mention(NamedTuple):
    """A date in a text; `origin` is "text", or "month" or "year" where no more is said."""

    day: date
    origin: DateOrigin
    start: int
    end: int


def mentions(text: str) -> Iterator[Mention]:
    """The dates with a year and a month in a text; one such as 03/04/2023 is not guessed at."""
    at = 0
    while match := _DATE.search(text, at):
        said = {name[0]: value for name, value in match.groupdict().items() if value}
        month = month_number(said.get("m", "0"))
        if month is None:  # a word before a number that looks like a year
            at = match.start() + 1
            continue
        at = match.end()
        day = _day(said, month)
        if day is not None:
            yield Mention(day, "text" if said.keys() & {"d", "a"} else "month", *match.span())


def said_dates(line: str) -> list[Mention]:
    """The dates and the seasons of a line in their order, each with the state of a text it dates.

    A season has the origin "year", as it is known no further; its day is where it begins.
    """
    found = {one.start: one for one in [*_seasons(line), *mentions(line)]}
    states = ((one, _STATE.match(line, one.end)) for _, one in sorted(found.items()))
    return [one._replace(end=state.end()) if state else one for one, state in states]


def has_state(words: str) -> bool:
    """Whether one of several states of a text is named: "Second version", "2023 edition"."""
    return bool(_STATE.search(words))


def _seasons(text: str) -> Iterator[Mention]:
    for match in _SEASON.finditer(text):
        day = date(int(match["year"]), _SEASONS[match["season"].lower()], 1)
        yield Mention(day, "year", *match.span())


def parse_date(value: str) -> date | None:
    """Read a metadata value: ISO 8601, RFC 2822, PDF `D:…`, or a date in words.

    Dates such as 03/04/2023 are not guessed at; they give None, as anything unknown does.
    """
    value = value.strip()[:100]
    if match := _COMPACT.match(value):
        return _make(*(int(group) for group in match.groups()))
    for found in mentions(re.sub(r"(?<=\d)T.*", "", value)):
        if found.origin == "text" and (
            found.start == 0 or _WEEKDAY.fullmatch(value[: found.start])
        ):
            return found.day
        break
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, IndexError, OverflowError):
        return None


def typed_date(text: str, *, last: bool = False) -> date | None:
    """A date as a person types it, the day before the month; of a month or a year, one of its days.

    Args:
        text: as 2024-05-31, 31/05/2024, 2024-05, May 2024 or 2024.
        last: where no day is said, take the last one and not the first.
    """
    import dateparser

    which = "last" if last else "first"
    settings = {
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": which,
        "PREFER_MONTH_OF_YEAR": which,
        "REQUIRE_PARTS": ["year"],
    }
    found = dateparser.parse(text, languages=["en"], settings=settings)
    return found.date() if found else None


def name_date(name: str) -> date | None:
    """The day in a file's name, as "minutes-2024-03-12"; None where there are two."""
    found = list(mentions(_JOINT.sub(" ", name)))
    return found[0].day if len(found) == 1 and found[0].origin == "text" else None


def file_date(modified: float) -> tuple[date | None, DateOrigin]:
    """The day of a file's modification time; file systems know years that no calendar has."""
    try:
        return date.fromtimestamp(modified), "file"
    except (ValueError, OverflowError, OSError):
        return None, ""


def _day(said: Mapping[str, str], month: int) -> date | None:
    day = int(said.get("d", "1"))
    if "a" in said:  # day or month first, as one of them shows
        month, day = sorted((int(said["a"]), int(said["b"])))
        if month != day <= 12:
            return None
    return _make(int(said["y"]), month, day)


def month_number(name: str) -> int | None:
    """The number of a month by its name or number; None where it is no month's."""
    if name.isdigit():
        return int(name)
    return _ENGLISH.get(name.lower()) or _months().get(name.lower())


@cache
def _months() -> Mapping[str, int]:
    """The names of the months in many languages, as Unicode's locale data have them."""
    from dateparser.data import date_translation_data as data

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        info = import_module(f"{data.__name__}.{language}").info
        for number, month in enumerate(MONTHS, start=1):
            for name in info[month]:
                names.setdefault(name.lower(), number)
    return names


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
