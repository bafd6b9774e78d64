"""Whether a claim says yes where its source says yes: negation, hedges, opposite words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from assistant.language.words import content_stems, stems, words

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|hardly|barely|"
    r"rarely|seldom|lack(?:s|ed|ing)?|fail(?:s|ed)? to|refus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|"
    r"reject(?:s|ed)?|rul(?:e|ed) out|\w+n['’]t)\b",
    re.IGNORECASE,
)
_HEDGES = {
    "leaves open": (
        r"(?-i:may)|might|could|would|should|if|unless|likely|unlikely|possibl[ey]|perhaps"
        r"|probabl[ey]|appear\w*|seem\w*|suspect\w*"
    ),
    "plans": (
        r"plans?|planned|planning|propos\w+|hope[sd]?|intend\w*|threaten\w*|consider\w*"
        r"|campaigned|pledg\w+|promis\w+|vow\w*|aim(?:s|ed)?|weigh\w*|whether|seek\w*|want(?:s|ed)?"
    ),
    "expects": r"will|expect\w*|estimat\w+|forecast\w*|projected|about to|set to",
    "attributes to someone": (
        r"said|says?|told|according|claim\w*|alleg\w+|accus\w+|reported(?:ly)?|believ\w+"
        r"|suggest\w*|argu\w*|warn\w*"
    ),
}
_HEDGE = {kind: re.compile(rf"\b(?:{words_})\b", re.IGNORECASE) for kind, words_ in _HEDGES.items()}
_SAYS_LESS = frozenset({"leaves open", "attributes to someone"})
"""Kinds of hedges that make less of a statement; a plan or a forecast is another statement."""

_PAST = {"is": "was", "are": "were", "has": "had", "have": "had", "will": "would"}
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|so that|therefore|caus\w+|led to)\b",
    re.IGNORECASE,
)
_OPPOSITES = """
rise raise increase grow gain higher up climb jump soar
/ fall decrease decline drop lower down shrink reduce cut lose
| win winner beat defeat / lose loser beaten
| more most maximum highest largest biggest / less least fewer minimum lowest smallest
| before earlier prior / after later follow | first / last final | import / export
| buy purchase / sell | open begin start / close end stop
| approve accept agree support back permit allow
/ reject oppose refuse deny ban block prohibit forbid
| strengthen / weaken | accelerate / slow | surplus / deficit | profit / loss
| convict guilty / acquit innocent | arrest detain jail / release free
| uphold upheld / overturn overturned strike | join enter / leave quit withdraw
| north northern / south southern | east eastern / west western
| succeed success / fail failure
"""


def stronger(claim: str, source: str, *, asks_why: bool = False) -> list[str]:
    """Negation, cause, direction, or a hedge that is dropped or is another statement.

    A hedge by which a claim only says less than its source is no fault.

    Where the question asks why, the claim's "because" is the question's.
    """
    return [
        *_added_hedges(claim, source, _HEDGE.keys() - _SAYS_LESS),
        *_changed_negation(claim, source),
        *_dropped_hedges(claim, source),
        *([] if asks_why else _added_causes(claim, source)),
        *_changed_tense(claim, source),
        *_opposites(claim, source),
    ]


def _changed_negation(claim: str, source: str) -> list[str]:
    if bool(_NEGATION.search(claim)) != bool(_NEGATION.search(source)):
        return ["one of claim and source is negated, the other is not"]
    denied, known = set(_negated(claim)), set(_negated(source))
    if denied - known or (known - denied) & set(content_stems(claim)):
        return ["denies something else than the source"]
    return []


def negates(text: str) -> bool:
    """Whether anything in a text is denied."""
    return bool(_NEGATION.search(text))


def _negated(text: str) -> Iterator[str]:
    """The first content stem behind each negation."""
    for match in _NEGATION.finditer(text):
        yield from content_stems(text[match.end() :])[:1]


def _dropped_hedges(claim: str, source: str) -> list[str]:
    return [
        f"states as fact what the source {kind}"
        for kind, pattern in _HEDGE.items()
        if pattern.search(source) and not pattern.search(claim)
    ]


def _added_hedges(claim: str, source: str, kinds: Set[str]) -> list[str]:
    return [
        f"the source does not say “{claimed.group()}”"
        for kind, pattern in _HEDGE.items()
        if kind in kinds and (claimed := pattern.search(claim)) and not pattern.search(source)
    ]


def hedges(text: str) -> set[str]:
    """The kinds of hedge in a text: what it leaves open, plans, expects, or attributes."""
    return {kind for kind, pattern in _HEDGE.items() if pattern.search(text)}


def opposites(claim: str, source: str) -> list[tuple[str, str]]:
    """Stems of the claim with the opposite ones that the source has in their place."""
    claimed, known = set(stems(claim)), set(stems(source))
    return [
        (min(claimed & mine), min(known & opposite))
        for mine, opposite in _directions()
        if claimed & mine and not known & mine and known & opposite
    ]


def _added_causes(claim: str, source: str) -> list[str]:
    claimed = _CAUSE.search(claim)
    if claimed and not _CAUSE.search(source):
        return [f"the source gives no cause ({claimed.group()})"]
    return []


def _changed_tense(claim: str, source: str) -> list[str]:
    """What was so need not be so now."""
    claimed, known = set(words(claim)), set(words(source))
    return [
        f"tells as present ({now}) what the source tells as past ({then})"
        for now, then in _PAST.items()
        if now in claimed and now not in known and then in known
    ]


def _opposites(claim: str, source: str) -> list[str]:
    return [f"says the opposite of the source ({mine})" for mine, _ in opposites(claim, source)]


@lru_cache(maxsize=1)
def _directions() -> list[tuple[frozenset[str], frozenset[str]]]:
    """Each set of stems with its opposite, both ways round."""
    sides = []
    for pair in _OPPOSITES.split("|"):
        left, right = (frozenset(stems(side)) for side in pair.split("/"))
        sides += [(left, right), (right, left)]
    return sides
