"""Which two cells of a table a question sets beside each other, around "than", "or" or "and"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from assistant.answering.tables import Table
from assistant.language.pointing import ASKING, VERBS
from assistant.language.words import STOPWORDS, stem, stems, words

_STOPPED = frozenset(map(stem, STOPWORDS))
_DIVIDING = ("than", "or", "and")
# What asks for something else than which of the two it is, before "than".
_OF_ELSE = ASKING - {"whether"}


class Sides(NamedTuple):
    """The two cells of a column that a question sets beside each other, in its order.

    Attributes:
        is_claim: whether it asks if the first of them is more, or less, than the second.
    """

    head: str
    cells: tuple[str, str]
    is_claim: bool


def sides_in(table: Table, text: str) -> Sides | None:
    """The two cells of one column that a question sets beside each other.

    They have more of its words than all others, and each has some that the other lacks, one before
    the word that divides them and one behind it. No other word divides it, but in a cell's name:
    "who says that … than …?" asks for somebody, and "what is cheaper than … or …?" for a third.
    """
    said = words(text)
    for number, dividing in enumerate(_DIVIDING):
        if dividing == "than" and not _OF_ELSE.isdisjoint(said):
            continue
        for place in [at for at, one in enumerate(said) if one == dividing][::-1]:
            before, behind = said[:place], said[place + 1 :]
            others = {*_DIVIDING[: number + 1]}.intersection(before + behind)
            for head, cells in _divided(table, before, behind):
                if others <= {*words(" ".join(cells))}:
                    return Sides(head, cells, dividing == "than" and said[0] in VERBS)
    return None


def _divided(
    table: Table, before: Sequence[str], behind: Sequence[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The two cells of a column of which one is named first, and the other then.

    Words that stand everywhere tell cells apart only where they stand on one side ("under 20 kg or
    over"), and count for nothing where that leaves more cells. Those of the column's head, where
    each cell is one ("the night line"), tell none apart.
    """
    first, second = ({stem(one) for one in part} for part in (before, behind))
    told = (first | second) - (first & second & _STOPPED)
    for head in sorted(table.heads, key=lambda one: one != table.naming):
        if head in table.measures:
            continue
        cells = dict.fromkeys(row.cells[head] for row in table.body if row.cells.get(head))
        shared = {cell: {*stems(cell)} & told - {*stems(head)} for cell in cells}
        content = {cell: own - _STOPPED for cell, own in shared.items()}
        for kept in (shared, content):
            most = _most(kept, content)
            for one, two in (most, most[::-1]) if len(most) == 2 else ():
                own = content[one] - content[two] or shared[one] - shared[two]
                other = content[two] - content[one] or shared[two] - shared[one]
                if own and other and own <= first - second and other <= second - first:
                    yield head, (one, two)


def _most(said: Mapping[str, Set[str]], content: Mapping[str, Set[str]]) -> list[str]:
    """The cells that no other one has all words of the question of, and more."""
    every = {cell: own for cell, own in said.items() if content[cell]}
    return [cell for cell, own in every.items() if not any(own < one for one in every.values())]
