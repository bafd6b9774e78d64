"""What is worked out from rows of a table, and where nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import rows
from assistant.answering.resources import Resources
from assistant.answering.rows import answer_rows
from assistant.corpus.read.table import table_lines
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.search.collection import EVERYTHING, Collection
from benchmarks.common import default_embedder
from tests.answering.samples import resources_of
from tests.answering.tabled import BODY, HEAD, REPORT, Told, ask, tabled
from tests.search.samples import add, make_document


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "operation", "said", "short"),
    [
        (
            "Which segment had the highest revenue in 2024?",
            "max",
            "Wind has the highest 2024: 131 (million euros), of 4 rows of the table “Revenue”.",
            "Wind",
        ),
        (
            "What was the sum of revenue in 2023?",
            "sum",
            "The sum of 2023 is 287 (million euros), counted from 4 rows of the table “Revenue”.",
            "287 (million euros)",
        ),
        (
            "What was the average revenue of the south in 2024?",
            "mean",
            "The average of 2024 is 47.5 (million euros), counted from 2 rows of the table "
            "“Revenue” with Region south.",
            "47.5 (million euros)",
        ),
        (
            "How many segments had a revenue over 60 million euros in 2024?",
            "over",
            "3 of 4 rows of the table “Revenue” have 2024 over 60 million: Solar, Wind and Hydro.",
            "3",
        ),
        (
            "How many segments are in the south?",
            "count",
            "2 of 4 rows of the table “Revenue” have Region south: Hydro and Storage.",
            "2",
        ),
        (
            "Which segments had no revenue in 2023?",
            "equal",
            "None of 4 rows of the table “Revenue” have 2023 of 0.",
            "0",
        ),
        (
            "Which segments had a revenue over 90 million euros in 2024?",
            "over",
            "2 of 4 rows of the table “Revenue” have 2024 over 90 million: Solar and Wind.",
            "Solar and Wind",
        ),
        (
            "Which segments are in the north?",
            "list",
            "2 of 4 rows of the table “Revenue” have Region north: Solar and Wind.",
            "Solar and Wind",
        ),
        (
            "Which segment had the second highest revenue in 2024?",
            "max",
            "Solar has the second highest 2024: 96 (million euros), of 4 rows of the table "
            "“Revenue”.",
            "Solar",
        ),
        (
            "What is the difference in revenue between Hydro and Solar in 2024?",
            "difference",
            "2024 of Solar (96 (million euros)) is 35 (million euros) more than 2024 of Hydro "
            "(61 (million euros)), in the table “Revenue”.",
            "35 (million euros)",
        ),
        (
            "By how much did the revenue of Hydro sink from 2023 to 2024?",
            "difference",
            "2023 of Hydro (66 (million euros)) is 5 (million euros) more than 2024 of Hydro "
            "(61 (million euros)), in the table “Revenue”.",
            "5 (million euros)",
        ),
        (
            "What share of the revenue of 2024 is of the north?",
            "share",
            "70.5 % of 2024, 227 (million euros) of 322 (million euros), with Region north, "
            "counted from 4 rows of the table “Revenue”.",
            "70.5 %",
        ),
        (
            "Which segment comes after Wind?",
            "next",
            "Hydro comes after Wind, of 4 rows of the table “Revenue”.",
            "Hydro",
        ),
        (
            "Which segment comes before Wind?",
            "previous",
            "Solar comes before Wind, of 4 rows of the table “Revenue”.",
            "Solar",
        ),
        (
            "What is the last segment of the north?",
            "last",
            "Wind is the last of 2 rows of the table “Revenue” with Region north.",
            "Wind",
        ),
    ],
)
def test_what_is_worked_out(
    text: str, operation: str, said: str, short: str, resources: Resources
) -> None:
    answer = ask(text, operation, resources)
    assert answer is not None
    (claim,) = answer.claims
    assert (claim.text, answer.short_answer) == (said, short)
    assert claim.verdict == "counted"
    assert claim.citations == tuple(range(1, len(answer.citations) + 1))
    assert all(one.quote == REPORT.text[one.start : one.end] for one in answer.citations)
    assert not any("Total" in one.quote for one in answer.citations)


def test_two_columns_are_compared_by_the_row_of_the_total(resources: Resources) -> None:
    answer = ask("By how much did the revenue rise from 2023 to 2024?", "difference", resources)
    assert answer is not None
    assert answer.claims[0].text == (
        "2024 of Total (322 (million euros)) is 35 (million euros) more than 2023 of Total "
        "(287 (million euros)), in the table “Revenue”."
    )


def test_an_order_has_a_line_for_each_row(resources: Resources) -> None:
    answer = ask("Sort the segments by 2024 revenue", "falling", resources)
    assert answer is not None
    head, *lines = answer.claims
    assert head.text == "By 2024, the highest first, of 4 rows of the table “Revenue”:"
    assert [line.text.split(":")[0] for line in lines] == [
        "1. Wind",
        "2. Solar",
        "3. Hydro",
        "4. Storage",
    ]
    assert [line.citations for line in lines] == [(1,), (2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("What was the revenue of Solar in 2024?", "lookup"),
        ("What was the total revenue of Solar in 2024?", "sum"),  # one cell says it
        ("Which segment had the highest revenue?", "max"),  # in which year?
        ("Which segment had the highest profit in 2024?", "max"),  # of that it says nothing
        ("Which segment had the highest revenue in 2019?", "max"),
        ("Which of the 3 segments had the highest revenue in 2024?", "max"),
        ("How many segments are over 60 or 90 in 2024?", "over"),
        ("How many segments had a revenue of 10 in 2024?", "equal"),  # 10 of something else?
        ("What is the second total revenue in 2024?", "sum"),
        ("Which segment is Solar or Wind?", "list"),  # they are named, not asked for
        ("Which region has Solar?", "list"),
        ("Which revenue is in the north in 2024?", "list"),
        ("How much more revenue did Solar have than Wind?", "difference"),  # in which year?
        ("How much more revenue did the north have in 2024?", "difference"),
        ("What share of the revenue came from Solar?", "share"),
        ("What is the share of the revenue of 2024?", "share"),
        ("Which segment comes after Storage?", "next"),  # the total is none
        ("Which segment comes after the north?", "next"),
        ("Which segment by revenue in 2024 comes after Wind?", "next"),  # another order
        ("Which segment had the last revenue in 2024?", "last"),
    ],
)
def test_where_nothing_is_worked_out(text: str, operation: str, resources: Resources) -> None:
    assert ask(text, operation, resources) is None


def test_two_tables_that_say_otherwise(resources: Resources) -> None:
    other = table_lines(HEAD, [["Gas", "north", "900", "950"], *BODY], "Revenue, in million euros")
    rival = make_document("\n\n".join(other), source="/docs/rival.md", title="Annual report")
    add(resources.collection, [rival])
    assert ask("Which segment had the highest revenue in 2024?", "max", resources) is None


def test_an_embedder_with_which_nothing_was_fitted_asks_nothing_of_rows(
    resources: Resources,
) -> None:
    question = Question.parse("Which segment had the highest revenue in 2024?")
    query = resources.query(question.text)
    assert answer_rows(question, query, resources, 10, EVERYTHING) is None


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("Which region has the most visitors?", "max"),
        ("which supplier is the cheapest", "min"),
        ("What do the repairs cost in total?", "sum"),
        ("What is the average rent in Leeds?", "mean"),
        ("How many ferries carry more than 300 cars?", "over"),
        ("How many orders have been shipped?", "count"),
        ("Rank the teams by points", "falling"),
        ("What is the oldest document?", "oldest"),
        ("which file is the longest", "max"),
        ("what files do I have", "lookup"),
        ("Which stations have a ticket office?", "list"),
        ("How many of the flats have a garage?", "count"),
        ("How much more did Leeds spend than York?", "difference"),
        ("Which stop comes after the market?", "next"),
        ("What do the rafts carry?", "lookup"),
        ("When was the harbour bridge opened?", "lookup"),
        ("What is the salary of Ada Ferreira?", "lookup"),
        ("Why did the council close the library?", "lookup"),
    ],
)
def test_operations_are_told_apart(text: str, operation: str) -> None:
    embedder = default_embedder()
    known = rows.operations(text, embedder)
    assert known is not None
    assert known.tell(text, embedder.encode_queries([text])[0]) == operation


def test_where_documents_are_counted_all_rows_of_a_table_are_not_meant(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "operations", lambda *_: Told("count"))
    text = "How many segments are in the annual report?"
    asked = Question.parse(text), resources.query(text), resources, 10, EVERYTHING
    answer = answer_rows(*asked)
    assert answer is not None
    assert answer.claims[0].text.endswith("has 4 rows.")
    assert answer_rows(*asked, is_of_documents=True) is None


def test_a_row_that_is_alone_is_counted_but_comes_to_nothing_else(resources: Resources) -> None:
    lines = table_lines(HEAD, [*BODY, ["Tidal", "west", "4", "9"]], "Revenue, in million euros")
    add(resources.collection, [make_document("\n\n".join(lines), source="/docs/west.md")])
    assert ask("What was the total revenue of the west in 2024?", "sum", resources) is None
    assert ask("Which segment of the west had the highest 2024?", "max", resources) is None
    counted = ask("How many segments are in the west?", "count", resources)
    assert counted is not None
    assert counted.short_answer == "1"


@pytest.mark.parametrize(
    ("asked", "counted"),
    [("How many divisions are there?", "4"), ("How many suns are there?", None)],
)
def test_a_word_that_stands_nearer_to_a_cell_than_to_the_head_asks_for_some_rows(
    asked: str, counted: str | None, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A division is about what a segment is, a sun about what one of them is."""
    near = {"segment": (1, 0), "divisions": (0.6, 0), "suns": (0.6, 0.7), "Solar": (0, 1)}

    def encode(texts: Sequence[str]) -> Vectors:
        return np.array([near.get(text, (0, 0)) for text in texts], dtype=np.float32)

    query = resources.query("segments")
    monkeypatch.setattr(resources.recent, "encode_queries", encode)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "operations", lambda *_: Told("count"))
        question = Question.parse(asked)
        answer = answer_rows(question, query, resources, 10, EVERYTHING)
    assert (answer and answer.short_answer) == counted


TAKINGS = [
    ["Day", "Shop", "Zone", "Takings", "Goals"],
    ["3 May 2024", "Oak", "north", "30", "3"],
    ["17 May 2024", "Elm", "north", "40", "1"],
    ["2 June 2024", "Fir", "south", "55", "2"],
    ["9 June 2024", "Ash", "south", "60", "4"],
]
FILMS = [["Film", "Room"], ["No Time to Die", "red"], ["Dune", "blue"], ["Cars", "red"]]
WEIGHTS = [["Load", "Weight"], ["Oak", "800 g"], ["Elm", "1.5 kg"], ["Fir", "3 kg"]]
PROFITS = [["Shop", "Profit"], ["Oak", "2,500"], ["Elm", "(1,200)"], ["Fir", "900"]]


@pytest.mark.parametrize(
    ("table", "asked", "operation", "short"),
    [
        (TAKINGS, "What is the sum of the takings in May?", "sum", "70"),
        (TAKINGS, "what is the sum of the takings in may?", "sum", "70"),
        (TAKINGS, "What is the sum of the takings in zone north?", "sum", "70"),
        (TAKINGS, "What is the sum of the takings in zones other than north?", "sum", None),
        (TAKINGS, "Which shops have takings over 35 not in the north?", "over", None),
        (TAKINGS, "Which shops do not have takings over 35?", "over", None),
        (TAKINGS, "Which days have takings over 50?", "over", "2 June 2024 and 9 June 2024"),
        (FILMS, "How many films are there?", "count", "3"),
        (WEIGHTS, "Which loads have a weight over 2 kg?", "over", None),
        (PROFITS, "Which shops have a profit over 1,000?", "over", None),
    ],
)
def test_rows_of_another_kind_than_asked_for_are_not_told(
    table: list[list[str]], asked: str, operation: str, short: str | None, tmp_path: Path
) -> None:
    head, *body = table
    lines = table_lines([head], body, "Shops")
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [make_document("\n\n".join(lines), source="/docs/shops.md")])
        answer = ask(asked, operation, resources_of(collection))
    assert (answer and answer.short_answer) == short


def test_where_no_cell_says_anything_nothing_is_counted(tmp_path: Path) -> None:
    head, body = ["Plot", "Zone", "Tenant"], [["1a", "north", "–"], ["1b", "north", "–"]]
    lines = table_lines([head], [*body, ["1c", "south", "Ann"]], "Plots")
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [make_document("\n\n".join(lines), source="/docs/plots.md")])
        resources = resources_of(collection)
        assert ask("How many tenants are in the north zone?", "count", resources) is None
