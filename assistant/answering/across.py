"""One row of a table worked out over its columns, where these are years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.found import Found, is_one_unit, joined, written
from assistant.answering.linking import Linked
from assistant.answering.tables import Table, TableRow
from assistant.corpus.rows import Number

_LEAST = 3
"""Columns of years that a table has at least."""


class _Year(NamedTuple):
    head: str
    number: Number


def across(operation: str, table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """In which year a row that is named has the most or the least, or what all its years come to.

    None where some years are named, or another column: which ones are meant is not certain.
    """
    if len(rows) != 1 or len(linked.years) < _LEAST or linked.numbers or linked.rank > 1:
        return None
    asked = {*linked.heads, *linked.loose} - linked.conditions.keys()
    if asked - {*linked.years, table.naming, table.heads[0]} or linked.rivals:
        return None
    row = rows[0]
    years = [_Year(head, one) for head in linked.years if (one := row.number(head))]
    if len(years) < len(linked.years) or not is_one_unit([one.number for one in years]):
        return None
    match operation:
        case "max" | "min":
            return _extreme(operation == "max", table, row, years)
        case "sum" | "mean":
            return _summed(operation == "mean", table, row, years)
        case _:
            return None


def _extreme(is_most: bool, table: Table, row: TableRow, years: Sequence[_Year]) -> Found | None:
    values = [one.number.value for one in years]
    best = (max if is_most else min)(values)
    heads = [one.head for one in years if one.number.value == best]
    word, names = "highest" if is_most else "lowest", joined(heads)
    value = row.cells[heads[0]]
    text = f"{table.label(row)} has the {word} value in {names}: {value}, {_of(years, table)}."
    return Found(text, names, (row,))


def _summed(is_mean: bool, table: Table, row: TableRow, years: Sequence[_Year]) -> Found:
    value = sum(one.number.value for one in years)
    decimals = max(one.number.decimals for one in years)
    if is_mean:
        value, decimals = value / len(years), decimals + 2
    said = written(value, decimals, years[0].number, is_trimmed=is_mean)
    what = "average" if is_mean else "sum"
    text = f"The {what} of {table.label(row)} is {said}, {_of(years, table)}."
    return Found(text, said, (row,))


def _of(years: Sequence[_Year], table: Table) -> str:
    heads = joined([one.head for one in years])
    return f"of {len(years)} columns ({heads}) of the table “{table.name}”"
