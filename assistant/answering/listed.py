"""Rows of a table as a list: those that keep a condition, or each with one of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.found import (
    CITED,
    NAMED,
    Found,
    conditions_of,
    joined,
    row_names,
    rows_of,
)
from assistant.answering.linking import Linked
from assistant.answering.tables import Table, TableRow


def listed(
    table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool
) -> Found | None:
    """Rows that keep a condition, where it is rows that are asked for, and none by its name.

    One row that a cell names is looked up.
    """
    is_flag = not table.flags.keys().isdisjoint(linked.conditions)
    names = {table.naming, table.heads[0]}
    are_asked = not names.isdisjoint({*linked.heads, *linked.loose}) or (
        linked.is_who and table.has_names(table.naming, table.rows)
    )
    if not linked.conditions or not names.isdisjoint(linked.conditions) or not are_asked:
        return None
    if linked.is_named or (len(rows) == 1 and not is_flag):
        return None
    return counted(table, linked, rows, is_number=is_number)


def counted(table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool) -> Found:
    """Rows that keep a condition, by their names; all rows where there is none."""
    whole = len(table.body)
    if not linked.conditions:
        text = f"The table “{table.name}” has {whole} rows."
        return Found(text, str(len(rows)), tuple(rows))
    have = "has" if len(rows) == 1 else "have"
    names = row_names(table, linked, rows, NAMED if is_number else CITED)
    where = conditions_of(linked)
    text = f"{len(rows)} of {whole} rows of the table “{table.name}” {have} {where}: {names}."
    return Found(text, str(len(rows)) if is_number else names, tuple(rows))


def each(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """Rows by their names, each with its cell of the one other column that is asked for."""
    asked = {*linked.heads, *linked.loose} - {table.naming, table.heads[0], *linked.conditions}
    if len(asked) != 1 or table.naming not in linked.heads:
        return None
    (head,) = asked
    told = [(row, cell) for row in rows if (cell := row.cells.get(head))]
    if not 1 < len(told) <= CITED:
        return None
    names = [table.label(row) for row, _ in told]
    text = f"{table.naming} and {head}, of {rows_of(table, linked, len(told))}:"
    lines = [f"{name}: {cell}" for name, (_, cell) in zip(names, told, strict=True)]
    return Found(text, joined(names), tuple(row for row, _ in told), tuple(lines))
