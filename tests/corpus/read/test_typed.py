"""Tables typed into plain text."""

from __future__ import annotations

import pytest

from assistant.corpus.read.typed import lines_for_typed_tables


def rows(text: str) -> list[str]:
    """The lines that a text has only with its tables by rows."""
    made = lines_for_typed_tables(text)
    return [line for line in made.split("\n") if line and line not in text.split("\n")]


def test_columns_set_apart_by_spaces_are_read_under_their_heads() -> None:
    text = """Sailings in winter
Ship     Built   Berths
Dawn     1990        38
Dusk     2001         7

They sail at night."""
    assert rows(text) == [
        "Sailings in winter — Ship: Dawn · Built: 1990 · Berths: 38",
        "Sailings in winter — Ship: Dusk · Built: 2001 · Berths: 7",
    ]
    assert lines_for_typed_tables(text).endswith("\nThey sail at night.")


def test_tabs_set_columns_apart() -> None:
    assert rows("Ship\tBuilt\tBerths\nDawn\t1990\t38\nDusk\t2001\t7") == [
        "Ship: Dawn · Built: 1990 · Berths: 38",
        "Ship: Dusk · Built: 2001 · Berths: 7",
    ]


def test_a_list_of_prices_below_a_heading() -> None:
    text = """------------------------------
6. PRICES
------------------------------
Day ticket               GBP 8
Evening, from five       GBP 5
A dog                    free
"""
    assert rows(text) == [
        "6. PRICES — Day ticket: GBP 8",
        "6. PRICES — Evening, from five: GBP 5",
        "6. PRICES — A dog: free",
    ]


def test_a_cell_goes_on_in_the_next_line() -> None:
    text = """Keeping them
                 Summer            Winter
Water            once a day        twice a day if it
                                   freezes at night
Shade            all day           none
"""
    assert rows(text) == [
        "Keeping them — Water · Summer: once a day · Winter: twice a day if it freezes at night",
        "Keeping them — Shade · Summer: all day · Winter: none",
    ]


def test_a_row_that_begins_with_a_small_letter_is_one_of_its_own() -> None:
    text = """Results
Parameter      A      B    Limit
pH           6.7    6.8
Nitrate       58     57       50
Lead           1      7        5
"""
    assert rows(text)[:2] == [
        "Results — Parameter: pH · A: 6.7 · B: 6.8",
        "Results — Parameter: Nitrate · A: 58 · B: 57 · Limit: 50",
    ]


def test_a_first_row_like_the_others_is_no_head() -> None:
    text = """The carer comes:
  8:30   45 minutes   wash and dress
  12:30  30 minutes   lunch
  20:00  30 minutes   bed
"""
    assert rows(text) == [
        "The carer comes — 8:30: 45 minutes · wash and dress",
        "The carer comes — 12:30: 30 minutes · lunch",
        "The carer comes — 20:00: 30 minutes · bed",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It rains.  It pours.\nThe old man snores.  He sleeps.\nHe bumped his head.  It hurt.",
        "Lima, 3 May        Our ref: 7\nDear Sir,          Your ref: 9\nthank you          for it",
        "1  Where to begin ....... 3\n2  Where to go .......... 9\n3  Where to end ........ 12",
        "no gaps\nat all\nin this",
    ],
)  # fmt: skip
def test_what_is_no_table(text: str) -> None:
    assert lines_for_typed_tables(text) == text
