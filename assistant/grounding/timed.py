"""The times of day that a text gives, whatever their writing.

"3 pm", "15:00", "three o'clock" and the first of "3–5 pm" may all be one time. A time of the
12-hour clock without its half of the day is two possible ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.language.quantities import SMALL, Quantity, lower, quantities, without_dates

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"(?:\d{{1,2}}\b|{SMALL})"
_NAMED = {"noon": 12, "midday": 12, "midnight": 0}
_TIME = re.compile(
    rf"(?<![\w:.,/$€£])(?:(?P<named>{'|'.join(_NAMED)})\b|"
    rf"(?:(?:(?P<past>half|quarter|{_COUNT}(?= minutes? past| past)) ?(?:minutes? )?past "
    rf"|(?P<to>quarter|{_COUNT}(?= minutes? to)) ?(?:minutes? )?to ))?"
    rf"(?P<hour>\d{{1,2}}|{'|'.join(sorted(_HOURS, key=len, reverse=True))})"
    r"(?:(?P<separator>[:.])(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?(?![\d%]|[.,:/]\d)"
    r"(?P<clock>\s?o['’]?clock\b)?"
    r"(?:\s?(?P<half>[ap])(?:\.\s?m\b\.?|m\b)|\s(?P<named_half>noon|midday|midnight)\b"
    r"|\sin the (?P<part>morning|afternoon|evening)\b)?(?![^\W_]))",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:at|from|until|till|before|after|since|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.:]?)\s$",
    re.IGNORECASE,
)
_FAR = 10  # characters before a number that may lead to a time
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|till|until)\s", re.IGNORECASE)
_LIST = re.compile(r"\s?[,/&]\s?|,?\s(?:and|or)\s", re.IGNORECASE)
_SPACED = re.compile(r"\s[-–—]\s?|[-–—]\s")  # "Room 3 - 5 pm"

_HOUR, _DAY = 3600, 24 * 3600


class TimeMention(NamedTuple):
    """A time of day as far as it is said.

    Attributes:
        seconds: of the day, each possible one.
        is_sure: whether it is a time and no other number ("at 5", "3.30").
    """

    seconds: frozenset[int]
    is_sure: bool
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def times(text: str) -> list[TimeMention]:
    """The times of day of a text, in order; so are those numbers that may be one."""
    numbers = {one.start: one for one in quantities(text)}
    found = [
        _mention(match)
        for match in _TIME.finditer(text)
        if _is_open(match, numbers.get(match.start("hour")))
    ]
    return [time for run in _runs(text, found) for time in _of_run(text, run)]


def without_times(text: str) -> str:
    """A text without what is a time for sure, whose "PM" is no name."""
    for time in reversed(times(text)):
        if time.is_sure:
            text = f"{text[: time.start]} {text[time.end :]}"
    return text


@lru_cache(maxsize=64)
def seconds_in(source: str) -> frozenset[int]:
    """The seconds of the day that a source may speak of; one to the second is of its minute."""
    found = {second for time in times(without_dates(source)) for second in time.seconds}
    return frozenset(found | {second - second % 60 for second in found})


def _is_open(match: re.Match[str], number: Quantity | None) -> bool:
    """Whether a number is no amount by its unit: "5 per cent", "3 million"."""
    return number is None or (not number.unit and number.end <= match.end())


def _mention(match: re.Match[str]) -> TimeMention:
    if match["named"]:
        seconds = frozenset({_NAMED[lower(match["named"])] * _HOUR})
        is_sure = match["named"].islower()  # "Noon" may be a name
    else:
        signs = ("past", "to", "clock", "half", "named_half")
        is_sure = match["separator"] == ":" or any(match[sign] for sign in signs)
        is_sure |= bool(match["part"]) and match["hour"].isdigit()  # "no one in the morning shift"
        seconds = frozenset(_possible(match))
    return TimeMention(seconds, is_sure, match.group(), match.start())


def _possible(match: re.Match[str]) -> Iterator[int]:
    hour = lower(match["hour"])
    number = int(hour) if hour.isdigit() else _HOURS.index(hour) + 1
    named = _NAMED.get(lower(match["named_half"] or ""))
    half = lower(match["half"] or match["part"] or "")
    if named is not None and number == 12:
        hours = [named]
    elif not 0 < number <= 12:
        hours = [number % 24 if number == 24 else number]
    elif half:
        hours = [number % 12 + (0 if half in {"a", "morning"} else 12)]
    elif hour[0] == "0":
        hours = [number]
    else:
        hours = [number % 12, number % 12 + 12]
    offset = int(match["minute"] or 0) * 60 + int(match["second"] or 0)
    offset += _minutes(match["past"]) * 60 - _minutes(match["to"]) * 60
    for one in hours:
        yield (one * _HOUR + offset) % _DAY if one < 24 else one * _HOUR + offset


def _minutes(said: str | None) -> int:
    parts = {"": 0, "half": 30, "quarter": 15}
    named = parts.get(lower(said or ""))
    return named if named is not None else int(sum(one.value for one in quantities(said or "")))


def _runs(text: str, found: Sequence[TimeMention]) -> Iterator[list[TimeMention]]:
    """Those that stand together in lists and ranges."""
    run = list(found[:1])
    for one, following in pairwise(found):
        between = text[one.end : following.start]
        is_listed = _LIST.fullmatch(between) and (following.is_sure or not one.is_sure)
        if not (is_listed or _RANGE.fullmatch(between)):
            yield run
            run = []
        run.append(following)
    if run:
        yield run


def _of_run(text: str, run: list[TimeMention]) -> list[TimeMention]:
    """Its times: all of a run that has one for sure, or a word before that leads to one.

    The end of a range is the next possible one from its beginning: "9–5 pm" begins in the morning.
    """
    before = text[max(0, run[0].start - _FAR) : run[0].start]
    is_timed = bool(_CUE.search(before)) or any(one.is_sure for one in run)
    for at, (one, following) in enumerate(pairwise(run[:])):
        between = text[one.end : following.start]
        if not _RANGE.fullmatch(between):
            continue
        is_sure = (one.is_sure or following.is_sure) and not _SPACED.match(between)
        run[at], run[at + 1] = (
            end._replace(is_sure=end.is_sure or is_sure) for end in _bounds(run[at], following)
        )
    return run if is_timed else []


def _bounds(first: TimeMention, last: TimeMention) -> tuple[TimeMention, TimeMention]:
    if len(last.seconds) == 1:
        (end,) = last.seconds
        nearest = min(first.seconds, key=lambda second: (end - second) % _DAY)
        return first._replace(seconds=frozenset({nearest})), last
    if len(first.seconds) == 1:
        (begin,) = first.seconds
        nearest = min(last.seconds, key=lambda second: (second - begin) % _DAY)
        return first, last._replace(seconds=frozenset({nearest}))
    return first, last
