"""Lines of tables, as the readers write them, back to cells with their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from assistant.corpus.layout import CAPTION_MARK, CELL_MARK, is_row
from assistant.language.words import content_stems

_YEAR = re.compile(r"[12]\d{3}")
_SAME = 0.5  # share of heads that two rows of a table have in common
_NUMBER = re.compile(r"[+−–-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


class Row(NamedTuple):
    """A row of a table.

    Attributes:
        about: the caption, and the heading inside the table that the row stands under.
        cells: the texts by the heads of their columns, in order; a column without a head has "".
    """

    about: str
    cells: dict[str, str]


class WholeRow(NamedTuple):
    """A row of a table with all its cells, by their heads, and the numbers of its lines."""

    cells: dict[str, str]
    lines: list[int]

    def number(self, head: str) -> Number | None:
        """The number in a column; None where there is none."""
        return number_in(self.cells.get(head, ""))


class RowTable(NamedTuple):
    """Rows that stand together, of one caption and the same columns."""

    about: str
    rows: list[WholeRow]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the columns, in order."""
        return tuple(dict.fromkeys(head for row in self.rows for head in row.cells))


class Number(NamedTuple):
    """A cell that is one number: its value as written, and what stands before and behind it."""

    value: float
    decimals: int
    before: str
    behind: str


def parse_row(line: str) -> Row | None:
    """The row that a line is; None for any other line."""
    if (found := cells_of(line)) is None:
        return None
    row = Row(found[0], {})
    for head, text in found[1]:
        row.cells.setdefault(head, text)
    return row


def cells_of(line: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The caption of a row, and all its cells with their heads, "" without one; None for others."""
    if not is_row(line):
        return None
    first, *rest = line.split(CELL_MARK)
    about, label = _caption_apart(first)
    parts = [(cell, *cell.partition(": ")) for cell in (label, *rest)]
    return about, [(head, text) if mark else ("", cell) for cell, head, mark, text in parts]


def tables_among(lines: Sequence[str]) -> list[RowTable]:
    """The tables that some lines are rows of.

    Lines that follow each other are of one table if they have a caption and columns in common. A
    long row is several lines, which all begin with its first cell. Lines that are no rows part
    tables, and are in none.
    """
    tables: list[RowTable] = []
    above: Row | None = None  # the line before
    opening: Row | None = None  # the first line of its row
    for number, row in enumerate(map(parse_row, lines)):
        if row is not None:
            goes_on = above is not None and _goes_on(above, row)
            if not goes_on:
                tables.append(RowTable(row.about, []))
            if goes_on and opening is not None and _is_rest(opening, row):
                tables[-1].rows[-1].lines.append(number)
                tables[-1].rows[-1].cells.update(row.cells)
            else:
                tables[-1].rows.append(WholeRow(dict(row.cells), [number]))
                opening = row
        above = row
    return tables


def cell_with(line: str, words: str) -> str | None:
    """The head of the cell of a row that some words stand in, or are; None where none is certain.

    Args:
        line: the row.
        words: a cell, with its head or without, a part of one, or more than one cell.
    """
    row = parse_row(line)
    if row is None or not words:
        return None
    cells = row.cells.items()
    for heads in (
        [head for head, cell in cells if words in {cell, f"{head}: {cell}"}],
        [head for head, cell in cells if _has_words(cell, words)],
        [head for head, cell in cells if f"{head}: {cell}" in words],
    ):
        if heads:
            return heads[0] if len(heads) == 1 else None
    return None


def answering_cell(line: str, asked: Set[str], span: str) -> str | None:
    """The cell of a row that answers, with its head, as it stands in the row.

    It is the only one, beside the first, whose head a question has all words of, but not its own.
    Where it has those of several, it is that which a reader found, if it is among them or may be
    what the row is called (the first, and the first without a digit); where it has those of none,
    any that a reader found.

    Args:
        line: the row; of any other line no cell answers.
        asked: stems of the question.
        span: what a reader found in the row.
    """
    row = parse_row(line)
    if row is None:
        return None
    (first, _), *others = row.cells.items()
    named = [head for head, cell in others if _asks_for(head, cell, asked)]
    found = named[0] if len(named) == 1 else cell_with(line, span)
    texts = [head for head, cell in row.cells.items() if not any(map(str.isdecimal, cell))]
    if found is None or (named and found not in {first, *texts[:1], *named}):
        return None
    return _with_head(found, row.cells[found])


def cell_first(line: str, words: str) -> str | None:
    """The cell of a row that some words are, before what its row is called; None for others.

    "Unit price: 8.40 — Item: Paint".
    """
    row, head = parse_row(line), cell_with(line, words)
    if row is None or head is None:
        return None
    cell = _with_head(head, row.cells[head])
    name = _with_head(*next(iter(row.cells.items())))
    return cell if name == cell else f"{cell}{CAPTION_MARK}{name}"


def cell_said(line: str, sentence: str) -> str | None:
    """The head of the one cell of a row that a sentence says, beside the first, which names it."""
    row = parse_row(line)
    cells = list(row.cells.items())[1:] if row else []
    heads = [head for head, cell in cells if _has_words(sentence, cell)]
    return heads[0] if len(heads) == 1 else None


def number_in(cell: str) -> Number | None:
    """The number that a cell is, perhaps with a unit; None for any other cell."""
    found = list(_NUMBER.finditer(cell))
    if len(found) != 1:
        return None
    before, behind = cell[: found[0].start()].strip(), cell[found[0].end() :].strip()
    if any(map(str.isalnum, before)) or any(map(str.isdecimal, behind)) or behind[:1] in {",", "."}:
        return None
    text = found[0].group().replace(",", "").replace("−", "-").replace("–", "-")
    return Number(float(text), len(text.partition(".")[2]), before, behind)


def passed_over(lines: Sequence[tuple[str, str]], asked: Set[str]) -> set[int]:
    """Which lines are rows of a table that words do not name, where they name others of it.

    A row is named by its cells, unless these are amounts; one that others outdo is passed over: in
    "solar in the north" all rows but those of both. Lines of one long row begin alike, and count as
    one.

    Args:
        lines: what each is a part of, and its text; other lines than rows are never passed over.
        asked: stems.
    """
    rows = {at: (place, row) for at, (place, text) in enumerate(lines) if (row := parse_row(text))}
    tables: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for place, row in rows.values():
        named = tables.setdefault(_table_of(place, row), {})
        named.setdefault(_label(row), set()).update(_named(row, asked))
    return {
        at
        for at, (place, row) in rows.items()
        for named in (tables[_table_of(place, row)],)
        if any(named[_label(row)] < other for other in named.values())
    }


def _table_of(place: str, row: Row) -> tuple[str, str, str]:
    return place, row.about, next(iter(row.cells))


def _label(row: Row) -> str:
    return next(iter(row.cells.values()))


def _named(row: Row, asked: Set[str]) -> set[str]:
    """The cells of a row that words name: their own words, and years, but no amounts."""
    return {
        cell
        for head, cell in row.cells.items()
        if (number_in(cell) is None or _YEAR.fullmatch(cell))
        and (own := set(content_stems(cell)) - set(content_stems(head)))
        and own <= asked
    }


def _asks_for(head: str, cell: str, asked: Set[str]) -> bool:
    own = set(content_stems(head.partition(" (")[0]))
    said = set(content_stems(cell)) - own
    return bool(own) and own <= asked and not (said and said <= asked)


def _with_head(head: str, cell: str) -> str:
    return f"{head}: {cell}" if head else cell


def _has_words(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a row is of the table above it, or the rest of a long row."""
    if row.about != above.about:
        return False
    both = len(above.cells.keys() & row.cells.keys())
    return both >= _SAME * min(len(above.cells), len(row.cells)) or _is_rest(above, row)


def _is_rest(above: Row, row: Row) -> bool:
    """A long row is several lines, each with its first cell."""
    first, *others = row.cells.items()
    return first in list(above.cells.items())[:1] and not any(
        head in above.cells for head, _ in others
    )


def _caption_apart(cell: str) -> tuple[str, str]:
    """The caption, which may have a colon, and a row's first cell, with its head or without."""
    parts = cell.split(CAPTION_MARK)
    heads = [number for number, part in enumerate(parts) if ": " in part]
    at = heads[-1] if heads else len(parts) - 1
    return CAPTION_MARK.join(parts[:at]), CAPTION_MARK.join(parts[at:])
