"""Tables of PDF files, which hold nothing but text at places and drawn lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read.formats import read_here
from assistant.corpus.read.grid import find_tables
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule, joined
from benchmarks.pdf_tables.__main__ import score
from benchmarks.pdf_tables.gold import HERE, kept, whole
from benchmarks.small_files import PdfLine, pdf

WIDTH = 5.0  # of a letter, in points


def row(y: float, *texts: tuple[float, str]) -> list[Line]:
    return [Line(text, x, x + WIDTH * len(text), y, y, 10.0) for x, text in texts]


def columns(y: float, *texts: str) -> list[Line]:
    return row(y, *((60.0 + 100 * number, text) for number, text in enumerate(texts) if text))


def cells(rows: Sequence[list[Line]], rules: Sequence[Rule] = ()) -> list[list[list[str]]]:
    return [table.rows for table in find_tables([box for one in rows for box in one], rules)]


@pytest.mark.parametrize("file", kept()["files"], ids=lambda file: str(file["name"]))
def test_each_cell_is_read_under_its_head(file: Mapping[str, Any]) -> None:
    tables = [whole(kept()["tables"][name]) for name in file["tables"]]
    (document,) = read_here(HERE / f"{file['name']}.pdf")
    right, every, wrong, more = score(document.text.split("\n"), tables)
    assert (right, wrong, more) == (every, 0, 0)


FERRIES = [
    columns(700, "Ship", "Built", "Berths"),
    columns(680, "Dawn", "1990", "38"),
    columns(660, "Dusk", "2001", "41"),
]


def test_white_space_parts_columns() -> None:
    assert cells(FERRIES) == [[["Ship", "Built", "Berths"], ["Dawn", "1990", "38"],
                               ["Dusk", "2001", "41"]]]  # fmt: skip


def test_a_cell_that_is_empty_stays_so() -> None:
    assert cells([*FERRIES, columns(640, "Moon", "", "7")])[0][-1] == ["Moon", "", "7"]


def test_a_line_that_stands_nearer_than_rows_do_goes_on_with_one() -> None:
    wrapped = [*FERRIES[:2], columns(660, "Dusk of", "2001", "41"), columns(648, "the Sea")]
    assert cells([*wrapped, columns(628, "Moon", "2003", "7")])[0][2:] == [
        ["Dusk of the Sea", "2001", "41"], ["Moon", "2003", "7"],
    ]  # fmt: skip


def test_a_line_alone_stands_over_the_rows_below_it() -> None:
    assert ["By night"] in cells([*FERRIES, row(640, (60, "By night")),
                                  columns(620, "Moon", "2003", "7")])[0]  # fmt: skip


def test_a_head_over_two_columns_is_in_both() -> None:
    over = row(720, (60, "Ship"), (160, "Both of the facts about it"))
    (table,) = find_tables([box for one in (over, *FERRIES) for box in one], ())
    assert (table.heads, table.rows[0]) == (2, ["Ship", *["Both of the facts about it"] * 2])


def test_a_line_of_prose_among_rows_is_none() -> None:
    said = row(640, (60, "There are two ships that sail on, and a third"), (305, "is built."))
    found = cells([*FERRIES, said])
    assert found == cells(FERRIES)


def test_rules_make_a_table_of_two_rows() -> None:
    rows = [columns(700, "Ship", "Berths"), columns(680, "Dawn", "38")]
    across = [Rule(False, at, 50, 250) for at in (675, 695, 715)]
    down = [Rule(True, at, 675, 715) for at in (50, 150, 250)]
    assert cells(rows) == []
    assert cells(rows, joined([*across, *down])) == [[["Ship", "Berths"], ["Dawn", "38"]]]


def test_two_tables_of_one_width_stay_two() -> None:
    """As lists of facts stand below each other in a form, with a heading or nothing between."""

    def boxed(top: float, *rows: Sequence[str]) -> tuple[list[list[Line]], list[Rule]]:
        bottom = top - 20 * len(rows)
        level = [Rule(False, top - 20 * n, 50, 350) for n in range(len(rows) + 1)]
        down = [Rule(True, at, bottom, top) for at in (50, *(50 + 300 / len(rows[0]) * n
                for n in range(1, len(rows[0]))), 350)]  # fmt: skip
        lines = [
            row(top - 15 - 20 * n, *((55 + 300 / len(one) * m, text) for m, text in enumerate(one)))
            for n, one in enumerate(rows)
        ]
        return lines, [*level, *down]

    facts, one = boxed(700, ("Ship", "Dawn"), ("Built", "1990"), ("Home", "Lima"))
    prices, other = boxed(625, ("Deck", "Adults", "Children"), ("Upper", "£9", "£4"),
                          ("Lower", "£7", "£3"), ("Saloon", "£12", "£6"))  # fmt: skip
    found = cells([*facts, *prices], joined([*one, *other]))
    assert [table[0] for table in found] == [["Ship", "Dawn"], ["Deck", "Adults", "Children"]]


@pytest.mark.parametrize(
    "rows",
    [
        [  # two columns of prose
            row(700 - 12 * n, (60, "the ferry sails over the bay"), (260, "and comes back late"))
            for n in range(8)
        ],
        [  # contents
            row(700 - 12 * n, (60, f"Part {n}"), (160, "." * 20), (300, str(n))) for n in range(8)
        ],
        [  # wide gaps of justified lines
            row(700, (60, "It rains"), (120, "all day"), (190, "long here")),
            row(688, (60, "and more"), (130, "of it"), (170, "falls by night")),
        ],
        [columns(700, "Lima", "7")],
    ],
)  # fmt: skip
def test_what_is_no_table(rows: list[list[Line]]) -> None:
    assert cells(rows) == []


def test_a_drawing_is_not_looked_through() -> None:
    boxes = [box for y in range(700) for box in columns(y, "a", "b", "c")]
    assert find_tables(boxes, ()) == []
    assert joined([Rule(False, float(n), 0, 9) for n in range(2_000)]) == []


def test_a_table_goes_on_over_pages(tmp_path: Path) -> None:
    def page(*rows: tuple[float, Sequence[str]]) -> list[PdfLine]:
        return [
            (60 + 120.0 * number, y, 10, text)
            for y, texts in rows
            for number, text in enumerate(texts)
        ]

    head = ("Ship", "Built", "Berths")
    first = page((760, ["Table 3. Ships"]), (740, head), (720, ("Dawn", "1990", "38")),
                 (700, ("Dusk", "2001", "41")))  # fmt: skip
    again = page((760, head), (740, ("Moon", "2003", "7")), (720, ("Noon", "2004", "9")))
    bare = page(*((780 - 20 * n, (f"Star{n}", "2005", "12")) for n in range(3)))
    (tmp_path / "a.pdf").write_bytes(pdf([first, again, bare]))
    (document,) = read_here(tmp_path / "a.pdf")
    ships = [("Dawn", "1990", "38"), ("Dusk", "2001", "41"), ("Moon", "2003", "7"),
             ("Noon", "2004", "9"), *((f"Star{n}", "2005", "12") for n in range(3))]  # fmt: skip
    assert [line for line in document.text.split("\n") if "·" in line] == [
        f"Table 3. Ships — Ship: {ship} · Built: {built} · Berths: {berths}"
        for ship, built, berths in ships
    ]
    assert document.text[document.pages[2] :].startswith("Table 3. Ships — Ship: Star0")


def test_a_table_below_an_address_is_one() -> None:
    """Lines above it stand at other places, nearer to each other than to the table."""
    address = [
        row(758, (60.0, "Ada Tillman"), (400.0, "Date: 17 April 2024")),
        row(744, (60.0, "5 Quay Road"), (400.0, "Pay by: 17 May 2024")),
        row(730, (60.0, "Norrvik")),
    ]
    table = [
        row(700, (60.0, "Description"), (325.0, "Qty"), (370.0, "Unit price"), (490.0, "Amount")),
        row(684, (60.0, "Oak boards"), (330.0, "12"), (395.0, "£8.40"), (485.0, "£100.80")),
        row(668, (60.0, "Delivery"), (335.0, "1"), (390.0, "£25.00"), (490.0, "£25.00")),
        row(652, (60.0, "Wood glue"), (335.0, "3"), (395.0, "£5.20"), (490.0, "£15.60")),
        row(636, (405.0, "Net"), (485.0, "£141.40")),
        row(620, (380.0, "VAT 20%"), (490.0, "£28.28")),
        row(604, (375.0, "Total due"), (485.0, "£169.68")),
    ]
    (alone,) = cells(table)
    assert alone[0] == ["Description", "Qty", "Unit price", "Amount"]
    assert cells([*address, *table]) == [alone]


@pytest.mark.parametrize(("gap", "is_named"), [(14, True), (30, False)])
def test_the_last_line_of_an_address_names_no_table(
    tmp_path: Path, gap: int, is_named: bool
) -> None:
    above: list[PdfLine] = [
        (60, 760, 10, "Ada Tillman"),
        (60, 746, 10, "5 Quay Road"),
        (60, 732, 10, "Norrvik"),
    ]
    rows = [("Ship", "Built", "Berths"), ("Dawn", "1990", "38"), ("Dusk", "2001", "41")]
    table: list[PdfLine] = [
        (60 + 100 * column, 732 - gap - 16 * number, 10, text)
        for number, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    (tmp_path / "a.pdf").write_bytes(pdf([[*above, *table]]))
    (document,) = read_here(tmp_path / "a.pdf")
    assert ("Norrvik — Ship: Dawn" in document.text) == is_named
    assert "Ship: Dawn · Built: 1990 · Berths: 38" in document.text
