"""Lengths of time and times of day: the longest, the quickest, the first of the day, sums."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.moments import moment_of, number_of
from assistant.answering.resources import Resources
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_questions import table


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("6.30 pm", 18 * 60 + 30),
        ("9am", 9 * 60),
        ("noon", 12 * 60),
        ("18:00-19:30", 18 * 60),
        ("6–7 pm", 18 * 60),
        ("07:45", 7 * 60 + 45),
        ("1 h 25 min", 85),
        ("Noonan", None),
        ("Tuesdays 9am", None),
        ("May", None),
    ],
)
def test_a_cell_is_a_time(cell: str, minutes: float | None) -> None:
    found = number_of(cell)
    assert (found and found.value) == minutes


def test_times_of_either_writing_have_one_order() -> None:
    cells = ["9am", "10:30", "noon", "12.15", "6.30 pm"]
    moments = [one for cell in cells if (one := moment_of(cell))]
    assert len(moments) == len(cells)
    assert moments == sorted(moments)


FILMS = [
    ["Salt Road", "1 h 52 min", "18:15"],
    ["Harbour", "95 min", "20:30"],
    ["Winter", "2 h 20 min", "14:00"],
    ["Moth", "48 min", "11:30"],
    ["Weir", "2 hours", "16:45"],
]


@pytest.mark.parametrize(
    ("text", "operation", "said"),
    [
        ("Which film has the highest length?", "max", "Winter has the longest Length: 2 h 20 min"),
        ("Which film has the lowest length?", "min", "Moth has the shortest Length: 48 min"),
        ("What is the total length?", "sum", "The sum of Length is 8 h 35 min"),
        ("What is the average length?", "mean", "The average of Length is 1 h 43 min"),
        ("Which films have a length over two hours?", "over", "1 of 5 rows"),
        ("Which films have a length over 100 minutes?", "over", "3 of 5 rows"),
        ("Which film starts first?", "first", "Moth is the first by Starts, 11:30"),
        ("Which film comes last?", "last", "Harbour is the last by Starts, 20:30"),
        ("What is the total start?", "sum", None),
        ("What is the difference between the start of Moth and Weir?", "difference", None),
        (
            "What is the difference between the length of Moth and Weir?",
            "difference",
            "Length of Weir (2 hours) is 1 h 12 min more than Length of Moth (48 min)",
        ),
    ],
)
def test_lengths_are_compared_and_added_and_times_of_day_put_in_order(
    text: str, operation: str, said: str | None, resources: Resources
) -> None:
    table(resources, "Films", ["Film", "Length", "Starts"], FILMS)
    answer = ask(text, operation, resources)
    assert (answer.text[: len(said or "")] if answer else None) == said


@pytest.mark.parametrize(
    ("head", "cells", "quickest"),
    [
        ("Time", ("24:31", "22:58", "1:02:10"), "Bo"),
        ("Minutes", ("24.5", "23", "31"), "Bo"),
        ("Time (s)", ("24.5", "23", "31"), "Bo"),
        ("Top speed", ("24 km/h", "23 km/h", "31 km/h"), "Cy"),
    ],
)
def test_the_quickest_has_the_least_time_and_the_most_speed(
    head: str, cells: tuple[str, ...], quickest: str, resources: Resources
) -> None:
    body = [[name, cell] for name, cell in zip(("Ada", "Bo", "Cy"), cells, strict=True)]
    table(resources, "Race", ["Runner", head], body)
    answer = ask("Which runner was quickest?", "quickest", resources)
    assert answer is not None
    assert answer.short_answer == quickest


def test_the_greatest_is_told_by_no_time_of_day(resources: Resources) -> None:
    body = [["Skua", "17:05", "Marsk"], ["Tern", "21:40", "Orr"], ["Fulmar", "20:15", "Marsk"]]
    table(resources, "Boats", ["Boat", "Leaves", "Goal"], body)
    assert ask("Which boat is the highest?", "max", resources) is None


def test_the_first_of_a_week_is_not_the_earliest_of_a_day(resources: Resources) -> None:
    body = [["Yoga", "Tuesday", "18:00"], ["Judo", "Monday", "19:00"], ["Spin", "Friday", "7:00"]]
    table(resources, "Classes", ["Class", "Day", "Begins"], body)
    assert ask("Which class comes first?", "first", resources) is None
    friday = ask("Which class on a Friday begins first?", "first", resources)
    named = ask("Which class begins first?", "first", resources)
    assert named is not None
    assert named.short_answer == "Spin"
    assert friday is None  # one row is left: its cell is looked up
