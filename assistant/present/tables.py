"""Rows that follow each other, as the table that they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rich.cells import cell_len
from rich.text import Text

from assistant.corpus.rows import RowTable, number_in, parse_row, tables_among
from assistant.present.page import Page, marks
from assistant.present.printable import one_line

Item = TypeVar("Item")

_GAP = 2  # blanks between two columns


def by_table(items: Iterable[Item], text_of: Callable[[Item], str]) -> Iterator[list[Item]]:
    """Items one by one, but for rows of one table that follow each other, which stay together.

    Args:
        items: what is told, in order.
        text_of: the text of one of them.
    """
    told = list(items)
    tables = tables_among([parse_row(text_of(one)) for one in told])
    ends = {
        table.rows[0].lines[0]: table.rows[-1].lines[-1] + 1
        for table in tables
        if len(table.rows) > 1
    }
    place = 0
    while place < len(told):
        end = ends.get(place, place + 1)
        yield told[place:end]
        place = end


def table_of(texts: Sequence[str]) -> RowTable | None:
    """The table that all of some texts are rows of; None where there are not two, or there is none.

    The lines of its rows are places among the texts.
    """
    tables = tables_among([parse_row(text) for text in texts])
    if len(tables) != 1 or len(tables[0].rows) < 2:
        return None
    is_all = sum(len(row.lines) for row in tables[0].rows) == len(texts)
    return tables[0] if is_all else None


def caption(table: RowTable, above: str) -> str:
    """What a table is of, where that does not stand above it already."""
    return "" if table.about.rstrip(": ") in above else table.about


def put_table(
    page: Page, table: RowTable, numbers: Sequence[Sequence[int]], above: str, indent: int = 0
) -> bool:
    """Write a table with its columns below each other; whether there is room for that.

    Args:
        page: written to; nothing is where a line would not fit.
        table: of `table_of`.
        numbers: what each of its texts cites.
        above: the line that stands above it.
        indent: blanks before each line.
    """
    heads = table.heads
    lines = [[one_line(row.cells.get(head, "")) for head in heads] for row in table.rows]
    cited = [marks([n for line in row.lines for n in numbers[line]]) for row in table.rows]
    columns = list(zip([one_line(head) for head in heads], *lines, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    most = max(len(one.plain) for one in cited)
    if indent + sum(width + _GAP for width in widths) + most > page.width:
        return False
    are_numbers = [all(not cell or number_in(cell) for cell in cells) for _, *cells in columns]
    if said := caption(table, above):
        page.paragraph(Text(one_line(said), style="dim"), indent=indent)
    rows = [Text(_aligned(columns, 0, widths, are_numbers), style="dim")] if any(heads) else []
    for place, one in enumerate(cited, start=1):
        rows.append(Text(_aligned(columns, place, widths, are_numbers)) + one)
    for row in rows:
        page.paragraph(row, indent=indent)
    return True


def _aligned(
    columns: Sequence[Sequence[str]], place: int, widths: Sequence[int], to_right: Sequence[bool]
) -> str:
    """A line of the table: numbers end below each other, all else begins so."""
    line = ""
    for column, width, is_number in zip(columns, widths, to_right, strict=True):
        blanks = " " * (width - cell_len(column[place]))
        line += f"{blanks}{column[place]}" if is_number else f"{column[place]}{blanks}"
        line += " " * _GAP
    return line
