"""How much of what was found is read."""

from __future__ import annotations

import pytest

from assistant.answering.evidence import FULL, SHORTER, worth_reading
from tests.search.samples import make_document
from tests.writing.samples import hit_of

TOP = 16


@pytest.mark.parametrize(
    ("characters", "found", "read"),
    [
        (2 * FULL, 100, TOP),
        (FULL, 100, TOP),
        (FULL // 2, 100, 2 * TOP),
        (10, 100, SHORTER * TOP),
        (10, 5, 5),
    ],
    ids=["long ones", "full ones", "half as long", "rows", "few"],
)
def test_of_short_passages_more_are_read_but_not_more_text(
    characters: int, found: int, read: int
) -> None:
    hits = [hit_of(make_document("x" * characters))] * found
    assert len(worth_reading(hits, TOP)) == read


def test_the_first_of_the_search_are_read_in_its_order() -> None:
    hits = [hit_of(make_document(f"Row {number}."), score=1 / number) for number in range(1, 99)]
    assert worth_reading(hits, 4) == hits[: SHORTER * 4]
