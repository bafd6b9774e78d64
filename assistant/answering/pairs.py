"""Two rows of a table that a question compares: which of them has more, and what both have.

    "is the bath or the full groom cheaper?" ─ two cells, each with words that the other lacks
                                             ─ the column that is asked about → both numbers

What a side is called need not be all that its cell says ("puppy course" of "Puppy course, two
visits"), but no other row may have as many words of the question. Two columns are compared as the
rows of the table turned round are: "2022 or 2023" above the rows of a report. Which of the two it
is, is said where the column and the way ("dearer" is more) are certain; else both are quoted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any, NamedTuple

from assistant.answering.amounts import is_near, prices_of
from assistant.answering.conditions import without_names
from assistant.answering.found import Found, conditions_of, is_one_unit
from assistant.answering.kinds import MAY_BE, Kinds, known_for
from assistant.answering.linking import Linked, link
from assistant.answering.tables import Table, TableRow
from assistant.language.pointing import VERBS
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, stem, stems, words
from assistant.protocols import Embedder, Vectors

_MORE = {"more", "dearer"}
_LESS = {"less", "cheaper"}
_OF_MONEY = {"dearer", "cheaper"}
_PAIRED = _MORE | _LESS

_STOPPED = frozenset(map(stem, STOPWORDS))
# Words without a meaning of their own that comparisons have; others may change what is asked.
_COMPARING = frozenset("more most or than both and other one too of".split())
_DIVIDING = ("than", "or", "and")


class Sides(NamedTuple):
    """The two cells of a column that a question sets beside each other, in its order.

    Attributes:
        is_claim: whether it asks if the first of them is more, or less, than the second.
    """

    head: str
    cells: tuple[str, str]
    is_claim: bool


def comparing(text: str, query: Vectors, embedder: Embedder) -> Kinds | None:
    """What tells whether a question compares two things; None where it hardly does.

    Fitted by `benchmarks/fit_kinds.py`.
    """
    known = known_for("pairs", text, embedder)
    return known if known is not None and _likely(known, text, query) >= MAY_BE else None


def compared(
    known: Kinds, question: Question, query: Vectors, table: Table, embedder: Embedder
) -> Iterator[tuple[int, Found]]:
    """Which of two rows, or of two columns, has more, with how many words are the table's own."""
    own = _words(known, _PAIRED)
    for one in filter(None, (table, _turned(table))):
        sides = sides_in(one, question.text)
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
            or len(rows) != len(sides.cells)
        ):
            continue
        is_price = 2 * _likely(known, *asked, of=_OF_MONEY) > _likely(known, *asked)
        head, is_more = _column(one, linked, embedder, is_price=is_price), _way(known, question)
        found = None
        if head is not None and is_more is not None:
            found = _verdict(one, linked, head, sides, rows, is_more=is_more)
        if one is table:
            yield linked.words, found or Found("", " / ".join(sides.cells), tuple(rows))
        elif found:
            across = [row for row in table.rows if row.cells.get(table.naming) == head]
            yield linked.words, replace(found, rows=tuple(across))


def _likely(known: Kinds, text: str, vector: Vectors, *, of: Collection[Any] = _PAIRED) -> float:
    """How likely a question is one of some operations."""
    shares = known.shares(text, vector)
    return sum(shares.get(one, 0.0) for one in of)


def _words(known: Kinds, of: Collection[Any]) -> frozenset[str]:
    """Stems that questions of some kinds have, whatever they are about."""
    return frozenset().union(*(known.words[one] for one in of))


def sides_in(table: Table, text: str) -> Sides | None:
    """The two cells of one column that a question sets beside each other.

    They have more of its words than all others, and each has some that the other lacks, one before
    "or" or "than" and one behind it. Words that stand everywhere tell cells apart only where they
    stand on one side ("under 20 kg or over"), and count for nothing where that leaves more cells.
    """
    said = words(text)
    dividing = next((one for one in _DIVIDING if one in said), None)
    if dividing is None:
        return None
    place = len(said) - 1 - said[::-1].index(dividing)
    first, second = ({stem(one) for one in part} for part in (said[:place], said[place + 1 :]))
    is_claim = dividing == "than" and said[0] in VERBS
    told = (first | second) - (first & second & _STOPPED)
    for head in sorted(table.heads, key=lambda one: one != table.naming):
        if head in table.measures:
            continue
        cells = dict.fromkeys(row.cells[head] for row in table.body if row.cells.get(head))
        shared = {cell: {*stems(cell)} & told for cell in cells}
        content = {cell: own - _STOPPED for cell, own in shared.items()}
        for kept in (shared, content):
            most = _most(kept, content)
            for one, two in (most, most[::-1]) if len(most) == 2 else ():
                own = content[one] - content[two] or shared[one] - shared[two]
                other = content[two] - content[one] or shared[two] - shared[one]
                if own and other and own <= first - second and other <= second - first:
                    return Sides(head, (one, two), is_claim)
    return None


def _most(said: Mapping[str, Set[str]], content: Mapping[str, Set[str]]) -> list[str]:
    """The cells that no other one has all words of the question of, and more."""
    every = {cell: own for cell, own in said.items() if content[cell]}
    return [cell for cell, own in every.items() if not any(own < one for one in every.values())]


def _way(known: Kinds, question: Question) -> bool | None:
    """Whether a question asks for more; None where its words do not say, or say both.

    Those words tell that the examples have for one way only.
    """
    more, less = _words(known, _MORE), _words(known, _LESS)
    said = {*stems(question.text)}
    is_more = not said.isdisjoint((more - less) | {"more", "most"})  # stop words elsewhere
    is_less = not said.isdisjoint(less - more)
    return is_more if is_more != is_less else None


def _column(table: Table, linked: Linked, embedder: Embedder, *, is_price: bool) -> str | None:
    """The column that is compared; None where it is not certain.

    Of money it is the only one of prices, since the embedder does not know what "dear" is.
    """
    head = linked.measure
    if is_price and not linked.is_named:
        prices = prices_of(table, embedder)
        return prices[0] if len(prices) == 1 else None
    is_certain = linked.is_named or (head and is_near(table, head, linked.asking, embedder))
    return head if is_certain else None


def _verdict(
    table: Table,
    linked: Linked,
    head: str,
    sides: Sides,
    rows: Sequence[TableRow],
    *,
    is_more: bool,
) -> Found | None:
    """Which of the two has the higher number, or the lower one; None if they cannot be compared.

    A year says since when it has been, and "longer" of it is less.
    """
    numbers = [one for row in rows if (one := row.number(head))]
    if len(numbers) != len(rows) or not is_one_unit(numbers) or table.is_year(head):
        return None
    names, cells = [table.label(row, sides.head) for row in rows], [row.cells[head] for row in rows]
    first, second = (one.value for one in numbers)
    if first == second:
        said, short = f"{names[0]} and {names[1]} have the same {head}, {cells[0]}", cells[0]
    else:
        best = int((first < second) == is_more)
        has = f"{names[best]} has the {'higher' if is_more else 'lower'} {head}: {cells[best]}"
        said, short = f"{has}, against {cells[1 - best]} of {names[1 - best]}", names[best]
    yes = "Yes: " if short == names[0] else "No: "
    others = {head: cells for head, cells in linked.conditions.items() if head != sides.head}
    of = f" with {conditions_of(others)}" if others else ""
    text = f"{yes if sides.is_claim else ''}{said}, in the table “{table.name}”{of}."
    return Found(text, short, tuple(rows))


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
    return Table(
        table.document, table.about, table.section, tuple(TableRow(one, place) for one in rows)
    )
