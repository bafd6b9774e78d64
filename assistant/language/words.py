"""Words, stop words and stems.

Stems are Porter's (M. F. Porter, "An algorithm for suffix stripping", 1980), the same
algorithm as the full-text index's `porter` tokenizer, so that both agree on what matches; for
irregular forms the search asks for each (`forms`).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import Any, Literal

from assistant.language.forms import base

_STEMMING = threading.Lock()
_HALF = re.compile(r"[\ud800-\udfff]")

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")

_RAISED = re.compile("[¹²³⁰⁴-⁹]")
NOTE_MARK = re.compile(r"(?<=[^\W\d_¹²³⁰⁴-⁹]{3})(?=[¹²³⁰⁴-⁹])")
"""Where a raised figure follows a word that is longer than those that have a power ("km²")."""
_BEHIND_NUMBER = re.compile(r"(?<=\d)(?=[¹²³⁰⁴-⁹])")

STOPWORDS = frozenset(
    """
    a about an and any are as at be been being both but by can could did do does doing done for
    from had happen happened happens has have having he her hers him his how i if in into is it
    its itself just may me might mine more most much many must my no nor not of off on once one
    only or other our ours out over own s same shall she should so some such t than that the
    their theirs them then there these they this those through to too under until up very was we
    were what when where which while who whom whose why will with would you your yours according
    """.split()
)


def whole(text: str) -> str:
    """A text with U+FFFD for halves of characters, which no model takes and nothing can store."""
    return _HALF.sub("\ufffd", text)


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, without diacritics.

    A number keeps its separators: "2,500.75" is one word.
    """
    return [match.group() for match in WORD.finditer(fold(text))]


def fold(text: str) -> str:
    """Lower case, without diacritics, marks of notes parted from words; the length may change."""
    if text.isascii():
        return text.lower()
    lower = text.lower()
    if _RAISED.search(lower):
        lower = NOTE_MARK.sub(" ", _BEHIND_NUMBER.sub(" ", _without_diacritics("NFD", lower)))
    return _without_diacritics("NFKD", lower)


def _without_diacritics(form: Literal["NFD", "NFKD"], text: str) -> str:
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize(form, text)))


def in_a_row(parts: Sequence[str]) -> str:
    """One or more things as a sentence names them: "tea, milk and bread"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def content_words(text: str) -> list[str]:
    """The words that are not stop words."""
    return [word for word in words(text) if word not in STOPWORDS]


def content_stems(text: str) -> list[str]:
    """Stems of the content words, in order, with repetitions."""
    return [stem(word) for word in content_words(text)]


def stems(text: str) -> list[str]:
    """Stems of all words, in order."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Porter stem of one lower-case word, irregular forms brought to their base first."""
    with _STEMMING:  # the stemmer keeps the word that it works on in itself
        stemmed: str = _stemmer().stemWord(base(word))
    return stemmed


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("porter", maxCacheSize=0)
