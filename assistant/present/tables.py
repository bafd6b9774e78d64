"""Rows that follow each other, as the table that they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from rich.cells import cell_len
from rich.text import Text

from assistant.corpus.layout import CAPTION_MARK
from assistant.corpus.rows import cells_of, number_in
from assistant.present.page import Page, marks
from assistant.present.printable import one_line

Item = TypeVar("Item")

_GAP = 2  # blanks between two columns


class Line(NamedTuple):
    """What is to be known of an item.

    Attributes:
        text: of its one claim; empty where it has several.
        verdict: of that claim.
        document: that it quotes.
    """

    text: str = ""
    verdict: str = ""
    document: str = ""

    @classmethod
    def of(
        cls, text: str, verdict: str, citations: Iterable[int], documents: Mapping[int, str]
    ) -> Line:
        """A claim, with the document of the first source that it cites."""
        return cls(text, verdict, next((documents[number] for number in citations), ""))


class Table(NamedTuple):
    """A table of rows that are quoted.

    Attributes:
        about: what it is of; empty where that stands right above it, or is not said.
        heads: of its columns; that of the first may be empty.
        rows: the cells of each row, as many as there are heads.
    """

    about: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Told(Generic[Item]):
    """One item, or several that are the rows of a table, in their order."""

    items: list[Item]
    table: Table | None = None


class _Row(NamedTuple):
    about: str
    document: str
    cells: dict[str, str]


def in_tables(
    items: Iterable[Item], line_of: Callable[[Item], Line], *, below_headings: bool = False
) -> Iterator[Told[Item]]:
    """Items one by one, but for rows that follow each other, which become a table.

    They are of one document, and have the same caption and columns. A table says all that its rows
    say: where a row has two cells without a head, or under the same one, it stays a line; so it
    does where its caption cannot be told from its first cell.

    Args:
        items: what is told, in order.
        line_of: what is to be known of an item.
        below_headings: make tables only where a heading stands somewhere before.
    """
    told = list(items)
    lines = [line_of(one) for one in told]
    rows = [_row(line) for line in lines]
    first = next((n for n, line in enumerate(lines) if line.verdict == "said"), len(lines))
    place = 0
    while place < len(told):
        begun = rows[place]
        end, heads = place + 1, tuple(begun.cells) if begun else ()
        while end < len(told) and (wider := _wider(begun, rows[end], heads)):
            end, heads = end + 1, wider
        if end - place < 2 or (below_headings and place < first):
            yield Told([told[place]])
            place += 1
            continue
        above = lines[place - 1] if place else Line()
        yield Told(told[place:end], _table(rows[place:end], heads, above))
        place = end


def put_table(page: Page, table: Table, numbers: Sequence[Sequence[int]], indent: int = 0) -> bool:
    """Write a table with its columns below each other; whether there is room for that.

    Args:
        page: written to; nothing is where a line would not fit.
        table: of `in_tables`.
        numbers: what each of its rows cites.
        indent: blanks before each line.
    """
    cells = [[one_line(cell) for cell in row] for row in (table.heads, *table.rows)]
    cited = [Text(), *map(marks, numbers)]
    columns = list(zip(*cells, strict=True))
    widths = [max(map(cell_len, column)) for column in columns]
    most = max(len(one.plain) for one in cited)
    if indent + sum(width + _GAP for width in widths) + most > page.width:
        return False
    if table.about:
        page.paragraph(Text(one_line(table.about), style="dim"), indent=indent)
    to_right = [_are_numbers(column[1:]) for column in columns]
    for place, (row, behind) in enumerate(zip(cells, cited, strict=True)):
        line = _aligned(row, widths, to_right)
        page.paragraph(Text(line, style="" if place else "dim") + behind, indent=indent)
    return True


def _row(line: Line) -> _Row | None:
    """The row that a quoted line is; None for others, and where not all it says has a head."""
    if line.verdict != "quoted" or (found := cells_of(line.text)) is None:
        return None
    about, cells = found
    heads = [head for head, _ in cells]
    if len(set(heads)) < len(heads) or "" in heads[1:] or CAPTION_MARK in cells[0][1]:
        return None
    return _Row(about, line.document, dict(cells))


def _wider(first: _Row | None, row: _Row | None, heads: tuple[str, ...]) -> tuple[str, ...]:
    """The heads of a table with a further row; none where that is of another table.

    One has all the heads of the other, in the same order; empty cells are left out of a row.
    """
    if first is None or row is None or row[:2] != first[:2]:
        return ()
    own = tuple(row.cells)
    fewer, more = sorted((heads, own), key=len)
    left = iter(more)
    is_part = all(head in left for head in fewer)
    return more if is_part and own[0] == heads[0] else ()


def _table(rows: Sequence[_Row | None], heads: tuple[str, ...], above: Line) -> Table:
    found = [row for row in rows if row is not None]
    about = found[0].about.rstrip(": ")
    is_said = above.verdict == "said" and above.text.rstrip(": ") == about
    cells = [tuple(row.cells.get(head, "") for head in heads) for row in found]
    return Table("" if is_said else about, heads, cells)


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether they are numbers of the same unit, which end below each other."""
    found = [number_in(cell) for cell in cells if cell]
    units = {(one.before, one.behind) if one else None for one in found}
    return len(units) == 1 and None not in units


def _aligned(cells: Sequence[str], widths: Sequence[int], to_right: Sequence[bool]) -> str:
    line = ""
    for cell, width, is_number in zip(cells, widths, to_right, strict=True):
        blanks = " " * (width - cell_len(cell))
        line += (blanks + cell if is_number else cell + blanks) + " " * _GAP
    return line
