"""Several tables in one file of comma-separated values, and what is one table with gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.corpus.read.formats import read_here
from tests.corpus.read.one import read_one, write

FEES = "Kind,Fee,Due\nAdult,40,March\nChild,15,March\n"
READ_FEES = ["Kind: Adult · Fee: 40 · Due: March", "Kind: Child · Fee: 15 · Due: March"]


def lines(folder: Path, text: str) -> list[str]:
    return read_one(write(folder / "club.csv", text)).text.split("\n\n")


def test_tables_with_titles_of_their_own(tmp_path: Path) -> None:
    text = f"Fees 2025\n{FEES}\nKeys\nKey,Holder\nShed,Bo\nGate,Ann\nHall,Cy\n"
    document = read_one(write(tmp_path / "club.csv", text))
    assert document.title == "Club"  # none of the tables is all of the file
    assert document.text.split("\n\n") == [
        "Fees 2025",
        *(f"Fees 2025 — {line}" for line in READ_FEES),
        "Keys",
        "Keys — Key: Shed · Holder: Bo",
        "Keys — Key: Gate · Holder: Ann",
        "Keys — Key: Hall · Holder: Cy",
    ]


def test_a_title_above_all_tables_is_the_document_s(tmp_path: Path) -> None:
    text = (
        f"Allotment Society\n\n{FEES}\n\nRota, first half\nMonth,Who,Hours\nMay,Bo,3\nJune,Ann,4\n"
    )
    document = read_one(write(tmp_path / "club.csv", text))
    assert document.title == "Allotment Society"
    assert document.text.split("\n\n") == [
        "Allotment Society",
        *READ_FEES,
        "Rota, first half",
        "Rota, first half — Month: May · Who: Bo · Hours: 3",
        "Rota, first half — Month: June · Who: Ann · Hours: 4",
    ]


def test_it_is_so_too_where_a_spreadsheet_wrote_all_its_fields(tmp_path: Path) -> None:
    keys = "Key,Holder,Since\nShed,Bo,May\nGate,Ann,June\n"
    text = f"Allotment Society,,\nof Fenwick,,\n,,\n{FEES},,\n{keys}"
    document = read_one(write(tmp_path / "club.csv", text))
    assert document.title == "Allotment Society"
    assert document.text.split("\n\n") == [
        "Allotment Society",
        "of Fenwick",
        *READ_FEES,
        "Key: Shed · Holder: Bo · Since: May",
        "Key: Gate · Holder: Ann · Since: June",
    ]


def test_as_a_spreadsheet_writes_them_with_all_fields_in_each_line(tmp_path: Path) -> None:
    text = f"Fees,,\n{FEES},,\nKeys,,\nKey,Holder,\nShed,Bo,\nGate,Ann,\n"
    assert lines(tmp_path, text)[3:] == [
        "Keys",
        "Keys — Key: Shed · Holder: Bo",
        "Keys — Key: Gate · Holder: Ann",
    ]


@pytest.mark.parametrize(
    ("second", "read"),
    [
        ("Month,Takings\nMay,300\nJune,410", "Month: June · Takings: 410"),  # fewer columns
        ("Month,Who,Place\nMay,Bo,hut\nJune,Ann,gate", "Month: June · Who: Ann · Place: gate"),
        ("Kind,Fee,Due\nDog,5,May\nCat,6,May", "Kind: Cat · Fee: 6 · Due: May"),  # once more
    ],
)
def test_tables_without_titles(tmp_path: Path, second: str, read: str) -> None:
    found = lines(tmp_path, f"{FEES}\n{second}\n")
    assert (found[:2], found[-1], len(found)) == (READ_FEES, read, 4)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (f"{FEES}\nDog,5,May\n\nTotal,60,\n", "Kind: Total · Fee: 60"),
        (
            "Name,Trade,Phone\n\nNorth\nBo,plumber,\nAnn,cook,12\n\nSouth\nCy,baker,\nDi,smith,\n",
            "South — Name: Di · Trade: smith",
        ),
        ("Name,Trade\nBo,plumber\nAnn,cook\n\nCy,baker\nDi,smith\n", "Name: Di · Trade: smith"),
    ],
)
def test_one_table_with_gaps_keeps_its_heads(tmp_path: Path, text: str, last: str) -> None:
    assert lines(tmp_path, text)[-1] == last


@pytest.mark.parametrize(
    "text",
    [
        "Name,Score\nBo,40\nAnn,15\n\nCy,absent\nDi,absent\nEd,absent\n",
        "Name,Score,Note\nBo,40,x\nAnn,15,y\n\nCy,absent\nDi,absent\n",
    ],
)
def test_words_that_their_column_repeats_are_no_heads(tmp_path: Path, text: str) -> None:
    assert lines(tmp_path, text) == lines(tmp_path, text.replace("\n\n", "\n"))


def test_rows_with_texts_are_documents_whatever_is_blank(tmp_path: Path) -> None:
    rows = "title,text\nA,The ferry sails.\n\nB,Rain fell on the market.\n"
    read = read_here(write(tmp_path / "a.csv", rows))
    assert [document.title for document in read] == ["A", "B"]
