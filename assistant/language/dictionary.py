"""English words, whatever the documents hold, by a spelling checker (its only importer)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.language.pointing import VERBS
from assistant.language.words import STOPWORDS

OFTENER = 100
"""From "hows" (164) on; "wed" (48), "ill" (17) and "its" (11) are words of their own."""


def is_english(word: str) -> bool:
    """Whether a word, lower case, stands in the dictionary."""
    return word in _checker()


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
