"""The parts of a claim that may not be wrong: numbers, dates, names, quotations, roles, polarity.

`missing` lists what a claim says that its source does not. Each check is one small function
that returns reasons in words a reader understands; an empty list is a pass. The checks know
no grammar: where wording differs in a way that may change who, what or whether, they give a
reason, and the source is quoted instead. Nothing fails open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assistant.grounding.apposition import stated_identity
from assistant.grounding.omissions import left_out
from assistant.grounding.polarity import changed_polarity
from assistant.language.names import (
    OPENING_WORDS,
    TITLES,
    name_words,
    names,
    with_initials,
    without_dots,
)
from assistant.language.quantities import Quantity, counts, dates, quantities
from assistant.language.words import STOPWORDS, WORD, content_stems, fold, stem, words

_QUOTATION = re.compile(r"[\"“”]([^\"“”]{3,})[\"“”]|‘([^‘’]{3,})’")
_QUOTATION_MARK = re.compile(r"[\"“”‘]")
_COUNT_WORDS = frozenset(
    """
    one only half third quarter fifth twice double triple couple several dozens hundreds thousands
    millions billions second fourth sixth seventh eighth ninth tenth all every each both
    """.split()
)
_NEXT_WORD = re.compile(r"[ -]([^\W\d_]+)")
_COUNTED_WITHIN = 3
_ROLES = frozenset("by from to against".split())
_INSIDE = frozenset("of in on at for with from to by and or".split())
_ARTICLES = frozenset("a an the his her its their".split())
_DAYS = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December
    """.split()
)


def missing(claim: str, source: str) -> list[str]:
    """Reasons why `source` does not carry the numbers, dates, names and polarity of `claim`."""
    claim, source = (unicodedata.normalize("NFKC", text) for text in (claim, source))
    claim, source = with_initials(claim, source), with_initials(source, claim)
    source = stated_identity(claim, source) or source
    return [
        *missing_numbers(claim, source),
        *changed_counts(claim, source),
        *missing_dates(claim, source),
        *missing_names(claim, source),
        *repeated_names(claim, source),
        *missing_quotations(claim, source),
        *changed_polarity(claim, source),
        *changed_roles(claim, source),
        *changed_subject(claim, source),
        *left_out(claim, source),
    ]


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
    return [
        f"the number {quantity.text} is not in the source"
        for quantity in quantities(claim)
        if not any(quantity.matches(other) for other in known)
    ]


def changed_counts(claim: str, source: str) -> list[str]:
    """Numbers that count another thing than in the source, or stand in another order."""
    known = counts(source)
    reasons = []
    positions = []
    for quantity in counts(claim):
        same = [other for other in known if quantity.matches(other)]
        counted = _counted(claim, quantity)
        if same and counted and not any(counted in _behind(source, other) for other in same):
            reasons.append(f"the source has {quantity.text} of something else")
        positions += [other.start for other in same[:1] if other.start not in positions]
    if positions != sorted(positions):
        reasons.append("numbers stand in another order than in the source")
    return reasons


def missing_dates(claim: str, source: str) -> list[str]:
    """Dates of the claim that no date of the source says in full."""
    known = dates(source)
    return [
        f"the date {date.text} is not in the source"
        for date in dates(claim)
        if not any(date.agrees(other) for other in known)
    ]


def missing_names(claim: str, source: str) -> list[str]:
    """Names of the claim that the source does not have, word beside word, titles aside.

    The word that opens the claim may be a name too: it must stand in the source.
    """
    source_words = name_words(source)
    known = {*source_words, *(stem(word) for word in source_words)}
    beside = set(pairwise(_name_stems(source)))
    unknown = [
        name
        for name in names(claim)
        if any(word not in known and stem(word) not in known for word in name_words(name))
        or not beside.issuperset(pairwise(_name_stems(name)))
    ]
    unknown += [word for word in _opening(claim) if stem(fold(word)) not in known]
    return [f"the name {name} is not in the source" for name in dict.fromkeys(unknown)]


def repeated_names(claim: str, source: str) -> list[str]:
    """Names that a claim has several times and more often than its source.

    The writer puts a name into a second place, where the source has another or none.
    """
    claimed, known = Counter(names(claim)), Counter(names(source))
    return [
        f"the source has the name {name} less often"
        for name, times in claimed.items()
        if times > 1 and times > known[name]
    ]


def missing_quotations(claim: str, source: str) -> list[str]:
    """Quoted words of the claim that are not in the source as they are, or not as a quotation."""
    text = _flat(source) if _QUOTATION_MARK.search(source) else ""
    return [
        f"the quotation “{quotation}” is not in the source"
        for match in _QUOTATION.finditer(claim)
        for quotation in (match[1] or match[2],)
        if _flat(quotation) not in text
    ]


def changed_roles(claim: str, source: str) -> list[str]:
    """Names or words in another order, or names behind another preposition.

    Who did it to whom may differ: the words are the same, the roles are not.
    """
    claimed, known = _roles(claim), _roles(source)
    shared = [name for name in claimed if name in known]
    if shared != [name for name in known if name in claimed]:
        return ["names stand in another order than in the source"]
    if any(claimed[name] != known[name] for name in shared):
        return ["names have another role than in the source"]
    return _turned_round(claim, source)


def changed_subject(claim: str, source: str) -> list[str]:
    """A claim that begins in the middle of what its source speaks of.

    "Lind is the talk of the town" is not what "The dismissal of Lind is the talk of the town" says.
    """
    said = WORD.findall(claim)
    known = WORD.findall(stated_identity(claim, source) or source)
    opening = next((place for place, word in enumerate(said) if fold(word) not in STOPWORDS), None)
    if opening is None or _leads_in(said, opening):
        return []
    wanted = stem(fold(said[opening]))
    places = [place for place, word in enumerate(known) if stem(fold(word)) == wanted]
    if places and all(_leads_in(known, place) for place in places):
        return [f"begins with {said[opening]}, which is only a part of what the source speaks of"]
    return []


def _leads_in(text: Sequence[str], place: int) -> bool:
    """Whether a preposition or "and" leads to a word, articles and first names aside."""
    while place > 0:
        place -= 1
        word = text[place]
        if word.lower() in _INSIDE:
            return True
        if word.lower() not in _ARTICLES and (not word[0].isupper() or word in _DAYS):
            return False
    return False


def _turned_round(claim: str, source: str) -> list[str]:
    """Two neighbouring words that only stand the other way round in the source."""
    known = set(pairwise(content_stems(source)))
    return [
        f"the source has “{left} {right}” the other way round"
        for left, right in pairwise(content_stems(claim))
        if (right, left) in known and (left, right) not in known
    ]


def _counted(text: str, quantity: Quantity) -> str:
    """Stem of the word right behind a number, if it says what is counted; else empty."""
    match = _NEXT_WORD.match(text, quantity.end)
    return stem(fold(match[1])) if match and fold(match[1]) not in STOPWORDS else ""


def _behind(text: str, quantity: Quantity) -> Sequence[str]:
    return content_stems(text[quantity.end :])[:_COUNTED_WITHIN]


def _name_stems(text: str) -> list[str]:
    return [stem(word) for word in name_words(text) if word not in TITLES and word != "s"]


def _opening(text: str) -> list[str]:
    """The first word of a text, if it may belong to a name."""
    return [word for word in WORD.findall(without_dots(text))[:1] if _may_name(word)]


def _roles(text: str) -> dict[str, str]:
    """Stems of the capitalised words by first place, with the preposition right before each."""
    found: dict[str, str] = {}
    before = ""
    for date in dates(text):  # the checks of dates see to them
        text = text.replace(date.text, " ")
    for word in WORD.findall(without_dots(text)):
        if _may_name(word):
            found.setdefault(stem(fold(word)), before)
        if word != "the":
            before = word if word in _ROLES else ""
    return found


def _may_name(word: str) -> bool:
    return word[0].isupper() and fold(word) not in STOPWORDS | OPENING_WORDS


def _flat(text: str) -> str:
    return " ".join(words(text))
