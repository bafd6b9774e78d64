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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "See [the form](https://x.org/f_(a)?b=1) now.",
            "See the form (https://x.org/f_(a)?b=1) now.",
        ),
        (
            'Ask [Ana](mailto:ana@x.org "mail") or [the\nrules](rules.md).',
            "Ask Ana (ana@x.org) or the\nrules.",
        ),
        ("It is at [https://x.org](https://x.org).", "It is at https://x.org."),
        (
            "[x.org](https://x.org/), the [form](http://x.org/form)",
            "x.org, the form (http://x.org/form)",
        ),
        ("[Ana](MailTo:ana@x.org?subject=Keys), [Bo](tel:123)", "Ana (ana@x.org), Bo"),
        ("[![plan](plan.png)](https://x.org) ![[map.png]]", "plan (https://x.org) map.png"),
        ("See [[Hall rules|the rules]] and [[Fees]].", "See the rules and Fees."),
        (
            "__Never__ on _Sundays_, **[book](https://x.org)**.",
            "Never on Sundays, book (https://x.org).",
        ),
        (
            r"\* at least 5\$ for read\_me, \[free\], No \#1",
            "* at least 5$ for read_me, [free], No #1",
        ),
        (r"\[this\](https://x.org)", "[this](https://x.org)"),
        (r"\# of guests: 5", r"\# of guests: 5"),
        (
            r"It lies at \\nas\bills, C:\new and 5*3*2.",
            r"It lies at \\nas\bills, C:\new and 5*3*2.",
        ),
        ("snake_case_x, _private, ______", "snake_case_x, _private, ______"),
        (r"Call `__init__` or `[a](b) \*`.", r"Call `__init__` or `[a](b) \*`."),
        ("[^1] [ref][1] [ ] pay", "[^1] [ref][1] [ ] pay"),
    ],
)
def test_markdown_is_read_without_marks(tmp_path: Path, written: str, read: str) -> None:
    assert (
        read_one(write(tmp_path / "a.md", f"It rains.\n\n{written}\n"))
        .text.strip()
        .endswith(f"\n\n{read}")
    )
    assert written in read_one(write(tmp_path / "a.txt", f"It rains.\n\n{written}\n")).text


def test_a_heading_has_no_addresses(tmp_path: Path) -> None:
    text = "# The [guide](https://x.org)\n\nIt rains.\n\n```\n[a](https://x.org) \\* __b__\n```\n"
    document = read_one(write(tmp_path / "a.md", text))
    assert document.title == "The guide"
    assert document.text.startswith("# The guide\n")
    assert document.text.endswith("[a](https://x.org) \\* __b__\n```\n")


def test_a_cell_has_no_addresses(tmp_path: Path) -> None:
    table = "| Who | Fare |\n|---|---|\n| [Ana & Co](https://x.org) | 3\\$ |\n| _Bo_ | 4 |\n"
    document = read_one(write(tmp_path / "a.md", table))
    assert "Who: Ana & Co · Fare: 3$" in document.text
    assert "Who: Bo · Fare: 4" in document.text
