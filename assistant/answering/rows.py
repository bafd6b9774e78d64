"""What code works out from the rows of a table: the largest, the sum, how many, in what order.

    question ─embedding, words→ operation ─┐
             ─search→ rows → whole tables ─┴ columns, conditions → numbers → Answer, cells cited

A writer of this size compares and adds wrongly, but sees whether a result is what was asked for.
Where the operation, the column or the writer is not certain, the question is left to the passages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from assistant.answering.asking import asks_for
from assistant.answering.column import asks_for_some, bounded, of_numbers
from assistant.answering.compared import difference, end, neighbour, share
from assistant.answering.found import CITED, Found, Told
from assistant.answering.kinds import Kinds, known_for
from assistant.answering.linking import Linked
from assistant.answering.listed import each, listed, number_of
from assistant.answering.operations import (
    BOUNDS,
    BY_AGE,
    BY_PACE,
    ENDS,
    asked_of_rows,
    at_first,
    put_to,
)
from assistant.answering.pairs import compared, comparing
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.tables import Table, TableRow, tables_of
from assistant.grounding.answer import computed, several
from assistant.language.quantities import dates
from assistant.language.question import Question
from assistant.language.words import content_stems, stems
from assistant.protocols import Embedder, Vectors
from assistant.records import Answer
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve

# What is answered by the names of rows, and a cell of another column where that is asked for.
_NAMING = {"max", "min", "list", "each", "next", "previous", *BY_AGE, *BY_PACE, *ENDS, *BOUNDS}
# Stems of units that ages are told in.
_OF_AGES = frozenset(stems("years months weeks days yrs"))


def operations(text: str, embedder: Embedder) -> Kinds | None:
    """What tells which operation a question asks for; fitted by `benchmarks/fit_kinds.py`."""
    return known_for("operations", text, embedder)


def answer_rows(
    question: Question,
    query: Vectors,
    resources: Resources,
    top: int,
    among: Filter,
    *,
    is_of_documents: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answer | None:
    """What the rows of a table come to; None where that is not asked, or not certain.

    With `is_of_documents`, all rows of a table are not what is counted: documents are.
    """
    known = operations(question.text, resources.embedder)
    if known is None:
        return None
    pairs = comparing(question.text, query, resources.embedder)
    asked = asked_of_rows(question, query, resources.embedder)
    if (is_lookup := at_first(known, asked) == known.other) and pairs is None:
        return None
    watch = Stopwatch()
    is_number = question.answer_type == "number"
    with watch.step("search_s"):
        hits = retrieve(resources.collection, question, query, top, among)
        tables = tables_of(resources.collection, hits)
        told = [
            one
            for table in tables
            if pairs is not None
            for one in compared(pairs, question, query, table, resources.recent)
        ]
        compares = any(one.linked.is_plain for one in told)
        told += [
            Told(table, linked, found)
            for table in ([] if compares or is_lookup else tables)
            for operation, linked in put_to(known, asked, table, resources.recent)
            if not (is_of_documents and operation == "count" and not linked.conditions)
            for found in [_worked_out(operation, table, linked, is_number=is_number)]
        ]
    is_plain = any(one.linked.is_plain for one in told)
    best = _best([one for one in told if one.linked.is_plain == is_plain])
    if best is None or best.found is None or not (best.found.text or is_plain):
        return None
    if best.found.text and not asks_for(question, best, resources, watch, should_stop):
        return None
    found = best.found
    receipt = resources.receipt(watch)
    places = [row.place for row in found.rows]
    if not found.text:  # two rows that are compared by what no column certainly says
        return several(question, [("", one) for one in places], 1.0, receipt)
    return computed(question, found.text, found.short, found.lines, places, receipt, CITED)


def _best(told: Sequence[Told]) -> Told | None:
    """What the table with most words of the question tells; None where another says otherwise."""
    most = max((one.linked.words for one in told), default=0)
    best = [one for one in told if one.linked.words == most and one.found is not None]
    return best[0] if len({one.found.short for one in best if one.found}) == 1 else None


_COMPARED: dict[str, Callable[[Table, Linked, Sequence[TableRow]], Found | None]] = {
    "each": each,
    "difference": difference,
    "share": share,
    "next": partial(neighbour, 1),
    "previous": partial(neighbour, -1),
}


def _worked_out(operation: str, table: Table, linked: Linked, *, is_number: bool) -> Found | None:
    rows = [row for row in linked.rows if not any(row is one for one in table.sums)]
    if not rows or not _is_understood(operation, table, linked, rows, is_number=is_number):
        return None
    if linked.periods:  # "the next train after eight" is the first one then
        operation = {"next": "first", "previous": "last"}.get(operation, operation)
    if operation in _COMPARED:
        return None if linked.numbers else _COMPARED[operation](table, linked, rows)
    is_certain = linked.is_named or operation in BY_PACE or table.is_year(linked.measure or "")
    if operation in {*ENDS, *BY_PACE} and (linked.measure is None or not is_certain):
        linked = replace(linked, measure=_clock_of(table, linked))
    does = _in_this_table(operation, table, linked, is_number=is_number)
    if _is_lookup(does, table, linked, rows):
        return None
    if does in BOUNDS:
        return bounded(does, table, linked, rows, is_number=is_number)
    if linked.numbers:  # "the top three", "since 2010": more is asked than is understood
        return None
    asked = operation if operation in {*ENDS, *BY_PACE} else ""
    return _of_rows(does, asked, table, linked, rows, is_number=is_number)


def _of_rows(
    operation: str,
    asked: str,
    table: Table,
    linked: Linked,
    rows: Sequence[TableRow],
    *,
    is_number: bool,
) -> Found | None:
    """What comes of rows themselves, or of their numbers."""
    match operation:
        case "list":
            return listed(table, linked, rows, is_number=is_number)
        case "first" | "last":
            return end(operation == "last", table, linked, rows)
        case "count" if not linked.is_named:
            # "How many have a lift": no cell says it, and they are not all of them.
            own = {table.naming, linked.counted}
            is_open = not linked.conditions and {*linked.heads, *linked.loose} - own
            return None if is_open else number_of(table, linked, rows)
        case _:
            found = None
            if not _is_any(table, linked):
                found = of_numbers(operation, table, linked, rows, asked)
            return found or (_both(table, linked) if operation in {"max", "min"} else None)


def _both(table: Table, linked: Linked) -> Found | None:
    """The only two rows that there are, compared by what no column certainly says: "faster"."""
    if len(table.body) != 2 or linked.conditions:
        return None
    return Found("", " / ".join(map(table.label, table.body)), table.body)


def _clock_of(table: Table, linked: Linked) -> str | None:
    """The only column of times of day, which the first and the last are told by.

    Of a period it is told by that column, of times or of days.
    None where there are days besides, of which no one is asked for: the first of the week is not
    the earliest.
    """
    if linked.periods:
        return next((head for head in linked.periods if table.is_clock(head)), None)
    clocks = [head for head in table.measures if table.is_clock(head)]
    others = [one for one in table.heads if one not in {*clocks, *linked.conditions}]
    is_dated = any(dates(row.cells.get(head, "")) for row in table.body for head in others)
    return clocks[0] if len(clocks) == 1 and not is_dated else None


def _in_this_table(operation: str, table: Table, linked: Linked, *, is_number: bool) -> str:
    """The operation that one comes to: nothing of a column of yes and no, the last of years."""
    is_flag = not table.flags.keys().isdisjoint(linked.conditions)
    if operation == "equal" and is_flag and not linked.numbers:
        return "count" if is_number else "list"
    if operation in {"count", "list", "equal"} and asks_for_some(table, linked):
        return "over"
    head = linked.measure or ""
    is_year = linked.measure is not None and table.is_year(head)
    if operation in ENDS and (is_year or table.is_clock(head)):
        return "max" if operation == "last" else "min"
    if operation in BY_PACE:  # of a time the quickest has the least, and of a speed the most
        return "min" if table.is_time(head) == (operation == "quickest") else "max"
    if operation in BY_AGE:  # the oldest is of the lowest year, and of the highest age
        return "min" if is_year == (operation == "oldest") else "max"
    return operation


def _is_understood(
    operation: str, table: Table, linked: Linked, rows: Sequence[TableRow], *, is_number: bool
) -> bool:
    """Whether a rank, and each column whose words are all asked for, play a part in it.

    A column that tells the rows apart is what they are: in "the average of the four stations". The
    oldest is told by no column that is in doubt, and of how many rows it may be asked
    that they have what a column says of some.
    """
    if operation in BY_AGE and not _tells_age(table, linked):
        return False
    names_rows = {"max", "min", *BY_AGE, *BY_PACE, *ENDS, *(["list"] if linked.periods else [])}
    if operation in names_rows and _asks_for_others(table, linked):
        return False
    if linked.rank > 1 and operation not in {"max", "min", *BY_AGE, *BY_PACE}:
        return False
    if operation in BOUNDS and is_number and any(map(table.is_partial, linked.open)):
        return False
    if operation in _NAMING:
        is_dated = operation in ENDS and any(table.days(head, rows) for head in linked.open)
        return len(linked.open) - is_dated <= 1
    others = set(linked.open) - {table.heads[0]}
    if operation == "count" and linked.is_counted:
        others.discard(linked.counted or "")
    return all(table.has_names(head, rows) for head in others)


def _is_any(table: Table, linked: Linked) -> bool:
    """Whether a question has no word of a table, and says what the rows are in no near one either.

    "Which repair cost the most?" is no question over prices.
    """
    return not linked.words and bool(linked.loose) and table.names.isdisjoint(linked.loose)


def _asks_for_others(table: Table, linked: Linked) -> bool:
    """Whether somebody is asked for who has what the rows are: "who has the oldest dog?".

    What is done may also be nearest to a column that tells who did it: "who wrote the …?".
    """
    is_of_rows = not table.names.isdisjoint({*linked.heads, *linked.loose})
    is_of_another = not {*table.names, linked.measure, *linked.conditions}.issuperset(linked.loose)
    return linked.is_doer and linked.sought is None and (is_of_rows or is_of_another)


def _tells_age(table: Table, linked: Linked) -> bool:
    """Whether what is asked about is an age or a year, and not what else the question names.

    An age has no unit but one of time: the oldest tree is not the tallest.
    """
    if linked.measure is None or linked.is_doubted:
        return False
    if table.is_year(linked.measure):
        return True
    return not linked.is_named and _OF_AGES.issuperset(content_stems(table.unit(linked.measure)))


def _is_lookup(operation: str, table: Table, linked: Linked, rows: Sequence[TableRow]) -> bool:
    """Whether one row is asked for, by its name or by what else leaves it alone.

    Its cell answers, as it stands: there is nothing to compare it with, or to add to it.
    """
    is_counted = operation in {"count", "list", *BOUNDS}
    names = [linked.conditions.get(head, ()) for head in table.names]
    is_named = any(names)
    return (len(rows) == 1 and (is_named or not is_counted)) or (
        is_named
        and max(map(len, names)) == 1
        and operation in {"max", "min"}
        and not linked.periods
    )
