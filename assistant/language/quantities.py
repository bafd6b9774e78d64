"""Numbers and dates in a text, in a form that can be compared.

"45 per cent", "45%" and "forty-five percent" are one quantity; "60 %" and "60 points" are
not. Kept to what news and reports use; anything else is compared as it is written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_UNITS = {
    "percent": "%",
    "per cent": "%",
    "percentage": "%",
    "%": "%",
    "percentage point": "points",
    "percentage points": "points",
}
_SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
}
_MONTHS = {
    month: index
    for index, month in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{_MONTH})\b\.?"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.,]?\d))?(?:,? (?P<year>\d{{4}}))?"
    rf"|\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b(?P<weekday>{_WEEKDAY})s?\b"
)
_SCALE = r"hundred|thousand|million|billion|trillion|bn|mn|tn|[km](?![a-z])"
_UNIT = r"percentage points?|per ?cent(?:age)?|%"
_NUMBER_WORD = r"(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"
_QUANTITY = re.compile(
    rf"(?P<currency>US\$|A\$|C\$|[$€£¥₹])? ?"
    rf"(?P<sign>(?<![\w)])[-−])?"
    rf"(?P<number>(?<![\w.])(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?"
    rf"|\b{_NUMBER_WORD}(?:[- ]{_NUMBER_WORD})?\b)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b)?"
    rf"(?:[ -]?(?P<scale>{_SCALE})\b)?"
    rf"(?: ?(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_CURRENCIES = {"dollar": "$", "euro": "€", "pound": "£", "yuan": "¥", "yen": "¥", "rupee": "₹"}
_CURRENCY_WORD = re.compile(r" ?(?:US )?(dollar|euro|pound|yen|yuan|rupee)s?\b", re.IGNORECASE)
VAGUE = frozenset({1.0})  # "one" is more often a pronoun than a number


class Quantity(NamedTuple):
    """A number with what it counts: `unit` is "%", "points", a currency sign or empty."""

    value: float
    unit: str
    text: str
    start: int

    def matches(self, other: Quantity) -> bool:
        """Equal values; units equal, or one of the two says none."""
        same_value = abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))
        return same_value and (self.unit == other.unit or not (self.unit and other.unit))


class DateMention(NamedTuple):
    """A date as far as it is said: any of year, month, day; or a weekday's name."""

    year: int | None
    month: int | None
    day: int | None
    weekday: str
    text: str
    start: int

    def agrees(self, other: DateMention) -> bool:
        """Whether `other` says everything that this date says, and the same."""
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday or None, other.weekday or None),
        )
        return all(mine is None or mine == theirs for mine, theirs in pairs)


def dates(text: str) -> list[DateMention]:
    """Dates with a month, ISO dates and weekdays, in order. Lone years are quantities."""
    found = []
    for match in _DATE.finditer(text):
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
            found.append(DateMention(year, month, day, "", match.group(), match.start()))
        elif match["weekday"]:
            found.append(
                DateMention(
                    None, None, None, match["weekday"].lower(), match.group(), match.start()
                )
            )
        elif (
            match["day"] or match["day2"] or match["year"] or match["month"] not in {"May", "March"}
        ):
            day_text = match["day"] or match["day2"]
            found.append(
                DateMention(
                    int(match["year"]) if match["year"] else None,
                    _MONTHS[match["month"][:3].lower()],
                    int(day_text) if day_text else None,
                    "",
                    match.group(),
                    match.start(),
                )
            )
    return found


def quantities(text: str) -> list[Quantity]:
    """Numbers in digits or words, with scale and unit applied, in order."""
    found = []
    for match in _QUANTITY.finditer(text):
        value = _value(match["number"])
        if value is None:
            continue
        written_out = match["number"][0].isalpha()
        if written_out and value in VAGUE and not (match["scale"] or match["unit"]):
            continue
        if match["scale"]:
            value *= _SCALES[match["scale"].lower()]
        if match["sign"]:
            value = -value
        unit = _unit(match, text)
        found.append(Quantity(value, unit, match.group().strip(), match.start("number")))
    return found


def _value(number: str) -> float | None:
    if number[0].isalpha():
        parts = re.split(r"[- ]", number.lower())
        values = [_WORDS[part] for part in parts]
        if len(values) == 2 and not (values[0] >= 20 and 0 < values[1] < 10):
            return values[0]
        return sum(values)
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return None


def _unit(match: re.Match[str], text: str) -> str:
    if match["unit"]:
        return _UNITS.get(match["unit"].lower(), "%")
    if match["currency"]:
        return match["currency"][-1]
    following = _CURRENCY_WORD.match(text, match.end())
    return _CURRENCIES[following[1].lower()] if following else ""
