"""Tables and lines of JSON, which may hold a document in each row."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.read.formats import read_here as read_documents
from assistant.errors import ReadError
from assistant.records import Document
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
    first, untold, second = read_documents(write(tmp_path / "a.csv", table))
    assert (first.title, first.date) == ("Ferry", date(2020, 1, 2))
    assert first.text == "It sails.\n\nlang: en · pages: 3"
    assert (first.source, first.metadata) == (
        f"{tmp_path / 'a.csv'}#1",
        {"lang": "en", "pages": "3"},
    )
    assert (untold.source, untold.text) == (f"{tmp_path / 'a.csv'}#2", "Title: None · Lang: en")
    assert (second.source, second.text) == (f"{tmp_path / 'a.csv'}#3", "Two\nlines\u2028here")


def test_a_column_without_any_text_holds_none(tmp_path: Path) -> None:
    table = "Name,Phone,Text\nAda,0123,\nBo,0456\n"
    document = read_one(write(tmp_path / "a.csv", table))
    assert document.text == "Name: Ada · Phone: 0123\n\nName: Bo · Phone: 0456"


def test_a_table_without_texts_is_one_document(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "boats.csv", "name,age\nAnn,3\nBob,\n"))
    assert document.text == "name: Ann · age: 3\n\nname: Bob"


def test_a_bad_line_costs_no_other_one(tmp_path: Path) -> None:
    good = '{"text": "It sails."}', '{"text": "It does not sail."}'
    path = write(tmp_path / "a.jsonl", "\n".join([good[0], '{"te', good[1], "[]", "5"]))
    found: list[Document] = []
    with pytest.raises(ReadError, match=r"^Line 2 of .+ JSON; 2 more lines are no document"):
        found.extend(read_documents(path))  # what it yields before it raises is kept
    assert [(one.source, one.text) for one in found] == [
        (f"{path}#1", "It sails."),
        (f"{path}#3", "It does not sail."),
    ]


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "It sails.", "title": "Ferry", "date": "2020-01-02", "tags": ["a", 1]}),
        "",
        '{"text": "half a pair: \\ud800, and a zero: \\u0000"}',
        '{"text": " "}',
        '{"text": null, "title": "Two"}',
        '{"text": "It does not sail."}',
    ]
    first, second, last = read_documents(write(tmp_path / "a.jsonl", "\ufeff" + "\r\n".join(lines)))
    assert (first.title, first.date, first.metadata["tags"]) == (
        "Ferry",
        date(2020, 1, 2),
        '["a", 1]',
    )
    assert first.source.endswith("a.jsonl#1")
    assert second.source.endswith("a.jsonl#3")
    assert second.text == "half a pair: \ufffd, and a zero: \ufffd"
    assert (last.source, last.text) == (f"{tmp_path / 'a.jsonl'}#6", "It does not sail.")


ROWS = "Part,Supplier,Price,Note\nDoor,Oakes,8.40,new\nLock,Vane,7.10,\n"
TITLE = "Parts, spring 2024"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Parts, spring 2024\n", ROWS),
        ('"Parts, spring 2024"\n', ROWS),
        ('"Parts, spring 2024",,,\n', ROWS),
        ("Parts; spring 2024\n", ROWS.replace(",", ";")),
    ],
)
def test_a_title_may_hold_the_mark_that_parts_the_fields(
    tmp_path: Path, above: str, below: str
) -> None:
    document = read_one(write(tmp_path / "a.csv", above + below))
    title, first, second = document.text.split("\n\n")
    mark = ";" if ";" in above else ","
    assert title == document.title == TITLE.replace(",", mark)
    assert first == "Part: Door · Supplier: Oakes · Price: 8.40 · Note: new"
    assert second == "Part: Lock · Supplier: Vane · Price: 7.10"


def test_a_title_with_a_unit_is_in_each_row(tmp_path: Path) -> None:
    text = read_one(write(tmp_path / "a.csv", f"Parts (thousand euros)\n{ROWS}")).text
    assert "\n\nParts — Part: Door · Supplier: Oakes · Price: 8.40 (thousand euros) ·" in text


def test_a_text_with_the_mark_that_parts_the_fields(tmp_path: Path) -> None:
    """Nobody put it in quotation marks: its parts are behind the last column."""
    table = (
        "Week;Venue;Seats;Remarks\n1;Corn Hall;310;first night; press invited;captioned\n"
        "2;Studio;110;small version\n3;Church Hall;95;no bar;;\n4;Pavilion;120;\n\nNotes\n"
    )
    assert read_one(write(tmp_path / "a.csv", table)).text.split("\n\n") == [
        "Week: 1 · Venue: Corn Hall · Seats: 310 · Remarks: first night; press invited; captioned",
        "Week: 2 · Venue: Studio · Seats: 110 · Remarks: small version",
        "Week: 3 · Venue: Church Hall · Seats: 95 · Remarks: no bar",
        "Week: 4 · Venue: Pavilion · Seats: 120",
        "Notes",
    ]


def test_several_titles(tmp_path: Path) -> None:
    text = read_one(write(tmp_path / "a.csv", "Tolmar, the depot\nParts\n" + ROWS)).text
    assert text.startswith("Tolmar, the depot\n\nParts\n\nTolmar, the depot — Parts — Part: Door")


@pytest.mark.parametrize("mark", [";", ","])
def test_a_statement_below_what_it_is_about(tmp_path: Path, mark: str) -> None:
    table = "Statement\nAccount;12345\n\nDate;Text;Amount\n3 May;Rent;-500\n5 May;Wages;1500\n"
    read = read_one(write(tmp_path / "a.csv", table.replace(";", mark))).text.split("\n\n")
    assert read[:2] == ["Statement", f"Account{mark}12345"]
    assert read[2].endswith(" — Date: 3 May · Text: Rent · Amount: -500")


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("a,b\n1,x,8\n2,y,9\n", "a: 1"),  # a head without a name for the first column
        ("name,town\nAnn,Kent,late\nBob,York,\n", "name: Ann"),
        ("name, town\nAnn, Kent, late\nBob, York,\n", "name: Ann"),
        ("Parts, spring 2024\nDoor,8.40,new,3\nLock,7.10,old,4\n", "Parts: Door"),  # without a head
    ],
)
def test_a_short_head_is_no_title(tmp_path: Path, table: str, first: str) -> None:
    assert read_one(write(tmp_path / "a.csv", table)).text.startswith(first)


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("Brandt,Mill Lane 9,27\nAalders,Quay 3,12\nDaal,Station Road 2,4\n",
         "Brandt: Mill Lane 9 · 27"),
        ("2025-01-04;Rent;-640\n2025-01-09;Food;-83\n2025-01-15;Pay;2410\n",
         "2025-01-04: Rent · -640"),
        ("Name,Street,Plot\nBrandt,Mill Lane 9,27\nDaal,Quay 3,4\n",
         "Name: Brandt · Street: Mill Lane 9 · Plot: 27"),
        ("Port,Boats\nLima,7\n", "Port: Lima · Boats: 7"),
    ],
)  # fmt: skip
def test_a_first_line_is_a_row_where_it_looks_like_one(
    tmp_path: Path, table: str, first: str
) -> None:
    document = read_one(write(tmp_path / "a.csv", table))
    assert document.text.split("\n\n")[0] == first


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("First,Last,Town\nAda,Tillman,Oslo\nBo,Lind,Lima\nCy,Marsh,York\n",
         "First: Ada · Last: Tillman · Town: Oslo"),
        ("Day;Leader;Topic;\nMon;Ada;Knots;\nTue;Bo;Oars;\nWed;Cy;Signals;\n",
         "Day: Mon · Leader: Ada · Topic: Knots"),
        ("Plant,Sow,Harvest\nBeans,April,July\nKale,May,June\nLeek,March,May\nPea,March,June\n",
         "Plant: Beans · Sow: April · Harvest: July"),
    ],
)  # fmt: skip
def test_heads_above_nothing_but_words(tmp_path: Path, table: str, first: str) -> None:
    document = read_one(write(tmp_path / "a.csv", table))
    assert document.text.split("\n\n")[0] == first


@pytest.mark.parametrize(
    "table",
    [
        "Ada,Tillman,Oslo\nBo,Lind,Lima\nCy,Marsh,Oslo\nDan,Poe,York\n",  # a town again
        "Mon 3,Ada,Knots\nTue 4,Bo,Oars\nWed 5,Cy,Signals\nThu 6,Dan,Rope\n",
        "Ada,,Oslo\nBo,Lind,Lima\nCy,Marsh,York\nDan,Poe,Rome\n",
        "Name,Ada\nTown,Oslo\nRole,Chair\nBoat,Skua\n",  # facts
    ],
)
def test_words_that_are_no_heads(tmp_path: Path, table: str) -> None:
    rows = table.splitlines()
    read = read_one(write(tmp_path / "a.csv", table)).text.split("\n\n")
    assert len(read) == len(rows)
    assert read[0].startswith(f"{rows[0].split(',')[0]}: ")


def test_a_line_that_states_the_mark_is_no_title(tmp_path: Path) -> None:
    table = "sep=;\nName;Fee\nAda, Bo;1.200,50\nCy;3,5\n"
    document = read_one(write(tmp_path / "fees.csv", table))
    assert document.title == "Fees"
    assert document.text == "Name: Ada, Bo · Fee: 1.200,50\n\nName: Cy · Fee: 3,5"
