"""A table in one sentence: what its columns hold is counted, and nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.corpus.profile import COLUMNS, VALUES, is_regular, profile_of
from assistant.corpus.rows import tables_among

PORTS = ("Lima", "Oslo", "Bari", "Cork", "Riga", "Kiel")


def told(*rows: str) -> str:
    (table,) = tables_among(rows)
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
        # What is the least of these is not certain.
        (("-$5", "-$200", "-$10"), "Cost (-$5, -$200, -$10)"),
        (("(5)", "(200)", "(10)"), "Cost ((5), (200), (10))"),
        ((".25", ".3", ".275"), "Cost (.25, .3, .275)"),
        (("12pm", "1pm", "3pm"), "Cost (12pm, 1pm, 3pm)"),
        (("1.200", "900", "10"), "Cost (1.200, 900, 10)"),
        (
            ("2024-01-15 12:30", "2024-01-15 05:30", "2024-01-15 22:00"),
            "Cost (2024-01-15 12:30, 2024-01-15 05:30, 2024-01-15 22:00)",
        ),
        (("03/04/2024", "01/12/2024", "02/11/2024"), "Cost (03/04/2024, 01/12/2024, 02/11/2024)"),
    ],
)
def test_a_column_is_told_by_its_range_or_its_values(
    cells: tuple[str, ...], described: str
) -> None:
    pairs = list(zip(PORTS, cells, strict=False))
    rows = [" · ".join((f"Port: {port}", f"Cost: {cell}" * bool(cell))) for port, cell in pairs]
    rows = [row if cell else f"{row}Boats: 7" for row, (_, cell) in zip(rows, pairs, strict=True)]
    assert f"Port (Lima, Oslo, Bari), {described}" in told(*rows)


def test_of_many_values_those_that_return_are_counted_and_some_names_told() -> None:
    assert len(PORTS) > VALUES
    rows = [
        f"Port: {port} · Code: {port}1{n} · Ship: Old {port} {n} · Crew: {port} {n}"
        for port in PORTS
        for n in "ABC"
    ]
    assert told(*rows) == (
        "A table of 18 rows: Port (6 different), Code, "
        "Ship (Old Lima A, Old Lima B, Old Lima C and 15 more), Crew."
    )


@pytest.mark.parametrize(
    ("ports", "described"),
    [
        ("Lima " * 6 + "Oslo Bari Cork Riga Kiel", "6 different, most often Lima"),
        ("Lima " * 4 + "Oslo " * 4 + "Bari Cork Riga Kiel", "6 different"),
        ("Lima " * 4 + "Oslo Oslo Bari Bari Cork Cork Riga Kiel", "6 different"),  # just a third
        ("– " * 9 + "Oslo Bari Cork Riga Kiel", "6 different"),
        ("The_very_old_port_of_Lima " * 7 + "Oslo Bari Cork Riga Kiel", "6 different"),
    ],
)
def test_what_returns_most_is_told_if_it_returns_much(ports: str, described: str) -> None:
    rows = [f"Crew: 7 · Port: {port}" for port in ports.replace("–", "– –").split()]
    rows = [row.replace("_", " ") for row in rows]
    assert told(*rows).endswith(f"Crew (7), Port ({described}).")


LONG = "the one that sails every day to Oslo and Bergen when "


@pytest.mark.parametrize(
    ("names", "described"),
    [
        (("Ann", "Bo, sr", "Cy", "Di", "Ed", "Flo"), " (Ann; Bo, sr; Cy and 3 more)"),
        (("Ann", "Bo", "Cy", "Di 1", "Ed 2", "Flo"), " (Ann, Bo, Cy and 3 more)"),
        (("Ann", "Bo", "Cy", "Di 1", "Ed 2", "Flo 3"), ""),
        (("3 May", "4 May", "5 May", "6 May", "7 May", "8 May"), " (3 May to 8 May)"),
        (("9:00 am", "9:30 am", "1:00 pm", "2:00 pm", "3:00 pm", "6:00 pm"), ""),
        (("1", "2", "3", "4", "5", "6"), " (1 to 6)"),
        (("Ann", "Ann", "Bo", "Cy", "Di", "Ed", "Flo"), ""),
        (("Ann", "", "Bo", "Cy", "Di", "Ed", "Flo"), "; in 6 of them"),
        ([f"{LONG}{one}" for one in PORTS], ""),
        ([f"https://{one}{'a' * 40}" for one in PORTS], ""),
    ],
)
def test_rows_are_named_by_texts_of_their_own(names: Sequence[str], described: str) -> None:
    rows = [f"Nets: 7 · Boats: 2 · Crew: 3 · Port: Oslo · Ship: {name}" for name in names]
    rows = [row.removesuffix(" · Ship: ") for row in rows]
    described = described.replace("; in 6 of them", " (in 6 of them)")
    assert told(*rows).endswith(f"Port (Oslo), Ship{described}.")


def test_a_column_that_is_told_otherwise_takes_no_names_from_the_next() -> None:
    kinds = ("Tug", "Tug", "Barge", "Barge", "Ketch", "Ketch")
    rows = [f"Kind: {kind} · Ship: Old {port}" for kind, port in zip(kinds, PORTS, strict=True)]
    assert told(*rows) == (
        "A table of 6 rows: Kind (Tug, Barge, Ketch), "
        "Ship (Old Lima, Old Oslo, Old Bari and 3 more)."
    )


def test_of_three_rows_with_long_names_no_more_are_told() -> None:
    tasks = ("Ask Ann for the key to the hall", "Pay the man who fixed the old gate", "Go home now")
    rows = [f"No: {number} · Task: {task} · Due: May" for number, task in enumerate(tasks)]
    assert told(*rows).endswith(f"Task ({', '.join(tasks)}), Due (May).")


def test_of_a_long_cell_that_each_row_has_nothing_is_told() -> None:
    long = "sails if the wind allows it " * 4
    rows = [f"Port: {port} · Crew: 7 · Boats: 2 · Note: {long.strip()}" for port in PORTS]
    assert told(*rows).endswith("Boats (2), Note.")


def table(heads: str, *rows: str) -> list[str]:
    pairs = (zip(heads.split(), row.split(), strict=True) for row in rows)
    return [" · ".join(map(": ".join, row)) for row in pairs]


def test_a_sum_is_counted_apart_and_told_only_where_it_is_one() -> None:
    rows = ("Lima 7 10 3", "Oslo 5 20 1", "Bari 8 30 2", "All 20 20 6")  # of the age the mean
    assert told(*table("Port Boats Age Nets", *rows)) == (
        "A table of 3 rows and their sum: Port (Lima, Oslo, Bari), Boats (5 to 8; 20 in all), "
        "Age (10 to 30), Nets (1 to 3; 6 in all)."
    )


@pytest.mark.parametrize(
    "amounts",
    [
        "0 1 2 3 4",
        "0 0 1 0 0 0 0 1 0 0 0 2",
        "5 -5 3 -3 7 -7",
        "1 -2 2 0 -1 1 2 -2 1 -1 1",
        "3.1 -2.4 1.2 0.5 -2.2 0.2",
        "1 2 1 1 5",  # too small to be sure
    ],
)
def test_what_may_be_a_sum_by_chance_is_a_row(amounts: str) -> None:
    rows = table("Day Amount", *(f"{day} {one}" for day, one in enumerate(amounts.split())))
    assert told(*rows).startswith(f"A table of {len(rows)} rows: Day (0 to {len(rows) - 1})")
    assert "in all" not in told(*rows)


def test_a_table_of_text_or_of_few_cells_is_not_regular() -> None:
    def of(*rows: str) -> bool:
        (found,) = tables_among(rows)
        return is_regular(found)

    prices = table("Item Price", "Lamp 7", "Chair 9")
    assert of(*prices)
    long = "The committee was told that it is not to be sold before the roof is done."
    assert not of(*(f"{row} · Said: {long} · Why: {long}" for row in prices))
    assert not of(*(f"Item: {n} · G: 1 · H{n}a: 1 · H{n}b: 1" for n in range(6)))


def test_a_wide_table_is_told_by_its_first_columns() -> None:
    heads = [f"H{number}" for number in range(COLUMNS + 2)]
    rows = [" · ".join(f"{head}: {place}" for head in heads) for place in range(3)]
    assert told(*rows).endswith(f"H{COLUMNS - 1} (0 to 2), and 2 more columns.")
