"""What a text denies or leaves open, and where two say opposite things."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.language.words import stems

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
}
_HEDGE = {kind: re.compile(rf"\b(?:{words_})\b", re.IGNORECASE) for kind, words_ in _HEDGES.items()}
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
| uphold upheld / overturn strike | join enter / leave quit withdraw
| north northern / south southern | east eastern / west western
| succeed success / fail failure
"""


def negates(text: str) -> bool:
    """Whether anything in a text is denied."""
    return bool(_NEGATION.search(text))


def hedges(text: str) -> set[str]:
    """The kinds of hedge in a text: what it leaves open, or plans."""
    return {kind for kind, pattern in _HEDGE.items() if pattern.search(text)}


def opposites(claim: str, source: str) -> list[tuple[str, str]]:
    """Stems of the claim with the opposite ones that the source has in their place."""
    claimed, known = set(stems(claim)), set(stems(source))
    return [
        (min(claimed & mine), min(known & opposite))
        for mine, opposite in _directions()
        if claimed & mine and not known & mine and known & opposite
    ]


@lru_cache(maxsize=1)
def _directions() -> list[tuple[frozenset[str], frozenset[str]]]:
    """Each set of stems with its opposite, both ways round."""
    sides = []
    for pair in _OPPOSITES.split("|"):
        left, right = (frozenset(stems(side)) for side in pair.split("/"))
        sides += [(left, right), (right, left)]
    return sides
