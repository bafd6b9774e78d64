"""A value that is looked up in a table: of the row that is asked for, with its unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.answering.ways import answer
from assistant.assistant import Assistant
from assistant.corpus.read.table import table_lines
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import add, make_document

LINES = table_lines(
    [["Segment", "Region", "2024"]],
    [["Solar", "north", "96"], ["Wind", "north", "131"], ["Hydro", "south", "61"]],
    "Revenue, in million euros",
)
REPORT = make_document("\n\n".join(LINES), source="/docs/report.md", title="Annual report")


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What was the revenue of Solar in 2024?", LINES[:1]),
        ("What was the revenue of Solar and Hydro in 2024?", [LINES[0], LINES[2]]),
        ("What was the revenue of Wind in the north in 2024?", LINES[1:2]),
        ("What was the revenue of all segments in 2024?", LINES),
    ],
)
def test_the_writer_reads_the_rows_that_are_named(
    tmp_path: Path, question: str, read: list[str]
) -> None:
    writer = FakeGenerator("The revenue was 96 million euros.")
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [REPORT])
        resources = Resources(
            collection, FakeEmbedder, FakeReader, lambda: writer, top=8, answer_tokens=60
        )
        summariser = Summariser(FakeEmbedder, FakeReader)
        answer(question, resources, lambda: summariser, 8, EVERYTHING, Hooks())
    assert [line for line in LINES if line in writer.prompts[0].user] == list(read)


HEAD = """# Annual report

## Revenue by segment

| Segment | 2023 (million euros) | 2024 (million euros) |
| --- | --- | --- |
| Solar | 88 | 96 |
| Wind | 114 | 131 |
| Hydro | 66 | 61 |
"""
CORNER = HEAD.replace(" (million euros)", "").replace("Segment |", "in million euros |")
CAPTION = HEAD.replace(" (million euros)", "").replace(
    "| Segment", "Table 2: Revenue by segment (million euros)\n\n| Segment"
)


@pytest.mark.models
@pytest.mark.parametrize("page", [HEAD, CORNER, CAPTION], ids=["head", "corner", "caption"])
def test_a_value_is_told_with_its_unit(tmp_path: Path, page: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "report.md").write_text(page, encoding="utf-8")
    with Assistant.open(tmp_path / "collection", profile="default", create=True) as assistant:
        assistant.index(tmp_path / "docs")
        found = assistant.ask("What was the solar segment's revenue in 2024?")
    assert found.status == "answered"
    assert "96 million euros" in found.claims[0].text
    (quote,) = (found.citations[number - 1].quote for number in found.claims[0].citations)
    assert "Solar" in quote
