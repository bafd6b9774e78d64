"""Whether what was worked out from a table is what a question asks for."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from assistant.search.collection import Collection
from tests.answering.samples import SOUP, resources_of
from tests.answering.tabled import REPORT, ask
from tests.fakes import FakeGenerator
from tests.search.samples import add

PLAIN = "Which segment had the highest 2024?"
OTHER = "Which segment had the highest zirconium 2024?"
WIND = "Wind has the highest 2024: 131"


def said(folder: Path, asked: str, writer: FakeGenerator | None, operation: str = "max") -> str:
    """What is told; empty where nothing is."""
    with Collection.open(folder, create=True) as collection:
        add(collection, [REPORT, SOUP])
        answer = ask(asked, operation, resources_of(collection, writer))
    return answer.claims[0].text if answer is not None else ""


@pytest.mark.parametrize(
    ("asked", "word", "sure", "is_told"),
    [
        (PLAIN, "Yes", 0.6, True),
        (PLAIN, "No", 0.6, False),
        (OTHER, "Yes", 0.95, True),
        (OTHER, "Yes", 0.8, False),  # as sure as that is not sure enough
        (OTHER, "No", 0.95, False),
    ],
)
def test_the_writer_is_asked(
    tmp_path: Path, asked: str, word: str, sure: float, is_told: bool
) -> None:
    writer = FakeGenerator(word, sureness=math.log(sure), is_taught=True)
    assert said(tmp_path, asked, writer).startswith(WIND) == is_told
    (prompt,) = (one.user for one in writer.prompts)
    result = f"Question: {asked}\nAnswer: {WIND}"
    assert result in prompt
    assert WIND in prompt.partition("Question:")[0]
    assert "Solar" not in prompt  # the rows are not worked through again


@pytest.mark.parametrize("writer", [None, FakeGenerator("Yes"), FakeGenerator("?", is_taught=True)])
def test_what_is_plain_is_told_where_no_writer_says(
    tmp_path: Path, writer: FakeGenerator | None
) -> None:
    assert said(tmp_path / "plain", PLAIN, writer).startswith(WIND)
    assert said(tmp_path / "other", OTHER, writer) == ""


def test_what_no_row_has_is_asked_about_too(tmp_path: Path) -> None:
    none = "Which segments had over 900 million in 2024?"
    writer = FakeGenerator("No", sureness=math.log(0.9), is_taught=True)
    assert said(tmp_path / "plain", none, None, "over").startswith("None of 4 rows")
    assert said(tmp_path / "asked", none, writer, "over") == ""
