"""Tables and lines of JSON, which may hold a document in each row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.read.formats import read_here as read_documents
from tests.corpus.read.one import read_one, write


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_texts_has_a_document_a_row(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Title", "Body", "Date", "Lang", "Pages"],
        ["Ferry", "It sails.", "2020-01-02", "en", "3"],
        ["None", "", "", "en", ""],
        ["", '"Two\nlines\u2028here"', "", "", ""],
    ]
    table = "\n".join(delimiter.join(row) for row in rows)
    first, second = read_documents(write(tmp_path / "a.csv", table))
    assert (first.title, first.date) == ("Ferry", date(2020, 1, 2))
    assert first.text == "It sails.\n\nlang: en · pages: 3"
    assert (first.source, first.metadata) == (
        f"{tmp_path / 'a.csv'}#1",
        {"lang": "en", "pages": "3"},
    )
    assert (second.source, second.text) == (f"{tmp_path / 'a.csv'}#3", "Two\nlines\u2028here")


def test_a_table_without_texts_is_one_document(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "boats.csv", "name,age\nAnn,3\nBob,\n"))
    assert document.text == "name: Ann · age: 3\n\nname: Bob"


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "It sails.", "title": "Ferry", "date": "2020-01-02", "tags": ["a", 1]}),
        "",
        '{"text": "half a pair: \\ud800, and a zero: \\u0000"}',
        '{"text": " "}',
    ]
    first, second = read_documents(write(tmp_path / "a.jsonl", "\ufeff" + "\r\n".join(lines)))
    assert (first.title, first.date, first.metadata["tags"]) == (
        "Ferry",
        date(2020, 1, 2),
        '["a", 1]',
    )
    assert first.source.endswith("a.jsonl#1")
    assert second.source.endswith("a.jsonl#3")
    assert second.text == "half a pair: \ufffd, and a zero: \ufffd"
