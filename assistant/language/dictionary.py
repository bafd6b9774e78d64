"""English words, whatever the documents hold, by a spelling checker (its only importer)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def is_english(word: str) -> bool:
    """Whether a word, lower case, stands in the dictionary."""
    return word in _checker()


@lru_cache(maxsize=1)
def _checker() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")
