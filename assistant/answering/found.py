"""What was worked out from rows of a table, and how it is worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from assistant.answering.conditions import Cells
from assistant.answering.linking import Linked
from assistant.answering.tables import Table, TableRow
from assistant.corpus.lengths import MINUTES, hours_and_minutes
from assistant.corpus.rows import Number
from assistant.language.words import in_a_row

NAMED = 5
"""Rows that a sentence names beside what it says of them."""

CITED = 25
"""Rows that are cited one by one, or named where they are the answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was worked out.

    Attributes:
        text: the sentence that says it; empty where its rows are only quoted.
        short: the words of it that answer.
        rows: what it rests on, in the order in which it is shown.
        lines: for an order, a line for each row.
    """

    text: str
    short: str
    rows: tuple[TableRow, ...]
    lines: tuple[str, ...] = ()


class Told(NamedTuple):
    """What a table tells.

    Attributes:
        table: is asked.
        linked: what the question refers to in it.
        found: what was worked out; None where nothing was.
    """

    table: Table
    linked: Linked
    found: Found | None


def is_one_unit(numbers: Sequence[Number]) -> bool:
    """Whether numbers can be compared and added: they are written with the same unit."""
    return len({(one.before, one.behind) for one in numbers}) == 1


def written(value: float, decimals: int, like: Number, *, is_trimmed: bool = False) -> str:
    """A number in the manner of a column's cells, without noughts at its end if it is trimmed."""
    if like.behind == MINUTES:
        return hours_and_minutes(value)
    text = f"{value:,.{decimals}f}"
    if is_trimmed and "." in text:
        text = text.rstrip("0").rstrip(".")
    gap = "" if like.before in {"", "$", "€", "£", "-", "+"} else " "
    return f"{like.before}{gap}{text} {like.behind}".strip()


def row_names(table: Table, linked: Linked, rows: Sequence[TableRow], most: int = NAMED) -> str:
    """What rows are called, the first of them; also by what tells one from others of its name.

    Who asks for the names themselves, as for the room of an inventory, is given these alone.
    """
    is_sought = linked.is_who or not table.names.isdisjoint({*linked.heads, linked.counted})
    is_named_by_day = table.naming in linked.periods
    if linked.sought is None and linked.periods and (is_named_by_day or len(rows) > 1):
        called, when = called_by(table, linked), next(iter(linked.periods))
        labels = [f"{row.cells.get(called, '')} ({row.cells.get(when, '')})" for row in rows[:most]]
    else:
        labels = [table.label(row, linked.sought) for row in rows[:most]]
    if not is_sought and linked.sought is None and not linked.periods:
        cells = map(table.apart, rows[:most])
        both = zip(labels, cells, strict=True)
        labels = [f"{name} ({cell})" if cell else name for name, cell in both]
    more = [f"{len(rows) - most} more"] if len(rows) > most else []
    return in_a_row([*labels, *more])


def called_by(table: Table, linked: Linked) -> str:
    """The column that tells what rows are: not their day, where a period is asked for."""
    if table.naming not in linked.periods:
        return table.naming
    others = {*linked.conditions, *table.measures, *table.flags}
    return next((head for head in table.heads if head not in others), table.naming)


def rows_of(table: Table, linked: Linked, count: int) -> str:
    """So many rows of a table, with the conditions that they keep."""
    rows = "row" if count == 1 else "rows"
    where = f" with {conditions_of(linked.conditions, linked.periods)}" if linked.conditions else ""
    return f"{count} {rows} of the table “{table.name}”{where}"


def conditions_of(conditions: Cells, periods: Mapping[str, str] = MappingProxyType({})) -> str:
    """The conditions on rows; an empty cell is none of what its column has."""
    said = {head: periods.get(head) or " or ".join(cells) for head, cells in conditions.items()}
    return " and ".join(
        f"{head or 'the name'} {cells}" if cells else f"no {head}" for head, cells in said.items()
    )
