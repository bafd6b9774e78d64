"""Rows of a part of the year or of the day: after six, since 3 May, between two days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.answering.moments import date_in
from assistant.answering.periods import periods_in, without
from assistant.answering.resources import Resources
from assistant.language.question import Question
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_questions import table

CLASSES = [
    ["Pottery", "18:30", "14", "Sat 6 September 2025"],
    ["Yoga", "9:30", "8", "Tuesday 9 September 2025"],
    ["Choir", "19:15", "5", "17 September 2025"],
    ["Drawing", "14:00", "12", "2 October 2025"],
]
DAYS = ["3 May 2024", "2024-06-01", "Sun 9 June 2024", "30 June 2024"]
FULL, HALVES = ["9:30", "12:15", "18:00", "20:45"], ["9.30 am", "noon", "6 pm", "6-7.30 pm"]


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


def kept(text: str, cells: Sequence[str]) -> list[int] | None:
    """Which of the cells a question's one period keeps, by their places."""
    (period,) = periods_in(text, Question.parse(text).dates)
    found = period.kept(cells)
    return None if found is None else [at for at, cell in enumerate(cells) if cell in found]


@pytest.mark.parametrize(
    ("text", "cells", "places"),
    [
        ("since 1 June?", DAYS, [1, 2, 3]),
        ("after 1 june 2024", DAYS, [2, 3]),
        ("on or after 9 June", DAYS, [2, 3]),
        ("before the 9 June 2024?", DAYS, [0, 1]),
        ("until 9 June", DAYS, [0, 1, 2]),
        ("by 9 June 2023", DAYS, []),
        ("after April", DAYS, [0, 1, 2, 3]),
        ("after may?", DAYS, [1, 2, 3]),
        ("before June", DAYS, [0]),
        ("from 1 to 9 June", DAYS, [1, 2]),
        ("between 3 May and 1 June 2024", DAYS, [0, 1]),
        ("between may and june", DAYS, [0, 1, 2, 3]),
        ("since 1 June", ["3 May 2024", "4 June 2025"], None),  # of which year?
        ("since 1 June 2024", ["3 May", "4 June"], None),
        ("since 1 May", ["3 June", "4 July", "5 April"], None),  # of one year?
        ("since 1 May", ["3 April", "4 July"], [1]),
        ("since 1 June", ["3 May 2024", "soon"], None),
        ("after 6 pm", FULL, [3]),
        ("from 18:00", FULL, [2, 3]),
        ("after 9?", FULL, None),  # in the morning, or at night?
        ("after 10", FULL, [1, 2, 3]),
        ("before 12.30 pm", FULL, [0, 1]),
        ("between 12 and 7 pm", FULL, [1, 2]),
        ("before noon", HALVES, [0]),
        ("after 7 pm", HALVES, None),  # one begins before seven and ends after it
        ("after 5 pm", HALVES, [2, 3]),
        ("after midnight", FULL, None),
        ("after 5 pm", ["4:30", "6:00"], None),  # of which half of the day?
    ],
)
def test_cells_of_a_period(text: str, cells: Sequence[str], places: list[int] | None) -> None:
    assert kept(text, cells) == places


@pytest.mark.parametrize(
    "text",
    [
        "what comes after yoga?",
        "after 5 years",
        "who came before me",
        "on 3 May",
        "by May",
        "after 40 % of them",
        "between two chairs",
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert periods_in(text, Question.parse(text).dates) == []


def test_something_else_stands_for_each_period() -> None:
    text = "Which of them start after 6 pm, since 3 May?"
    periods = periods_in(text, Question.parse(text).dates)
    assert without(text, periods, "in spring") == "Which of them start in spring, in spring?"


@pytest.mark.parametrize("cell", ["Sat 3 May 2025", "Saturday, 3 May 2025", "Sat. 2025-05-03"])
def test_a_day_may_say_its_weekday(cell: str) -> None:
    found = date_in(cell)
    assert found is not None
    assert (found.year, found.month, found.day) == (2025, 5, 3)
    assert date_in("Saturday") is None or date_in("Saturday").month is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "operation", "said"),
    [
        (
            "Which classes start after 6 pm?",
            "list",
            "2 of 4 rows of the table “Classes” have Starts after 6 pm: Pottery (18:30)",
        ),
        ("How many classes start before noon?", "count", "1 of 4 rows of the table"),
        ("What is on from 2 pm to 7 pm?", "list", "2 of 4 rows of the table"),
        (
            "Which class after 10 am has the lowest price?",
            "min",
            "Choir has the lowest Price: 5, of 3 rows of the table “Classes” with Starts after",
        ),
        ("What is the total price since 9 September?", "sum", "The sum of Price is 25"),
        ("Which class is first after noon?", "first", "Drawing is the first by Starts, 14:00"),
        ("Which class comes after noon?", "next", "Drawing is the first by Starts, 14:00"),
        ("Which class is the last before 7 pm?", "previous", "Pottery is the last by Starts"),
        ("Which classes begin before 10 September?", "list", "2 of 4 rows of the table"),
        ("Which class is last, before October?", "last", "Choir is the last by Begins"),
        ("Who has to be in a class after 6 pm?", "list", None),  # the classes are nobody
        ("Which classes start after 11 pm?", "list", None),  # none does
        ("Which classes end before 2026-01-01 and after 6 pm on 3 May?", "list", None),
        ("Which classes are not after 6 pm?", "list", None),
        ("Which classes were booked after 3 May 2021 by Pottery?", "list", None),
    ],
)
def test_what_comes_of_the_rows_of_a_period(
    text: str, operation: str, said: str | None, resources: Resources
) -> None:
    table(resources, "Classes", ["Class", "Starts", "Price", "Begins"], CLASSES)
    answer = ask(text, operation, resources)
    assert (answer.text[: len(said or "")] if answer else None) == said


def test_a_period_of_which_column_is_not_known(resources: Resources) -> None:
    body = [["Kim", "3 May 2024", "3 June 2024"], ["Lou", "9 May 2024", "9 June 2024"]]
    table(resources, "Loans", ["Reader", "Lent", "Due"], body)
    assert ask("Which readers are there after 4 May?", "list", resources) is None
    answer = ask("Which readers are due after 4 June?", "list", resources)
    assert answer is not None
    assert answer.short_answer == "Lou"


def test_rows_that_a_day_names_are_called_by_what_else_they_say(resources: Resources) -> None:
    body = [
        ["3 May 2024", "Gas", "40"],
        ["9 May 2024", "Water", "22"],
        ["1 June 2024", "Gas", "38"],
    ]
    table(resources, "Bills", ["Date", "Bill", "Amount"], body)
    answer = ask("Which bills are there since 9 May?", "list", resources)
    assert answer is not None
    assert answer.short_answer == "Water (9 May 2024) and Gas (1 June 2024)"
