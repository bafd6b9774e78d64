"""English words, whatever the documents hold, by a spelling checker (its only importer)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.language.pointing import VERBS
from assistant.language.words import STOPWORDS

OFTENER = 100
"""From "hows" (164) on; "wed" (48), "ill" (17) and "its" (11) are words of their own."""


ORDINARY = 2_000
"""Of 34 large cities 27 are met less often in one word; "cancelled" is (7,087), "closed", "draft"
(10,645), "expired" (3,373), "postponed" (2,868) and "bleach" (2,571) are met more often."""


def is_english(word: str) -> bool:
    """Whether a word, lower case, stands in the dictionary."""
    return word in _checker()


def is_ordinary(word: str) -> bool:
    """Whether a word, lower case, is met so often that it is hardly the name of a place."""
    return bool(_checker()[word] >= ORDINARY)


def with_apostrophe(word: str) -> str:
    """A word, lower case, with the apostrophe that it lacks ("wasnt"); else as it is.

    It lacks one where it is written with it at least `OFTENER` times as often, and shortens words
    that every text has: "maths", "Lloyds" and "companys" lack none.
    """
    for place in (len(word) - 1, len(word) - 2):
        first, rest = word[:place], word[place:]
        full = f"{first}'{rest}"
        if first in STOPWORDS | VERBS and _checker()[full] >= OFTENER * max(1, _checker()[word]):
            return full
    return word


@lru_cache(maxsize=1)
def _checker() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")
