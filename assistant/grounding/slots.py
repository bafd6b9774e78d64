"""The parts of a claim that may not be wrong: numbers, dates, names, quotations, polarity.

`missing` lists what a claim says that its source does not. Each check is one small function
that returns reasons in words a reader understands; an empty list is a pass. A check that
cannot decide gives a reason: nothing fails open.
"""

from __future__ import annotations

import re

from assistant.language.names import names
from assistant.language.quantities import dates, quantities
from assistant.language.words import fold, stem, stems, words

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|hardly|barely|"
    r"fail(?:s|ed)? to|refus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|reject(?:s|ed)?|"
    r"rul(?:e|ed) out|\w+n['’]t)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|would|should|if|unless|likely|unlikely|possibl[ey]|perhaps|probabl[ey]|"
    r"plans?|planned|planning|propos\w+|propose|expect\w*|hope[sd]?|intend\w*|threaten\w*|"
    r"consider\w*|campaigned|pledg\w+|promis\w+|vow\w*|alleg\w+|reported(?:ly)?|accus\w+|"
    r"suspect\w*|estimat\w+|claim\w*|believ\w+|aim(?:s|ed)?|seek\w*|want(?:s|ed)?|"
    r"suggest\w*|said|says?|told|according|warn\w*|will|forecast\w*|projected)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[\"“”]([^\"“”]{3,})[\"“”]")
_DIRECTIONS = (
    (
        frozenset(
            "rise rose risen increas grew grow grown gain higher up climb climbed jump soar".split()
        ),
        frozenset(
            "fall fell fallen decreas declin drop lower down shrank shrink reduc cut lost".split()
        ),
    ),
    (
        frozenset("win won winner beat defeat".split()),
        frozenset("lose lost loser beaten".split()),
    ),
    (
        frozenset("more most maximum highest largest biggest".split()),
        frozenset("less least fewer minimum lowest smallest".split()),
    ),
    (frozenset("before earlier prior".split()), frozenset("after later follow".split())),
    (frozenset("first".split()), frozenset("last final".split())),
    (frozenset("import".split()), frozenset("export".split())),
    (
        frozenset("approv accept agre support back permit allow".split()),
        frozenset("reject oppos refus deni ban block prohibit forbid".split()),
    ),
)


def missing(claim: str, source: str) -> list[str]:
    """Reasons why `source` does not carry the numbers, dates, names and polarity of `claim`."""
    return [
        *missing_numbers(claim, source),
        *missing_dates(claim, source),
        *missing_names(claim, source),
        *missing_quotations(claim, source),
        *changed_polarity(claim, source),
        *changed_order(claim, source),
    ]


def missing_numbers(claim: str, source: str) -> list[str]:
    """Quantities of the claim that the source does not have with the same value and unit."""
    known = quantities(source)
    return [
        f"the number {quantity.text} is not in the source"
        for quantity in quantities(claim)
        if not any(quantity.matches(other) for other in known)
    ]


def missing_dates(claim: str, source: str) -> list[str]:
    """Dates of the claim that no date of the source says in full."""
    known = dates(source)
    return [
        f"the date {date.text} is not in the source"
        for date in dates(claim)
        if not any(date.agrees(other) for other in known)
    ]


def missing_names(claim: str, source: str) -> list[str]:
    """Names of the claim with a word that the source does not have."""
    known = set(words(source)) | set(stems(source))
    return [
        f"the name {name} is not in the source"
        for name in names(claim)
        if any(word not in known and stem(word) not in known for word in words(name))
    ]


def missing_quotations(claim: str, source: str) -> list[str]:
    """Quoted words of the claim that are not in the source as they are."""
    text = _flat(source)
    return [
        f"the quotation “{quotation}” is not in the source"
        for quotation in _QUOTATION.findall(claim)
        if _flat(quotation) not in text
    ]


def changed_polarity(claim: str, source: str) -> list[str]:
    """Negation, hedging or direction that differs between claim and source."""
    reasons = []
    if bool(_NEGATION.search(claim)) != bool(_NEGATION.search(source)):
        reasons.append("one of claim and source is negated, the other is not")
    if _HEDGE.search(source) and not _HEDGE.search(claim):
        reasons.append("states as fact what the source plans, expects or attributes to someone")
    claimed, known = set(stems(claim)), set(stems(source))
    for left, right in _DIRECTIONS:
        for mine, opposite in ((left, right), (right, left)):
            if claimed & mine and not known & mine and known & opposite:
                word = sorted(claimed & mine)[0]
                reasons.append(f"says the opposite of the source ({word})")
    return reasons


def changed_order(claim: str, source: str) -> list[str]:
    """Names that stand in another order than in the source: who did it to whom may differ."""
    text = fold(source)
    positions = [text.find(words(name)[-1]) for name in names(claim) if words(name)]
    known = [position for position in positions if position >= 0]
    if known != sorted(known):
        return ["names stand in another order than in the source"]
    return []


def _flat(text: str) -> str:
    return " ".join(words(text))
