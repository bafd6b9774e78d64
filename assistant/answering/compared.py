"""Two cells of a table compared, a part of it as a share, and what comes when in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.found import Found, conditions_of, is_one_unit, rows_of, written
from assistant.answering.linking import Linked
from assistant.answering.moments import date_in
from assistant.answering.tables import Table, TableRow
from assistant.corpus.rows import Number
from assistant.language.words import content_stems, stems


class _Cell(NamedTuple):
    row: TableRow
    head: str
    number: Number


def difference(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """By how much two cells differ: of two rows in a column, or of two columns in a row.

    Of two columns alone those in the row of the total are meant, where there is one. Some word has
    to ask for it: "how much is a small tea or coffee?" asks for both.
    """
    if not (linked.is_spoken or linked.turning):
        return None
    pairs = [head for head, cells in linked.conditions.items() if len(cells) == 2]
    places: list[tuple[TableRow, str]] = []
    if len(rows) == 2 and pairs and linked.measure is not None:
        places = [(row, linked.measure) for row in rows]
    elif len(linked.rivals) == 2:
        alone = rows[0] if len(rows) == 1 else None if linked.conditions else table.total
        places = [(alone, head) for head in linked.rivals] if alone else []
    cells = [_Cell(row, head, one) for row, head in places if (one := row.number(head))]
    if len(cells) != 2 or not is_one_unit([cell.number for cell in cells]):
        return None
    if any(table.is_clock(cell.head) for cell in cells):
        return None  # of a length or of a day, in hours or in minutes
    less, more = sorted(cells, key=lambda cell: cell.number.value)
    decimals = max(cell.number.decimals for cell in cells)
    apart = written(more.number.value - less.number.value, decimals, more.number)
    labels = [table.label(cell.row) for cell in (more, less)]
    if labels[0] == labels[1] and pairs:
        labels = [cell.row.cells[pairs[0]] for cell in (more, less)]
    names = [
        f"{cell.head} of {label} ({cell.row.cells[cell.head]})"
        for label, cell in zip(labels, (more, less), strict=True)
    ]
    text = f"{names[0]} is {apart} more than {names[1]}, in the table “{table.name}”."
    return Found(text, apart, tuple({id(row): row for row, _ in places}.values()))


def share(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """What part some rows have of a column's sum, or are of all rows, where these are named."""
    if len(linked.conditions) != 1 or len(linked.rivals) > 1 or linked.turns_round:
        return None
    head = linked.measure
    if head is not None and (linked.is_named or head in linked.loose):
        sums = _sums(table, head, rows)
        if sums is None:
            return None
        ((value, part), (every, whole)), of = sums, head
    elif table.names.isdisjoint(linked.heads):
        return None
    else:
        value, every, of = float(len(rows)), float(len(table.body)), "the rows"
        part, whole = str(len(rows)), str(len(table.body))
    said = f"{100 * value / every:.1f}".removesuffix(".0") + " %"
    where = conditions_of(linked.conditions, linked.periods)
    text = (
        f"{said} of {of}, {part} of {whole}, with {where}, "
        f"counted from {len(table.body)} rows of the table “{table.name}”."
    )
    return Found(text, said, table.body)


def _sums(
    table: Table, head: str, rows: Sequence[TableRow]
) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """The sums of a column over some rows and over all, each also as it is written.

    None where they are no parts of a whole: numbers below zero, percentages, years.
    """
    some, every = ([one for row in of if (one := row.number(head))] for of in (rows, table.body))
    is_none = table.is_year(head) or table.is_clock(head) or "%" in table.unit(head)
    if is_none or not is_one_unit(every):
        return None
    decimals = max(one.decimals for one in every)
    part, whole = (sum(one.value for one in numbers) for numbers in (some, every))
    if whole <= 0 or min(one.value for one in every) < 0:
        return None
    return (part, written(part, decimals, every[0])), (whole, written(whole, decimals, every[0]))


def neighbour(step: int, table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """The row behind the one that is named, or before it, as they stand in the table."""
    ordered, heads = table.body, [*linked.conditions]
    if len(heads) != 1 or len(rows) != 1 or not _is_by_place(table, linked):
        return None
    row = rows[0]
    at = next(at for at, one in enumerate(ordered) if one is row) + step
    if not 0 <= at < len(ordered) or not table.is_in_order(ordered):
        return None
    name, other = (table.label(one, heads[0]) for one in (ordered[at], row))
    word = "after" if step > 0 else "before"
    text = f"{name} comes {word} {other}, of {len(ordered)} rows of the table “{table.name}”."
    return Found(text, name, (ordered[at], row))


def end(is_last: bool, table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found | None:
    """The last of the rows that keep the conditions, or the first.

    By the days of the column that is named, or whose period is asked for, where it has some; else
    as they stand in the table.
    """
    word = "last" if is_last else "first"
    in_periods = [head for head in linked.periods if table.days(head, rows)]
    if dated := in_periods or [head for head in linked.open if table.days(head, rows)]:
        return _end_by(dated[0], word, table, linked, rows) if len(dated) == 1 else None
    if len(rows) < 2 or not _is_by_place(table, linked) or not table.is_in_order(rows):
        return None
    row = rows[-1] if is_last else rows[0]
    if any(
        date_in(cell := row.cells.get(head, ""))
        and sum(one.cells.get(head) == cell for one in rows) > 1
        for head in linked.conditions
    ):
        return None  # which of those of one day is the last?
    name = table.label(row, linked.sought)
    text = f"{name} is the {word} of {rows_of(table, linked, len(rows))}."
    return Found(text, name, (row,))


def _end_by(
    head: str, word: str, table: Table, linked: Linked, rows: Sequence[TableRow]
) -> Found | None:
    """The row whose day is the last or the first of a column; of equals there is none.

    Each word has to be accounted for. Nothing is told where one is only near to what the table says
    ("first of the spring") or may ask for others ("last but one"), where the column's own name says
    what is asked ("Last visit"), or where it is asked who: titles and weeks are nobody.
    """
    others = [one for one in linked.open if one != head]
    own = {*table.names, *linked.conditions}
    is_other = linked.turning or linked.is_who or not own.issuperset(linked.loose)
    is_named = {*own, *linked.open}.issuperset(linked.heads) and others in ([], [linked.counted])
    if is_other or word in stems(head) or not is_named:
        return None
    is_summed = any(table.days(head, [row]) for row in table.sums)
    if is_summed or _is_of_several(head, table, linked, rows):
        return None
    days = table.days(head, rows)
    best = max(days) if word == "last" else min(days)
    if len(rows) < 2 or days.count(best) > 1:
        return None
    row = rows[days.index(best)]
    name, cell = table.label(row, *others), row.cells[head]
    text = f"{name} is the {word} by {head}, {cell}, of {rows_of(table, linked, len(rows))}."
    return Found(text, cell if linked.is_when else name, (row,))


def _is_of_several(head: str, table: Table, linked: Linked, rows: Sequence[TableRow]) -> bool:
    """Whether another column of days may be meant: "dispatched" may be "sent" and not "ordered".

    Each word has to be a head's, then, and the column named by more than by what the rows are.
    """
    dated = [one for one in table.heads if any(date_in(row.cells.get(one, "")) for row in rows)]
    names = {*stems(table.heads[0]), *stems(table.naming)}
    return len(dated) > 1 and (bool(linked.loose) or names.issuperset(content_stems(head)))


def _is_by_place(table: Table, linked: Linked) -> bool:
    """Whether nothing else is asked about than the order of the rows, as by whose price."""
    own = {*table.names, linked.sought, *linked.conditions}
    return own.issuperset({*linked.heads, *linked.loose})
