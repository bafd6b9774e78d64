"""What a question asks of a table: names in several columns, days, ages, bounds that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answering import rows
from assistant.answering.linking import Linked
from assistant.answering.operations import put_to
from assistant.answering.resources import Resources
from assistant.answering.rows import answer_rows
from assistant.corpus.read.table import table_lines
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Answer
from assistant.search.collection import EVERYTHING
from tests.answering.tabled import Told, ask, tabled
from tests.search.samples import add, make_document


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


class Shares(Told):
    """Tells operations by shares, which may depend on a word of the question."""

    def __init__(self, shares: Mapping[str, float], word: str = "", other: str = "lookup") -> None:
        super().__init__(next(iter(shares)))
        self._shares = {**dict.fromkeys(shares, 0.0), "lookup": 0.0, **shares}
        self.words = {one: frozenset[str]() for one in self._shares}
        self._word, self._other = word, other

    def shares(self, text: str, vector: object) -> dict[str, float]:
        if self._word and self._word not in text:
            return {**dict.fromkeys(self._shares, 0.0), self._other: 1.0}
        return self._shares

    def tell(self, text: str, vector: object, but: Set[str] = frozenset()) -> str:
        left = {one: part for one, part in self.shares(text, vector).items() if one not in but}
        return max(left, key=left.__getitem__)


def told(text: str, known: Told, resources: Resources) -> Answer | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "operations", lambda *_: known)
        return answer_rows(Question.parse(text), resources.query(text), resources, 10, EVERYTHING)


def table(
    resources: Resources, name: str, head: Sequence[str], body: Sequence[Sequence[str]]
) -> None:
    lines = table_lines([[*head]], [[*row] for row in body], name)
    add(resources.collection, [make_document("\n\n".join(lines), source=f"/docs/{name}.md")])


BOATS = [
    ["Heron", "Thurle", "Orr"],
    ["Teal", "Orr", "Thurle"],
    ["Coot", "Orr", "Thurle"],
    ["Knot", "Ness", "Orr"],
]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Which boats are to Thurle?", "Teal and Coot"),
        ("Which boats are from Orr to Thurle?", "Teal and Coot"),
        ("Which boats to Orr are from Thurle or from Ness?", "Heron and Knot"),
        ("Which boats are at Thurle?", None),
    ],
)
def test_a_place_in_two_columns_is_in_the_one_whose_head_stands_before_it(
    text: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Boats", ["Boat", "From", "To"], BOATS)
    answer = ask(text, "list", resources)
    assert (answer and answer.short_answer) == short


def test_a_name_in_two_columns_is_in_the_one_that_is_named(resources: Resources) -> None:
    body = [
        ["Monday", "Pellow", "Anand"],
        ["Tuesday", "Anand", "Pellow"],
        ["Friday", "Pellow", "Quist"],
    ]
    table(resources, "Rota", ["Day", "Morning", "Night"], body)
    answer = ask("How many mornings are Pellow's in the rota?", "count", resources)
    assert answer is not None
    assert answer.short_answer == "2"
    assert ask("How many days are Pellow's in the rota?", "count", resources) is None


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Total stock of paper A4 and paper A3?", "250"),
        ("Total stock of paper A4 and paper A3 of aisle A3?", None),  # there are none of A4
    ],
)
def test_a_word_of_a_longer_name_is_no_name_of_its_own(
    text: str, short: str | None, resources: Resources
) -> None:
    body = [["Paper A4", "A1", "214"], ["Paper A3", "A1", "36"], ["Files", "A3", "308"]]
    table(resources, "Shelves", ["Item", "Aisle", "Stock"], body)
    answer = ask(text, "sum", resources)
    assert (answer and answer.short_answer) == short


LAKE = [
    ["9 May 2023", "Harbour", "12.4"],
    ["9 May 2023", "Basin", "10.6"],
    ["6 June 2023", "Harbour", "17.5"],
    ["6 June 2023", "Basin", "15.2"],
]


@pytest.fixture
def lake(resources: Resources) -> Resources:
    table(resources, "Lake", ["Date", "Station", "Water (°C)"], LAKE)
    return resources


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Difference in water between harbour and basin on 6 June?", "2.3"),
        ("Difference in water between harbour and basin on 6 June 2023?", "2.3"),
        ("Difference in water between harbour and basin on 6 June 2022?", None),
        ("Difference in water between harbour and basin on 7 June?", None),
        ("Difference in water between harbour and basin before 6 June?", "1.8"),
    ],
)
def test_a_day_is_known_without_its_year(text: str, short: str | None, lake: Resources) -> None:
    answer = ask(text, "difference", lake)
    assert (answer and answer.short_answer) == short


def test_rows_of_one_day_are_told_apart_by_what_is_asked(lake: Resources) -> None:
    answer = ask("Difference in water between harbour and basin on 6 June?", "difference", lake)
    assert answer is not None
    assert answer.claims[0].text.startswith(
        "Water (°C) of Harbour (17.5) is 2.3 more than Water (°C) of Basin (15.2)"
    )


def test_a_sign_is_meant_by_its_name(lake: Resources) -> None:
    answer = ask("average degrees of the lake", "mean", lake)
    assert answer is not None
    assert answer.short_answer == "13.925"


def test_what_stands_in_several_rows_is_counted_once(lake: Resources) -> None:
    answer = ask("How many dates of the lake?", "count", lake)
    assert answer is not None
    assert answer.short_answer == "2"
    assert answer.claims[0].text == (
        "2 different Date in 4 rows of the table “Lake”: 9 May 2023 and 6 June 2023."
    )


@pytest.mark.parametrize(
    ("head", "cells", "operation", "short"),
    [
        ("Built", ("1871", "1902", "1884"), "oldest", "Anvil"),
        ("Built", ("1871", "1902", "1884"), "newest", "Brock"),
        ("Age", ("71", "19", "35"), "oldest", "Anvil"),
        ("Age", ("71", "19", "35"), "newest", "Brock"),
    ],
)
def test_the_oldest_is_of_the_lowest_year_or_of_the_highest_age(
    head: str,
    cells: Sequence[str],
    operation: str,
    short: str,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_meaning(*asked: Any) -> Iterator[tuple[str, Linked]]:
        for told, linked in put_to(*asked):
            yield told, replace(linked, is_named=False)

    monkeypatch.setattr(rows, "put_to", by_meaning)
    body = [list(one) for one in zip(("Anvil", "Brock", "Crane"), cells, strict=True)]
    table(resources, "Inns", ["Inn", head], body)
    answer = ask(f"Which of the inns by {head}?", operation, resources)
    assert answer is not None
    assert answer.short_answer == short


def test_the_oldest_is_not_told_by_what_else_is_asked_of_it(resources: Resources) -> None:
    body = [["Anvil", "1902", "71"], ["Brock", "1871", "19"], ["Crane", "1884", "35"]]
    table(resources, "Inns", ["Inn", "Built", "Rooms"], body)
    for text in ("How many rooms has the inn?", "Which inn with rooms?"):
        for operation in ("oldest", "newest"):
            assert ask(text, operation, resources) is None


def test_nothing_is_under_a_number_that_is_not_said(resources: Resources) -> None:
    known = Shares({"under": 0.6, "max": 0.4})
    answer = told("Which segment by revenue in 2024?", known, resources)
    assert answer is not None
    assert answer.short_answer == "Wind"
    unsure = Shares({"under": 0.8, "max": 0.2})
    assert told("Which segment by revenue in 2024?", unsure, resources) is None


def test_names_of_rows_say_nothing_of_what_is_asked(resources: Resources) -> None:
    table(resources, "Records", ["Record", "Label"], [["A", "Low Tide"], ["B", "Low Tide"]])
    known = Shares({"min": 1.0, "count": 0.0}, word="Low", other="count")
    answer = told("How many records are of Low Tide?", known, resources)
    assert answer is not None
    assert answer.short_answer == "2"


SUPPLIERS = [["Aldan", "40"], ["Brevik", "75"], ["Corvo", "22"]]


def test_the_words_of_the_measure_say_nothing_of_what_is_asked(resources: Resources) -> None:
    table(resources, "Suppliers", ["Supplier", "Minimum order (EUR)"], SUPPLIERS)
    known = Shares({"min": 1.0, "max": 0.0}, word="minimum order", other="max")
    known.words["max"] = frozenset({"highest"})
    for name in ("minimum order", "minimum orders"):
        answer = told(f"Which supplier has the highest {name}?", known, resources)
        assert answer is not None
        assert answer.short_answer == "Brevik"


def test_what_is_asked_of_a_measure_by_its_words_alone(resources: Resources) -> None:
    table(resources, "Suppliers", ["Supplier", "Minimum order (EUR)"], SUPPLIERS)
    known = Shares({"min": 1.0}, word="minimum order")
    known.words["min"] = frozenset({"minimum"})
    known.words["mean"] = frozenset({"mean"})
    answer = told("Which supplier has the minimum order?", known, resources)
    assert answer is not None
    assert answer.short_answer == "Corvo"
    assert told("What does the minimum order mean?", known, resources) is None


def test_a_column_that_is_named_beside_a_bound_is_no_matter_of_course(
    resources: Resources,
) -> None:
    body = [["Hall", "8", "two"], ["Pool", "7", "one"], ["Court", "12", "–"]]
    table(resources, "Areas", ["Area", "Price", "Guards"], body)
    assert ask("How many areas have a price under 9?", "under", resources) is not None
    assert ask("How many areas have a price under 9 and guards?", "under", resources) is None


def test_how_long_it_is_says_no_more_than_the_longest(resources: Resources) -> None:
    answer = ask(
        "Which segment had the highest revenue in 2024, and how high is it?", "max", resources
    )
    assert answer is not None
    assert answer.short_answer == "Wind"


def test_all_rows_are_listed_with_a_cell_of_each(resources: Resources) -> None:
    body = [["Solo", "1", "$96"], ["Team", "up to 8", "$420"], ["Practice", "up to 25", "$1,380"]]
    table(resources, "Ledger", ["Edition", "Users", "Price a year"], body)
    answer = ask("The editions of the ledger with the price?", "each", resources)
    assert answer is not None
    assert [claim.text for claim in answer.claims] == [
        "Edition and Price a year, of 3 rows of the table “Ledger”:",
        "Solo: $96",
        "Team: $420",
        "Practice: $1,380",
    ]
    assert [claim.citations for claim in answer.claims[1:]] == [(1,), (2,), (3,)]
    assert answer.short_answer == "Solo, Team and Practice"


@pytest.mark.parametrize(
    "text",
    [
        "The editions of the ledger with users and price?",  # of each two cells
        "The editions of the ledger?",
        "The price of the ledger?",  # of which edition?
    ],
)
def test_where_rows_are_not_listed(text: str, resources: Resources) -> None:
    body = [["Solo", "1", "$96"], ["Team", "8", "$420"], ["Practice", "25", "$1,380"]]
    table(resources, "Ledger", ["Edition", "Users", "Price a year"], body)
    assert ask(text, "each", resources) is None


@pytest.mark.parametrize(("released", "short"), [(0.4, "B"), (0.6, None)])
def test_the_newest_is_told_by_no_column_that_another_is_nearer_than(
    released: float, short: str | None, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = [["A", "autumn", "48 days"], ["B", "spring", "40 days"], ["C", "spring", "64 days"]]
    table(resources, "Versions", ["Version", "Released", "Download"], body)
    question = Question.parse("Which of the versions is the newest?")
    query = resources.query(question.text)
    near = {"newest": 1.0, "released": released, "download": 0.5}

    def encode(texts: Sequence[str]) -> Vectors:
        return np.array([[near.get(text, 0.0)] for text in texts], dtype=np.float32)

    monkeypatch.setattr(resources.recent, "encode_queries", encode)
    monkeypatch.setattr(rows, "operations", lambda *_: Told("newest"))
    answer = answer_rows(question, query, resources, 10, EVERYTHING)
    assert (answer and answer.short_answer) == short
