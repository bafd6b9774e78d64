"""Where a claim says something else than the source sentence about the same thing.

Precision comes first: a contradiction is named only where the claim's other words stand in the
sentence, nothing in it is hedged, and exactly one thing differs that cannot be both: another
number of the same thing, another date, another name in the same place, a negation, an opposite
word, or two names that changed places. Whatever is less clear is merely unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable

from assistant.grounding.polarity import hedges, opposites
from assistant.grounding.sources import SourceText
from assistant.language.names import OPENING_WORDS, TITLES, name_words, names
from assistant.language.quantities import DateMention, Quantity, counts, dates, is_year, quantities
from assistant.language.words import STOPWORDS, content_stems, fold, stem, words

SAME = 0.8
"""Least share of the claim's other content words that the sentence must hold."""

LEAST_SHARED = 2
"""Fewer shared words than this say nothing of what a sentence is about."""

COSINE = 0.5
"""Least similarity of meaning."""

_NOT = re.compile(r"\b(?:not|no|never|cannot|\w+n['’]t)\b", re.I)
_RELATIVE = re.compile(
    r"\b(?:by|about|over|more than|at least|up to|less than|nearly|almost|another|first|last)\b"
)
_BEHIND = re.compile(r"[ -]([^\W\d_]+)")
_AHEAD = re.compile(r"([^\W\d_]+)[ $€£¥₹]+$")


def contradictions(claim: str, source: str, document: SourceText) -> list[str]:
    """Reasons why the sentence says otherwise than the claim; empty where it may not.

    Only from a cosine of `COSINE` on are the two about the same thing.

    Args:
        claim: one sentence.
        source: the source sentence that is nearest to it.
        document: the whole source; what stands elsewhere in it is not contradicted.
    """
    if _hedged(claim, source):
        return []
    if bool(_NOT.search(claim)) != bool(_NOT.search(source)):
        return [] if "leaves open" in hedges(claim) else _negated(claim, source)
    return [
        *_other_numbers(claim, source, document),
        *_other_dates(claim, source, document),
        *_other_names(claim, source, document),
        *_opposite(claim, source),
        *_swapped(claim, source),
    ]


def _hedged(claim: str, source: str) -> bool:
    """What may be or is planned is not contradicted by what is, nor the other way round."""
    return bool((hedges(claim) ^ hedges(source)) & {"leaves open", "plans"})


def _same_thing(claim: str, source: str, but: Iterable[str] = ()) -> bool:
    """Whether the claim's content words, without those that differ, stand in the sentence."""
    different = {stem for text in but for stem in content_stems(text)}
    own = [stem for stem in content_stems(claim) if stem not in different]
    known = set(content_stems(source))
    shared = sum(stem in known for stem in own)
    return shared >= LEAST_SHARED and shared >= SAME * len(own)


def _negated(claim: str, source: str) -> list[str]:
    """One of the two denies what the other says."""
    negated, other = (claim, source) if _NOT.search(claim) else (source, claim)
    denied = [
        found
        for match in _NOT.finditer(negated)
        for found in content_stems(negated[match.end() :])[:1]
    ]
    plain = content_stems(_NOT.sub(" ", claim))
    known = set(content_stems(source))
    complete = all(stem in known for stem in plain) and len(plain) >= LEAST_SHARED
    if not (complete and denied and set(denied) <= set(content_stems(other))):
        return []
    if _parts(claim) - _parts(source):
        return []
    return ["the source denies it" if negated is source else "it denies what the source says"]


def _parts(text: str) -> set[Hashable]:
    """The numbers and dates of a text."""
    return {(q.value, q.unit) for q in quantities(text)} | {
        (d.year, d.month, d.day, d.weekday) for d in dates(text)
    }


def _other_numbers(claim: str, source: str, document: SourceText) -> list[str]:
    reasons = []
    for mine in (*counts(claim), *_years(claim)):
        if any(mine.matches(other) for other in document.quantities) or _digits_in(mine, source):
            continue
        theirs = [
            other
            for other in (_years(source) if is_year(mine) else counts(source))
            if not any(other.matches(own) for own in quantities(claim))
            and _comparable(claim, mine, source, other)
        ]
        if len(theirs) == 1 and _same_thing(claim, source, [mine.text]):
            reasons.append(f"the source says {theirs[0].text}, not {mine.text}")
    return reasons


def _digits_in(quantity: Quantity, text: str) -> bool:
    """Whether its digits stand there with other gaps, as in "3, 000" for 3,000."""
    digits = re.sub(r"\D", "", quantity.text)
    return len(digits) > 2 and digits in re.sub(r"(?<=\d)[\s,.]+(?=\d)", "", text)


def _years(text: str) -> list[Quantity]:
    inside = [range(date.start, date.start + len(date.text)) for date in dates(text)]
    return [
        quantity
        for quantity in quantities(text)
        if is_year(quantity) and not any(quantity.start in span for span in inside)
    ]


def _comparable(claim: str, mine: Quantity, source: str, other: Quantity) -> bool:
    """Numbers of one kind, that count the same thing or stand behind the same word."""
    before = _before(claim, mine.start), _before(source, other.start)
    if mine.unit != other.unit or _RELATIVE.findall(before[0]) != _RELATIVE.findall(before[1]):
        return False
    counted = _word(_BEHIND.match(claim, mine.end)), _word(_BEHIND.match(source, other.end))
    ahead = _word(_AHEAD.search(before[0])), _word(_AHEAD.search(before[1]))
    if mine.unit or is_year(mine):
        return ahead[0] == ahead[1]
    return bool(counted[0]) and counted[0] == counted[1]


def _before(text: str, start: int) -> str:
    return fold(text[max(0, start - 24) : start])


def _word(match: re.Match[str] | None) -> str:
    return stem(fold(match[1])) if match else ""


def _other_dates(claim: str, source: str, document: SourceText) -> list[str]:
    theirs = dates(source)
    reasons = []
    for mine in dates(claim):
        if any(mine.agrees(other) for other in document.dates) or len(theirs) != 1:
            continue
        if _differ(mine, theirs[0]) and _same_thing(claim, source, [mine.text]):
            reasons.append(f"the source says {theirs[0].text}, not {mine.text}")
    return reasons


def _differ(mine: DateMention, other: DateMention) -> bool:
    """Whether both say the year, month, day or weekday, and not the same."""
    pairs = (
        (mine.year, other.year),
        (mine.month, other.month),
        (mine.day, other.day),
        (mine.weekday or None, other.weekday or None),
    )
    return any(left is not None and right is not None and left != right for left, right in pairs)


def _other_names(claim: str, source: str, document: SourceText) -> list[str]:
    """A name that the document never mentions, between the same words as another one."""
    return [
        f"the source says {other}, not {mine}"
        for mine, other in exchanged_names(claim, source)
        if not document.names.knows(mine)
    ]


def exchanged_names(claim: str, source: str) -> list[tuple[str, str]]:
    """Names of the claim that the sentence lacks, with the one that it has in their place."""
    theirs = [name for name in _names(source) if not _mentions(claim, name)]
    found = []
    for mine in _names(claim):
        if _mentions(source, mine):
            continue
        place = _place(claim, mine)
        there = [name for name in theirs if place and _place(source, name) & place]
        if len(there) == 1 and _same_thing(claim, source, [mine]):
            found.append((mine, there[0]))
    return found


def _names(text: str) -> list[str]:
    """Names, also the one that opens the text where it stands before a verb of the sentence."""
    found = names(text)
    first = words(text)[:1]
    opening = text.split(maxsplit=1)[0].strip("\"'“”‘’,.;:()") if text.split() else ""
    if (
        first
        and opening[:1].isupper()
        and fold(opening) not in STOPWORDS | TITLES | OPENING_WORDS
        and not any(text.startswith(name) for name in found)
    ):
        found = [opening, *found]
    return found


def _mentions(text: str, name: str) -> bool:
    return set(name_words(name)) - TITLES <= set(name_words(text))


def _place(text: str, name: str) -> set[tuple[str, str]]:
    """The words right before and right behind a name; its start and end count as none."""
    own = [stem(word) for word in name_words(name)]
    all_ = ["", *(stem(word) for word in name_words(text)), ""]
    for start in range(1, len(all_)):
        if all_[start : start + len(own)] == own:
            before = all_[start - 1]
            behind = all_[start + len(own)] if start + len(own) < len(all_) else ""
            found = set()
            if before and before not in {"the", "a", "an", "and"}:
                found.add(("before", before))
            if behind and behind != "and":
                found.add(("behind", behind))
            return found
    return set()


def _opposite(claim: str, source: str) -> list[str]:
    turned = opposites(claim, source)
    if len(turned) != 1:
        return []
    mine, their = turned[0]
    if _parts(claim) - _parts(source) or set(_names(claim)[1:]) - set(_names(source)):
        return []
    own = [stem for stem in content_stems(claim) if stem != mine]
    known = set(content_stems(source))
    if len(own) < 1 or not all(stem in known for stem in own):
        return []
    return [f"says the opposite of the source ({mine} for {their})"]


def _swapped(claim: str, source: str) -> list[str]:
    """Two names that changed places around the same words."""
    own, known = content_stems(claim), content_stems(source)
    if {"by"} & {*words(claim), *words(source)} or set(own) - set(known):
        return []
    if len(_names(claim)) < 2 or len(own) < LEAST_SHARED + 1:
        return []
    first, second = ([stem(word) for word in name_words(name)] for name in _names(claim)[:2])
    if own[: len(first)] != first or second[0] not in own[len(first) + 1 :]:
        return []
    between = own[len(first) : own.index(second[0], len(first) + 1)]
    turned = [*second, *between, *first]
    size = len(turned)
    if any(known[at : at + size] == turned for at in range(len(known) - size + 1)):
        return ["the source has the two names the other way round"]
    return []
