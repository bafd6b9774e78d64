"""Plain text and Markdown: what of them is front matter or a comment, and what is text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.corpus.read.one import read_one, write

NOTE = "Reminder: the boiler service is on 12 June"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.md", f"---\n\n{NOTE}\n\n---\n\nIt rains.\n"), ("a.txt", f"---\n{NOTE}\n---\nIt rains.\n")],
)
def test_a_note_between_two_rules_is_text(tmp_path: Path, name: str, content: str) -> None:
    document = read_one(write(tmp_path / name, content))
    assert NOTE in document.text
    assert not document.metadata


def test_names_in_front_matter_may_have_capitals(tmp_path: Path) -> None:
    matter = "---\nTitle: The plan\nAuthor: Ada\nDate: 3 May 2024\n---\n"
    document = read_one(write(tmp_path / "a.md", f"{matter}\nThe key is with Dan.\n"))
    assert document.text.strip() == "The key is with Dan."
    assert (document.title, document.date) == ("The plan", date(2024, 5, 3))
    assert document.metadata == {"author": "Ada"}


def test_comments_in_markdown_are_no_text(tmp_path: Path) -> None:
    text = "# Fares\n\n<!-- old: 99\n\npounds -->\n\nA ticket costs <!-- `now` --> 100 pounds.\n\n"
    code = "Write `<!-- a -->`.\n\n```\n<!-- b -->\n```\n\nUse --> or <!-- so.\n"
    document = read_one(write(tmp_path / "a.md", text + code))
    assert "pounds." in document.text
    assert "99" not in document.text
    assert "now" not in document.text
    assert document.text.endswith(code)
    assert read_one(write(tmp_path / "b.md", "Write `<!-- a -->`.")).text == "Write `<!-- a -->`."
    assert "99" in read_one(write(tmp_path / "a.txt", text)).text
