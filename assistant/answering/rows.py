"""What code works out from the rows of a table: the largest, the sum, how many, in what order.

    question ─embedding, words→ operation ─┐
             ─search→ rows → whole tables ─┴ columns, conditions → numbers → Answer, cells cited

A writer of this size compares and adds wrongly. Where the operation, the column or a word of the
question is not certain, nothing is computed, and the question is left to the passages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.kinds import Kinds, known_for
from assistant.answering.linking import Linked, link
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.tables import Table, TableRow, tables_of
from assistant.corpus.rows import Number
from assistant.grounding.answer import computed
from assistant.language.quantities import quantities
from assistant.language.question import Question
from assistant.protocols import Embedder, Vectors
from assistant.records import Answer, Receipt
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve

Bound = Callable[[float, float], bool]

BOUNDS: dict[str, tuple[str, Bound]] = {
    "over": ("over", lambda value, bound: value > bound),
    "from": ("of at least", lambda value, bound: value >= bound),
    "under": ("under", lambda value, bound: value < bound),
    "to": ("of at most", lambda value, bound: value <= bound),
    "equal": ("of", lambda value, bound: value == bound),
}
"""How a bound is worded, and which values keep it."""

NAMED = 5
"""Rows that a sentence names."""

CITED = 25
"""Rows that are cited one by one."""

_LEAST_FOR_TOTAL = 4


def operations(text: str, embedder: Embedder) -> Kinds | None:
    """What tells which operation a question asks for; fitted by `benchmarks/fit_kinds.py`."""
    return known_for("operations", text, embedder)


@dataclass(frozen=True, slots=True)
class Found:
    """What was worked out.

    Attributes:
        text: the sentence that says it.
        short: the words of it that answer.
        rows: what it rests on, in the order in which it is shown.
        lines: for an order, a line for each row.
    """

    text: str
    short: str
    rows: tuple[TableRow, ...]
    lines: tuple[str, ...] = ()


def answer_rows(
    question: Question,
    query: Vectors,
    resources: Resources,
    top: int,
    among: Filter,
    *,
    is_of_documents: bool = False,
) -> Answer | None:
    """What the rows of a table come to; None where that is not asked, or not certain.

    With `is_of_documents`, all rows of a table are not what is counted: documents are.
    """
    known = operations(question.text, resources.embedder)
    if known is None:
        return None
    operation = known.tell(question.text, query)
    if operation == known.other:
        return None
    watch = Stopwatch()
    own = frozenset().union(*known.words.values())
    with watch.step("search_s"):
        hits = retrieve(resources.collection, question, query, top, among)
        tables = tables_of(resources.collection, hits)
        told = [
            (linked.words, found)
            for table in tables
            if (linked := link(question, table, own, resources.recent))
            if not (is_of_documents and operation == "count" and not linked.conditions)
            if (found := _worked_out(operation, table, linked))
        ]
    most = max((words for words, _ in told), default=0)
    best = [found for words, found in told if words == most]
    if len({found.short for found in best}) != 1:  # none, or two tables that say otherwise
        return None
    found = best[0]
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    places = [row.place for row in found.rows]
    return computed(question, found.text, found.short, found.lines, places, receipt, CITED)


def _worked_out(operation: str, table: Table, linked: Linked) -> Found | None:
    is_total = _total_row(table)
    rows = [row for row in linked.rows if row is not is_total]
    if not rows or _is_lookup(operation, table, linked, rows):
        return None
    if operation in BOUNDS:
        return _bounded(operation, table, linked, rows)
    if linked.numbers:  # "the top three", "since 2010": more is asked than is understood
        return None
    if operation == "count" and not linked.is_named:
        # "How many have a lift": no cell says it, and they are not all of them.
        is_open = not linked.conditions and set(linked.heads) - {table.naming}
        return None if is_open else _counted(table, linked, rows)
    if linked.measure is None or (
        operation in {"sum", "count", "mean"} and table.is_year(linked.measure)
    ):
        return None
    numbered = [(row, one) for row in rows if (one := row.number(linked.measure))]
    if not numbered or not _is_one_unit([one for _, one in numbered]):
        return None
    match operation:
        case "max" | "min":
            return _extreme(operation, table, linked, numbered)
        case "sum" | "count" | "mean":
            return _summed(operation == "mean", table, linked, numbered)
        case _:
            return _sorted(operation == "falling", table, linked, numbered)


def _is_lookup(operation: str, table: Table, linked: Linked, rows: Sequence[TableRow]) -> bool:
    """Whether one row is asked for, by its name or by what else leaves it alone.

    Its cell answers, as it stands: there is nothing to compare it with, or to add to it.
    """
    is_counted = operation == "count" or operation in BOUNDS
    names = [linked.conditions.get(head, ()) for head in {table.heads[0], table.naming}]
    is_named = any(names)
    return (len(rows) == 1 and (is_named or not is_counted)) or (
        is_named and max(map(len, names)) == 1 and operation in {"max", "min"}
    )


def _total_row(table: Table) -> TableRow | None:
    """The last row, where most of its numbers are the sums of the others."""
    *others, last = table.rows
    heads = [head for head in table.measures if not table.is_year(head) or len(table.measures) == 1]
    if len(table.rows) < _LEAST_FOR_TOTAL:
        return None
    sums = [_is_sum(last, others, head) for head in heads if last.number(head)]
    return last if 2 * sum(sums) > len(sums) else None


def _is_sum(last: TableRow, others: Sequence[TableRow], head: str) -> bool:
    one, parts = last.number(head), [row.number(head) for row in others]
    total = sum(part.value for part in parts if part)
    return one is not None and abs(one.value - total) <= 0.5 * 10**-one.decimals * len(others)


def _is_one_unit(numbers: Sequence[Number]) -> bool:
    return len({(one.before, one.behind) for one in numbers}) == 1


Numbered = Sequence[tuple[TableRow, Number]]


def _extreme(operation: str, table: Table, linked: Linked, numbered: Numbered) -> Found:
    choose, word = (max, "highest") if operation == "max" else (min, "lowest")
    value = choose(one.value for _, one in numbered)
    best = [row for row, one in numbered if one.value == value]
    names, have, head = (
        _names(table, best),
        "has" if len(best) == 1 else "have",
        linked.measure or "",
    )
    of = _rows(table, linked, len(numbered))
    text = f"{names} {have} the {word} {head}: {best[0].cells[head]}, of {of}."
    return Found(text, names, tuple(best))


def _summed(is_mean: bool, table: Table, linked: Linked, numbered: Numbered) -> Found:
    numbers = [one for _, one in numbered]
    value, decimals = sum(one.value for one in numbers), max(one.decimals for one in numbers)
    if is_mean:
        value, decimals = value / len(numbers), decimals + 2
    said = _written(value, decimals, numbers[0], is_mean)
    what, of = "average" if is_mean else "sum", _rows(table, linked, len(numbers))
    text = f"The {what} of {linked.measure} is {said}, counted from {of}."
    return Found(text, said, tuple(row for row, _ in numbered))


def _counted(table: Table, linked: Linked, rows: Sequence[TableRow]) -> Found:
    """Rows that keep a condition; all rows where there is none."""
    whole = len(table.rows) - (_total_row(table) is not None)
    have = "has" if len(rows) == 1 else "have"
    text = f"The table “{table.name}” has {whole} rows."
    if linked.conditions:
        of = f"{whole} rows of the table “{table.name}”"
        text = f"{len(rows)} of {of} {have} {_where(linked)}."
    return Found(text, str(len(rows)), tuple(rows))


def _bounded(
    operation: str, table: Table, linked: Linked, rows: Sequence[TableRow]
) -> Found | None:
    """Rows whose number keeps the bound that the question gives; without one, the bound is zero."""
    wording, keeps = BOUNDS[operation]
    bounds = [(one.value, one.text) for one in linked.numbers]
    if operation == "equal" and not bounds:
        bounds = [(0.0, "0")]
    if linked.measure is None or len(bounds) != 1:
        return None
    ((bound, said),) = bounds
    valued = [(row, _value(row.cells.get(linked.measure, ""))) for row in rows]
    known = [(row, value) for row, value in valued if value is not None]
    kept = [row for row, value in known if keeps(value, bound)]
    have, named = "has" if len(kept) == 1 else "have", f": {_names(table, kept)}" if kept else ""
    of = _rows(table, linked, len(known))
    text = f"{len(kept) or 'None'} of {of} {have} {linked.measure} {wording} {said}{named}."
    return Found(text, str(len(kept)), tuple(kept))


def _sorted(is_falling: bool, table: Table, linked: Linked, numbered: Numbered) -> Found:
    order = sorted(numbered, key=lambda one: one[1].value, reverse=is_falling)
    head, first = linked.measure or "", "highest" if is_falling else "lowest"
    text = f"By {head}, the {first} first, of {_rows(table, linked, len(order))}:"
    lines = [
        f"{place}. {table.label(row)}: {row.cells[head]}" for place, (row, _) in enumerate(order, 1)
    ]
    return Found(text, table.label(order[0][0]), tuple(row for row, _ in order), tuple(lines))


def _value(cell: str) -> float | None:
    found = quantities(cell)
    return found[0].value if len(found) == 1 else None


def _written(value: float, decimals: int, like: Number, is_mean: bool) -> str:
    """A number in the manner of a column's cells."""
    text = f"{value:,.{decimals}f}"
    if is_mean and "." in text:
        text = text.rstrip("0").rstrip(".")
    gap = "" if like.before in {"", "$", "€", "£", "-", "+"} else " "
    return f"{like.before}{gap}{text} {like.behind}".strip()


def _names(table: Table, rows: Sequence[TableRow]) -> str:
    labels = [table.label(row) for row in rows[:NAMED]]
    more = [f"{len(rows) - NAMED} more"] if len(rows) > NAMED else []
    *first, last = [*labels, *more]
    return f"{', '.join(first)} and {last}" if first else last


def _rows(table: Table, linked: Linked, count: int) -> str:
    rows = "row" if count == 1 else "rows"
    where = f" with {_where(linked)}" if linked.conditions else ""
    return f"{count} {rows} of the table “{table.name}”{where}"


def _where(linked: Linked) -> str:
    return " and ".join(
        f"{head or 'the name'} {' or '.join(cells)}" for head, cells in linked.conditions.items()
    )
