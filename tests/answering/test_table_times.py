"""Times, dates and years of a table, and bounds: what is first, in which year, how much is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.answering.operations import is_how_many
from assistant.answering.resources import Resources
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_questions import Shares, table, told


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


SHIPS = [
    ["Merlin", "north", "09:05", "3 May 2024"],
    ["Osprey", "south", "06:15", "11 April 2024"],
    ["Kestrel", "north", "21:40", "20 June 2024"],
    ["Harrier", "south", "08:30", "20 June 2024"],
]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("Which ship by departs?", "first", "06:15 (Osprey)"),
        ("Which ship by departs?", "last", "21:40 (Kestrel)"),
        ("Which ship of the north by departs?", "first", "09:05 (Merlin)"),
        ("Which ship by docked?", "first", "11 April 2024 (Osprey)"),
        ("Which ship by docked?", "last", None),  # two on one day
        ("Which ship by departs and docked?", "first", None),
        ("Which ship?", "first", None),  # not in the order of its times
    ],
)
def test_the_first_is_told_by_the_times_that_are_named(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Ships", ["Ship", "Pier", "Departs", "Docked"], SHIPS)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


def test_it_is_said_by_what_the_first_is_told(resources: Resources) -> None:
    table(resources, "Ships", ["Ship", "Pier", "Departs", "Docked"], SHIPS)
    answer = ask("Which ship by departs?", "first", resources)
    assert answer is not None
    assert answer.claims[0].text == (
        "06:15 (Osprey) is the first by Departs of 4 rows of the table “Ships”."
    )


def test_no_row_is_first_where_one_says_no_time(resources: Resources) -> None:
    body = [*SHIPS, ["Falcon", "north", "", "1 July 2024"]]
    table(resources, "Ships", ["Ship", "Pier", "Departs", "Docked"], body)
    assert ask("Which ship by departs?", "first", resources) is None


CALLERS = [["Orr", "Monday", "jam"], ["Pell", "Thursday", "tea"], ["Quist", "Monday", "salt"]]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The callers with the day of calls?", ["Orr: Monday", "Pell: Thursday"]),
        ("The callers with the days they call on?", ["Orr: Monday", "Pell: Thursday"]),
        ("The callers with the year of calls?", None),
        ("The callers with the day of what one brings?", None),  # what is brought is no day
    ],
)
def test_a_column_is_meant_by_what_its_cells_are(
    text: str, lines: list[str] | None, resources: Resources
) -> None:
    table(resources, "Round", ["Caller", "Calls on", "Brings"], CALLERS)
    answer = ask(text, "each", resources)
    assert (answer and [one.text for one in answer.claims[1:3]]) == lines


PARISHES = [["Orton", "12", "9", "14"], ["Pell", "30", "31", "28"], ["Ness", "7", "7", "8"]]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("In which year did Orton have most?", "max", "2023"),
        ("In which year did Orton have most?", "min", "2022"),
        ("In which year did Ness have most?", "min", "2021 and 2022"),
        ("What was the average of Pell over the years?", "mean", "29.67"),
        ("What was the sum of Pell over the years?", "sum", "89"),
        ("In which year did Orton and Pell have most?", "max", None),
        ("In which year from 2022 did Orton have most?", "max", None),
        ("When did Orton have most?", "max", None),
    ],
)
def test_years_that_are_columns_are_compared_in_one_row(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Births", ["Parish", "2021", "2022", "2023"], PARISHES)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


def test_the_year_is_said_with_its_value(resources: Resources) -> None:
    table(resources, "Births", ["Parish", "2021", "2022", "2023"], PARISHES)
    answer = ask("In which year did Orton have most?", "max", resources)
    assert answer is not None
    assert answer.claims[0].text == (
        "Orton has the highest value in 2023: 14, of 3 columns (2021, 2022 and 2023) of the table "
        "“Births”."
    )


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("How many have a price over 50?", True),
        ("number of stalls with a price over 50", True),
        ("Count the stalls", True),
        ("Which stalls have a price over 50?", False),
        ("price under 40", False),
        ("herds with a cell count over 100", False),
    ],
)
def test_how_many_is_asked_for_by_no_word_for_an_amount(text: str, is_asked: bool) -> None:
    assert is_how_many(text) == is_asked


def test_rows_of_a_price_are_named_and_not_counted(resources: Resources) -> None:
    table(resources, "Stalls", ["Stall", "Price (EUR)"], [["Jam", "30"], ["Tea", "60"]])
    answer = ask("Stalls of a price of 50?", "over", resources)
    assert answer is not None
    assert answer.short_answer == "Tea"


@pytest.mark.parametrize(
    ("head", "bound", "short"),
    [
        ("Cost (thousand euros)", "20 thousand", "Pool"),
        ("Cost (million euros)", "20 thousand", "Hall and Pool"),
        ("Cost (thousand euros)", "20 %", None),
        ("Cost (EUR)", "20 %", None),
        ("Cost", "20 %", "Pool"),
        ("Cost (%)", "20 %", "Pool"),
        ("Cost (m)", "20 m", "Pool"),
        ("Cost (m)", "20", "Pool"),
    ],
)
def test_a_bound_is_of_the_unit_of_the_column(
    head: str, bound: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Works", ["Work", head], [["Hall", "15"], ["Pool", "25"]])
    answer = ask(f"Which work has a cost of {bound}?", "over", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("shares", "is_told"),
    [((0.6, 0.1), True), ((0.6, 0.3), False)],
)
def test_a_bound_that_may_be_the_opposite_is_none(
    shares: Sequence[float], is_told: bool, resources: Resources
) -> None:
    known = Shares(dict(zip(("over", "to"), shares, strict=True)))
    known.words["over"] = known.words["to"] = frozenset({"beyond"})
    table(resources, "Stalls", ["Stall", "Price (EUR)"], [["Jam", "30"], ["Tea", "60"]])
    answer = told("Which stall has a price beyond 50?", known, resources)
    assert (answer is not None) == is_told
