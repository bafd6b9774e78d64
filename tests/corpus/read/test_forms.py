"""Forms whose labels stand above their values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus.read.boxes import Printed, page_letters
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.forms import with_fields
from assistant.corpus.read.marking import marked
from assistant.corpus.read.pdf import opened
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule
from benchmarks.small_files import pdf

WIDTH = 5.0  # of a letter, in points
SMALL, LARGE = 8.0, 12.0


def row(y: float, height: float, *texts: str, shade: float = 0.0) -> list[Printed]:
    lines = [
        Line(text, x, x + WIDTH * len(text), y, y, height, shade=shade)
        for x, text in zip((60.0, 200.0, 340.0), texts, strict=False)
        if text
    ]
    return [Printed(line, (line,)) for line in lines]


def read(*rows: Sequence[Printed], rules: Sequence[Rule] = ()) -> list[str]:
    return [one.line.text for one in with_fields([one for row in rows for one in row], rules)]


NAMES = row(700, SMALL, "First name", "Last name"), row(688, LARGE, "Odile", "Brandt")
PLACES = row(670, SMALL, "Street", "Town"), row(658, LARGE, "11 Quay Walk", "Whitby")
FIELDS = ["First name: Odile", "Last name: Brandt", "Street: 11 Quay Walk", "Town: Whitby"]


def plain(*rows: Sequence[Printed]) -> list[str]:
    return [one.line.text for row in rows for one in row]


def test_each_label_is_read_with_its_value() -> None:
    assert read(*NAMES, *PLACES) == FIELDS


def test_a_label_may_be_paler_and_no_smaller() -> None:
    rows = [
        row(y, LARGE, *plain(one), shade=shade)
        for y, one, shade in zip(
            (702, 688, 664, 650), (*NAMES, *PLACES), (0.5, 0, 0.5, 0), strict=True
        )
    ]
    assert read(*rows) == FIELDS


def test_rows_that_are_paler_by_turns_are_a_table() -> None:
    rows = [
        row(700 - 14 * number, LARGE, f"Item {number}", f"Kind {number}", shade=number % 2 * 0.5)
        for number in range(1, 7)
    ]
    assert read(*rows) == plain(*rows)


def test_a_value_may_have_several_lines() -> None:
    rest = row(645, LARGE, "Upper Merle")
    assert read(*NAMES, *PLACES, rest)[2] == "Street: 11 Quay Walk Upper Merle"


def test_a_value_ends_at_a_rule() -> None:
    rest = row(642.5, LARGE, "Upper Merle")
    rule = Rule(is_vertical=False, at=656.0, start=50.0, end=400.0)
    assert read(*NAMES, *PLACES, rest)[2] == "Street: 11 Quay Walk Upper Merle"
    assert read(*NAMES, *PLACES, rest, rules=[rule]) == [*FIELDS, "Upper Merle"]


def test_a_label_without_a_value_stays_one() -> None:
    labels = row(670, SMALL, "Street", "Town", "Country")
    assert read(*NAMES, labels, PLACES[1]) == [*FIELDS, "Country"]


def test_one_row_of_labels_is_none() -> None:
    rows = row(700, SMALL, "Name", "Town", "Boat"), row(688, LARGE, "Ada", "Lowick", "Tern")
    assert read(*rows) == plain(*rows)


def test_heads_in_small_print_stay_heads() -> None:
    table = [
        row(640, SMALL, "Name", "Town", "Boat"),
        row(626, LARGE, "Ada", "Lowick", "Tern"),
        row(610, LARGE, "Tom", "Wexley", "Gull"),
    ]
    assert read(*NAMES, *PLACES, *table) == [*FIELDS, *plain(*table)]


def test_rows_that_are_smaller_by_turns_are_a_table() -> None:
    rows = [
        row(700 - 14 * number, SMALL if number % 2 else LARGE, f"Item {number}", f"Kind {number}")
        for number in range(7)
    ]
    assert read(*rows) == plain(*rows)


def test_what_a_figure_counts_is_no_label_of_the_next() -> None:
    rows = [
        part
        for number in range(4)
        for part in (
            row(700 - 30 * number, LARGE, f"{number} t", f"{number} km"),
            row(690 - 30 * number, SMALL, f"Weight {number}", f"Way {number}"),
        )
    ]
    assert read(*rows) == plain(*rows)


def test_a_label_in_a_cell_beside_other_cells_is_none() -> None:
    rows = [
        part
        for number in range(3)
        for part in (
            row(700 - 30 * number, SMALL, f"{number} March"),
            row(688 - 30 * number, LARGE, "Coffee shop", "4.20", "512.10"),
        )
    ]
    assert read(*rows) == plain(*rows)


def test_titles_above_text_are_no_labels() -> None:
    rows = [
        part
        for number in range(3)
        for part in (
            row(700 - 60 * number, SMALL, f"Harbour {'x' * number}"),
            row(688 - 60 * number, LARGE, "Ferry is late again"),
            row(664 - 60 * number, 10.0, "The ferry came in two hours late."),
        )
    ]
    assert read(*rows) == plain(*rows)


@pytest.mark.parametrize("by_rows", [False, True])
def test_fields_of_a_file_are_cited_and_marked(tmp_path: Path, by_rows: bool) -> None:
    pairs = [
        ((60.0, 700.0), "Tenant", "Rosa Lindqvist"),
        ((240.0, 700.0), "Flat", "14"),
        ((60.0, 660.0), "Rent", "800"),
        ((240.0, 660.0), "Bank", "Harbour Mutual"),
    ]
    lines = [
        line
        for (x, y), label, value in pairs
        for line in ((x, y, 8.0, label), (x, y - 13, 12.0, value))
    ]
    lines = sorted(lines, key=lambda line: -line[1]) if by_rows else lines
    lines.append((60.0, 600.0, 12.0, "Both sides keep one copy of this record for six years."))
    file = tmp_path / "form.pdf"
    file.write_bytes(pdf([lines]))
    (document,) = read_here(file)
    fields = [f"{label}: {value}" for _, label, value in pairs]
    assert document.text.split("\n\n")[:4] == fields
    with opened(file) as opened_file:
        letters = page_letters(opened_file[0])
    for (x, y), label, value in pairs:
        label_at, value_at = marked(f"{label}: {value}", letters)
        assert "".join(one.text for one in label_at) == label
        assert "".join(one.text for one in value_at) == value.replace(" ", "")
        assert (label_at[0].left, value_at[0].left) == pytest.approx((x, x), abs=2)
        assert label_at[0].bottom > value_at[0].bottom > y - 20
