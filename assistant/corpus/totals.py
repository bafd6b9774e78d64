"""Rows of a table that are sums of others, told by what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from assistant.corpus.rows import Number

LEAST = 4
"""Rows of a table with a total, that one included."""


class Numbered(Protocol):
    """A row with numbers, by the heads of their columns."""

    def number(self, head: str) -> Number | None: ...


class Totals(NamedTuple):
    """Places of rows.

    Attributes:
        whole: that of the row whose numbers are mostly the sums of all others; None without one.
        all: those of all rows that are sums, of parts too.
    """

    whole: int | None = None
    all: frozenset[int] = frozenset()


def totals_of(rows: Sequence[Numbered], heads: Sequence[str]) -> Totals:
    """The sums among some rows.

    That of the whole is the last row or the first. One in the middle is that of the rows above it,
    as far as the sum before. It may be chance, unless without it the whole is that of the others,
    or the last row is such a sum, too; then whole numbers have to be exact.

    Args:
        rows: of one table, in order.
        heads: of the columns whose numbers can be added.
    """
    if len(rows) < LEAST:
        return Totals()
    last, parts = len(rows) - 1, _parts(rows, heads)
    for others in (frozenset[int](), parts):
        for place in (last, 0):
            left_out = others | {place}
            sums = _Sums(heads)
            for number, row in enumerate(rows):
                if number not in left_out:
                    sums.add(row)
            if place not in others and sums.are_of(rows[place]):
                return Totals(place, left_out)
    exact = _parts(rows, heads, is_exact=True)
    return Totals(None, exact if len(exact) > 1 and last in exact else frozenset())


def _parts(
    rows: Sequence[Numbered], heads: Sequence[str], *, is_exact: bool = False
) -> frozenset[int]:
    found: set[int] = set()
    above = _Sums(heads, is_exact=is_exact)
    for place, row in enumerate(rows):
        if above.are_of(row):
            found.add(place)
            above = _Sums(heads, is_exact=is_exact)
        else:
            above.add(row)
    return frozenset(found)


class _Sums:
    """The sums of some rows, by the heads of their columns.

    Args:
        heads: of the columns.
        is_exact: whole numbers are not rounded ones.
    """

    def __init__(self, heads: Sequence[str], *, is_exact: bool = False) -> None:
        self._is_exact = is_exact
        self._sums = dict.fromkeys(heads, 0.0)
        self._counts = dict.fromkeys(heads, 0)

    def add(self, row: Numbered) -> None:
        for head in self._sums:
            if (one := row.number(head)) and one.value:
                self._sums[head] += one.value
                self._counts[head] += 1

    def are_of(self, row: Numbered) -> bool:
        """Whether most numbers of a row are these sums, each of two numbers at least."""
        numbers = [(head, one) for head in self._sums if (one := row.number(head))]
        same = sum(self._counts[head] > 1 and self._is_near(head, one) for head, one in numbers)
        return 2 * same > len(numbers)

    def _is_near(self, head: str, one: Number) -> bool:
        """Whether a number is a sum, each part of which may have been rounded."""
        is_rounded = one.decimals or not self._is_exact
        slack = 0.5 * 0.1**one.decimals * self._counts[head] if is_rounded else 0.0
        return abs(one.value - self._sums[head]) <= slack
