"""What the numbers of one column come to: the largest, the sum, those within a bound, in order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.found import CITED, NAMED, Found, is_one_unit, row_names, rows_of, written
from assistant.answering.linking import ORDINALS, Linked
from assistant.answering.listed import counts_of
from assistant.answering.operations import BOUNDS
from assistant.answering.tables import Table, TableRow
from assistant.corpus.lengths import CLOCK, MINUTES, is_length
from assistant.corpus.rows import Number
from assistant.language.quantities import quantities

_SUMS = {"sum", "count", "mean"}

Numbered = Sequence[tuple[TableRow, Number]]


def of_numbers(
    operation: str, table: Table, linked: Linked, rows: Sequence[TableRow], asked: str = ""
) -> Found | None:
    """What the numbers of the column that is asked about come to; None if that is not certain.

    Args:
        operation: what is done with them.
        table: whose column it is.
        linked: what the question refers to.
        rows: those whose numbers they are.
        asked: what the question asks for in other words: the first, or the quickest.
    """
    if linked.measure is None or (operation in _SUMS and _is_no_sum(operation, table, linked)):
        return None
    if linked.is_denied and linked.conditions.keys() - table.flags.keys():
        return None  # "not held in May": what is said of these rows is asked of the others
    if linked.turns_round or linked.asks_what_may_be:
        return None
    numbered = [(row, one) for row in rows if (one := row.number(linked.measure))]
    if not numbered or not is_one_unit([one for _, one in numbered]):
        return None
    match operation:
        case "max" | "min":
            return _extreme(operation, table, linked, numbered, asked)
        case "sum" | "count" | "mean":
            return _summed(operation == "mean", table, linked, numbered)
        case _:
            return _sorted(operation == "falling", table, linked, numbered)


def _is_no_sum(operation: str, table: Table, linked: Linked) -> bool:
    """Whether a column is none to be added, or others are counted than what it holds.

    "How many plots have hens?" asks for plots; of "how many copies were sold in total?" the word
    that asks need not be the column's.
    """
    is_of_others = linked.counted not in {None, linked.measure}
    is_certain = linked.is_counted or operation == "count"
    head = linked.measure or ""
    return (is_of_others and is_certain) or table.is_year(head) or table.is_clock(head)


def _extreme(
    operation: str, table: Table, linked: Linked, numbered: Numbered, asked: str
) -> Found | None:
    if len(numbered) < 2:
        return None  # of two that are named one has no number
    if "than" in linked.turning and not {"any", "other"} <= linked.turning and len(numbered) > 2:
        return None  # each is compared with something of its own: "fewer than the year before"
    low, high = _ends(numbered)
    word = asked or (high if operation == "max" else low)
    values = sorted((one.value for _, one in numbered), reverse=operation == "max")
    if linked.rank > 1:
        word = f"{ORDINALS[linked.rank - 2]} {word}"
        near = values[linked.rank - 2 : linked.rank + 1]
        if linked.rank > len(values) or len(set(near)) < len(near):  # who is second of equals?
            return None
    best = [row for row, one in numbered if one.value == values[linked.rank - 1]]
    names, head = row_names(table, linked, best), linked.measure or ""
    cell, of = best[0].cells[head], rows_of(table, linked, len(numbered))
    if asked:
        text = f"{names} {'is' if len(best) == 1 else 'are'} the {word} by {head}, {cell}, of {of}."
    else:
        have = "has" if len(best) == 1 else "have"
        text = f"{names} {have} the {word} {head}: {cell}, of {of}."
    both = [row for row, _ in numbered if not any(row is one for one in best)]
    short = cell if linked.is_when and asked else names
    return Found(text, short, (*best, *(both if len(numbered) == 2 else ())))


def _ends(numbered: Numbered) -> tuple[str, str]:
    """What the least and the greatest are called."""
    return ("shortest", "longest") if is_length(numbered[0][1]) else ("lowest", "highest")


def _summed(is_mean: bool, table: Table, linked: Linked, numbered: Numbered) -> Found:
    numbers = [one for _, one in numbered]
    value, decimals = sum(one.value for one in numbers), max(one.decimals for one in numbers)
    if is_mean:
        value, decimals = value / len(numbers), decimals + 2
    said = written(value, decimals, numbers[0], is_trimmed=is_mean)
    what, of = "average" if is_mean else "sum", rows_of(table, linked, len(numbers))
    text = f"The {what} of {linked.measure} is {said}, counted from {of}."
    return Found(text, said, tuple(row for row, _ in numbered))


def bounded(
    operation: str, table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool
) -> Found | None:
    """Rows whose number keeps the bound that the question gives; of none, that is zero."""
    wording, keeps = BOUNDS[operation]
    bounds = [(one.value, one.text) for one in linked.numbers]
    if operation == "equal" and not bounds and linked.is_denied:
        bounds = [(0.0, "0")]
    if operation == "over" and asks_for_some(table, linked):
        bounds = [(0.0, "0")]
    if linked.measure is None or len(bounds) != 1 or _is_turned(operation, linked):
        return None
    ((bound, said),) = bounds
    valued = [(row, _value(row, linked.measure)) for row in rows]
    known = [(row, value) for row, value in valued if value is not None]
    if not known or not _are_read_alike(linked.measure, known):
        return None
    if not linked.numbers and (len(known) < len(rows) or table.repeats_names):
        # "No hens": a cell without a number may say the same, and another row may have some.
        return None
    kept = [row for row, value in known if keeps(value, bound)]
    if operation == "equal" and bound and not kept:
        return None  # of something else than the column, perhaps: "how many days after ten years?"
    if is_number and len(counts_of(table, linked, kept) or ()) < len(kept):
        return None  # whoever stands in several rows counts once
    have, of = "has" if len(kept) == 1 else "have", rows_of(table, linked, len(known))
    names = row_names(table, linked, kept, NAMED if is_number else CITED) if kept else ""
    told = f"{len(kept) or 'None'} of {of} {have} {linked.measure} {wording} {said}"
    short = names if names and not is_number else str(len(kept))
    return Found(f"{told}: {names}." if names else f"{told}.", short, tuple(kept))


def _is_turned(operation: str, linked: Linked) -> bool:
    """Whether a bound is denied, or its rows are others than they seem.

    Of "no more than 4" the denial is the bound itself ("to", "from").
    """
    if linked.is_denied and operation in {"from", "to"}:
        return False
    is_denied = linked.is_denied and bool(linked.numbers) and operation in {"over", "under"}
    return is_denied or linked.turns_round


def _are_read_alike(head: str, known: Sequence[tuple[TableRow, float]]) -> bool:
    """Whether numbers have one unit, and the sign that they are read with: (1,200) is a loss."""
    numbers = [(row.number(head), value) for row, value in known]
    told = [(one, value) for one, value in numbers if one is not None]
    is_alike = not told or is_one_unit([one for one, _ in told])
    return is_alike and all((one.value < 0) == (value < 0) for one, value in told)


def asks_for_some(table: Table, linked: Linked) -> bool:
    """Whether rows are asked for that have some of what a column counts: "which plots have hens?".

    The rows are asked for by their word, and beside conditions nothing is said but the column.
    """
    head = linked.measure if linked.is_named else None
    is_of_rows = table.names & linked.conditions.keys()
    return (
        head is not None
        and linked.counted in table.names
        and not (linked.turning or linked.is_spoken or linked.numbers or is_of_rows)
        and {*linked.heads, *linked.loose} - table.names - linked.conditions.keys() == {head}
        and table.counts(head)
        and any(one.value == 0 for row in table.body if (one := row.number(head)))
    )


def _sorted(is_falling: bool, table: Table, linked: Linked, numbered: Numbered) -> Found:
    order = sorted(numbered, key=lambda one: one[1].value, reverse=is_falling)
    head, (low, high) = linked.measure or "", _ends(numbered)
    first = high if is_falling else low
    text = f"By {head}, the {first} first, of {rows_of(table, linked, len(order))}:"
    lines = [
        f"{place}. {table.label(row)}: {row.cells[head]}" for place, (row, _) in enumerate(order, 1)
    ]
    return Found(text, table.label(order[0][0]), tuple(row for row, _ in order), tuple(lines))


def _value(row: TableRow, head: str) -> float | None:
    own = row.number(head)
    if own is not None and own.behind in {MINUTES, CLOCK}:
        return own.value if own.behind == MINUTES else None
    found = quantities(row.cells.get(head, ""))
    return found[0].value if len(found) == 1 else None
