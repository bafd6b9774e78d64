"""The parts of a claim that code knows to be there or not: numbers, dates, names, quotations.

Each check is one small function that returns reasons in words a reader understands; an empty list
is a pass. They know no grammar: who did what to whom is for the reader to judge.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from assistant.grounding.dated import days_given
from assistant.grounding.timed import seconds_in, times, without_times
from assistant.language.forms import is_past
from assistant.language.names import OPENING_WORDS, TITLES, name_words, names, without_dots
from assistant.language.quantities import Quantity, dates, is_year, quantities
from assistant.language.words import STOPWORDS, WORD, content_stems, fold, stem, words

_QUOTATION = re.compile(r"[\"“”]([^\"“”]{3,})[\"“”]|‘([^‘’]{3,})’")
_QUOTATION_MARK = re.compile(r"[\"“”‘]")
_COUNTED = re.compile(r"\s([a-z]+)\b")
_NAMING = re.compile(r"([^\W\d_]+)\s$")
_DECIMAL = re.compile(r"\d+\.\d+")
_COUNT_WORDS = frozenset(
    """
    one only half third quarter fifth twice double triple couple several dozens hundreds thousands
    millions billions second fourth sixth seventh eighth ninth tenth all every each both
    """.split()
)


def fact_stems(text: str) -> set[str]:
    """Stems of the names, numbers and dates of a text."""
    numbers = [number.text for number in quantities(text)]
    said = [*names(text), *numbers, *(day.text for day in dates(text))]
    return {one for part in said for one in content_stems(part)}


def unfinished(text: str) -> list[str]:
    """A draft that was stopped or ran out of tokens ends in the middle of a sentence."""
    return (
        [] if text.rstrip("\"”'’)]").endswith((".", "!", "?")) else ["the sentence is unfinished"]
    )


def missing_numbers(claim: str, source: str) -> list[str]:
    """Quantities of the claim that the source does not have with the same value and unit."""
    source_words = set(words(source))
    counted = [w for w in words(claim) if w in _COUNT_WORDS and w not in source_words]
    return [
        *missing_quantities(claim, source),
        *(f"the number {word} is not in the source" for word in counted),
    ]


def missing_quantities(claim: str, source: str) -> list[str]:
    """The same of what is written as a number; "both" and "one" also point to what was said."""
    known = quantities(source)
    years = {day.year for day in days_given(source)}  # "13.05.2024" has no number 2024
    untimed, wrong_times = _without_times(claim, source)
    return [
        *(
            f"the number {quantity.text} is not in the source"
            for quantity in quantities(untimed)
            if not any(
                quantity.matches(other) and not _is_another_name(quantity, untimed, other, source)
                for other in known
            )
            if not (is_year(quantity) and quantity.value in years)
        ),
        *wrong_times,
    ]


def _is_another_name(one: Quantity, claim: str, other: Quantity, source: str) -> bool:
    """Whether numbers of one value are names: "version 2.1" is not "version 2.10".

    Nothing tells them from amounts but what stands beside: no unit, the same word before, which has
    the form of no verb ("averaged 3.5", "covers 3.50"), and behind no word that both count, as in
    "weigh 2.5 kg" and "weigh 2.50 kg".
    """
    if one.text == other.text or not all(_DECIMAL.fullmatch(at.text) for at in (one, other)):
        return False
    if one.unit or other.unit:
        return False
    places = ((one, claim), (other, source))
    before = [_NAMING.search(text[: at.start]) for at, text in places]
    if any(found and (found[1].endswith("s") or is_past(found[1])) for found in before):
        return False
    mine, its = map(_stems_of, before)
    counted, its_counted = (_stems_of(_COUNTED.match(text, at.end)) for at, text in places)
    return bool(mine) and mine == its and not (counted and counted == its_counted)


def _stems_of(found: re.Match[str] | None) -> list[str]:
    return list(content_stems(found[1])) if found else []


def holds_amounts(claim: str, source: str) -> bool:
    """Whether a claim has numbers or dates, and a source has all of them."""
    if not (quantities(claim) or dates(claim)):
        return False
    return not (missing_quantities(claim, source) or missing_dates(claim, source))


def _without_times(claim: str, source: str) -> tuple[str, list[str]]:
    """A claim without its times of day, and reasons: those that the source does not have.

    "Train 15: 13:14" has a 15 and a 13, but no 15:13. What may be another number ("at 5") is
    compared as one unless the source has the time, and so it is before what it may count.
    """
    known = seconds_in(source)
    missing = []
    for time in reversed(times(claim)):
        is_borne = not known.isdisjoint(time.seconds)
        if not is_borne and time.is_sure:
            missing.append(f"the time {time.text} is not in the source")
        counted = _COUNTED.match(claim, time.end)
        is_time = time.is_sure or counted is None or counted[1] in STOPWORDS
        if time.is_sure or (is_borne and is_time):
            claim = f"{claim[: time.start]} {claim[time.end :]}"
    return claim, missing[::-1]


def missing_dates(claim: str, source: str, written: date | None = None) -> list[str]:
    """Dates of the claim that no date of the source says in full.

    A year that the source says of another date, as a letter of 3 May 2024 does of "12 October", is
    that of a day without one; so is the year in which the source was `written`.
    """
    known = [*days_given(source)]
    years = {one.year for one in (*known, written) if one and one.year}
    known += [
        one._replace(year=year) for one in known if one.month and not one.year for year in years
    ]
    return [
        f"the date {one.text} is not in the source"
        for one in dates(claim)
        if not any(one.agrees(other) for other in known)
    ]


def missing_names(claim: str, source: str) -> list[str]:
    """Names of the claim that the source does not have, word beside word, titles aside.

    The word that opens the claim may be a name too: it must stand in the source. Before a name of
    two words or more it may as well be none ("Ring Greta Moule"), and need not stand beside it.
    """
    claim = without_times(claim)
    source_words = name_words(source)
    known = {*source_words, *(stem(word) for word in source_words)}
    beside = set(pairwise(_name_stems(source)))
    unknown = [
        name
        for name in names(claim)
        if any(word not in known and stem(word) not in known for word in name_words(name))
        or not beside.issuperset(_pairs(name, opens=claim.startswith(name)))
    ]
    unknown += [word for word in _opening(claim) if stem(fold(word)) not in known]
    return [f"the name {name} is not in the source" for name in dict.fromkeys(unknown)]


def missing_quotations(claim: str, source: str) -> list[str]:
    """Quoted words of the claim that are not in the source as they are, or not as a quotation."""
    text = _flat(source) if _QUOTATION_MARK.search(source) else ""
    return [
        f"the quotation “{quotation}” is not in the source"
        for match in _QUOTATION.finditer(claim)
        for quotation in (match[1] or match[2],)
        if _flat(quotation) not in text
    ]


def _pairs(name: str, *, opens: bool) -> list[tuple[str, str]]:
    """The neighbours in a name; of one that opens a text, without its first word if it is long."""
    pairs = list(pairwise(_name_stems(name)))
    return pairs[1:] if opens and len(pairs) > 1 else pairs


def _name_stems(text: str) -> list[str]:
    return [stem(word) for word in name_words(text) if word not in TITLES and word != "s"]


def _opening(text: str) -> list[str]:
    """The first word of a text, if it may belong to a name; a number is none by itself."""
    return [
        word
        for word in WORD.findall(without_dots(text))[:1]
        if word[0].isupper() and fold(word) not in STOPWORDS | OPENING_WORDS
        if not quantities(word)
    ]


def _flat(text: str) -> str:
    return " ".join(words(text))
