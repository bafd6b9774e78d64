"""The date that a document gives itself.

Asked in this order: the file's metadata; a leading `date YYYY-MM-DD`; a dateline, a
labelled date or a line that is only a date near the top; the file's own time, which is
marked with the origin "file" because it says when a copy was saved, not when it was written.
"""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

from assistant.records import DateOrigin, Span

_TOP_CHARS = 1500
_TOP_LINES = 8
_LINE_CHARS = 200

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_ISO = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_DAY_FIRST = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+\d{{4}}"
_MONTH_FIRST = rf"{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
_DATE = rf"(?P<date>(?:{_ISO}|{_DAY_FIRST}|{_MONTH_FIRST})(?!\d))"
_CLOCK = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?"
_LABEL = (
    r"(?:(?:first|last|originally)\s+)?(?:published|posted|updated|dated?|issued|released"
    r"|created|written|modified|filed)"
)

_LEADING = re.compile(r"\s*(date:?\s+(\d{4}-\d{2}-\d{2}))(?![\d-])", re.IGNORECASE)
_NEAR_TOP = (
    re.compile(
        rf"(?:.{{0,60}}[|•·]\s*)?{_LABEL}(?:\s+on)?\s*:?\s+{_WEEKDAY}{_DATE}", re.IGNORECASE
    ),
    re.compile(rf"(?:.{{0,60}}[|•·]\s*)?{_WEEKDAY}{_DATE}{_CLOCK}\.?$", re.IGNORECASE),
    # The place is in capitals: in any case, "On 3 May 2020 – …" would pass for a dateline.
    re.compile(
        r"[A-Z]{2}[A-Z .'’/-]{0,40}(?:,\s[A-Z][\w.]{1,20})?(?:\s*\([\w ]{1,20}\))?[,:]?\s+"
        rf"(?i:{_WEEKDAY}{_DATE})\s*(?:\([\w ]{{1,20}}\)\s*)?[—–-]"
    ),
)
_COMPACT = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})(?:\d{6}|T|$)")
_ISO_START = re.compile(rf"{_ISO}(?!\d)")
_STATED = re.compile(rf"{_WEEKDAY}{_DATE}", re.IGNORECASE)


def parse_date(value: str) -> date | None:
    """Read a metadata value: ISO 8601, RFC 2822, PDF `D:…`, or a date in English words.

    Dates such as 03/04/2023 are not guessed at; they give None, as anything unknown does.
    """
    value = value.strip()[:100]
    if match := _COMPACT.match(value):
        return _make(*(int(group) for group in match.groups()))
    if match := _ISO_START.match(value):
        return _from_words(match.group())
    if match := _STATED.match(value):
        return _from_words(match["date"])
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, IndexError, OverflowError):
        return None


def leading_date(text: str) -> tuple[date, Span] | None:
    """Find the `date YYYY-MM-DD` that some exports put first, and where it stands."""
    match = _LEADING.match(text)
    day = _from_words(match[2]) if match else None
    return (day, Span(*match.span(1))) if match and day else None


def stated_date(text: str) -> date | None:
    """Find what the top of the text says of its own date."""
    if found := leading_date(text):
        return found[0]
    lines = [line.strip() for line in text[:_TOP_CHARS].splitlines()]
    for line in [line for line in lines if line][:_TOP_LINES]:
        for pattern in _NEAR_TOP:
            match = pattern.match(line[:_LINE_CHARS])
            if match and (day := _from_words(match["date"])):
                return day
    return None


def document_date(metadata: str, text: str, modified: float) -> tuple[date | None, DateOrigin]:
    """Decide a document's date.

    Args:
        metadata: the date as the file's metadata writes it; may be empty.
        text: the document's text.
        modified: the file's modification time, seconds since the epoch; file systems know
            years that no calendar has.
    """
    if day := parse_date(metadata):
        return day, "metadata"
    if day := stated_date(text):
        return day, "text"
    try:
        return date.fromtimestamp(modified), "file"
    except (ValueError, OverflowError, OSError):
        return None, ""


def _from_words(words: str) -> date | None:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if len(numbers) == 3:
        return _make(*numbers)
    name = re.search(_MONTH, words, re.IGNORECASE)
    if name is None:
        return None
    day, year = numbers
    return _make(year, _MONTHS.index(name.group()[:3].lower()) + 1, day)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
