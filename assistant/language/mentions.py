"""Whom and what texts speak of, by name: persons, organisations, places, works.

A name is no thing where it mostly says which one of a kind is meant ("American exports", "the
Olympic flame"), or is the label of something ("Topic: Weather"). That is told from how it is used,
without any list of such words, by what follows it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from assistant.language.names import name_spans
from assistant.language.quantities import without_dates
from assistant.language.words import STOPWORDS, fold, words

LEAST_LETTERS = 4
LEAST_SHARE = 0.3
"""Of its uses, in which a name stands by itself. A verb may follow a name as a noun does, so that
even of persons not all uses do."""

_LOWER = re.compile(r"\b[a-z]\w+")
_NEXT = re.compile(r"\s+([a-z][\w-]*)")


def mentioned(texts: Iterable[str]) -> list[str]:
    """Names in texts, the most frequent first; months and days of the week are none.

    A name within another one that comes before it is left out (Trump after Donald Trump), and so
    is a word that stands there without a capital too, as those of headings do.
    """
    uses: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    ordinary: set[str] = set()
    for text in map(without_dates, texts):
        ordinary.update(_LOWER.findall(text))
        for start, end in name_spans(text):
            name = text[start:end]
            if len(name) >= LEAST_LETTERS and not _is_date(name):
                uses[name] += 1
                alone[name] += not _qualifies(text[end:])
    found: list[str] = []
    known: set[frozenset[str]] = set()
    for name, count in uses.most_common():
        parts = frozenset(words(name))
        is_known = any(parts <= other or other <= parts for other in known)
        if alone[name] >= LEAST_SHARE * count and name.lower() not in ordinary and not is_known:
            known.add(parts)
            found.append(name)
    return found


def _qualifies(rest: str) -> bool:
    """Whether a word of its own follows, as a noun does, or what a label is of."""
    following = _NEXT.match(rest)
    return rest.startswith(":") or bool(following and fold(following[1]) not in STOPWORDS)


def _is_date(name: str) -> bool:
    """Whether it is one behind a word that leads to a time: May, March."""
    return name not in without_dates(f"in {name}")
