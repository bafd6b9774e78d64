"""Several tables in one file of comma-separated values, with blank lines between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby, islice, takewhile, zip_longest

from assistant.corpus.read.table import count_heads, is_number

Row = list[str]

_TELLING_ROWS = 4


def parted(rows: Sequence[Row], delimiter: str) -> list[list[Row]]:
    """The tables of a file, each with its titles; one where nothing tells that there are more.

    What stands behind a blank line goes on with the table above it, unless it begins with words in
    all its columns that are heads: in fewer or more fields, below a title where the table above has
    one too, the same heads again, or below numbers. Words that their column has once more are no
    heads. A title above all tables is one by itself.

    Args:
        rows: those of the file, the blank ones too.
        delimiter: what parts their fields.
    """
    blocks = [
        with_titles(list(group), delimiter)
        for is_said, group in groupby(rows, key=_says)
        if is_said
    ]
    tables: list[list[Row]] = []
    last: list[Row] = []  # the block that the last table began with
    titles: list[Row] = []
    for block in blocks:
        if not _wide(block):
            titles += block
            continue
        if not tables or _begins_another(last, tables[-1], [*titles, *block]):
            if titles and not tables:
                tables.append(titles)
                titles = []
            tables.append([*titles, *block])
            last = tables[-1]
        else:
            tables[-1] += [*titles, *block]
        titles = []
    tables[-1:] = [[*tables[-1], *titles]] if tables else [titles]
    has_more = sum(bool(_wide(table)) for table in tables) > 1
    return tables if has_more else [[row for block in blocks for row in block]]


def with_titles(rows: Sequence[Row], delimiter: str, *, is_apart: bool = False) -> list[Row]:
    """The rows of a table; a title above it is one cell, also where it has the delimiter in it.

    Args:
        rows: none of them blank.
        delimiter: what parts their fields.
        is_apart: a blank line parts titles from the others.
    """
    count = _count_titles(rows, is_apart=is_apart)
    return [*([delimiter.join(row)] for row in rows[:count]), *rows[count:]]


def head_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows hold heads: one, as a rule; none if it is like others or a number.

    Three columns or more of nothing but words may look alike in all rows, so heads are what names
    each of them, has no digit, and is not said again below. Of two columns, the first often holds
    names of what is said in the second.
    """
    telling = sum(sum(map(bool, row)) > 1 for row in rows)
    is_told = telling >= _TELLING_ROWS or any(map(is_number, rows[0] if rows else ()))
    return count_heads(rows) or int(not is_told or _are_names(rows))


def _are_names(rows: Sequence[Sequence[str]]) -> bool:
    width = len(rows[0])  # what is behind it are parts of a text with the mark in it
    columns = [
        (top, cells)
        for top, *cells in islice(zip_longest(*rows, fillvalue=""), width)
        if top or any(cells)
    ]
    return len(columns) > 2 and all(
        top and top not in cells and not any(map(str.isdigit, top)) for top, cells in columns
    )


def _begins_another(first: Sequence[Row], table: Sequence[Row], block: Sequence[Row]) -> bool:
    """Whether a block is another table than that whose first block and all rows are given."""
    rows, above = _wide(block), _wide(table)
    heads, own, last = _filled(above[0]), _filled(rows[0]), _filled(above[-1])
    is_whole = (
        len(above) > 1 and len(rows) > 1 and all(_filled(row).keys() <= own.keys() for row in rows)
    )
    if not is_whole or any(map(is_number, own.values())):
        return False
    if own == heads:
        return True
    if any(cell in (row[at].strip() for row in rows[1:]) for at, cell in own.items()):
        return False  # what is said again below is a value
    is_titled = len(_wide(first)) > 1 and all(len(_filled(one[0])) == 1 for one in (first, block))
    is_other_width = _widths(table).isdisjoint(_widths(block))
    is_below_numbers = any(is_number(last[at]) for at in own if at in last)
    return is_titled or is_other_width or (is_below_numbers and head_rows(rows) > 0)


def _widths(rows: Sequence[Row]) -> set[int]:
    """How many fields rows have, the blank ones too, that are no titles."""
    return {len(row) for row in rows if len(_filled(row)) > 1}


def _says(row: Row) -> bool:
    return any(cell.strip() for cell in row)


def _filled(row: Row) -> dict[int, str]:
    return {at: cell.strip() for at, cell in enumerate(row) if cell.strip()}


def _wide(rows: Sequence[Row]) -> list[Row]:
    """The rows that are no titles, over the columns that have anything."""
    wide = [row for row in rows if len(_filled(row)) > 1]
    end = max((max(_filled(row)) + 1 for row in wide), default=0)
    return [row[:end] for row in wide]


def _count_titles(rows: Sequence[Row], *, is_apart: bool) -> int:
    """How many of the first rows are titles, which may hold the mark that parts the fields.

    They have fewer fields than most rows, of which the first has no number: a head. One that lacks
    a single field may be a head itself, unless spaces follow its marks as in a sentence, or a blank
    line parts it from the others (`is_apart`).
    """
    width = max(Counter(map(len, rows)).items(), key=lambda one: one[1], default=(0, 0))[0]
    titles = list(takewhile(lambda row: len(row) < width, rows))
    head, *body = rows[len(titles) :] or [[]]
    if not body or any(is_number(cell.strip()) for cell in head) or _is_spaced(head):
        return 0
    are_short = all(len(one) < width - 1 or _is_spaced(one) for one in titles)
    return len(titles) if is_apart or are_short else 0


def _is_spaced(row: Sequence[str]) -> bool:
    return any(cell[:1].isspace() for cell in row[1:])
