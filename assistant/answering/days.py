"""The days that a sentence gives, as far as they are known after the day of its document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.language.quantities import (
    WEEKDAYS,
    DateMention,
    dates,
    is_year,
    quantities,
    without_dates,
)
from assistant.records import DateOrigin, DocumentInfo, Evidence, Span, date_in_words

_OF_YEAR = re.compile(
    r"(?:\(|\b(?:in|since|by|of|from|until|till|during|before|after|about|around|early|late|year"
    r"|spring|summer|autumn|winter) )$",
    re.IGNORECASE,
)

Known = tuple[int, int, int]
"""Year, month and day as far as they are said; 0 where not."""


def is_before(one: Known, two: Known) -> bool | None:
    """Which day is first; None where that is not known, or both are the same."""
    for mine, theirs in zip(one, two, strict=True):
        if not mine or not theirs:
            return None
        if mine != theirs:
            return mine < theirs
    return None


def in_words(known: Known) -> str:
    """A day, month or year as people write it."""
    year, month, day = known
    origin: DateOrigin = "text" if day else "month" if month else "year"
    return date_in_words(date(year, month or 1, day or 1), origin)


def said_in(sentence: Evidence, answer: Span) -> Known | None:
    """The first day in the reader's answer; else the only one in the sentence."""
    said = sorted(days_in(sentence), key=lambda one: one[1])
    inside = [
        day
        for day, start, end in said
        if sentence.start + start < answer.end and answer.start < sentence.start + end
    ]
    if inside:
        return inside[0]
    every = {day for day, _, _ in said}
    return every.pop() if len(every) == 1 else None


def days_in(sentence: Evidence) -> Iterator[tuple[Known, int, int]]:
    """The days, months and years in a sentence, each with its place there."""
    text = sentence.text
    for said in dates(text):
        day = _whole(said, sentence.document)
        if day:
            yield day, said.start, said.start + len(said.text)
    for number in quantities(without_dates(text)):
        at = text.find(number.text)
        end = at + len(number.text)
        if is_year(number) and _OF_YEAR.search(text[:at]) and text[end : end + 1] != "s":
            yield (int(number.value), 0, 0), at, end


def with_year(said: DateMention, written: date | None) -> DateMention:
    """A date with its document's year where it says a month and none."""
    if said.year is None and said.month is not None and written is not None:
        return said._replace(year=written.year)
    return said


def _whole(said: DateMention, document: DocumentInfo) -> Known | None:
    """A date as it is meant, after the day of its document.

    One without a year is of the document's year, and a weekday is the last one up to its day.
    """
    written = document.own_date
    if said.weekday:
        is_day = document.date_origin not in {"month", "year"}
        if written is None or not is_day or said.text.lower() != said.weekday:
            return None
        day = written - timedelta((written.weekday() - WEEKDAYS.index(said.weekday)) % 7)
        return day.year, day.month, day.day
    year, month, number, *_ = with_year(said, written)
    if year is None or month is None:
        return None
    try:
        date(year, month, number or 1)
    except ValueError:
        return None
    return year, month, number or 0
