"""Numbers and dates in a text, in a form that can be compared.

"45 per cent", "45%" and "forty-five percent" are one quantity; "60 %" and "60 points" are
not. Kept to what news and reports use; anything else is compared as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SCALES = {
    "dozen": 12.0,
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
_ONES = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
}
_WORDS = {"a": 1.0, "an": 1.0} | _ONES | _TENS
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}
MONTHS = (
    "january february march april may june july august september october november december".split()
)
"""In English, from January on; those of `calendar` are in the process's language."""

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
"""In the same way, from Monday on."""

MONTH = rf"(?:{'|'.join(map(str.title, MONTHS))}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
_MONTHS = {month[:3]: number for number, month in enumerate(MONTHS, start=1)}
_WEEKDAY = rf"(?i:{'|'.join(WEEKDAYS)})"
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{MONTH})\b\.?"
    rf"(?: (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.,]?\d))?(?:,? (?P<year>\d{{4}}))?"
    rf"|\b(?P<iso>\d{{4}}-\d{{2}}(?:-\d{{2}}\b|\b(?!-)))"
    rf"|\b(?P<weekday>{_WEEKDAY})s?\b"
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|during|last|next|early|late|mid|end of)[ -]$", re.IGNORECASE
)
_SCALE = r"dozen|hundred|thousand|million|billion|trillion|bn|mn|tn|[km](?![a-z])"
_UNIT = r"percentage points?|per ?cent(?:age)?|%"
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_ONE}))?|{_ONE})\b"
_HUNDREDS = rf"(?:an?\b|{SMALL})[- ]hundred\b"
_REST = rf"{SMALL}(?![- ]hundred\b)"  # of hundreds
_PART = r"(?:(?:an?|one|three)[- ])?(?:half|quarters?)\b"
_NUMBER_WORD = (
    rf"\b(?:(?<=\bbetween ){_HUNDREDS}|{_HUNDREDS}(?:(?:[- ]and)?[- ]{_REST})?"
    rf"|(?:{_PART}(?:(?: of)? an?)?|an?)(?=[- ](?:dozen|thousand|million|billion|trillion)\b)"
    rf"|{SMALL})"
)
_VULGAR = "[½¼¾⅓⅔⅛⅜⅝⅞]"
_LARGE = r"[- ](?:dozen|thousand|million|billion|trillion)\b"
_OF_A = rf"(?: of)? an?(?={_LARGE})"  # "½ of a million"
_FRACTION = (
    rf"(?:(?<![\w./⁄]){_VULGAR}(?![⁄/\d])|(?<![\w.,/⁄])\d(?:⁄\d+|/\d(?=(?:{_OF_A})?{_LARGE})))"
    rf"(?:{_OF_A})?"
)
_AND_PART = rf"[- ]and[- ](?=an?[- ]|one|three){_PART}(?! of\b)| ?{_VULGAR}| \d⁄\d+"
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
_SPACE = "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]"
NUMERAL = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|(?<!\d{_SPACE})[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+(?!\w)|\d+)"
    r"(?:\.\d+)?"
)
"""A number in digits: "1,200.5"; "1 200", but not a year and what follows it, "2024 300"."""
_NEAR = 8  # characters before a number that may say so
_AND = re.compile(r"(?: and)? ", re.IGNORECASE)  # "two thousand and five"
_PENCE = r"(?<=\d)(?-i:p)\b(?!\.\s?m)| ?\(?(?:pence|penny|pennies)\b"  # "5 p.m." is a time
_QUANTITY = re.compile(
    rf"(?P<currency>US\$|A\$|C\$|[$€£¥₹])? ?"
    rf"(?P<sign>(?<![\w)])[-−]|\bminus )?"
    rf"(?P<number>{_FRACTION}|(?<![\w.]){NUMERAL}"
    rf"|{_NUMBER_WORD})(?P<part>{_AND_PART})?"
    rf"(?:(?:st|nd|rd|th)\b)?"
    rf"(?:(?:[ -]| ?\()?(?P<scale>{_SCALE})\b)?(?P<pence>{_PENCE})?"
    rf"(?: ?\(?(?P<unit>{_UNIT}))?",
    re.IGNORECASE,
)
_CURRENCIES = {"dollar": "$", "euro": "€", "pound": "£", "yuan": "¥", "yen": "¥", "rupee": "₹"}
_CURRENCY_WORD = re.compile(r" ?\(?(?:US )?(dollar|euro|pound|yen|yuan|rupee)s?\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2,3}")  # of a currency, or the "US" of its dollars
_YEAR = re.compile(r"[12]\d{3}")
_YEARS = (1800, 2100)
_TAKEN_FOR = str.maketrans("ſıİ", "sii")  # letters that a pattern takes for others
VAGUE = frozenset({1.0})  # "one" is more often a pronoun than a number


class Quantity(NamedTuple):
    """A number with its unit: "%", "points", a currency sign or empty.

    `start` is where the number itself begins in the text, without a sign; `end` is behind
    its scale and unit.
    """

    value: float
    unit: str
    text: str
    start: int
    end: int

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
            year, month, *days = (int(part) for part in match["iso"].split("-"))
            if days or 1 <= month <= min(12, year % 100):  # 2010-12 are three years
                day = days[0] if days else None
                found.append(DateMention(year, month, day, "", match.group(), match.start()))
        elif match["weekday"]:
            found.append(
                DateMention(
                    None, None, None, match["weekday"].lower(), match.group(), match.start()
                )
            )
        elif _is_month(text, match):
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


def _is_month(text: str, match: re.Match[str]) -> bool:
    """May and March alone are months only behind a word that leads to a time."""
    if match["day"] or match["day2"] or match["year"] or match["month"] not in {"May", "March"}:
        return True
    return bool(_BEFORE_MONTH.search(text[max(0, match.start() - 8) : match.start()]))


def quantities(text: str) -> list[Quantity]:
    """Numbers in digits or words, with scale and unit applied, in order."""
    found: list[Quantity] = []
    open_below = 0.0  # the scale of the number in words before, which a smaller one may go on
    for match in _QUANTITY.finditer(text):
        value = (_value(match["number"]) + _part(match["part"])) / (100 if match["pence"] else 1)
        scale = _SCALES[lower(match["scale"])] if match["scale"] else 1.0
        start, written_out = match.start("number"), match["number"][0].isalpha()
        unit = _unit(match, text)
        between = _AND.fullmatch(text, found[-1].end, start) if found else None
        if written_out and between and value * scale < open_below:
            goes_on = value * scale >= _SCALES["hundred"] or len(between[0]) > 1  # "a million two"
            apart = len(between[0]) > 1 and _BETWEEN.search(
                text, max(0, found[-1].start - _NEAR), found[-1].start
            )
            if goes_on and not apart:
                first = found.pop()
                whole = text[first.start : match.end()].strip()
                total = first.value + (value if first.value > 0 else -value) * scale
                found.append(Quantity(total, unit, whole, first.start, match.end()))
                open_below = scale if scale >= _SCALES["thousand"] else 0.0
                continue
        is_vague = written_out and value in VAGUE and not (match["scale"] or match["unit"])
        open_below = scale if written_out and scale > _SCALES["hundred"] and not unit else 0.0
        if is_vague:
            continue
        value *= -scale if match["sign"] else scale
        found.append(Quantity(value, unit, match.group().strip(), start, match.end()))
    return found


def counts(text: str) -> list[Quantity]:
    """The quantities that are no years and no parts of a date."""
    spans = [range(date.start, date.start + len(date.text)) for date in dates(text)]
    return [
        quantity
        for quantity in quantities(text)
        if not is_year(quantity) and not any(quantity.start in span for span in spans)
    ]


def is_unit(text: str) -> bool:
    """Whether a text is a unit of numbers and nothing else: "in million euros", "€m", "%"."""
    words = text.split()
    words = words[1:] if words and words[0].lower() == "in" else words
    is_certain = [_is_unit_word(word) for word in words]
    return any(is_certain) and all(
        certain or _CODE.fullmatch(word) for word, certain in zip(words, is_certain, strict=True)
    )


def _is_unit_word(word: str) -> bool:
    """A scale or a currency that is no single letter, which may be a measure of length."""
    word = word.lower()
    return (
        any(sign in word for sign in "$€£¥₹%")
        or word in {"per", "cent", "percent", "percentage"}
        or (len(word) > 1 and word.removesuffix("s") in {*_SCALES, *_CURRENCIES})
    )


def without_dates(text: str) -> str:
    """A text without its dates, whose numbers count nothing and whose months are no names."""
    for date in reversed(dates(text)):
        text = f"{text[: date.start]} {text[date.start + len(date.text) :]}"
    return text


def is_year(quantity: Quantity) -> bool:
    """Whether it is written as a year is."""
    return bool(_YEAR.fullmatch(quantity.text))


def _value(number: str) -> float:
    if not number[0].isalpha():
        return _digits(number)
    value = 0.0
    for word in re.split(r"[- ]", lower(number)):
        if word in _PARTS:  # "a quarter of a" million
            return (value or 1.0) * _PARTS[word]
        value = value * _SCALES[word] if word == "hundred" else value + _WORDS.get(word, 0.0)
    return value


def _part(written: str | None) -> float:
    """The value of "½", "1⁄2" or "and a half" behind a number."""
    written = (written or "").lstrip(" -")
    return _value(written) if written else 0.0


def _digits(written: str) -> float:
    """The value of "1,200", "1 200", "½", "1⁄2", "1/2" or "½ of a" million."""
    written = re.sub(r"[,\sA-Za-z]", "", written)
    if len(written) == 1:
        return unicodedata.numeric(written)
    above, _, below = written.replace("⁄", "/").partition("/")
    return float(above) / (float(below or 1) or 1)


def lower(word: str) -> str:
    """A word that a pattern has found whatever its case, as it stands in a table here."""
    return word.translate(_TAKEN_FOR).lower()


def _unit(match: re.Match[str], text: str) -> str:
    if match["unit"]:
        return "points" if "point" in lower(match["unit"]) else "%"
    if match["currency"] or match["pence"]:
        return (match["currency"] or "£")[-1]
    following = _CURRENCY_WORD.match(text, match.end())
    return _CURRENCIES[following[1].lower()] if following else ""


def years(text: str) -> set[float]:
    """The bare numbers of a text that may be years."""
    first, last = _YEARS
    numbers = (one.value for one in quantities(text) if not one.unit)
    return {number for number in numbers if first <= number <= last}
