"""A table in one sentence: what its columns hold is counted, and nothing is made up."""

from __future__ import annotations

import pytest

from assistant.corpus.profile import COLUMNS, VALUES, profile_of
from assistant.corpus.rows import parse_row, tables_among

PORTS = ("Lima", "Oslo", "Bari", "Cork", "Riga", "Kiel")


def told(*rows: str) -> str:
    (table,) = tables_among([parse_row(row) for row in rows])
    return profile_of(table)


@pytest.mark.parametrize(
    ("cells", "described"),
    [
        (("£6.00", "£22.50", "£10.00"), "Cost (£6.00 to £22.50)"),
        (("4", "4", "4"), "Cost (4)"),
        (("-3", "2,500", "-12"), "Cost (-12 to 2,500)"),
        (("2024-06-01", "2023-12-24", "2024-01-02"), "Cost (2023-12-24 to 2024-06-01)"),
        (("4 km", "5 miles", "6 km"), "Cost (4 km, 5 miles, 6 km)"),  # not of one unit
        (("paid", "open", "paid"), "Cost (paid, open)"),
        (("paid, late", "open", "open"), "Cost (paid, late; open)"),
        (("3 or 4", "5", ""), "Cost (3 or 4, 5; in 2 of them)"),
    ],
)
def test_a_column_is_told_by_its_range_or_its_values(
    cells: tuple[str, ...], described: str
) -> None:
    pairs = list(zip(PORTS, cells, strict=False))
    rows = [" · ".join((f"Port: {port}", f"Cost: {cell}" * bool(cell))) for port, cell in pairs]
    rows = [row if cell else f"{row}Boats: 7" for row, (_, cell) in zip(rows, pairs, strict=True)]
    assert f"Port (Lima, Oslo, Bari), {described}" in told(*rows)


def test_many_values_are_counted_where_they_return_and_else_left_out() -> None:
    assert len(PORTS) > VALUES
    rows = [f"Port: {port} · Ship: {port} {trip}" for port in PORTS for trip in "ABC"]
    assert told(*rows) == "A table of 18 rows: Port (6 different), Ship."


def test_sums_are_counted_apart_and_told_only_where_they_are_some() -> None:
    rows = ("Lima 7 10 3", "Oslo 5 20 1", "Bari 8 30 2", "All 20 20 6")  # of the age the mean
    heads = ("Port", "Boats", "Age", "Nets")
    lines = [" · ".join(map(": ".join, zip(heads, row.split(), strict=True))) for row in rows]
    assert told(*lines) == (
        "A table of 3 rows and a row of sums: Port (Lima, Oslo, Bari), Boats (5 to 8; 20 in all), "
        "Age (10 to 30), Nets (1 to 3; 6 in all)."
    )


def test_a_wide_table_is_told_by_its_first_columns() -> None:
    heads = [f"H{number}" for number in range(COLUMNS + 2)]
    rows = [" · ".join(f"{head}: {place}" for head in heads) for place in range(3)]
    assert told(*rows).endswith(f"H{COLUMNS - 1} (0 to 2), and 2 more columns.")
