"""Which of two rows has more, as a person would say it.

"is the bath or the full groom cheaper?" → Bath and dry is cheaper: £22, against £48 for …
"who had the longer penalty, …?"         → Wren Hale has the longer Penalty (s): 45, against …
"which has more disk, …?"                → Boulder has more: 150 GB, against … (Disk)
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from assistant.answering.beside import Sides
from assistant.answering.conditions import Cells
from assistant.answering.found import Found, conditions_of
from assistant.answering.tables import Table, TableRow
from assistant.corpus.rows import Number
from assistant.language.question import Question
from assistant.language.words import content_stems, stem, words

# What is said of how much there is, and not of how a thing is.
_OF_AMOUNTS = {"fewer", "less", "least"}
_PREDICATES = {
    "price": ("is dearer", "is cheaper"),
    "money": ("is higher", "is lower"),
    "any": ("has more", "has less"),
}


class Pair(NamedTuple):
    """Two rows that are compared by the numbers of a column.

    Attributes:
        kind: what the column holds: "price", other "money", or "any" number.
        others: the conditions that both keep.
    """

    table: Table
    head: str
    kind: str
    sides: Sides
    rows: Sequence[TableRow]
    numbers: Sequence[Number]
    others: Cells

    @property
    def noted(self) -> str:
        """What the numbers are of, where it has to be said: a price need not be called one."""
        return "" if self.kind == "price" and self.head.isalpha() else self.head


def verdict(pair: Pair, question: Question, own: Set[str], *, is_more: bool) -> Found:
    """Which of the two has the higher number, or the lower one, or that they are equal.

    Args:
        pair: what is compared.
        question: what was asked.
        own: stems of the words that say this way, of which it may have one: "cheaper".
        is_more: whether the one with the higher number is told.
    """
    sides, cells = pair.sides, [row.cells[pair.head] for row in pair.rows]
    first, second = (one.value for one in pair.numbers)
    if first == second:
        (short, _), note = _figures(cells, pair.noted)
        said, is_so = f"both are {short}{note}", False
    else:
        best = int((first < second) == is_more)
        names = [_called(pair.table, sides.head, cell) for cell in sides.cells]
        has = _predicate(pair, question, own - _OF_AMOUNTS, is_more=is_more)
        figures, note = _figures(cells, "" if has.endswith(pair.head) else pair.noted)
        said = f"{names[best]} {has}: {figures[best]}, against {figures[1 - best]}"
        said, short, is_so = f"{said} for {names[1 - best]}{note}", names[best], best == 0
    if sides.is_claim:
        said = f"{'Yes' if is_so else 'No'}, {said}"
    of = f" with {conditions_of(pair.others)}" if pair.others else ""
    text = f"{said[0].upper()}{said[1:]}, in the table “{pair.table.name}”{of}."
    return Found(text, short, tuple(pair.rows))


def _predicate(pair: Pair, question: Question, own: Set[str], *, is_more: bool) -> str:
    """What is said of the one, as the question says it, else by what the column holds."""
    said = words(question.text)
    comparatives = {one for one in said if stem(one) in own}
    if len(comparatives) != 1:
        return "has fewer" if "fewer" in said else _PREDICATES[pair.kind][not is_more]
    (word,) = comparatives
    following = said[said.index(word) + 1 :][:1]
    is_of_head = not {*map(stem, following)}.isdisjoint(content_stems(pair.head))
    return f"has the {word} {pair.head}" if is_of_head else f"is {word}"


def _called(table: Table, head: str, cell: str) -> str:
    """What a row is called by a cell: a mere number only with its head, unless it is a year."""
    return f"{head} {cell}".strip() if cell.isdecimal() and not table.is_year(head) else cell


def _figures(cells: Sequence[str], of: str) -> tuple[list[str], str]:
    """Two cells, and in brackets what they are of, with the unit that both end with."""
    units = {cell.partition(" (")[2].rstrip(")") for cell in cells}
    said = [of.replace(" (", ", ").rstrip(")"), *(units if len(units) == 1 else [])]
    note = ", ".join(filter(None, said))
    short = [cell.partition(" (")[0] if len(units) == 1 else cell for cell in cells]
    return short, f" ({note})" if note else ""
