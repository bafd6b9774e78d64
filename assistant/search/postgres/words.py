"""Words as PostgreSQL's full-text index takes them.

They are cut and stemmed here, as everywhere in the program, and not by a configuration of the
server: so both engines agree on what matches, and the server needs no dictionary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from assistant.language.words import fold, stem

_WORD = re.compile(r"[^\W_]+")

_LONGEST = 60
"""Letters of a word that count: a longer one is data."""

_MOST = 3_000
"""Words of a passage that are indexed; one that an embedder reads has some hundreds."""

_APART = 100
"""Positions between title, heading and text, so that no phrase reaches over."""


def lexemes(text: str) -> list[str]:
    """The stems of a text in order. They hold letters and digits alone, and so need no quoting."""
    cut = (word[:_LONGEST] for word in _WORD.findall(fold(text)))
    return [stem(word) or word for word in cut]


def word_vector(parts: Iterable[str]) -> tuple[str, set[str]]:
    """Title, heading and text as a `tsvector` is written, and the stems in it."""
    places: dict[str, list[str]] = defaultdict(list)
    first = 1
    for part in parts:
        told = lexemes(part)[:_MOST]
        for place, lexeme in enumerate(told, first):
            places[lexeme].append(str(place))
        first += len(told) + _APART
    return " ".join(f"'{lexeme}':{','.join(at)}" for lexeme, at in places.items()), set(places)


def word_query(term: str) -> str:
    """A term as a `tsquery` is written, several words as a phrase; empty where it has no word."""
    return " <-> ".join(f"'{lexeme}'" for lexeme in lexemes(term)[:_MOST])
