"""Small files that are made to break a reader, or to cost much: each is read as what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read.formats import read_here
from assistant.corpus.stated import document_date
from assistant.errors import ReadError
from tests.corpus.read.hostile import FRONT_MATTERS, MESSAGES


@pytest.mark.parametrize("matter", FRONT_MATTERS.values(), ids=FRONT_MATTERS.keys())
def test_front_matter_is_never_made_into_values(tmp_path: Path, matter: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{matter}\n---\n\nThe ferry sails.")
    (document,) = read_here(path)
    assert document.text.endswith("The ferry sails.")


def test_front_matter_stands_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ndate: 2024-05-06\nport: 0x1F\ndraft: true\nnone: ~\nlist: [a]\n---\nText."
    )
    (document,) = read_here(path)
    assert document.date == date(2024, 5, 6)
    assert document.metadata == {"port": "0x1F", "draft": "true"}


@pytest.mark.parametrize("header", MESSAGES.values(), ids=MESSAGES.keys())
def test_a_parameter_in_an_impossible_encoding(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "a.eml"
    part = b"--X\nContent-Type: text/plain\n\nThe ferry sails.\n"
    path.write_bytes(
        b"Subject: x\nContent-Type: multipart/mixed; boundary=X\n\n"
        b"--X\n" + header + b"\nIts own text.\n" + part + b"--X--\n"
    )
    (document,) = read_here(path)
    assert document.text.split("\n\n")[-1] == "The ferry sails."
    assert set(document.text.split("\n\n")) <= {"The ferry sails.", "Its own text."}


def outcome(path: Path) -> str:
    """The text of a file's only document, or why there is none."""
    try:
        (document,) = read_here(path)
    except ReadError as error:
        return error.message
    return document.text


@pytest.mark.parametrize("depth", [50, *range(900, 1_000, 10), 5_000])
def test_rows_that_nest_their_values(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "The ferry sails.", "x": {"[" * depth}{"]" * depth}}}\n')
    expected = "The ferry sails." if depth == 50 else ("The ferry sails.", "Line 1 of ")
    assert outcome(path).startswith(expected)


def test_a_time_that_no_calendar_has() -> None:
    assert document_date("", "The ferry sails.", "", 1e13) == (None, "")
    assert document_date("", "The ferry sails.", "", -1e13) == (None, "")


@pytest.mark.parametrize("corner", ["XFD1048576", "A1048576", "XFD1"])
def test_the_used_range_of_a_sheet_is_what_has_values(tmp_path: Path, corner: str) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active[corner] = "far"
    for row, cell in (("B2", "Port"), ("D2", "Boats"), ("B4", "Lima"), ("D4", 7)):
        book.active[row] = cell
    book.active["Z900"].font = openpyxl.styles.Font(bold=True)
    book.create_sheet("Empty")
    book.save(tmp_path / "a.xlsx")
    (document,) = read_here(tmp_path / "a.xlsx")
    assert "Port: Lima · Boats: 7" in document.text
    assert "far" in document.text
    assert len(document.text) < 200


def test_a_workbook_as_a_table(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    from datetime import datetime

    book = openpyxl.Workbook()
    book.active.title = "Fares"
    book.active.append(["Day", "Fare", "Note"])
    book.active.append([datetime(2024, 5, 6), 2.5, "two\nlines"])
    book.active.append([datetime(2024, 5, 7, 9, 30), None, True])
    book.save(tmp_path / "a.xlsx")
    (document,) = read_here(tmp_path / "a.xlsx")
    assert document.text == (
        "## Fares\n\nFares — Day: 2024-05-06 · Fare: 2.5 · Note: two lines"
        "\n\nFares — Day: 2024-05-07 09:30 · Note: True"
    )


def test_hostile_xml_in_a_workbook(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    import zipfile

    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "b.xlsx") as good,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as bad,
    ):
        for name in good.namelist():
            is_sheet = name.startswith("xl/worksheets/")
            bad.writestr(name, b"<worksheet><row" if is_sheet else good.read(name))
    with pytest.raises(ReadError, match="not a readable Excel workbook"):
        list(read_here(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    "part", ["[", "![", "[[", "[a](", "[a](b(", "\\[", "_a ", "__a", "` ", "[a\n"]
)
def test_many_marks_of_markdown_that_never_end(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"The ferry sails. {part * 200_000}\n")
    assert outcome(path).startswith("The ferry sails.")
