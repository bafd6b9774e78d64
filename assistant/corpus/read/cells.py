"""Cells of workbooks as their program shows them, as far as that changes what they say."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from assistant.corpus.read.table import is_number

# The parts of a number format (ECMA-376, 18.8.31): words in quotes, a currency with its country,
# a condition or colour, one character as it stands, and white space as wide as one.
_PART = re.compile(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|\\(.)|[_*].|(.)', re.DOTALL)
_DIGITS = re.compile(r"(?<!\0)[#0?](?:[#0?.,/ ]*[#0?,])?")
_PERCENT = re.compile(r"(?<!\0)%")
_NAME = re.compile(r"\0(?:[^\W\d_]|%)|[$€£¥₹]")
_UNSHOWN = re.compile(r"\0(.)|[^$€£¥₹% ]", re.DOTALL)
_EXACT = Context(prec=400)  # digits: any number of a workbook has fewer
_MOST_WHOLE = 1e20  # a whole number below has a digit for each, as a card's or a parcel's
_MAX_FORMAT = 255  # what the program itself takes
_MAX_DECIMALS = 30


class Cell(NamedTuple):
    """A cell's text, and whether it is a number that is no year."""

    text: str
    is_number: bool


def read_cell(value: Any, number_format: str) -> Cell | None:
    """What a cell shows; None where it is blank."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        shown = _number(value, number_format[:_MAX_FORMAT])
        plain = _plain(value)
        return Cell(shown, shown != plain or is_number(plain))
    text = "" if value is None else _moment(value)
    return Cell(text, is_number(text)) if text else None


def _moment(value: Any) -> str:
    """A day, an hour, how long something takes, or any text."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}{f':{seconds:02}' if seconds else ''}"
    if isinstance(value, time):
        return f"{value:%H:%M:%S}".removesuffix(":00")
    if isinstance(value, datetime):
        hour = "" if value.time() == time() else f" {_moment(value.time())}"
        return f"{value.date().isoformat()}{hour}"
    return " ".join(str(value).split())


def _number(value: float, number_format: str) -> str:
    """A number with its percent sign, its currency or its unit."""
    before, digits, after = _around_digits(number_format)
    whole, _, fraction = digits.partition(".")
    decimals = min(fraction.count("0"), _MAX_DECIMALS)
    if _PERCENT.search(before + after):
        return f"{_rounded(100 * _decimal(value), decimals)}%"
    width = 0 if decimals else whole.count("0")
    is_in_thousands = digits.endswith(",")
    if is_in_thousands or not _NAME.search(before + after):
        return _plain(value).zfill(width)
    before, after = (_UNSHOWN.sub(r"\1", part) for part in (before, after))
    if before.strip().isalpha() and before[-1].isspace():  # a unit, not the letters of a code
        before, after = "", f" {before.strip()}{after}"
    return f"{before.lstrip()}{_rounded(_decimal(value), decimals).zfill(width)}{after.rstrip()}"


def _plain(value: float) -> str:
    """A number without a format; no more than 15 digits are shown anywhere, but for whole ones."""
    if abs(value) < _MOST_WHOLE and value == int(value):
        return str(int(value))
    return f"{value:.15g}"


def _rounded(value: Decimal, decimals: int) -> str:
    """A number with so many decimals; halves are rounded away from zero, as workbooks do."""
    if not value.is_finite():
        return str(value)
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT):f}"


def _decimal(value: float) -> Decimal:
    """A number as it is written, and not as it is held."""
    return Decimal(repr(value))


@lru_cache(maxsize=256)
def _around_digits(number_format: str) -> tuple[str, str, str]:
    """What a format has before its digits, the digits, and what follows, of positive numbers.

    A character that stands for itself has a mark before it.
    """
    shown: list[str] = []
    for words, currency, character, other in _PART.findall(number_format):
        if other == ";":
            break
        shown += [other] if other else [f"\0{one}" for one in words or currency or character]
    text = "".join(shown)
    found = _DIGITS.search(text)
    at = found.span() if found else (len(text), len(text))
    return text[: at[0]], text[slice(*at)], text[at[1] :]
