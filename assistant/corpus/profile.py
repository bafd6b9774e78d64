"""What a table holds, counted: how many rows, and of each column its range or its values.

A long list of prices or dates is no text of which some sentences matter more than others. Nothing
is told that cannot be certain: a column whose order is in doubt has no range, and a row is only
called a sum where chance can hardly have made it one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assistant.corpus.dates import mentions
from assistant.corpus.rows import Number, RowTable, WholeRow, number_in
from assistant.corpus.totals import totals_of

COLUMNS = 12
"""Columns that are described, at most."""

VALUES, VALUE_WORDS = 5, 20
"""Different cells of a column that are named, at most, and the words of them all."""

NAMES, NAMED, NAME_LETTERS = 3, 0.9, 120
"""The first rows, that many, are named where more than this share of all have a name, and where the
names have so many letters at most."""

OFTEN = 1 / 3
"""Share of its cells, more than which a column's most frequent one has to be to be named."""

CELL_WORDS = 5
"""Words of a cell, on average, at most: longer ones are text, and a range says nothing of it."""

FILLED = 0.5
"""Share of the cells of a table, at least, that are not empty: where fewer are, it may be another
than it seems, as a form or a sheet without heads."""

PARTS, LEAST_SUM = 3, 10
"""Numbers that a sum is of, at least, and the least sum that tells which row is one."""

ROUNDED = 0.01
"""Share of a sum by which the parts may miss it, since each may be rounded."""

_TURN_BEFORE, _TURN_BEHIND = set("-−–(."), set("-)")  # a minus, a loss in brackets, ".25"
_HALF_DAYS = {"am", "pm", "a.m.", "p.m."}  # 12 comes before 1
_THOUSANDS = 3  # decimals that may be none: 1.200


class _Column(NamedTuple):
    head: str
    cells: list[str]  # those that are not empty
    rows: int
    total: str = ""

    @property
    def has_names(self) -> bool:
        """Whether no two rows have the same text there, and most have words without a digit."""
        named = [one for one in self.cells if any(map(str.isalpha, one)) and not _has_digit(one)]
        is_unique = len(set(self.cells)) == len(self.cells)
        return is_unique and len(self.cells) > NAMED * self.rows and 2 * len(named) > self.rows

    @property
    def told(self) -> str:
        """What its cells are, in short; empty where they are too many or too long."""
        return _range(self.cells) or _values(self.cells)


def is_regular(table: RowTable) -> bool:
    """Whether a table has short cells, and enough of them, to be told by what it holds."""
    cells = [cell for row in table.rows for cell in row.cells.values() if cell]
    is_short = sum(len(cell.split()) for cell in cells) <= CELL_WORDS * len(cells)
    is_filled = len(cells) >= FILLED * len(table.rows) * len(table.heads)
    return is_short and is_filled


def profile_of(table: RowTable) -> str:
    """A table in one sentence, as "A table of 48 rows: season (Winter, Summer), nights (3 to 7)".

    A row that is the sum of all others is counted apart.
    """
    heads = table.heads
    numeric = [head for head in heads[1:] if any(row.number(head) for row in table.rows)]
    body, total = _total_apart(table.rows, numeric)
    columns = [_column(head, body, total) for head in heads if head]
    pairs = [(one, one.told) for one in columns]
    names = next((one for one, said in pairs if not said and one.has_names), None)
    told = [
        _described(one, _names(one.cells) if one is names else said)
        for one, said in pairs[:COLUMNS]
    ]
    if left := len(columns) - len(told):
        told.append(f"and {left} more column{'s' if left > 1 else ''}")
    rows = f"{len(body):,} rows{' and their sum' if total else ''}"
    return f"A table of {rows}: {', '.join(told)}."


def _total_apart(
    rows: Sequence[WholeRow], heads: Sequence[str]
) -> tuple[list[WholeRow], WholeRow | None]:
    """The rows that are no sums, and the sum of them all; every row where none is certain."""
    found = totals_of(rows, heads)
    if found.whole is not None:
        total = rows[found.whole]
        body = [row for place, row in enumerate(rows) if place not in found.all]
        sums = [
            one
            for head in heads
            if (one := total.number(head)) and _is_sum(one, [row.number(head) for row in body])
        ]
        if any(one.value >= LEAST_SUM for one in sums):
            return body, total
    return list(rows), None


def _column(head: str, rows: Sequence[WholeRow], total: WholeRow | None) -> _Column:
    cells = [cell for row in rows if (cell := row.cells.get(head))]
    is_sum = total is not None and _is_sum(total.number(head), [row.number(head) for row in rows])
    return _Column(head, cells, len(rows), total.cells[head] if total and is_sum else "")


def _is_sum(total: Number | None, parts: Sequence[Number | None]) -> bool:
    """Whether a number is the sum of others, none of them negative: a mean stands there, too.

    Small numbers, and those of both signs, come to another one of them by chance.
    """
    values = [one.value for one in parts if one and one.value]
    if total is None or len(values) < PARTS or min(values) < 0:
        return False
    slack = min(0.5 * 0.1**total.decimals * len(values), ROUNDED * total.value)
    is_rounded = any(one and one.decimals for one in parts) or total.value >= 1 / ROUNDED
    return abs(total.value - sum(values)) <= (slack if is_rounded else 0.0) + 1e-9 * total.value


def _described(column: _Column, told: str) -> str:
    """A column's head with what its cells are, where that is short."""
    parts = [told]
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
    """The numbers of a column whose order is certain."""
    found = [one for cell in cells if (one := number_in(cell))]
    units = {(one.before, one.behind) for one in found}
    if len(found) < len(cells) or len(units) != 1:
        return []
    ((before, behind),) = units
    is_turned = set(before) & _TURN_BEFORE or set(behind) & _TURN_BEHIND
    is_mixed = {0, _THOUSANDS} <= {one.decimals for one in found}
    in_doubt = is_turned or is_mixed or behind.lower() in _HALF_DAYS
    return [] if in_doubt else [one.value for one in found]


def _days(cells: Sequence[str]) -> list[date]:
    """The days of a column whose cells say nothing else."""
    found = [(cell, list(mentions(cell))) for cell in cells]
    days = [
        said[0].day
        for cell, said in found
        if len(said) == 1 and said[0].day and (said[0].start, said[0].end) == (0, len(cell))
    ]
    return days if len(days) == len(cells) else []


def _values(cells: Sequence[str]) -> str:
    """The different cells of a column, if they are few; how many, if it repeats them.

    It is told which one it has most often, where that is many times.
    """
    counts = Counter(cells)
    different = list(counts)
    if len(different) <= VALUES and _words(different) <= VALUE_WORDS:
        return _listed(different)
    if len(different) < 2:
        return ""
    (most, times), (_, next_most), *_ = counts.most_common()
    is_often = times > max(next_most, OFTEN * len(cells)) and any(map(str.isalnum, most))
    if is_often and _words([most]) <= CELL_WORDS:
        return f"{len(different):,} different, most often {most}"
    return f"{len(different):,} different" if 2 * len(different) <= len(cells) else ""


def _names(cells: Sequence[str]) -> str:
    """The first names; nothing where they are long."""
    told = _listed(cells[:NAMES])
    if len(told) > NAME_LETTERS:
        return ""
    return f"{told} and {len(cells) - NAMES:,} more" if len(cells) > NAMES else told


def _listed(cells: Sequence[str]) -> str:
    return ("; " if any("," in cell for cell in cells) else ", ").join(cells)


def _words(cells: Sequence[str]) -> int:
    return sum(len(cell.split()) for cell in cells)


def _has_digit(cell: str) -> bool:
    return any(map(str.isdecimal, cell))
