"""Rows that are sums of others, told by what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from assistant.corpus.rows import Number, number_in
from assistant.corpus.totals import totals_of


@dataclass(frozen=True)
class Row:
    """A row with one number."""

    cell: str

    def number(self, head: str) -> Number | None:
        return number_in(self.cell)


@pytest.mark.parametrize(
    ("cells", "whole", "sums"),
    [
        (["4", "3", "6", "13"], 3, {3}),
        (["1.4", "1.4", "1.4", "4"], 3, {3}),  # each part was rounded
        (["4", "3", "7", "5", "2", "7"], None, {2, 5}),  # two parts, and no sum of both
        (["4", "3", "6", "5", "2", "7"], None, set()),  # 7 is 5 and 2 by chance, 6 is near 4 and 3
        (["12.4", "7.3", "19.6", "5.3", "6.3", "11.7"], None, {2, 5}),  # rounded ones
        (["4", "3", "6"], None, set()),
    ],
)
def test_what_rows_are_sums_of_others(
    cells: Sequence[str], whole: int | None, sums: set[int]
) -> None:
    found = totals_of([Row(cell) for cell in cells], ["Hours"])
    assert (found.whole, set(found.all)) == (whole, sums)
