"""What a table holds, counted: how many rows, and of each column its range or its values.

A long list of prices or dates is no text of which some sentences matter more than others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.corpus.dates import parse_date
from assistant.corpus.rows import Number, RowTable, WholeRow, number_in
from assistant.corpus.totals import totals_of

COLUMNS = 12
"""Columns that are described, at most."""

VALUES, VALUE_WORDS = 5, 20
"""Different cells of a column that are named, at most, and the words of them all."""


class _Column(NamedTuple):
    head: str
    cells: list[str]  # those that are not empty
    rows: int
    total: str = ""


def profile_of(table: RowTable) -> str:
    """A table in one sentence, as "A table of 48 rows: season (Winter, Summer), nights (3 to 7)".

    Rows that are sums of others are counted apart.
    """
    heads = table.heads
    sums = totals_of(table.rows, [head for head in heads[1:] if _has_numbers(table, head)]).all
    body = [row for place, row in enumerate(table.rows) if place not in sums]
    total = table.rows[min(sums)] if len(sums) == 1 else None
    columns = [_column(head, body, total) for head in heads if head]
    told = [_described(one) for one in columns[:COLUMNS]]
    if left := len(columns) - len(told):
        told.append(f"and {left} more column{'s' if left > 1 else ''}")
    rows = f"{len(body):,} rows"
    if sums:
        rows += " and a row of sums" if len(sums) == 1 else f" and {len(sums)} rows of sums"
    return f"A table of {rows}: {', '.join(told)}."


def _has_numbers(table: RowTable, head: str) -> bool:
    return any(number_in(row.cells.get(head, "")) for row in table.rows)


def _column(head: str, rows: Sequence[WholeRow], total: WholeRow | None) -> _Column:
    cells = [cell for row in rows if (cell := row.cells.get(head))]
    is_sum = total is not None and _is_sum(total.number(head), [row.number(head) for row in rows])
    return _Column(head, cells, len(rows), total.cells[head] if total and is_sum else "")


def _is_sum(total: Number | None, parts: Sequence[Number | None]) -> bool:
    """Whether it is that of the others, each of which may be rounded: a mean stands there, too."""
    values = [one.value for one in parts if one]
    slack = 0.5 * 0.1**total.decimals * len(values) if total else 0.0
    return total is not None and abs(total.value - sum(values)) <= slack


def _described(column: _Column) -> str:
    """A column's head with what its cells are, where that is short."""
    parts = [_range(column.cells) or _values(column.cells)]
    if column.total:
        parts.append(f"{column.total} in all")
    if len(column.cells) < column.rows:
        parts.append(f"in {len(column.cells):,} of them")
    said = "; ".join(filter(None, parts))
    return f"{column.head} ({said})" if said else column.head


def _range(cells: Sequence[str]) -> str:
    """From the least to the greatest, as written, where all are numbers of one unit, or days."""
    keys: Sequence[float] = _numbers(cells) or [day.toordinal() for day in _days(cells)]
    if not keys:
        return ""
    least, greatest = (cells[keys.index(end)] for end in (min(keys), max(keys)))
    return least if least == greatest else f"{least} to {greatest}"


def _numbers(cells: Sequence[str]) -> list[float]:
    found = [number_in(cell) for cell in cells]
    units = {(one.before, one.behind) if one else None for one in found}
    return [one.value for one in found if one] if len(units) == 1 and None not in units else []


def _days(cells: Sequence[str]) -> list[date]:
    found = [parse_date(cell) for cell in cells]
    return [day for day in found if day] if all(found) else []


def _values(cells: Sequence[str]) -> str:
    """The different cells of a column, if they are few; how many, if it repeats them."""
    different = list(dict.fromkeys(cells))
    words = sum(len(cell.split()) for cell in different)
    if len(different) <= VALUES and words <= VALUE_WORDS:
        return ("; " if any("," in cell for cell in different) else ", ").join(different)
    return f"{len(different):,} different" if 2 * len(different) <= len(cells) else ""
