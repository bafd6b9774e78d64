"""Lengths of time in cells."""

from __future__ import annotations

import pytest

from assistant.corpus.lengths import (
    hours_and_minutes,
    in_one_unit,
    in_unit_of,
    length_in,
    unit_behind,
)
from assistant.corpus.rows import Number, number_in


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 h 25 min", 85),
        ("1h25m", 85),
        ("3 hrs, 5 mins.", 185),
        ("1 hour and 20 minutes", 80),
        ("1 week 2 days", 9 * 24 * 60),
        ("1:25", 85),
        ("1:02:10", 3730),
        ("25 min 3 h", None),  # what is less stands behind
        ("4 m 3 cm", None),
        ("2 h 90", None),
        ("95 min", None),  # a number
        ("May", None),
        ("", None),
    ],
)
def test_a_cell_of_several_units_or_of_a_clock_is_a_length(cell: str, value: float | None) -> None:
    found = length_in(cell)
    assert (found and found.value) == value


def told(*cells: str) -> list[Number]:
    return [one for cell in cells if (one := number_in(cell) or length_in(cell))]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1 h 5 min", "45 min", "2 hours", "30m"], [65, 45, 120, 30]),
        (["2 days", "1 week"], [2880, 10080]),
        (["2 h", "3 h"], [2, 3]),  # as they stand
        (["5 m", "3 km"], None),
        (["1 h 5 min", "£4"], None),
        (["1:25", "45 min"], None),  # minutes and seconds, perhaps
    ],
)
def test_lengths_of_different_units_are_told_in_minutes(
    cells: list[str], values: list[float] | None
) -> None:
    found = in_one_unit(told(*cells))
    assert (None if found is None else [one.value for one in found]) == values


def test_a_bound_is_told_in_the_unit_of_a_column() -> None:
    minutes, both, pounds = told("95 min", "1 h 5 min", "£5")
    assert in_unit_of(minutes, 2, "hours") == 120
    assert in_unit_of(both, 100, "minute") == 100
    assert in_unit_of(minutes, 2, "") is None
    assert in_unit_of(pounds, 2, "hours") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("2 hours long", "hours"), ("2-hour walks", "hour"), ("2 metres", ""), ("2", "")],
)
def test_the_unit_of_a_number_stands_behind_it(text: str, unit: str) -> None:
    assert unit_behind(text, 1) == unit


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (85, "1 h 25 min"),
        (45, "45 min"),
        (120, "2 h"),
        (0, "0 min"),
        (2880, "2 days"),
        (1.5, "1 min 30 s"),
    ],
)
def test_a_length_is_told_in_hours_and_minutes(minutes: float, said: str) -> None:
    assert hours_and_minutes(minutes) == said
