"""Rows of a table as a list: those that keep a condition, or each with one of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.found import (
    CITED,
    NAMED,
    Found,
    called_by,
    conditions_of,
    row_names,
    rows_of,
)
from assistant.answering.linking import Linked
from assistant.answering.moments import date_in
from assistant.answering.tables import Table, TableRow
from assistant.language.words import in_a_row

_SEVERAL = re.compile(r"[,;/&+]| and ")


def listed(
    table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool
) -> Found | None:
    """Rows that keep a condition, where it is rows that are asked for, and none by its name.

    One row that a cell names is looked up. Of a period the rows are asked for where nothing else
    is ("what's on after six?"), and what is said of it may name another column of times.
    """
    is_flag = not table.flags.keys().isdisjoint(linked.conditions)
    are_asked = not table.names.isdisjoint({*linked.heads, *linked.loose}) or (
        linked.is_who and table.has_names(table.naming, table.rows)
    )
    if linked.periods:
        clocks = filter(table.is_clock, table.heads)
        own = {*linked.conditions, called_by(table, linked), *clocks}
        are_asked |= own >= {*linked.heads, *linked.loose}
    by_name = table.names & linked.conditions.keys() - linked.periods.keys()
    if not linked.conditions or by_name or not are_asked:
        return None
    is_when = bool(linked.periods) and table.is_clock(linked.measure or "")
    is_other = (linked.is_named and not is_when) or _asks_for_others(table, linked)
    if is_other or (len(rows) == 1 and not is_flag and not linked.periods):
        return None
    return number_of(table, linked, rows) if is_number else _kept(table, linked, rows)


def number_of(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """How many rows keep the conditions, or how many cells they have of a column that is asked of.

    None where a word may ask for others, as "only" or "could", or where it is not certain what each
    row counts for.
    """
    if _asks_for_others(table, linked):
        return None
    cells = counts_of(table, linked, rows)
    if not cells:  # where none says anything, nothing is certain either
        return None
    if len(cells) == len(rows):
        return _kept(table, linked, rows, is_number=True)
    shown = in_a_row([*cells[:NAMED], *([f"{len(cells) - NAMED} more"] if cells[NAMED:] else [])])
    text = f"{len(cells)} different {linked.counted} in {rows_of(table, linked, len(rows))}"
    return Found(f"{text}: {shown}.", str(len(cells)), tuple(rows))


def counts_of(table: Table, linked: Linked, rows: Sequence[TableRow]) -> list[str] | None:
    """What "how many" counts of rows, each once: the cells of the column that it asks of.

    It asks of the rows themselves where it names no column, or only by a word that is near to what
    the rows are called by; each of them has to be called otherwise, then, and where it says no word
    for them ("how many are of Quin?") every row of the table. None where that is not certain, where
    cells are amounts, or say several ("Ann, Bob"), or where they repeat and may be kinds of what is
    counted: "adult" and "child" of tickets.
    """
    head = linked.counted
    is_repeated = head is not None and len(table.different(head, rows)) < len(rows)
    if linked.is_counted and head is not None and head not in linked.conditions:
        cells = table.different(head, rows)
        is_several = is_repeated and any(map(_SEVERAL.search, cells))
        is_amount = head not in table.names and any(row.number(head) for row in table.body)
        is_certain = linked.is_different or head == table.heads[0] or all(map(date_in, cells))
        is_kind = is_repeated and not is_certain
        return None if is_several or is_amount or is_kind else cells
    is_condition = len(linked.conditions.get(head or "", ())) > 1 and head not in table.names
    if is_condition and is_repeated:  # "how many dates … in May": of several rows each
        return None
    is_of_rows = head is None or head in {*table.names, *linked.conditions}
    called = [row.cells.get(table.naming, "") for row in rows]
    are_named = head in table.names and len({*called}) == len(called)
    is_certain = not table.repeats_names or are_named
    return called if is_of_rows and is_certain else None


def _asks_for_others(table: Table, linked: Linked) -> bool:
    """Whether a word may ask for other rows; of yes and no one that denies is a cell's."""
    is_flag = not table.flags.keys().isdisjoint(linked.conditions)
    return bool(linked.turning - ({"no", "not", "nor"} if is_flag else set()))


def _kept(
    table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool = False
) -> Found:
    """Rows that keep a condition, by their names; all rows where there is none."""
    whole = len(table.body)
    if not linked.conditions:
        text = f"The table “{table.name}” has {whole} rows."
        return Found(text, str(len(rows)), tuple(rows))
    have = "has" if len(rows) == 1 else "have"
    names = row_names(table, linked, rows, NAMED if is_number else CITED)
    where = conditions_of(linked.conditions, linked.periods)
    text = f"{len(rows)} of {whole} rows of the table “{table.name}” {have} {where}: {names}."
    return Found(text, str(len(rows)) if is_number else names, tuple(rows))


def each(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """Rows by their names, each with its cell of the one other column that is asked for."""
    asked = {*linked.heads, *linked.loose} - {*table.names, *linked.conditions}
    if len(asked) != 1 or table.naming not in linked.heads:
        return None
    (head,) = asked
    told = [(row, cell) for row in rows if (cell := row.cells.get(head))]
    if not 1 < len(told) <= CITED:
        return None
    names = [table.label(row) for row, _ in told]
    text = f"{table.naming} and {head}, of {rows_of(table, linked, len(told))}:"
    lines = [f"{name}: {cell}" for name, (_, cell) in zip(names, told, strict=True)]
    return Found(text, in_a_row(names), tuple(row for row, _ in told), tuple(lines))
