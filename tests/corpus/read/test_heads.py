"""Whether the first row of a table holds heads."""

from __future__ import annotations

import pytest

from assistant.corpus.read.heads import Kind, kind_of, measure
from assistant.corpus.read.table import loose_table_lines


def rows(table: str) -> list[list[str]]:
    return [row.split("|") for row in table.split(";")]


FORM = (
    "Customer|Ada Tillman|Job no.|CV-2061;Address|4 Quay Street|Visit|Tuesday 14 October 2025;"
    "Engineer|B. Okoro|On site|09.10 - 11.25;Last service|22 October 2024|Hours run|11,306"
)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("Area|Who|Telephone;Old town|Ada Tillman|01632 801;The quay|Bo Okoro|01632 802;"
         "South|Femi Diaz|01632 803", "heads"),
        ("Item|Upper deck|Lower deck|Saloon;Deposit|£250|£400|£600;Free days|15|15|10", "heads"),
        ("7.30|Tea and tablets|bedroom;8.00|Breakfast|kitchen;10.30|Walk|outside;18.00|Bread|hall",
         "no heads"),
        ("0x01|BEACON|gateway to nodes;0x02|READING|node to gateway;0x03|ACK|gateway to node",
         "no heads"),
        (FORM, "form"),
        ("Only|one|row", "no heads"),
    ],
)  # fmt: skip
def test_what_the_first_row_is(table: str, kind: Kind) -> None:
    assert kind_of(rows(table)) == kind


def test_the_facts_of_a_form_are_read_one_by_one() -> None:
    assert loose_table_lines(rows(FORM), "Service")[:4] == [
        "Service — Customer: Ada Tillman",
        "Service — Job no.: CV-2061",
        "Service — Address: 4 Quay Street",
        "Service — Visit: Tuesday 14 October 2025",
    ]


def test_an_empty_corner_is_that_of_heads() -> None:
    found = loose_table_lines(
        rows("|Until 31 March 2025|From 1 April 2025;Adults|£10|£11;Dogs|–|£2")
    )
    assert found[0] == "Adults · Until 31 March 2025: £10 · From 1 April 2025: £11"


def test_rows_of_other_widths_are_not_compared() -> None:
    assert measure([["Ship", "Built"], ["a note"]]) is None
    assert kind_of([["Ship", "Built"], ["a note"]]) == "no heads"
