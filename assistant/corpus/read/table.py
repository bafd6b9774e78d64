"""Tables to lines, each of which can be understood and cited alone.

    Segment | 2023 | 2024     Revenue by segment — Segment: Solar · 2023: 88 · 2024: 96
    Solar   |   88 |   96

A row is one line with its column heads and the table's caption. A long row is several lines, each
of which begins with the row's first cell. A unit that holds for the whole table stands behind
each bare number; nothing else is added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from assistant.corpus.dates import mentions
from assistant.corpus.layout import CAPTION_MARK, CELL_MARK
from assistant.corpus.read.heads import form_of, is_year, kind_of
from assistant.language.quantities import is_unit

Rows = Sequence[Sequence[str]]


class _Column(NamedTuple):
    """A column: its name, and how a bare number in it is named and written with its unit."""

    name: str
    bare_name: str
    form: str


_CAPTION_WORDS = 20
# What is read at one go.
_LINE_WORDS = 60
_MOST_HEADS = 3  # rows
_WIDE = 4  # cells in a row, at least, above which two are no head of it

_BARE_NUMBER = re.compile(r"\(?[+−–-]?\d[\d.,'’\u00a0\u202f ]*\)?")
_OPENS_WITH_NUMBER = re.compile(r"\W{0,3}\d")
_UNIT_AT_END = re.compile(
    r"(.*\S)\s*[(\[](?:in\s)?([^()\[\]]+)[)\]]|(.*[^\s,])(?:,\s(?:in\s)?|\sin\s)([^,]+)"
)
_SIGN = re.compile(r"[^\w\s]")
_DECIMALS = re.compile(r"0(?:[.,]0)+")
_IN = re.compile(r"in\s", re.IGNORECASE)
_NUMBERED = re.compile(r"[^\W\d_]+\.? \d+(?:\.\d+)?[a-z]?\s?[.:–—-]?\s\S")


def table_lines(head: Rows, body: Rows, caption: str = "") -> list[str]:
    """The lines of a table whose head is known.

    Args:
        head: rows of column heads, and titles above them; there may be none.
        body: the other rows. A merged cell is in each place that it covers; a row that is one
            merged cell has that cell alone, and stands over the rows that follow.
        caption: what the table is about, for one without a title. It may end with a unit.
    """
    heads, rows = ([row for row in map(_plain, part) if any(row)] for part in (head, body))
    width = max(map(len, [*heads, *rows]), default=0)
    titles = ["".join(row) for row in heads if len(row) == 1 < width]
    about, unit = _unit_apart(CAPTION_MARK.join(titles) or " ".join(caption.split()))
    about = about if len(about.split()) <= _CAPTION_WORDS else ""
    names = _column_names([row for row in heads if len(row) > 1 or width == 1])
    columns = _columns(names, rows, unit)
    return [*titles, *_lines(columns, rows, about)]


def _lines(columns: list[_Column], rows: Rows, caption: str) -> Iterator[str]:
    group = ""
    for row, following in pairwise([*rows, [""]]):
        if len(row) == 1 < len(columns):
            if len(following) == 1:  # it stands over nothing: a note
                yield row[0]
            group = row[0]
            continue
        about = CAPTION_MARK.join(filter(None, (caption, group)))
        yield from _row_lines(_cells(columns, row), f"{about}{CAPTION_MARK}" if about else "")


def loose_table_lines(rows: Rows, caption: str = "") -> list[str]:
    """The lines of a table that does not say which of its rows are titles and column heads."""
    titles, rows = split_titles(rows)
    facts, rows = split_facts(rows)
    own, rows = split_titles(rows) if facts else ([], rows)
    count = count_heads(rows)
    body = rows[count:] if count else _facts(rows)
    lines = table_lines([*titles, *own, *rows[:count]], body, caption)
    return [*table_lines(titles, facts, caption), *lines[len(titles) :]] if facts else lines


def split_facts(rows: Rows) -> tuple[Rows, Rows]:
    """Part lines of a name and its value, as banks have them above a table, from its rows.

    They have at most two cells each, in the first two columns, and stand above a row of four or
    more without bare numbers, or have nothing below them and a colon behind each name.
    """
    apart = list(takewhile(lambda row: row[0] and _filled(row[2:]) == 0, rows))
    while apart and _filled(apart[-1]) < 2:
        apart.pop()
    below = rows[len(apart)] if len(apart) < len(rows) else None
    if below is None:
        is_told = all(row[0].endswith(":") for row in apart)
    else:
        is_new = below[0] not in ("", *(row[0] for row in apart))
        is_told = is_new and _filled(below) >= _WIDE and _may_be_head(below)
    count = len(apart) if is_told else 0
    return [row[: _filled(row)] for row in rows[:count]], rows[count:]


def split_titles(rows: Rows) -> tuple[list[list[str]], list[list[str]]]:
    """Part the titles above a table from its rows: rows of one cell, where the others have more."""
    plain = [row for row in map(_plain, rows) if any(row)]
    first = next((number for number, row in enumerate(plain) if _filled(row) > 1), 0)
    return [["".join(row)] for row in plain[:first]], plain[first:]


def is_caption(line: str) -> bool:
    """Whether a line next to a table names it: "Table 3. Costs", "The costs are:"."""
    if len(line.split()) > _CAPTION_WORDS:
        return False
    numbered = _NUMBERED.match(line)
    # "Saturday 5 April 2025, light wind" has a number behind its first word, too.
    is_dated = numbered and any(day.start < numbered.end() for day in mentions(line))
    return line.endswith(":") or (numbered is not None and not is_dated)


def is_number(cell: str) -> bool:
    """Whether a cell is a number without a unit that is not a year."""
    return bool(_BARE_NUMBER.fullmatch(cell)) and not is_year(cell)


def _plain(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def count_heads(rows: Rows) -> int:
    """How many of the first rows hold column heads; years are heads, other numbers are not."""
    first, *rest = rows or [[]]
    width = max(map(len, rows), default=0)
    if not rest or not _may_be_head(first):
        return 0
    if _filled(first) >= width - 1:
        return (1 + _is_parted(first, rest)) * _is_head(rows)
    if _filled(rest[0]) == width and _may_be_head(rest[0]) and _is_head(rest):
        return 2
    return _count_joined(rows, width)


def _count_joined(rows: Rows, width: int) -> int:
    """How many of the first rows name each column only together, right above one with a number."""
    named: set[int] = set()
    for count, (row, below) in enumerate(pairwise(rows[: _MOST_HEADS + 1]), start=1):
        if not _may_be_head(row) or _filled(row) < 2:
            return 0
        named |= {at for at, cell in enumerate(row) if cell}
        if len(named) == width:
            return count if count > 1 and any(map(is_number, below)) else 0
    return 0


def _is_parted(first: Sequence[str], rest: Rows) -> bool:
    """Whether heads that are merged over several columns have a head for each below them."""
    below = rest[0]
    merged = [number for number, pair in enumerate(pairwise(first)) if pair[0] == pair[1] != ""]
    return (
        bool(merged)
        and len(rest) > 1
        and below[0] in ("", first[0])
        and _may_be_head(below)
        and all(below[at] != below[at + 1] for at in merged if at + 1 < len(below))
    )


def _may_be_head(row: Sequence[str]) -> bool:
    return not any(map(is_number, row))


def _is_head(rows: Rows) -> bool:
    """Whether a first row stands over the others: over numbers, or by its looks."""
    first, *others = rows
    rest = [row for row in others if _filled(row) > 1]
    if not first[0] or len(first) == 1:  # names of rows need no head; one column has a title
        return True
    if len(rest) < 2:  # nothing to compare it with
        return len(first) > 2
    return kind_of([first, *rest]) == "heads" or any(
        top and below and (all(map(is_number, below)) or _are_above_numbers(top, below))
        for top, *below in zip(first, *rest, strict=False)
    )


def _are_above_numbers(top: str, below: Sequence[str]) -> bool:
    """Whether a name stands above cells that open with a number, most of them of one form.

    Below a name in a form, things of several kinds stand: "3 May 1980", "27B".
    """
    if _OPENS_WITH_NUMBER.match(top) or not all(map(_OPENS_WITH_NUMBER.match, below)):
        return False
    forms = Counter(
        sign[0] if (sign := _SIGN.match(cell)) else _DECIMALS.sub("0", form_of(cell))
        for cell in below
    )
    return 2 * max(forms.values(), default=0) > len(below)


def _facts(rows: Rows) -> Rows:
    """The rows of a form with two or more facts in each, as one row a fact; others as they are."""
    width = len(rows[0]) if rows else 0
    is_form = width > 2 and width % 2 == 0 and {*map(len, rows)} == {width}
    if not is_form or kind_of(rows) != "form":
        return rows
    return [row[at : at + 2] for row in rows for at in range(0, width, 2) if any(row[at : at + 2])]


def _column_names(head: Rows) -> list[str]:
    """One name for each column. The cells of an upper row reach to the next one that has text."""
    columns: list[list[str]] = [[] for _ in range(max(map(len, head), default=0))]
    for number, row in enumerate(map(_plain, head), start=1):
        name = ""
        for column, cell in zip(columns, row, strict=False):
            name = cell or (name if number < len(head) else "")
            if name and name not in column:
                column.append(name)
    return [" ".join(column).rstrip(":") for column in columns]


def _unit_apart(name: str) -> tuple[str, str]:
    """A name without the unit at its end, and the unit: "Costs (million euros)"."""
    name = name.rstrip(":")
    if is_unit(name):
        return "", _IN.sub("", name, count=1)
    if match := _UNIT_AT_END.fullmatch(name):
        text, unit = (match[1], match[2]) if match[2] else (match[3], match[4])
        if is_unit(unit):
            return text, unit
    return name, ""


def _columns(names: list[str], rows: Rows, unit: str) -> list[_Column]:
    """What each column is. The table's unit holds where most cells are numbers, and no own unit."""
    if names and is_unit(names[0]):
        names[0], unit = _unit_apart(names[0])
    columns: list[_Column] = []
    for number in range(max(map(len, [names, *rows]), default=0)):
        name = names[number] if number < len(names) else ""
        bare, own = _unit_apart(name)
        cells = [row[number] for row in rows if number < len(row) > 1 and row[number]]
        is_measured = number > 0 and 2 * sum(map(is_number, cells)) > len(cells)
        if own and bare:
            columns.append(_Column(name, bare, f"{{}} {own}"))
        else:
            form = f"{{}} ({_lower(unit)})" if unit and is_measured else "{}"
            columns.append(_Column(name, name, form))
    return columns


def _lower(unit: str) -> str:
    return unit[:1].lower() + unit[1:] if unit[1:2].islower() else unit


def _cells(columns: list[_Column], row: Sequence[str]) -> list[str]:
    """The cells that have text, each with the head of its column."""
    cells: list[str] = []
    for column, cell in zip(columns, row, strict=False):
        if not cell:
            continue
        name = column.name
        if _BARE_NUMBER.fullmatch(cell):
            name, cell = column.bare_name, column.form.replace("{}", cell)
        cells.append(f"{name}: {cell}" if name else cell)
    if len(cells) > 1 and not any(column.name for column in columns):
        cells[:2] = [f"{cells[0].rstrip(':')}: {cells[1]}"]
    return cells


def _row_lines(cells: list[str], about: str) -> Iterator[str]:
    """The line of a row, or several that all begin with its first cell."""
    label, *rest = cells
    line = [label]
    words = len(f"{about}{label}".split())
    for cell in rest:
        longer = words + len(cell.split())
        if longer > _LINE_WORDS and len(line) > 1:
            yield about + CELL_MARK.join(line)
            line = [label]
            longer = len(f"{about}{label} {cell}".split())
        line.append(cell)
        words = longer
    yield about + CELL_MARK.join(line)
