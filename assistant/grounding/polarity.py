"""What a text denies or leaves open."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|hardly|barely|"
    r"rarely|seldom|lack(?:s|ed|ing)?|fail(?:s|ed)? to|refus(?:e|es|ed|ing)|den(?:y|ies|ied|ying)|"
    r"reject(?:s|ed)?|rul(?:e|ed) out|\w+n['’]t)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|if|unless|likely|unlikely|possibl[ey]|perhaps"
    r"|probabl[ey]|appear\w*|seem\w*|suspect\w*|plans?|planned|planning|propos\w+|hope[sd]?"
    r"|intend\w*|threaten\w*|consider\w*|campaigned|pledg\w+|promis\w+|vow\w*|aim(?:s|ed)?|weigh\w*"
    r"|whether|seek\w*|want(?:s|ed)?)\b",
    re.IGNORECASE,
)


def negates(text: str) -> bool:
    """Whether anything in a text is denied."""
    return bool(_NEGATION.search(text))


def hedges(text: str) -> bool:
    """Whether anything in a text is left open, or only planned."""
    return bool(_HEDGE.search(text))
