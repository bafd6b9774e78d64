"""What "how many" counts: what its word names, each once, and nothing where that is not certain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from assistant.answering.listed import counts_of
from assistant.answering.resources import Resources
from assistant.answering.tables import Table, rows_of_cells
from assistant.records import Evidence
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_questions import table
from tests.search.samples import make_document
from tests.writing.samples import hit_of


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


def walks(resources: Resources) -> None:
    """Add a table of walks, in which dogs and walkers stand several times."""
    body = [
        ["Rex", "Pat", "2", "30", "yes"],
        ["Rex", "Quin", "1", "45", "no"],
        ["Fly", "Pat", "0", "20", "yes"],
        ["Bob", "Quin", "3", "50", "no"],
    ]
    table(resources, "Walks", ["Dog", "Walker", "Treats", "Minutes", "Lead"], body)


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("How many walkers are there?", "count", None),  # or one for each walk?
        ("How many different walkers are there?", "count", "2"),
        ("How many dogs are there?", "count", "3"),
        ("How many walkers of Rex are there?", "count", "2"),
        ("How many dogs are on a lead?", "count", "2"),
        ("How many dogs are of Quin?", "count", "2"),
        ("How many walkers could there be?", "count", None),
        ("How many dogs would be of Quin?", "count", None),
        ("How many dogs are only of Quin?", "count", None),
        ("How many dogs are not of Quin?", "count", None),
        ("How many are of Quin?", "count", None),  # walks, or dogs?
    ],
)
def test_what_repeats_counts_once(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    walks(resources)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("counted", "flat", "months"),
    [
        ("Month", "Elm Row", ["May", "June"]),  # "how many times", which is near to it
        ("Month", "", None),  # in May two flats were
        (None, "Elm Row", None),  # "how many were …": months, or flats?
    ],
)
def test_rows_are_counted_that_are_called_otherwise_though_others_are_not(
    counted: str | None, flat: str, months: list[str] | None
) -> None:
    hit = hit_of(make_document("Rent."))
    place = Evidence.at(hit.passage, hit.document, hit.passage.sentences[0])
    rows = rows_of_cells(
        [
            ({"Month": month, "Flat": of}, place)
            for month, of in (("May", "Elm Row"), ("May", "Ash Row"), ("June", "Elm Row"))
        ]
    )
    kept = [row for row in rows if flat in row.cells["Flat"]]
    asked = Mock(counted=counted, is_counted=False, conditions={"Flat": (flat,)})
    assert counts_of(Table(hit.document, "", "", rows), asked, kept) == months


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("How many treats are there?", "count", "6"),
        ("How many minutes of Pat are there?", "count", "50"),
        ("How many dogs have treats?", "count", None),
        ("How many dogs have a total of treats?", "sum", None),
        ("How many dogs have minutes over 25?", "over", None),
        ("How many walkers have minutes over 25?", "over", None),
        ("How many dogs have minutes over 46?", "over", "1"),
        ("Which dogs have minutes over 46?", "over", "Bob"),
    ],
)
def test_nothing_is_added_up_where_something_else_is_counted(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    walks(resources)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("name", "fourth", "short"),
    [
        ("Fly", "0", "Fly"),
        ("Fly", "–", None),  # none, or not known?
        ("Fly", "", None),
        ("Rex", "0", None),  # he has some in another row
    ],
)
def test_where_it_is_not_certain_that_one_has_none(
    name: str, fourth: str, short: str | None, resources: Resources
) -> None:
    body = [["Rex", "2"], [name, fourth], ["Bob", "3"], ["Max", "1"]]
    kept = [[*row, "hall"] for row in body]
    table(resources, "Treats", ["Dog", "Treats", "Place"], kept)
    answer = ask("How many dogs have no treats?", "equal", resources)
    assert (answer and answer.short_answer) == (short and "1")
    answer = ask("Which dogs have no treats?", "equal", resources)
    assert (answer and answer.short_answer) == short


PLOTS = [
    ["Alder", "north", "4", "1", "0"],
    ["Birch", "north", "0", "0", "11"],
    ["Cedar", "south", "6", "2", "12"],
    ["Damson", "south", "0", "1", "14"],
]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("How many plots have hens?", "count", "2"),
        ("How many plots have hens?", "equal", "2"),
        ("Which plots have hens?", "list", "Alder and Cedar"),
        ("How many plots in the north have hens?", "count", "1"),
        ("How many plots have no hens?", "equal", "2"),
        ("How many plots could have hens?", "count", None),
        ("How many plots would have hens?", "count", None),
        ("How many plots may have hens?", "count", None),
        ("How many plots have only hens?", "count", None),
        ("How many plots have any hens?", "count", None),
        ("How many plots have one hen?", "equal", None),
        ("How many plots have a total of hens?", "count", None),
        ("How many plots have hens or trees?", "count", None),
        ("How many plots have hens and trees?", "count", None),
        ("How many sides have hens?", "count", None),
        ("Which sides have hens?", "list", None),
        ("Who has hens?", "list", None),
        ("How many plots have a floor?", "count", None),  # 0 is a floor
        ("Which plots have a floor?", "list", None),
    ],
)
def test_rows_that_have_some_of_what_is_counted(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Plots", ["Plot", "Side", "Hens", "Floor", "Trees"], PLOTS)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("name", "hens"),
    [
        ("Birch", ["4", "–", "6", "0"]),
        ("Birch", ["4", "", "6", "0"]),
        ("Birch", ["4", "-2", "6", "0"]),
        ("Birch", ["4", "0.5", "6", "0"]),
        ("Birch", ["4", "2", "6", "1"]),  # all have some: what is asked?
        ("Alder", ["4", "0", "6", "0"]),
    ],
)
def test_where_it_is_not_certain_which_have_some(
    name: str, hens: list[str], resources: Resources
) -> None:
    body = [[row[0], row[1], one] for row, one in zip(PLOTS, hens, strict=True)]
    body[1][0] = name
    table(resources, "Plots", ["Plot", "Side", "Hens"], body)
    assert ask("How many plots have hens?", "count", resources) is None
    assert ask("Which plots have hens?", "list", resources) is None


@pytest.mark.parametrize(("last", "short"), [("Cid", "2"), ("Ann, Bob", None), ("Ann", "1")])
def test_nothing_is_counted_where_a_cell_says_several(
    last: str, short: str | None, resources: Resources
) -> None:
    body = [["3 May 2024", "Ann"], ["4 May 2024", "Ann"], ["5 May 2024", last]]
    table(resources, "Visits", ["Day", "Carer"], body)
    if short is None:
        body[1][1] = "Ann, Bob"
        table(resources, "Visits", ["Day", "Carer"], [*body, ["6 May 2024", "Ann"]])
    answer = ask("How many different carers are there?", "count", resources)
    assert (answer and answer.short_answer) == short


def test_amounts_are_no_names_that_are_counted(resources: Resources) -> None:
    body = [["1A", "6"], ["1B", "none"], ["2A", "3"], ["2B", "none"]]
    table(resources, "Plots", ["Plot", "Hens"], body)
    assert ask("How many hens are there?", "count", resources) is None


def test_a_compound_asks_for_the_rows(resources: Resources) -> None:
    body = [["S-1", "Mill", "60"], ["S-2", "Mill", "80"], ["S-3", "Farm", "40"]]
    table(resources, "Water", ["Sample", "Well", "Lime"], body)
    answer = ask("How many well samples have lime over 50?", "over", resources)
    assert answer is not None
    assert answer.short_answer == "2"
    assert ask("How many wells have lime over 50?", "over", resources) is None


@pytest.mark.parametrize(("first", "short"), [("Ann, Bob", None), ("Bob", "2")])
def test_the_table_that_has_more_of_the_words_is_asked_alone(
    first: str, short: str | None, resources: Resources
) -> None:
    body = [["Yoga", first], ["Chess", "Ann"], ["Choir", "Ann"]]
    table(resources, "Courses", ["Course", "Leader"], body)
    points = [["Rovers", "22"], ["Dunmore", "5"], ["Millbank", "7"]]
    table(resources, "Leaders", ["Team", "Points"], points)
    answer = ask("How many different leaders are there?", "count", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("third", "text", "short"),
    [
        ("weekly", "How many passes are there?", None),  # 3 passes, of 2 kinds
        ("weekly", "How many different passes are there?", "2"),
        ("yearly", "How many passes are there?", "3"),
        ("weekly", "How many passes of Lea are there?", "2"),
        ("daily", "How many passes of Lea are there?", None),
    ],
)
def test_kinds_are_not_what_is_counted(
    third: str, text: str, short: str | None, resources: Resources
) -> None:
    body = [["G1", "daily", "Lea"], ["G2", "weekly", "Kim"], ["G3", third, "Lea"]]
    table(resources, "Guests", ["Guest", "Pass", "Host"], body)
    answer = ask(text, "count", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("third", "text", "short"),
    [
        ("7 May 2024", "How many pickups are there?", "2"),  # a day is no kind
        ("7 May 2024", "How many pickups are there in May?", None),  # 2 days of 3 rows
        ("9 May 2024", "How many pickups are there in May?", "3"),
    ],
)
def test_days_that_are_asked_for_are_not_counted_by_rows(
    third: str, text: str, short: str | None, resources: Resources
) -> None:
    body = [["B1", "6 May 2024"], ["B2", "7 May 2024"], ["B3", third]]
    table(resources, "Bins", ["Bin", "Pickup"], body)
    answer = ask(text, "count", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(("verb", "short"), [("have", "2"), ("had", None)])
def test_what_once_was_is_not_what_a_table_says(
    verb: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Plots", ["Plot", "Side", "Hens", "Floor", "Trees"], PLOTS)
    answer = ask(f"How many plots {verb} hens?", "count", resources)
    assert (answer and answer.short_answer) == short
