"""Rows of a table as the table that they are of: its head, a row, and those beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.corpus.rows import RowTable, cell_said, cell_with, tables_among
from assistant.records import Passage

BESIDE = 2
"""Rows that are shown above a row, and below it."""


class Cell(NamedTuple):
    """A cell, and whether it is marked."""

    text: str
    is_marked: bool = False


class Line(NamedTuple):
    """A row as it is shown; one that is cited stands out."""

    cells: list[Cell]
    is_cited: bool = False


class Shown(NamedTuple):
    """A table, or a part of one.

    Attributes:
        about: its caption; empty without one.
        heads: of its columns; one may be empty.
        part: which rows these are, where they are not all.
    """

    about: str
    heads: tuple[str, ...]
    rows: list[Line]
    part: str = ""


def tables_of(passages: Sequence[Passage]) -> list[RowTable]:
    """The tables of a document; the lines of their rows are numbers of its passages."""
    return tables_among([passage.text for passage in passages])


def table_around(
    tables: Sequence[RowTable], number: int, line: str, short: str, worded: str
) -> Shown | None:
    """The table that a line is a row of, as far as it stands around that row.

    The cell that holds the answer is marked; where none is certain to, the row.

    Args:
        tables: of the document.
        number: of the line among the lines of these tables.
        line: the line itself.
        short: the words that answer by themselves.
        worded: what the answer says in its own words of the line.
    """
    for table in tables:
        for place, row in enumerate(table.rows):
            if number in row.lines:
                head = cell_with(line, short) or cell_said(line, worded)
                return _shown(table, place, head, range(place - BESIDE, place + BESIDE + 1))
    return None


def _shown(table: RowTable, cited: int, marked: str | None, wanted: range) -> Shown:
    """Some rows of a table, one of which is cited: by a cell, or as a whole."""
    heads, count = table.heads, len(table.rows)
    first, last = max(0, wanted.start), min(count, wanted.stop)
    rows = [
        Line(
            [
                Cell(
                    row.cells.get(head, ""),
                    is_marked=number == cited and head in row.cells and marked in {None, head},
                )
                for head in heads
            ],
            is_cited=number == cited,
        )
        for number, row in enumerate(table.rows[first:last], start=first)
    ]
    part = f"Rows {first + 1:,} to {last:,} of {count:,}" if last - first < count else ""
    return Shown(table.about, heads, rows, part)
