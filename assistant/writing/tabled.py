"""A document that is mostly tables: those that are not told whole are told by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.corpus.layout import is_row
from assistant.corpus.profile import is_regular, profile_of
from assistant.corpus.rows import tables_among
from assistant.records import DocumentInfo, Evidence, Passage, Span

MOSTLY = 0.5
"""Share of a document's words that stand in rows, at least, for it to be mostly tables."""

ROWS = 3
"""Rows of a table that is told by what it holds, at least."""


class TableProfile(NamedTuple):
    """A table, and what is told of it where it is not told whole.

    Attributes:
        text: what it holds.
        rows: how many it has.
        lines: it, line by line; a long row has several.
        places: of the passages that these are.
    """

    text: str
    rows: int
    lines: list[Evidence]
    places: list[int]


def is_tabled(passages: Sequence[Passage]) -> bool:
    """Whether most of the words of some passages stand in rows of tables."""
    counts = [(is_row(one.text), len(one.text.split())) for one in passages]
    return sum(words for row, words in counts if row) > MOSTLY * sum(words for _, words in counts)


def tables_in(document: DocumentInfo, passages: Sequence[Passage]) -> list[TableProfile]:
    """The tables of a document with `ROWS` or more, of short cells, in its order.

    Args:
        document: whose passages these are.
        passages: all of them, in order; each row is one, a long one several.
    """
    return [
        TableProfile(profile_of(table), len(table.rows), lines, places)
        for table in tables_among([one.text for one in passages])
        if len(table.rows) >= ROWS and is_regular(table)
        for places in ([at for row in table.rows for at in row.lines],)
        for lines in ([_evidence(document, passages[at]) for at in places],)
    ]


def _evidence(document: DocumentInfo, passage: Passage) -> Evidence:
    return Evidence.at(passage, document, Span(passage.start, passage.end))
