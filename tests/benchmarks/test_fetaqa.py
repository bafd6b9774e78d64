"""What the questions of FeTaQA are made into, and what of an answer counts."""

from __future__ import annotations

from pathlib import Path

from assistant.corpus.read.formats import read_here
from assistant.records import Answer, Claim, Receipt
from benchmarks.fetaqa import figures, line_of, page_of, values_of
from benchmarks.rows_ask import make

ROW = {
    "feta_id": 7,
    "table_page_title": "Ada Tillman",
    "table_section_title": "Television",
    "table_array": [["Year", "Title", "Role"], ["2018", "Dusk", "Bo"], ["2019", "Dawn|2", "Eve"]],
    "highlighted_cell_ids": [[2, 0], [2, 1], [2, 2], [1, 1]],
    "question": "What did Ada Tillman play in 2019?",
    "answer": "In 2019, Ada Tillman played Eve in Dawn|2.",
}


def answered(text: str) -> Answer:
    claims = (Claim(text, (), "supported"),)
    asked = "What did Ada Tillman play in 2019?"
    return Answer(asked, claims, (), Receipt({}, {}), "answered", 0.9)


def test_the_values_are_what_the_reference_says_and_the_question_does_not() -> None:
    assert values_of(ROW) == ["Dawn|2", "Eve"]


def test_a_table_is_read_with_its_title_and_heading(tmp_path: Path) -> None:
    make(tmp_path / "7.md", page_of(ROW))
    (document,) = read_here(tmp_path / "7.md")
    assert document.title == "Ada Tillman"
    assert "Television — Year: 2019 · Title: Dawn|2 · Role: Eve" in document.text


def test_what_of_an_answer_counts() -> None:
    whole = line_of(ROW, answered("She played Eve in Dawn|2."), 1.0)
    part = line_of(ROW, answered("She played Eve."), 3.0)
    assert (whole["said"], part["said"]) == (["Dawn|2", "Eve"], ["Eve"])
    assert whole["rouge1"] > part["rouge1"] > 0
    everything, worded = figures([whole, part])
    assert everything == {**worded, "questions": "all"}
    assert (everything["all values said"], everything["values said"]) == (1, 0.75)
