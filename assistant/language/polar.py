"""What a question takes for granted, as a question that is answered by yes or no.

By form alone: "why was the bus cancelled" takes for granted what "was the bus cancelled" asks. The
word that asks for a reason or a time goes, where a verb stands behind it. "How do I get a key" is
another question than "do I get a key".
"""

from __future__ import annotations

import re

from assistant.language.pointing import VERBS
from assistant.language.words import words

_TIED = r"(?:and|but|so|then)\s+"
_ASKING = r"(?:why|(?:since )?when)"
_ASKED = re.compile(
    rf"(?:{_TIED})?{_ASKING}\s+(?P<rest>(?:{'|'.join(sorted(VERBS))})\s+\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def presupposed(text: str) -> str | None:
    """The question of what another takes for granted; None where its form does not tell."""
    found = _ASKED.fullmatch(text.strip())
    return found["rest"][:1].upper() + found["rest"][1:] if found else None


def asks_openly(text: str) -> bool:
    """Whether it opens with "how" or "what" and a verb: "what do I need", but not "what torch"."""
    first, second = [*words(text)[:2], "", ""][:2]
    return first in {"how", "what"} and second in VERBS
