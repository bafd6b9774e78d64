"""Numbers with what they are a measure of, and which of them may be added or multiplied.

A currency, a percentage, a year, a scale ("million"), and the word beside the number ("litres")
are kept with each; what does not go together is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.language.quantities import NUMERAL, Quantity, counts, is_unit, is_year, quantities
from assistant.language.words import content_stems

SHARE, PERCENT, POINTS, YEAR, WHOLE = "share", "%", "points", "year", "whole"
"""Units that are none of money: a part of one, per cent, percentage points, a year in the calendar,
and a number that need not be said (1 that a share is of, 100 that a percentage is of)."""

ANY = "*"
"""Stands for the word beside a product: boxes of bottles are either."""

PLACES = 2
"""Decimal places of a result."""

LARGEST = 10**15

_SCALE = re.compile(r"(?:hundred|thousand|million|billion|trillion|bn|mn|tn)\b", re.IGNORECASE)
_BARE = re.compile(NUMERAL)
_BEHIND = re.compile(r"[\s)]*([^\W\d_]+)")
_NO_AMOUNT = re.compile(  # a time, a range, an ordinal, a part of something, a part of an amount
    r"[:.]\d|\s?[-–/]\s?\d|\s?[ap]\.?m\b|(?:st|nd|rd|th)\b|[½¼¾⅓⅔]|\s\d"
    r"|\s(?:and )?an? (?:half|quarter)\b|-(?:first|second|third|half|quarter|[a-z]+th)s?\b",
    re.IGNORECASE,
)
# What stands behind "each" need not be what it is of: "£9 each including postage".
_RATE = re.compile(r"\s?(?:\b(?:an?|per|every)\s|/\s?)([^\W\d_]+)")
_NEAR, _FAR = 4, 40  # characters before and behind a number that are looked at
_INSIDE = re.compile(r"(?:\d[:.–/-]|(?:^|[\s(])[-–−])$")
_SECTION = re.compile(r"\d+(?:\.\d+)*\.? +[A-Z]")
_WORD = re.compile(r"[^\W\d_]+")


class Refused(Exception):
    """Units that do not go together, or a result that cannot be said."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as it was said.

    Attributes:
        value: as it is written, without its scale.
        unit: a currency sign, one of those above, or nothing.
        scale: such as "million".
        noun: stem of the word beside it, where it has no unit; of a rate, what it is by.
        place: of the sentence that says it; None for the question, and for what is not said.
        per_cent: it was multiplied by a percentage, and not divided by a hundred yet.
    """

    value: Fraction
    unit: str = ""
    scale: str = ""
    noun: str = ""
    place: int | None = None
    per_cent: bool = False

    @property
    def measure(self) -> tuple[str, str]:
        return self.unit, self.scale

    def same_as(self, other: Measured) -> bool:
        return (self.value, self.measure) == (other.value, other.measure)

    def written(self, value: Fraction) -> Iterator[Measured]:
        """The same number as a line writes it: 38 per cent may be 0.38."""
        if self.value == value:
            yield self
        elif self.unit == PERCENT and self.value == 100 * value:
            yield replace(self, value=value, unit=SHARE)


def free(value: Fraction) -> Iterator[Measured]:
    """A number that need not be said."""
    if value in {1, 100}:
        yield Measured(value, WHOLE)


def said_in(text: str, place: int | None) -> Iterator[Measured]:
    """The amounts and the years of a text, each as it is written and as it is meant.

    A part of a date, a time, a range or a number of a section is no amount.
    """
    amounts = {one.start for one in counts(text)}
    for one in quantities(text):
        end = one.start + len(_digits(one) or one.text)
        before, behind = text[max(0, one.start - _NEAR) : one.start], text[end : end + _FAR]
        is_part = _NO_AMOUNT.match(behind) or _INSIDE.search(before)
        if is_part or abs(one.value) >= LARGEST:
            continue
        is_amount = one.start in amounts or (is_year(one) and one.unit)
        if is_year(one) and not is_amount:
            yield Measured(Fraction(one.text), YEAR, place=place)
        if not is_amount or (not one.start and _SECTION.match(text)):
            continue
        word = _BEHIND.match(text, one.end)
        noun = "" if one.unit or word is None else " ".join(content_stems(word[1]))
        if one.unit and (rate := _RATE.match(text, one.end)):
            noun = " ".join(content_stems(rate[1]))  # "an hour" is another than "a day"
        meant = Fraction(str(one.value))
        scale = _SCALE.search(one.text)
        if scale and (digits := _BARE.search(one.text)):
            written = Fraction(re.sub(r"[,\s]", "", digits.group()))
            yield Measured(written, one.unit, scale.group().lower(), noun, place)
        yield Measured(meant, one.unit, "", noun, place)


def _digits(one: Quantity) -> str:
    found = _BARE.search(one.text)
    return found.group() if found else ""


def joined(sign: str, left: Measured, right: Measured) -> Measured:
    """Two numbers joined by "+", "-", "*" or "/", in the measure that this gives.

    Raises:
        Refused: they do not go together, or one mention is both.
        ZeroDivisionError: as divisions do.
    """
    if left is right:
        raise Refused
    if sign in "+-":
        return _added(left, right if sign == "+" else replace(right, value=-right.value))
    if sign == "*":
        return _multiplied(left, right)
    return _divided(left, right)


def _added(left: Measured, right: Measured) -> Measured:
    value = left.value + right.value
    if left.per_cent or right.per_cent:
        raise Refused
    if left.unit == WHOLE:
        if (left.value, right.unit) in {(Fraction(1), SHARE), (Fraction(100), PERCENT)}:
            return Measured(value, right.unit)
        raise Refused
    if left.measure != right.measure or left.unit == WHOLE:
        raise Refused
    if left.unit and left.noun and right.noun and left.noun != right.noun:
        raise Refused  # by the hour and by the day
    if left.unit == YEAR:
        if right.value > 0:
            raise Refused  # a sum of two years
        return Measured(value)
    if left.unit == PERCENT and right.value < 0:
        return Measured(value, POINTS)
    noun = left.noun if left.noun == right.noun else ""
    return Measured(value, left.unit, left.scale, noun)


def _multiplied(left: Measured, right: Measured) -> Measured:
    if left.per_cent or right.per_cent:
        raise Refused
    value = left.value * right.value
    for one, other in ((left, right), (right, left)):
        if other.unit == WHOLE and other.value == 100 and one.unit == SHARE:
            return Measured(value, PERCENT)
        if other.unit == SHARE and one.unit not in {SHARE, YEAR, WHOLE}:
            return replace(one, value=value)
        if other.unit == PERCENT and one.unit not in {PERCENT, POINTS, SHARE, YEAR, WHOLE}:
            return replace(one, value=value, per_cent=True)
    for one, other in ((left, right), (right, left)):
        if other.measure == ("", "") and one.unit not in {PERCENT, POINTS, SHARE, YEAR, WHOLE}:
            if one.unit and one.noun and other.noun not in {one.noun, ANY, ""}:
                raise Refused  # by the hour, for days
            return replace(one, value=value, noun="" if one.unit else ANY)
    raise Refused


def _divided(left: Measured, right: Measured) -> Measured:
    value = left.value / right.value
    if right.unit == WHOLE and right.value == 100:
        if left.per_cent:
            return replace(left, value=value, per_cent=False)
        if left.unit == PERCENT:
            return Measured(value, SHARE)
        raise Refused
    if left.per_cent or right.per_cent or {left.unit, right.unit} & {WHOLE, YEAR, POINTS}:
        raise Refused
    if left.measure == right.measure:
        return Measured(value, SHARE)
    if right.measure == ("", "") and left.unit not in {PERCENT, SHARE}:
        return replace(left, value=value)
    raise Refused


def worded(number: Measured, name: str, taken: Sequence[Measured], asked: Set[str]) -> str:
    """A result with its unit.

    Args:
        number: the result.
        name: of its unit, as the model says.
        taken: the numbers that it was worked out from.
        asked: stems of the question, whose words may be the unit, too.

    Raises:
        Refused: it is nothing or less, the unit is another one, or nobody said it.
    """
    if number.per_cent or number.unit == WHOLE or not 0 < number.value < LARGEST:
        raise Refused
    rounded = round(number.value, PLACES)
    if not rounded:
        raise Refused
    about = "" if rounded == number.value else "about "
    is_money = number.unit not in {"", SHARE, PERCENT, POINTS, YEAR}
    digits = f"{float(rounded):,.{PLACES}f}"
    has_pence = is_money and not number.scale
    digits = digits.removesuffix(".00") if has_pence else digits.rstrip("0").rstrip(".")
    is_share = _is_share(name)
    if number.unit == PERCENT and number.value > 100:
        raise Refused  # no part of a whole: of a rise, the new value beside the old
    if number.unit in {PERCENT, POINTS}:
        return f"{about}{digits}{'%' if number.unit == PERCENT else ' percentage points'}"
    if is_share:
        raise Refused
    if is_money:
        first = name.split()[:1]
        if first and not is_unit(first[0]):
            raise Refused
        return " ".join(filter(None, (f"{about}{number.unit}{digits}", number.scale)))
    noun = _named(name, number, taken, asked)
    return " ".join(filter(None, (f"{about}{digits}", number.scale, noun)))


def _named(name: str, number: Measured, taken: Sequence[Measured], asked: Set[str]) -> str:
    """The unit that a model names, if it stands beside a number, or in the question."""
    words = [word for word in _WORD.findall(name) if not _SCALE.fullmatch(word)]
    stems = {one for word in words for one in content_stems(word)}
    near = {one.noun for one in taken if one.noun}
    if not words:
        if len(near) > 1:
            raise Refused  # hours and minutes
        return ""
    if any(map(is_unit, words)):
        raise Refused  # pounds, where none were said
    has_years = any(one.unit == YEAR for one in taken)
    known = near | asked | ({*content_stems("years")} if has_years else set())
    if len(words) > 2 or not stems or not stems <= known:
        raise Refused
    is_one = number.unit == SHARE or number.noun == ANY or number.noun in stems
    if not is_one and stems & near and near - stems:
        raise Refused  # minutes beside hours
    return " ".join(words)


def _is_share(name: str) -> bool:
    return is_unit(name) and any(one.unit == PERCENT for one in quantities(f"1 {name}"))
