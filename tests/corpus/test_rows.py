from __future__ import annotations

import pytest

from assistant.corpus.read.table import table_lines
from assistant.corpus.rows import number_in, parse_row, passed_over
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
