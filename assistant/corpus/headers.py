"""The headers of messages that were copied into a text: who wrote what follows, when, on what.

No list of labels decides, since each language has its own, but their form: lines "Label: value"
that stand together, no label twice, with a date. Such lines are a header where others begin with
the same label, as in a thread, or where the value of one of three is nothing but a day: with a time
of day, if blank lines part them as they part the fields of a form. What a text is called is told by
the header that it begins with, of fewer lines too, where all have names of RFC 5322. The line that
leads to a quoted message ("On 3 May 2024, Ann wrote:") is a header of one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from itertools import groupby, takewhile

from assistant.corpus.dates import mentions, month_number, parse_date
from assistant.corpus.dating import without_clock
from assistant.corpus.quoted import ADDRESS, CLOCK, NUMERIC_DATE, leads_to_message, without_address
from assistant.language.quantities import dates

_SUBJECT = "Subject"
_SENT = frozenset({"date", "sent"})
_NAMES = _SENT | {"from", "to", "cc", "bcc", "subject"}
_LEAST = 2  # lines of a header in a thread
_LEAST_ALONE = 3
_MOST_ALONE = 7

# "From: Ann"; "Enviado el: …", "Objet : …" and "主题：…" in other languages.
_LINE = re.compile(
    r"([^\W\d_]{1,12}(?: [^\W\d_]{1,12})?)(?: ?: {0,3}| ?： {0,3})\S.{0,300}", re.DOTALL
)
_COLON = re.compile(r" ?[:：]")
_AROUND_CLOCK = 3  # words: "à 09:12", "a las 9:12 CET"
_WITH_SUBJECT = 4  # lines: beside it who wrote, to whom, and when
_OUTLOOK = 5  # lines of a header without addresses, the last of which is its subject, at most
_DAY_MONTH = re.compile(r"\b\d{1,2}(?:st|nd|rd|th|\.)?\s+([^\W\d_]{3,12})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+\d{1,2}\b")
_DATE_WORDS = 8


def find_headers(units: Sequence[str], blocks: Sequence[int]) -> dict[int, int]:
    """Find the headers of messages: for the number of each first unit, that of the one behind.

    Args:
        units: lines and paragraphs of a text.
        blocks: for each unit the block that it stands in; no blank line is within one.
    """
    found = [
        (start, end)
        for start, end in _runs(units, blocks)
        if end < len(units) and _may_be(units[start:end])
    ]
    openings = Counter(_label(units[start]) for start, _ in found)
    headers = {
        start: end
        for start, end in found
        if openings[_label(units[start])] > 1
        or _tells_its_day(units[start:end], to_the_minute=blocks[start] != blocks[start + 1])
    }
    first = min(headers, default=len(units))
    return headers | {
        at: at + 1
        for at, unit in enumerate(units[:-1])
        if blocks[at] != blocks[at + 1] and leads_to_message(unit, in_message=at > first)
    }


def header_lines(block: Sequence[str]) -> set[int]:
    """The numbers of those lines of a block that are a header, where none goes on in the next."""
    runs = _runs(block, [0] * len(block))
    return {
        at
        for start, end in runs
        if _may_be(block[start:end])
        and (_tells_its_day(block[start:end]) or _are_named(block[start:end]))
        for at in range(start, end)
    }


def opening_subject(text: str) -> str | None:
    """The subject of the message that a text begins with, empty without one; None: no message.

    Its header has two lines or more, each by a name of a header, and nothing else stands there. A
    subject and a day, or one of them and who wrote, are among them: others may be those of a form.
    """
    rest = text.lstrip()
    lines = [line.strip() for line in takewhile(str.strip, rest.splitlines())]
    fields = {_label(line).lower(): _value(line) for line in lines if _is_line(line)}
    told = [bool(part & fields.keys()) for part in ({"from"}, _SENT, {"subject"})]
    is_header = len(fields) == len(lines) and fields.keys() <= _NAMES and sum(told) >= _LEAST
    has_text = len(rest.splitlines()) > len(lines)
    return fields.get("subject", "") if is_header and has_text else None


def begins_message(text: str) -> bool:
    """Whether a text begins with the header of a message: in any language, if it has an address."""
    first = [line.strip() for line in takewhile(str.strip, text.lstrip().splitlines())]
    is_header = 0 in header_lines(first) and any(map(ADDRESS.search, first))
    return is_header or opening_subject(text) is not None


def sender_and_day(header: Sequence[str]) -> tuple[str, ...]:
    """Who wrote a message, told first where nothing is named so, and when; nothing of no header.

    Names go without their addresses, and days without their time.
    """
    if len(header) == 1 and leads_to_message(header[0], in_message=True):
        return (without_address(header[0]),)
    if not all(map(_is_line, header)):
        return ()
    named = {_label(line).lower(): line for line in header}
    days = [named[label] for label in ("date", "sent") if label in named]
    days += [line for line in header[1:] if _is_day(line) or _is_minute(line)]
    told = (_sender(named.get("from", header[0])), _day(days[0])) if days else ()
    return tuple(dict.fromkeys(told))


def _sender(line: str) -> str:
    name, address = parseaddr(_value(line))
    return name if name and "@" in address else without_address(_value(line)) or _value(line)


def _day(line: str) -> str:
    """The day that a line tells, as it stands there; all that it tells where that is not known."""
    value = _value(line)
    if found := next(mentions(value), None):
        return value[found.start : found.end]
    return next((one.text for one in dates(value) if one.day), value)


def _tells_its_day(lines: Sequence[str], *, to_the_minute: bool = False) -> bool:
    """Whether one of three lines or more has nothing but a day for its value.

    Where there is an address, it may be a day and a time of it with other words.
    """
    if not _LEAST_ALONE <= len(lines) <= _MOST_ALONE:
        return False
    is_mail = any(map(ADDRESS.search, lines))
    return any(
        (_is_day(line) and (not to_the_minute or bool(CLOCK.search(line))))
        or (is_mail and _is_minute(line))
        for line in lines
    )


def subject_of(header: Sequence[str]) -> str:
    """The subject that a message's header states; empty where its form does not tell which it is.

    It is the one that RFC 5322 calls so. In other languages it is what is left without who wrote,
    which comes first, the day and all addresses; without addresses, it is the last of a few lines
    as Outlook has them, the day in the second.
    """
    if named := next((line for line in header if _label(line) == _SUBJECT), ""):
        return _value(named)
    if len(header) < _WITH_SUBJECT:
        return ""
    rest = [
        line
        for line in header[1:]
        if not (_is_date(line) or _is_minute(line) or ADDRESS.search(line))
    ]
    if len(rest) == 1:
        return _value(rest[0])
    is_plain = not any(map(ADDRESS.search, header))
    is_outlook = len(header) <= _OUTLOOK and _is_date(header[1])
    return _value(rest[-1]) if rest and is_plain and is_outlook else ""


def _runs(units: Sequence[str], blocks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines with labels: in one block, or each a block by itself, as in a Word file."""
    sizes = Counter(blocks)
    places = range(len(units))
    for _, group in groupby(places, key=lambda at: blocks[at] if sizes[blocks[at]] > 1 else -1):
        start = -1
        for at in group:
            goes_on = _is_line(units[at]) or (start >= 0 and _is_date(units[at]))
            if goes_on and start < 0:
                start = at
            if start >= 0 and not goes_on:
                yield start, at
                start = -1
        if start >= 0:
            yield start, at + 1


def _may_be(lines: Sequence[str]) -> bool:
    labels = [_label(line) for line in lines if _is_line(line)]
    is_each_once = len(labels) == len(set(labels))
    return len(lines) >= _LEAST and is_each_once and any(map(_has_date, lines))


def _is_line(line: str) -> bool:
    """Whether a line may be one of a header: a label and a value, or a name of RFC 5322 alone."""
    is_empty = line.endswith(":") and line[:-1].strip().lower() in _NAMES
    return is_empty or bool(_LINE.fullmatch(line))


def _are_named(lines: Sequence[str]) -> bool:
    return all(_label(line).lower() in _NAMES for line in lines)


def _label(line: str) -> str:
    return _COLON.split(line, maxsplit=1)[0]


def _value(line: str) -> str:
    return _COLON.split(line, maxsplit=1)[-1].strip()


def _is_day(line: str) -> bool:
    value = _value(line) if _LINE.fullmatch(line) else line
    day = next(mentions(value), None)
    if day is None:
        return False
    rest = value[day.end :].strip()
    return parse_date(value) == day.day and not without_clock(rest)


def _is_minute(line: str) -> bool:
    """Whether a line is a day and a time of it, in the words of any language: "3 mars à 09:12"."""
    value = _value(line)
    day = next(mentions(value), None)
    if day is None or not CLOCK.search(value[day.end :]):
        return False
    around = value[: day.start] + CLOCK.sub("", value[day.end :], count=1)
    return len(around.split()) <= _AROUND_CLOCK and not any(map(str.isdigit, around))


def _is_date(line: str) -> bool:
    return len(line.split()) <= _DATE_WORDS and _has_date(line)


def _has_date(line: str) -> bool:
    months = (name for form in (_DAY_MONTH, _MONTH_DAY) for name in form.findall(line))
    return (
        bool(NUMERIC_DATE.search(line))
        or any(map(month_number, months))
        or next(mentions(line), None) is not None
    )
