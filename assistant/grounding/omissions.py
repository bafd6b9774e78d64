"""What a claim may not leave out, small as it looks: it says something else without it.

"At least three people" are not three, "the Colombia forward" is not Colombia, and a bridge
that was sold has not sold. Each check gives reasons, as those in `slots` do; each looks at the
words beside one word, and knows no more grammar than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from assistant.language.quantities import Quantity, counts, dates
from assistant.language.words import STOPWORDS, WORD, fold, words

_BOUNDS = {
    "at least": r"at least|not? (?:fewer|less) than|a minimum of",
    "more than": r"more than|over|above|upwards of|exceed(?:s|ed|ing)?|topp(?:ed|ing)",
    "up to": r"up to|at most|not? more than|as (?:many|much) as|a maximum of",
    "less than": r"less than|fewer than|under|below",
    "nearly": r"nearly|almost|close to|just (?:under|short of)",
    "about": r"about|around|approximately|roughly|some|an estimated",
}
_BEFORE = {
    name: re.compile(rf"\b(?:{written})\s+(?:an?\s+)?(?:US|A|C)?[$€£¥₹]?\s?$", re.IGNORECASE)
    for name, written in _BOUNDS.items()
}
_BEHIND = {"at least": "or more", "up to": "or (?:less|fewer)", "about": "or so"}
_AFTER = {name: re.compile(rf"\s+{written}\b", re.I) for name, written in _BEHIND.items()}
_RANGE = re.compile(r"\s?(?:[-–—]|to)\s?(?:US|A|C)?[$€£¥₹]?\s?")
_CHANGE = re.compile(r"\bfrom\s+(?:US|A|C)?[$€£¥₹]?\s?$", re.IGNORECASE)

_BE = frozenset("is are was were be been being".split())
_VERBS_BEFORE = _BE | frozenset("has have had having get gets got gotten".split())
_PARTICIPLE = re.compile(
    r"[a-z-]+(?:ed|en|wn|ught)|held|led|put|shot|sold|told|kept|left|lost|made"
)
_ADVERBS = frozenset("later also already still again soon today yesterday tonight".split())
_NO_SUBJECT = frozenset("a an the his her its their and or by as when if".split())


class _Word(NamedTuple):
    """A word, and whether only a space parts it from the one before."""

    text: str
    follows: bool


def left_out(claim: str, source: str) -> list[str]:
    """Reasons why `claim` says something else by what it leaves out of `source`."""
    return [
        *changed_bounds(claim, source),
        *cut_names(claim, source),
        *lost_passives(claim, source),
    ]


def changed_bounds(claim: str, source: str) -> list[str]:
    """Numbers that are exact, or bounded otherwise, where the source bounds them."""
    known = counts(source)
    reasons = []
    for quantity in counts(claim):
        own = _bound(claim, quantity)
        others = {_bound(source, other) for other in known if quantity.matches(other)}
        if others and own not in others:
            said = f"“{min(others)}”" if min(others) else "exact"
            reasons.append(f"the number {quantity.text} is bounded otherwise in the source: {said}")
    return reasons


def cut_names(claim: str, source: str) -> list[str]:
    """Names without the noun behind them that they only describe: "Colombia" for its forward."""
    said, known = _words(claim), _words(source)
    reasons = []
    for place, (name, next_) in enumerate(pairwise(said)):
        if not (_is_name(name.text) and next_.follows and next_.text[0].islower()):
            continue
        # A word that opens a sentence has its capital from that.
        places = [at for at, word in enumerate(known) if word.text == name.text and (at or place)]
        behind = [_line(known[at + 1 : at + 4]) for at in places]
        nouns = [line[0] for line in behind if next_.text in line[1:] and _may_be_noun(line[0])]
        if nouns and not any(line[:1] == [next_.text] for line in behind):
            reasons.append(f"cuts “{name.text} {nouns[0]}” short")
    return reasons


def lost_passives(claim: str, source: str) -> list[str]:
    """Participles that the source has behind "was" or "been", and the claim behind a noun."""
    passive: dict[str, str | None] = {}
    for participle, before in _participles(source):
        verb = next((word for word in before[:-3:-1] if word in _BE), None)
        passive[participle] = verb if passive.get(participle, verb) else None
    return [
        f"leaves out “{verb}” before {participle}"
        for participle, before in _participles(claim)
        if (verb := passive.get(participle))
        and before
        and before[-1] not in _NO_SUBJECT
        and not _VERBS_BEFORE.intersection(before[-3:])
    ]


def _bound(text: str, quantity: Quantity) -> str:
    """The kind of bound around a number, or the range it stands in; else empty."""
    before, behind = text[: quantity.start], text[quantity.end :]
    matches = ((pattern.search(before), name) for name, pattern in _BEFORE.items())
    found = [(match.start(), name) for match, name in matches if match]
    found += [(len(text), name) for name, pattern in _AFTER.items() if pattern.match(behind)]
    if found:  # "no more than" begins before "more than"
        return min(found)[1]
    for first, second in pairwise(counts(text)):
        is_range = _RANGE.fullmatch(text, first.end, second.start)
        if quantity in (first, second) and is_range and not _CHANGE.search(text[: first.start]):
            return f"{first.text} to {second.text}"
    return ""


def _words(text: str) -> list[_Word]:
    found, end = [], 0
    for match in WORD.finditer(text):
        found.append(_Word(match.group(), text[end : match.start()] == " "))
        end = match.end()
    return found


def _is_name(word: str) -> bool:
    return word[0].isupper() and fold(word) not in STOPWORDS and not dates(word)


def _line(words: Sequence[_Word]) -> list[str]:
    """The words up to the first punctuation."""
    return [word.text for word in takewhile(lambda word: word.follows, words)]


def _may_be_noun(word: str) -> bool:
    is_adverb = word in _ADVERBS or word.endswith("ly")
    return word[0].islower() and word not in STOPWORDS and not is_adverb


def _participles(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each word that may be a participle, with the words before it."""
    known = words(text)
    for place, word in enumerate(known):
        if _PARTICIPLE.fullmatch(word):
            yield word, known[:place]
