from __future__ import annotations

import pytest

from assistant.corpus.read.table import table_lines
from assistant.corpus.rows import (
    answering_cell,
    cell_first,
    cell_with,
    number_in,
    parse_row,
    passed_over,
    tables_among,
)
from assistant.language.words import stems


def test_a_line_of_a_table_becomes_its_cells_again() -> None:
    (line,) = table_lines(
        [["Segment", "2023", "Cost (euros)"]], [["Solar", "88", "12"]], "Revenue — by segment"
    )
    row = parse_row(line)
    assert row is not None
    assert row.about == "Revenue — by segment"
    assert row.cells == {"Segment": "Solar", "2023": "88", "Cost": "12 euros"}


def test_a_caption_may_have_a_colon() -> None:
    row = parse_row("Table 5: Ports — North — Port: Lima — old · Boats: 7")
    assert row is not None
    assert (row.about, row.cells) == (
        "Table 5: Ports — North", {"Port": "Lima — old", "Boats": "7"},
    )  # fmt: skip


def test_cells_without_a_head_and_values_with_marks() -> None:
    row = parse_row("Solar · 2023: 88 — late · Note: see: below")
    assert row is not None
    assert (row.about, row.cells) == ("", {"": "Solar", "2023": "88 — late", "Note": "see: below"})


@pytest.mark.parametrize("line", ["The ferry sails at nine.", "Note: bread · soup\nand more", ""])
def test_other_lines_are_no_rows(line: str) -> None:
    assert parse_row(line) is None


@pytest.mark.parametrize(
    ("cell", "value", "before", "behind"),
    [
        ("1,200", 1200.0, "", ""),
        ("96 (million euros)", 96.0, "", "(million euros)"),
        ("$3.50", 3.5, "$", ""),
        ("−4 %", -4.0, "", "%"),
        ("48 m²", 48.0, "", "m²"),
    ],
)
def test_numbers(cell: str, value: float, before: str, behind: str) -> None:
    found = number_in(cell)
    assert found is not None
    assert (found.value, found.before, found.behind) == (value, before, behind)


@pytest.mark.parametrize("cell", ["A-101", "3-1", "2024-05-06", "12,50", "n/a", "", "about 5 of 9"])
def test_no_numbers(cell: str) -> None:
    assert number_in(cell) is None


ROLES = table_lines(
    [["Year", "Title", "Role", "Episodes"]],
    [["2015", "Night Ferry", "Ada", "12"], ["2019", "Dusk", "Bo", "2019"]],
    "Roles",
)


@pytest.mark.parametrize(
    ("asked", "over"),
    [
        ("Which roles were there in 2019?", {0}),
        ("Who plays Ada in the ferry?", {1}),
        ("Who plays Bo and Ada?", set()),
        ("Who plays in Night Train?", set()),  # no whole cell is named
        ("Which role had 12 episodes?", set()),  # an amount names no row
        ("Which roles are there?", set()),
    ],
)
def test_rows_that_a_question_does_not_name(asked: str, over: set[int]) -> None:
    lines = [("a", line) for line in ROLES]
    assert passed_over(lines, set(stems(asked))) == over
    assert passed_over([*lines, ("a", "Ada and Bo met in 2019.")], set(stems(asked))) == over


def test_each_table_is_looked_at_by_itself_and_a_long_row_as_one() -> None:
    asked = set(stems("The role of 2015"))
    assert passed_over([("a", ROLES[0]), ("b", ROLES[1])], asked) == set()
    rest = "Roles — Year: 2015 · Note: on tour"
    assert passed_over([("a", ROLES[0]), ("a", rest), ("a", ROLES[1])], asked) == {2}


def test_lines_that_stand_together_are_a_table() -> None:
    head, long = ["Port", "Boats", "Crew"], ["Port", *(f"Remark {n}" for n in range(4))]
    words = " ".join(["word"] * 40)
    lines = [
        *table_lines([head], [["Lima", "7", "17"], ["Oslo", "9", ""]], "Fleet"),
        "The ferry sails at nine.",
        *table_lines([head], [["Bergen", "1", "2"]], "Fleet"),
        *table_lines([long], [["Lima", *[words] * 4], ["Oslo", words, "", "", ""]], "Remarks"),
    ]
    first, second, third = tables_among(lines)
    assert (first.about, first.heads) == ("Fleet", ("Port", "Boats", "Crew"))
    assert [row.cells for row in first.rows] == [
        {"Port": "Lima", "Boats": "7", "Crew": "17"},
        {"Port": "Oslo", "Boats": "9"},
    ]
    assert [row.lines for row in first.rows] == [[0], [1]]
    assert [row.lines for row in second.rows] == [[3]]
    lima, oslo = third.rows
    assert len(lima.lines) > 1, "a long row is several lines"
    assert list(lima.cells) == long
    assert len(oslo.lines) == 1
    assert tables_among([]) == tables_among(["The ferry sails at nine."]) == []


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("7", "Boats"),
        ("Boats: 7", "Boats"),
        ("Lima — old", "Port"),
        ("old", "Port"),
        ("in 17 boats", None),
        ("Crew: 17 men", "Crew"),
        ("Port: Lima — old · Boats: 7", None),
        ("Fleet", None),
        ("ima", None),
        ("men", "Crew"),
        ("", None),
    ],
)
def test_the_cell_that_holds_an_answer(words: str, head: str | None) -> None:
    line = "Fleet — Port: Lima — old · Boats: 7 · Crew: 17 men"
    assert cell_with(line, words) == head
    assert cell_with("Lima sails at 7.", words) is None


def test_of_cells_that_say_the_same_none_is_certain() -> None:
    assert cell_with("Port: Lima · Boats: 7 · Crew: 7", "7") is None
    assert cell_with("Port: Lima · Boats: 7 · Crew: 7", "Crew: 7") == "Crew"


PAINT = (
    "Prices — Item: Paint · Supplier: Oakes · Quantity: 12 · Unit price (net): 8.40 · 2023: 7.90"
)


@pytest.mark.parametrize(
    ("question", "span", "cell"),
    [
        ("What is the unit price of paint?", "12", "Unit price (net): 8.40"),
        ("What did paint cost in 2023?", "8.40", "2023: 7.90"),
        ("What is the quantity of paint with a unit price of 8.40?", "7.90", "Quantity: 12"),
        ("What does paint cost?", "8.40", "Unit price (net): 8.40"),
        ("What is the quantity, and the unit price of paint?", "12", "Quantity: 12"),
        ("What is the quantity, and the unit price of paint?", "Oakes", None),
        ("Which item has the highest quantity and unit price?", "Paint", "Item: Paint"),
        ("Who sells paint?", "Oakes · Quantity", None),
        ("Who sells paint?", "", None),
        ("Which item comes from Oakes?", "Paint", "Item: Paint"),
    ],
)
def test_the_cell_that_answers(question: str, span: str, cell: str | None) -> None:
    asked = set(stems(question))
    assert answering_cell(PAINT, asked, span) == cell
    assert cell is None or cell in PAINT
    assert answering_cell("Paint comes from Oakes.", asked, "Oakes") is None


def test_of_a_numbered_row_what_it_is_called_may_answer() -> None:
    row = "No: 3 · Title: Requiem · Copies: 40 · Missing: 6 · Shelf: C"
    asked = set(stems("which music has the most copies missing?"))
    assert answering_cell(row, asked, "Requiem") == "Title: Requiem"
    assert answering_cell(row, asked, "C") is None


def test_a_cell_comes_before_what_its_row_is_called() -> None:
    assert cell_first(PAINT, "Quantity: 12") == "Quantity: 12 — Item: Paint"
    assert cell_first(PAINT, "Item: Paint") == "Item: Paint"
    assert cell_first(PAINT, "Kent") is None
    assert cell_first("Paint comes from Oakes.", "Oakes") is None
    assert cell_first("Solar · 2023: 88", "88") == "2023: 88 — Solar"
