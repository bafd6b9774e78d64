from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.slots import (
    holds_amounts,
    missing_dates,
    missing_names,
    missing_numbers,
    missing_quantities,
    missing_quotations,
)
from assistant.grounding.support import plain
from assistant.language.quantities import without_dates
from tests.grounding.claims import FAITHFUL, FLAWED, Pair

REASON = {
    "number": "the number",
    "date": "the date",
    "name": "the name",
    "quotation": "the quotation",
}
"""What code knows to be missing, with a piece of what a reader is told of it."""


def missing(claim: str, source: str) -> list[str]:
    return [
        *missing_numbers(claim, source),
        *missing_dates(claim, source),
        *missing_names(claim, source),
        *missing_quotations(claim, source),
    ]


@pytest.mark.parametrize("pair", FAITHFUL, ids=lambda pair: pair.claim)
def test_nothing_of_a_faithful_claim_is_missing(pair: Pair) -> None:
    assert missing(pair.claim, pair.source) == []


@pytest.mark.parametrize(
    "pair",
    [pair for pair in FLAWED if pair.flaw in REASON],
    ids=lambda pair: f"{pair.flaw}: {pair.claim}",
)
def test_what_is_missing_is_told(pair: Pair) -> None:
    reasons = missing(pair.claim, pair.source)
    assert any(REASON[pair.flaw] in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("claim", "missing"),
    [("Ring Greta Moule.", []), ("Ring Greta Penhale.", ["Ring Greta Penhale"])],
)
def test_a_word_before_a_name_need_be_none(claim: str, missing: list[str]) -> None:
    source = "Greta Moule, next to Penhale, answers when you ring."
    assert missing_names(claim, source) == [
        f"the name {one} is not in the source" for one in missing
    ]


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(claim: str, source: str) -> None:
    assert all(reason.strip() for reason in missing(claim, source))


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("Train 15 leaves Hathersea at 13:14.", None),
        ("Train 15 leaves Hathersea at 15:13.", "15:13"),
        ("Train 17 calls there at 18:30, 17 minutes late.", None),
        ("The first one comes at 6:58.", None),
        ("The winner took 4:21:57.", None),
        ("The winner took less than 4:21.", None),
        ("The winner took 4:21:21.", "4:21:21"),
    ],
)
def test_a_time_is_one_number(claim: str, missing: str | None) -> None:
    source = (
        "Train 11: 06:58 · Train 13: 08:40 · Train 15: 13:14 · Train 17: 18:30 · won in 4:21:57"
    )
    reasons = [f"the time {missing} is not in the source"] if missing else []
    assert missing_quantities(claim, source) == reasons


@pytest.mark.parametrize(
    ("claim", "source", "holds"),
    [
        ("It counts for 40%.", "40% is for the exam.", True),
        ("It is £34 from 1 June.", "It is £34.", False),
        ("It is £34.", "It was £28.", False),
        ("Ann chairs it.", "Ann chairs it.", False),  # without a number nothing is compared
    ],
)
def test_a_source_holds_the_amounts_of_a_claim(claim: str, source: str, *, holds: bool) -> None:
    assert holds_amounts(claim, source) == holds


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It is on 13 May 2024.", "Date: 13/05/2024"),
        ("It is on 13 May 2024.", "Date: 13.05.2024"),
        ("It was in 2024.", "Date: 13.05.2024"),
        ("It is on 13 May.", "FAIR 13 MAY"),
        ("It is from 3 May to 5 May 2024.", "Fair: 3–5 May 2024"),
        ("It is from May 3 to May 5, 2024.", "Fair: May 3-5, 2024"),
        ("It is on 3 May, 10 May and 17 May.", "Fair: 3, 10 and 17 May"),
        ("It is on 3 May and 10 May.", "Fair: 3rd & 10th May"),
        ("It was on 3 May, 10 May and 17 May.", "Held on 17, 10 and 3 May"),
        ("It is on Saturday.", "Sat 10-4, Sun 11-3"),
        ("It is on Tuesdays.", "Tues. 9-5"),
        ("It is open on Wednesday.", "Monday to Friday: from nine"),
        ("It is open on Sunday.", "Fri–Mon"),
        ("It is open on Monday.", "Mon and Fri"),
    ],
)
def test_a_source_may_give_days_in_another_writing(claim: str, source: str) -> None:
    assert missing_dates(claim, source) == []
    assert missing_quantities(without_dates(claim), source) == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It is on 3 May 2024.", "Date: 03/05/2024"),  # or 5 March
        ("It is on 5 May.", "3 May–5 June"),
        ("It is on 5 May.", "May 3 - 5 pm"),
        ("It is on 4 May.", "3 and 5 May"),
        ("It is open on Saturday.", "Monday to Friday: 9-5"),
        ("It is open on Wednesday.", "Mon and Fri"),
        ("It is on Saturday.", "They sat down. Sat there."),
        ("It was in 2023.", "Date: 13.05.2024"),
    ],
)
def test_and_no_other_days(claim: str, source: str) -> None:
    assert missing_dates(claim, source) or missing_quantities(without_dates(claim), source)


@pytest.mark.parametrize(
    ("claim", "source", "holds"),
    [
        ("It has 450 seats.", "It has 450³ seats.", True),
        ("Add 1½ cups.", "Add 1½ cups.", True),
        ("Add 11 cups.", "Add 1½ cups.", False),
        ("It costs £5.", "It costs 5p.", False),
        ("It costs 5 pence.", "It costs £5.", False),
        ("It costs £0.50.", "It costs 50p.", True),
        ("It has 1,200 seats.", "It has 1 200 seats.", True),
        ("It has 200 seats.", "It has 1 200 seats.", False),
        ("It is 30 m².", "It is 30 m² wide.", True),
        ("Use version 2.1.", "Use version 2.10.", False),
        ("Use version 2.10.", "Use version 2.10, not version 2.1.", True),
        ("Clause 2.1 holds.", "It is as clause 2.10 says.", False),
        ("It weighs 2.5 kg.", "It weighs 2.50 kg.", True),
        ("It cost £2.5.", "It cost £2.50.", True),
        ("It was 2.5.", "It was 2.50.", True),
        ("It averaged 3.5 over the year.", "It averaged 3.50 in 2023.", True),
        ("It covers 3.5 hectares.", "The park covers 3.50 ha.", True),
        ("They cost 2.5 euros.", "They cost 2.50 EUR.", True),
    ],
)
def test_what_is_raised_behind_a_number_is_no_digit_of_it(
    claim: str, source: str, *, holds: bool
) -> None:
    assert holds_amounts(plain(claim), plain(source)) == holds


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It opens at 3 pm.", "Open from 15:00"),
        ("It is at 3:30pm.", "Tea: 3.30 p.m."),
        ("It is at 3:00 pm.", "at 3PM"),
        ("It opens at 09:00.", "at 9 o'clock"),
        ("It opens at nine o’clock.", "9am"),
        ("It closes at half past five.", "closes at 5.30"),
        ("The bus goes at quarter to four.", "Bus 15:45"),
        ("The gate shuts at 20 minutes to nine.", "8:40"),
        ("It is open from 3 to 5 pm.", "15:00–17:00"),
        ("It is open from 9 am to 5 pm.", "9-5pm"),
        ("It is open from 10 am to 4 pm.", "Sat 10-4"),
        ("It begins at 10 pm.", "10-2am"),
        ("It reopens at 1 pm.", "8am-12 & 1-5pm"),
        ("Trains go at 3, 5 and 7 pm.", "15:00, 17:00, 19:00"),
        ("It closes at midnight.", "closes 24:00"),
        ("It closes at 12 noon.", "12pm"),
        ("There were 3 tickets at 5 pm.", "17:00: 3 tickets"),
        ("It rose by 5 per cent by 3 pm.", "5% by 15:00"),
        ("It costs 3.30 euros.", "€3.30 each"),
        ("It is at mıdnıght.", "00:00"),
    ],
)
def test_a_source_may_give_a_time_in_another_writing(claim: str, source: str) -> None:
    assert missing_quantities(claim, source) == []


def test_the_half_of_a_day_is_no_name() -> None:
    assert missing_names("Doors open at 7 PM.", "Doors open at 19:00") == []


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("It opens at 3pm.", "3am"),
        ("It is at 3:30pm.", "3:30am"),
        ("It opens at 3 pm.", "3 tickets, 3am"),
        ("It opens at 9 pm.", "09:00"),
        ("It is open from 3 to 5 pm.", "3am to 5pm"),
        ("It is open from 3 am to 5 pm.", "3-5pm"),
        ("It begins at 10 am.", "10-2am"),
        ("It closes at noon.", "closes at midnight"),
        ("It is at 8 o'clock.", "9 o'clock, 8 chairs"),
        ("It is at 3:30 pm.", "It costs £3.30."),
        ("It is at 5 pm.", "2024-05-12"),
        ("It rose by 3 million.", "3 pm"),
        ("Bring 13 chairs.", "1 pm"),
    ],
)
def test_and_no_other_times(claim: str, source: str) -> None:
    assert missing_quantities(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Doors open at 15:00.", "Attendance rose over the past three years."),
        ("Doors open at noon.", "It fell in the past 12 months."),
        ("Doors open at 15:00.", "United won 3-2."),
        ("The team scored between 2 and 4 goals.", "Open from 14:00 to 16:00."),
        ("Children aged 5-8 may join.", "Open 17:00-20:00."),
        ("It weighs 3.30 kg from 5 boxes.", "Trains at 15:30 and 17:00."),
        ("It ended on 3 April.", "April 28-3 May."),
        ("It is on 12 May.", "The choir meets in Hall 12, 3 May."),
        ("It is on 28 May.", "April 28-3 May."),
        ("It is on 28 June.", "May 28–3 June."),
        ("It is on 3 May.", "May 28–3 June."),
        ("It is on 12 May.", "The choir meets in Room 12 and 3 May."),
        ("It is on 12 May.", "In Rooms 12 and 10-3 May."),
        ("Add ¾ cup.", "Add ½ cup."),
        ("It cost 2 million.", "It cost ½ million or 1/2 million."),
        ("It is on 10 March.", "Open March 2/10 of the members."),
    ],
)
def test_other_numbers_are_no_times_and_no_days(claim: str, source: str) -> None:
    assert missing_quantities(claim, source) or missing_dates(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Profits rose over the past three years.", "Over the last three years profits rose."),
        ("It fell in the past 12 months.", "It fell in the last 12 months."),
        ("No one in the morning shift was hurt.", "Of the morning shift no one was hurt."),
        ("He earned a million.", "He earned a million two years ago."),
    ],
)
def test_a_number_behind_past_or_before_a_morning_is_no_time(claim: str, source: str) -> None:
    assert missing_quantities(claim, source) == []


def test_a_word_before_past_keeps_its_name() -> None:
    assert missing_names(
        "We heard that Gregor past 3 houses ran.", "We heard past 3 houses he ran."
    )
