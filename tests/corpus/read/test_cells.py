"""Cells of workbooks, as a person sees them, and which of them are one table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read.cells import read_cell
from tests.corpus.read.one import read_one


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (24.5, '"£"#,##0.00', "£24.50"),
        (24.5, "#,##0.00 [$€-407]", "24.50 €"),
        (-2500, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-', "£-2500.00"),
        (7, "[$EUR ]#,##0.00_-", "7.00 EUR"),
        (2.5, '0.0" kg"', "2.5 kg"),
        (12.5, '#,##0.00\\ "kr"', "12.50 kr"),
        (10, '0 "boats"', "10 boats"),
        (0.125, "0.0%", "12.5%"),
        (19, '0"%"', "19%"),  # a sign that stands for itself
        (-12.5, "0.0\\ \\%", "-12.5 %"),
        (0.00125, "0.0%", "0.1%"),
        (0.00125, "0.00%", "0.13%"),  # halves go away from zero, in what is written
        (1.005, '"£"0.00', "£1.01"),
        (-2.5, '0" kg"', "-3 kg"),
        (4111111111111111, "General", "4111111111111111"),
        (4111111111111111.0, "0", "4111111111111111"),
        (123456789012345678, "General", "123456789012345678"),
        (12000, '#,##0,"k"', "12000"),  # shown as 12k
        (42, "00000", "00042"),
        (42, '"INV-"0000', "INV-0042"),
        (5, "[Red]0;[Blue]-0", "5"),
        (3, "0.00E+00", "3"),
        (1 / 3, "General", "0.333333333333333"),
        (datetime(2025, 5, 17), "General", "2025-05-17"),
        (datetime(2025, 5, 17, 9, 15), "General", "2025-05-17 09:15"),
        (date(2025, 5, 17), "General", "2025-05-17"),
        (time(8, 30), "General", "08:30"),
        (time(8, 0, 5), "General", "08:00:05"),
        (timedelta(hours=26), "[h]:mm", "26:00"),
        (timedelta(minutes=90, seconds=5), "[h]:mm:ss", "1:30:05"),
    ],
)
def test_a_cell_as_its_program_shows_it(value: Any, number_format: str, text: str) -> None:
    cell = read_cell(value, number_format)
    assert cell is not None
    assert cell.text == text
    assert cell.is_number == isinstance(value, int | float)


def lines(folder: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> list[str]:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "a.xlsx")
    return read_one(folder / "a.xlsx").text.split("\n\n")


def test_a_cell_that_is_merged_over_rows_is_in_each(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Region", "Shop", "Staff"],
        ["North", "Leeds", 3],
        [None, "York", 5],
        ["South", "Dover", 7],
    ]
    assert lines(tmp_path, rows, ["A2:A3"])[1] == "Region: North · Shop: York · Staff: 5"


def test_heads_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Shop", 2023, None, 2024, None],
        [None, "Staff", "Sales", "Staff", "Sales"],
        ["Leeds", 3, 400, 4, 450],
        ["York", 5, 610, 6, 640],
    ]
    assert lines(tmp_path, rows, ["A1:A2", "B1:C1", "D1:E1"])[0] == (
        "Shop: Leeds · 2023 Staff: 3 · 2023 Sales: 400 · 2024 Staff: 4 · 2024 Sales: 450"
    )


def test_tables_beside_each_other_are_two(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Port", "Boats", None, "Crew", "Days"],
        ["Lima", 7, None, "Ana", 12],
        ["Oslo", 9, None, "Bo", 14],
        [None, None, None, "Cai", 9],
    ]
    assert lines(tmp_path, rows) == [
        *("Port: Lima · Boats: 7", "Port: Oslo · Boats: 9"),
        *("Crew: Ana · Days: 12", "Crew: Bo · Days: 14", "Crew: Cai · Days: 9"),
    ]


def test_a_blank_column_in_a_table_parts_nothing(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Port", "Boats", None, "State", "Days"],
        ["Lima", 7, None, "open", 12],
        ["Oslo", 9, None, "open", 14],
    ]
    assert lines(tmp_path, rows)[0] == "Port: Lima · Boats: 7 · State: open · Days: 12"


def test_a_form_in_four_columns_is_one(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Invoice no.", "2024-118", None, "Date", date(2024, 3, 5)],
        ["Customer", "Mills & Sons", None, "Due", date(2024, 4, 4)],
        ["Total", 412.5, None, "Paid", "no"],
    ]
    assert lines(tmp_path, rows)[:2] == ["Invoice no.: 2024-118", "Date: 2024-03-05"]
