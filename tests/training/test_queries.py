"""What comes of a writer's query and sentence over a table."""

from __future__ import annotations

import pytest

from training.queries import draft_of, query_prompt, worked
from training.relation import Relation

ROWS = [
    {"Segment": "Solar", "Region": "north", "2024": "96"},
    {"Segment": "Wind", "Region": "north", "2024": "131"},
    {"Segment": "Storage", "Region": "south", "2024": "34"},
]


@pytest.fixture
def revenue() -> Relation:
    return Relation("Revenue", ROWS)


@pytest.mark.parametrize(
    ("draft", "text", "short"),
    [
        (
            "SELECT segment, c_2024 FROM t ORDER BY c_2024 DESC LIMIT 1;\n"
            "{segment}, with {c_2024}.",
            "Wind, with 131.",
            "Wind",
        ),
        ("SELECT SUM(c_2024) AS total FROM t\nIt was {total}.", "It was 261.", "261"),
        (
            "SELECT segment FROM t WHERE region = 'north'\n{segment} are in the north.",
            "Solar and Wind are in the north.",
            "Solar and Wind",
        ),
    ],
)
def test_the_sentence_gets_what_the_query_finds(
    draft: str, text: str, short: str, revenue: Relation
) -> None:
    found = worked(draft, revenue)
    assert found is not None
    assert (found.text, found.short) == (text, short)


@pytest.mark.parametrize(
    "draft",
    [
        draft_of("", ""),
        "The highest is Wind.",
        "SELECT segment FROM t WHERE region = 'west'\n{segment} is in the west.",
        "SELECT SUM(c_2024) AS total FROM t WHERE region = 'west'\nIt is {total}.",
        "SELECT segment FROM t LIMIT 1\nIt is {profit}.",
        "SELECT segment FROM t LIMIT 1\nIt is the first.",
        "DELETE FROM t\nGone: {segment}.",
        "SELECT '2024-99-99' AS day FROM t\nOn {day}.",
        "SELECT x'00ff' AS bytes FROM t\nIt is {bytes}.",
    ],
)
def test_where_nothing_is_worked_out(draft: str, revenue: Relation) -> None:
    assert worked(draft, revenue) is None


def test_what_the_writer_is_told(revenue: Relation) -> None:
    prompt = query_prompt(revenue, "solar's revenue?")
    assert prompt.startswith("Table t: Revenue\n  row NUMBER: 1 to 3, its place\n")
    assert prompt.endswith(
        "Question: solar's revenue?\nCells with its words: segment 'Solar'\nQuery:"
    )
