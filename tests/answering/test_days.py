from __future__ import annotations

import pytest

from assistant.answering.days import Known, in_words, is_before


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ((2023, 5, 1), (2023, 5, 2), True),
        ((2024, 0, 0), (2023, 12, 31), False),
        ((2023, 0, 0), (2023, 5, 1), None),
        ((2023, 5, 0), (2023, 5, 9), None),
        ((2023, 5, 9), (2023, 5, 9), None),
    ],
)
def test_days_are_compared_as_far_as_they_are_known(
    one: Known, two: Known, expected: bool | None
) -> None:
    assert is_before(one, two) is expected


@pytest.mark.parametrize(
    ("known", "said"),
    [((2023, 5, 9), "9 May 2023"), ((2023, 5, 0), "May 2023"), ((1961, 0, 0), "1961")],
)
def test_a_day_is_written_as_far_as_it_is_known(known: Known, said: str) -> None:
    assert in_words(known) == said
