"""Two rows of a table that a question compares: which of them has more, and what both have.

    "is the bath or the full groom cheaper?" ─ two cells, each with words that the other lacks
                                             ─ the column that is asked about → both numbers

What a side is called need not be all that its cell says ("puppy course" of "Puppy course, two
visits"), but no other row may have as many words of the question. Two columns are compared as the
rows of the table turned round are: "2022 or 2023" above the rows of a report. Which of the two it
is, is said where the column and the way ("dearer" is more) are certain; else both are quoted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.answering.amounts import is_near, is_rank, means_price, prices_of
from assistant.answering.beside import Sides, sides_in
from assistant.answering.conditions import without_names
from assistant.answering.found import Found, Told, is_one_unit
from assistant.answering.kinds import MAY_BE, Kinds, known_for
from assistant.answering.linking import Linked, link
from assistant.answering.tables import Table, TableRow, rows_of_cells
from assistant.answering.verdicts import Pair, verdict
from assistant.corpus.rows import Number
from assistant.language.question import Question
from assistant.language.words import stems, words
from assistant.protocols import Embedder, Vectors

_MORE = {"more", "dearer"}
_LESS = {"less", "cheaper"}
_OF_MONEY = {"dearer", "cheaper"}
_PAIRED = _MORE | _LESS

# Words without a meaning of their own that comparisons have; others may change what is asked.
_COMPARING = frozenset("more most or than both and other one too of had".split())


def comparing(text: str, query: Vectors, embedder: Embedder) -> Kinds | None:
    """What tells whether a question compares two things; None where it hardly does.

    Fitted by `benchmarks/fit_kinds.py`.
    """
    known = known_for("pairs", text, embedder)
    return known if known is not None and _likely(known, text, query) >= MAY_BE else None


def compared(
    known: Kinds, question: Question, query: Vectors, table: Table, embedder: Embedder
) -> Iterator[Told]:
    """Which of two rows, or of two columns, has more.

    Of none it is told where the question compares what stands in several rows.
    """
    own = _words(known, _PAIRED)
    for one in filter(None, (table, _turned(table))):
        sides = sides_in(one, question.text)
        if sides is None and one is table and "than" not in words(question.text):
            sides = _only_two(one, link(question, one, own, embedder))
        linked = link(question, one, own, embedder, {sides.head: sides.cells}) if sides else None
        if sides is None or linked is None or linked.numbers or linked.is_denied:
            continue
        text = without_names(question.text, linked.conditions, "")
        vector = query if text == question.text else embedder.encode_queries([text])[0]
        asked = max(((question.text, query), (text, vector)), key=lambda it: _likely(known, *it))
        rows = [row for cell in sides.cells for row in linked.rows if row.cells[sides.head] == cell]
        if (
            _likely(known, *asked) < known.certain
            or linked.turning - _COMPARING
            or (len(rows) != len(sides.cells) and one is not table)
        ):
            continue
        if len(rows) != len(sides.cells):  # nor is the largest of all of them asked for
            yield Told(table, linked, None)
            continue
        is_price = 2 * _likely(known, *asked, of=_OF_MONEY) > _likely(known, *asked)
        head, is_more = _column(one, linked, embedder, is_price=is_price), _way(known, question)
        numbers = _numbers(one, linked, head, rows) if head else None
        found = None
        if head and numbers and is_more is not None:
            kind = "money" if is_price else "any"
            kind = "price" if is_price and means_price([head], embedder) else kind
            others = {of: cells for of, cells in linked.conditions.items() if of != sides.head}
            pair = Pair(one, head, kind, sides, rows, numbers, others)
            found = verdict(pair, question, _of_way(known, is_more=is_more), is_more=is_more)
        if one is table:
            found = found or Found("", " / ".join(sides.cells), tuple(rows))
            yield Told(table, linked, found)
        elif found:
            across = [row for row in table.rows if row.cells.get(table.naming) == head]
            yield Told(table, linked, replace(found, rows=tuple(across)))


def _only_two(table: Table, linked: Linked | None) -> Sides | None:
    """The two rows that are there, or that conditions leave: "which of the quotes is lower?"."""
    rows = [row for row in linked.rows if row not in table.sums] if linked else []
    cells = [row.cells.get(table.naming, "") for row in rows]
    if len(cells) != 2 or not all(cells) or cells[0] == cells[1]:
        return None
    return Sides(table.naming, (cells[0], cells[1]), is_claim=False)


def _likely(known: Kinds, text: str, vector: Vectors, *, of: Collection[Any] = _PAIRED) -> float:
    """How likely a question is one of some operations."""
    shares = known.shares(text, vector)
    return sum(shares.get(one, 0.0) for one in of)


def _words(known: Kinds, of: Collection[Any]) -> frozenset[str]:
    """Stems that questions of some kinds have, whatever they are about."""
    return frozenset().union(*(known.words[one] for one in of))


def _of_way(known: Kinds, *, is_more: bool) -> frozenset[str]:
    """Stems that the examples have for one of two opposites alone."""
    more, less = _words(known, _MORE), _words(known, _LESS)
    return more - less if is_more else less - more


def _way(known: Kinds, question: Question) -> bool | None:
    """Whether a question asks for more; None where its words do not say, or say both."""
    said = {*stems(question.text)}
    more = _of_way(known, is_more=True) | {"more", "most"}  # stop words elsewhere
    is_more, is_less = (not said.isdisjoint(one) for one in (more, _of_way(known, is_more=False)))
    return is_more if is_more != is_less else None


def _column(table: Table, linked: Linked, embedder: Embedder, *, is_price: bool) -> str | None:
    """The column that is compared; None where it is not certain.

    Of money it is the only one of prices, since the embedder does not know what "dear" is.
    """
    head = linked.measure
    if head is not None and is_rank(table, head, embedder):
        return None  # the first of them has the lowest number
    if is_price and not linked.is_named:
        prices = prices_of(table, embedder)
        return prices[0] if len(prices) == 1 else None
    is_certain = linked.is_named or (head and is_near(table, head, linked.asking, embedder))
    return head if is_certain else None


def _numbers(
    table: Table, linked: Linked, head: str, rows: Sequence[TableRow]
) -> list[Number] | None:
    """The numbers of two rows in a column; None if they cannot be compared.

    A year says since when it has been, and "longer" of it is less. So may more be of what is below
    zero, as a loss is, where the column is not named.
    """
    numbers = [one for row in rows if (one := row.number(head))]
    if len(numbers) != len(rows) or not is_one_unit(numbers) or table.is_year(head):
        return None
    is_below = any(one.value < 0 for one in numbers)
    return None if is_below and not linked.is_named else numbers


def _turned(table: Table) -> Table | None:
    """A table with its columns as rows; None where its rows are not told apart by their names."""
    if table.repeats_names or len(table.measures) < 2:
        return None
    place = table.rows[0].place
    rows = [
        {"": head}
        | {row.cells.get(table.naming, ""): row.cells.get(head, "") for row in table.rows}
        for head in table.heads
        if head and head != table.naming
    ]
    turned = rows_of_cells([(one, place) for one in rows])
    return Table(table.document, table.about, table.section, turned)
