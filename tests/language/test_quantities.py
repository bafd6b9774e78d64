from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.quantities import DateMention, dates, is_unit, quantities, without_dates


def pairs(text: str) -> list[tuple[float, str]]:
    return [(quantity.value, quantity.unit) for quantity in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # percent, in every form
        ("45%", [(45, "%")]),
        ("45 %", [(45, "%")]),
        ("45 per cent", [(45, "%")]),
        ("45 percent", [(45, "%")]),
        ("forty-five percent", [(45, "%")]),
        ("one percent", [(1, "%")]),
        ("3.5 percentage points", [(3.5, "points")]),
        # scales and currencies
        ("$2.5bn", [(2.5e9, "$")]),
        ("US$3 million", [(3e6, "$")]),
        ("€5m", [(5e6, "€")]),
        # units of tables
        ("96 (million euros)", [(96e6, "€")]),
        ("2024: 5 (%)", [(2024, ""), (5, "%")]),
        ("10 million euros", [(1e7, "€")]),
        ("200 billion dollars", [(2e11, "$")]),
        ("5 billion yuan", [(5e9, "¥")]),
        ("£1,200.50", [(1200.5, "£")]),
        ("10k runners", [(1e4, "")]),
        ("50p or fifty pence, 35 (pence)", [(0.5, "£"), (0.5, "£"), (0.35, "£")]),
        ("5 p.m. or 5p.m. or 5pm, 5 p", [(5, "")] * 4),
        ("1 200 500 seats", [(1200500, "")]),
        ("£1\u202f200.50", [(1200.5, "£")]),
        ("10\u00a0500 million euros", [(10.5e9, "€")]),
        ("1\u2009200", [(1200, "")]),
        ("In 2024 300 450 came", [(2024, ""), (300, ""), (450, "")]),
        ("in 2024 300 came", [(2024, ""), (300, "")]),
        ("Room 5 2024", [(5, ""), (2024, "")]),
        ("Call 020 7946", [(20, ""), (7946, "")]),
        ("10 km", [(10, "")]),
        # number words
        ("twenty-one guns", [(21, "")]),
        ("forty five", [(45, "")]),
        ("four and five", [(4, ""), (5, "")]),
        ("nineteen ninety", [(19, ""), (90, "")]),
        ("one of them", []),
        ("one million", [(1e6, "")]),
        ("a million people", [(1e6, "")]),
        ("a dozen eggs", [(12, "")]),
        ("two dozen", [(24, "")]),
        ("a man and an egg", []),
        ("someone phoned often", []),
        # several words of one number
        ("one hundred and twenty", [(120, "")]),
        ("nine hundred ninety-nine", [(999, "")]),
        ("a hundred and five thousand euros", [(105000, "€")]),
        ("two thousand five hundred per cent", [(2500, "%")]),
        ("minus two thousand five hundred", [(-2500, "")]),
        ("one million two hundred and fifty thousand", [(1.25e6, "")]),
        ("two thousand and one", [(2001, "")]),
        ("of the two thousand one left", [(2000, "")]),
        ("between one hundred and twenty", [(100, ""), (20, "")]),
        ("between two thousand and five hundred", [(2000, ""), (500, "")]),
        ("two hundred and three hundred", [(200, ""), (300, "")]),
        ("one thousand, five of them", [(1000, ""), (5, "")]),
        ("five thousand euros and twenty cents", [(5000, "€"), (20, "")]),
        # parts
        ("two and a half million", [(2.5e6, "")]),
        ("two-and-a-half hours", [(2.5, "")]),
        ("2 and three quarters", [(2.75, "")]),
        ("2½ or 1 1⁄2 cups", [(2.5, ""), (1.5, "")]),
        ("half a million", [(5e5, "")]),
        ("½ million, ½ a million or 1/2 of a million", [(5e5, ""), (5e5, ""), (5e5, "")]),
        ("¾ cup and 3⁄8 inch", [(0.75, ""), (0.375, "")]),
        ("$½ million", [(5e5, "$")]),
        ("rooms 1/2 and 3/4", [(1, ""), (2, ""), (3, ""), (4, "")]),
        ("three quarters of a million", [(750000, "")]),
        ("half a dozen eggs", [(6, "")]),
        ("half an hour, the second half, an hour and a half", []),
        ("five and a quarter of the staff", [(5, "")]),
        # letters of old prints and of other languages, which a pattern takes for s and i
        ("ſix days", [(6, "")]),
        ("fıve days", [(5, "")]),
        ("FİVE MİLLİON", [(5e6, "")]),
        ("3 bıllıon", [(3e9, "")]),
        ("4 percentage poıntſ", [(4, "points")]),
        # separators, decimals, signs, ordinals, ranges, years
        ("25,000", [(25000, "")]),
        ("0.5%", [(0.5, "%")]),
        ("-3 degrees", [(-3, "")]),
        ("−5%", [(-5, "%")]),
        ("minus 5", [(-5, "")]),
        ("the 20th century", [(20, "")]),
        ("the 1990s", [(1990, "")]),
        ("2018-2020", [(2018, ""), (2020, "")]),
        ("2–0", [(2, ""), (0, "")]),
        ("10–20 per cent", [(10, ""), (20, "%")]),
        ("in 2024", [(2024, "")]),
        ("the G7 and H5N1", []),
        ("", []),
    ],
)
def test_quantities(text: str, expected: list[tuple[float, str]]) -> None:
    assert pairs(text) == expected


@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert pairs(f"{number:,} people") == pairs(f"{number} people") == [(number, "")]


@given(st.text())
def test_each_is_where_it_says(text: str) -> None:
    ends = [0]
    for quantity in quantities(text):
        assert ends[-1] <= quantity.start < quantity.end
        assert quantity.text in text[ends[-1] : quantity.end]
        ends.append(quantity.end)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("45 per cent", "45%", True),
        ("$5 million", "5,000,000 dollars", True),
        ("60", "60%", True),
        ("60%", "60 percentage points", False),
        ("$5", "€5", False),
        ("5 million", "5 billion", False),
        ("-5", "5", False),
        ("25", "25.5", False),
    ],
)
def test_matches(one: str, other: str, same: bool) -> None:
    (left,), (right,) = quantities(one), quantities(other)
    assert left.matches(right) is same
    assert right.matches(left) is same


def said(mention: DateMention) -> tuple[int | None, int | None, int | None, str]:
    return mention[:4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 12 May 2024", [(2024, 5, 12, "")]),
        ("on May 12, 2024", [(2024, 5, 12, "")]),
        ("on the 3rd of June", [(None, 6, 3, "")]),
        ("in September 2023", [(2023, 9, None, "")]),
        ("in Sept. 2023", [(2023, 9, None, "")]),
        ("2024-05-12", [(2024, 5, 12, "")]),
        ("2024-11,310,1180", [(2024, 11, None, "")]),
        ("the years 2010-12", []),
        ("ISO 2022-19", []),
        ("see 2024-05-12-minutes.txt", [(2024, 5, 12, "")]),
        ("2024-05-12-2024-05-15", [(2024, 5, 12, ""), (2024, 5, 15, "")]),
        ("last Tuesday", [(None, None, None, "tuesday")]),
        ("in June", [(None, 6, None, "")]),
        ("in May", [(None, 5, None, "")]),
        ("since late March", [(None, 3, None, "")]),
        ("They may march in 2024.", []),
        ("Theresa May led the March.", []),
        ("in 2024", []),
        ("", []),
    ],
)
def test_dates(text: str, expected: list[tuple[int | None, int | None, int | None, str]]) -> None:
    assert [said(mention) for mention in dates(text)] == expected


@pytest.mark.parametrize(
    ("claim", "source", "agrees"),
    [
        ("12 May 2024", "May 12, 2024", True),
        ("12 May", "12 May 2024", True),
        ("May 2024", "2024-05-12", True),
        ("12 May 2024", "12 May", False),
        ("12 May 2024", "12 May 2023", False),
        ("12 May 2024", "13 May 2024", False),
        ("12 June", "12 July", False),
        ("Monday", "Monday", True),
        ("on a monday", "Mondays", True),
        ("Monday", "Tuesday", False),
        ("Monday", "12 May 2024", False),
    ],
)
def test_a_date_agrees_with_one_that_says_at_least_as_much(
    claim: str, source: str, agrees: bool
) -> None:
    (mine,), (theirs,) = dates(claim), dates(source)
    assert mine.agrees(theirs) is agrees


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_is_the_same_in_any_writing(day: date) -> None:
    for text in (f"{day.day} {day:%B %Y}", f"{day:%B} {day.day}, {day:%Y}", day.isoformat()):
        (mention,) = dates(text)
        assert said(mention) == (day.year, day.month, day.day, "")


@pytest.mark.parametrize(
    "text", ["million euros", "in thousand EUR", "€m", "US$ million", "%", "per cent", "Millions"]
)
def test_a_unit(text: str) -> None:
    assert is_unit(text)


@pytest.mark.parametrize("text", ["", "m", "kg", "EUR", "Port", "million boats", "in", "2024"])
def test_no_unit_of_numbers(text: str) -> None:
    assert not is_unit(text)


def test_dates_are_taken_out_and_numbers_stay() -> None:
    left = without_dates("On 2 May 2024 it cost 40 euros.")
    assert left.split() == ["On", "it", "cost", "40", "euros."]
    left = without_dates("It is open from 2 May to 12 May, says the Mayor.")
    assert left.split() == ["It", "is", "open", "from", "to", ",", "says", "the", "Mayor."]
