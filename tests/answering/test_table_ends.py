"""The first and the last of a table, by the days of the column that is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.resources import Resources
from tests.answering.tabled import ask, tabled
from tests.answering.test_table_ages import embed
from tests.answering.test_table_questions import table


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with tabled(tmp_path) as opened:
        yield opened


LOANS = [
    ["Walden", "Ada", "4 March 2024", "1", "9 March 2024"],
    ["Orlando", "Bo", "20 November 2023", "0", ""],
    ["Emma", "Cy", "15 January 2024", "2", "1 March 2024"],
    ["Silas", "Ada", "9 January 2024", "0", "–"],
]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("Which title was lent first?", "first", "Orlando"),
        ("Which title was lent last?", "last", "Walden"),
        ("Which title of Ada was lent first?", "first", "Silas"),
        ("Which borrower lent first?", "first", "Bo (Orlando)"),
        ("When was the last title lent?", "last", "4 March 2024"),
        ("Which title was lent last but one?", "last", None),
        ("Which title was lent last May?", "last", None),
        ("Which title was lent last in May?", "last", None),
        ("Which title may be lent last?", "last", None),
        ("Which title could be lent last?", "last", None),
        ("Which title would be lent first?", "first", None),
        ("Which title was not lent last?", "last", None),
        ("Which other title was lent last?", "last", None),
        ("Who lent last?", "last", None),  # no title is a person
        ("Who lent a title last?", "last", None),
        ("Which title was returned last?", "last", None),  # not all were
        ("Which returned title was lent first?", "first", None),
        ("Which title was lent and returned last?", "last", None),
        ("Which title with renewals was lent first?", "first", None),
    ],
)
def test_the_first_and_last_by_days(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    head = ["Title", "Borrower", "Lent", "Renewals", "Returned"]
    table(resources, "Loans", head, LOANS)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("begins", "short"),
    [
        (["9 May 2024", "2 June 2024", "5 May 2024"], "Choir"),
        (["2024-05-09", "2024-06-02", "2024-05-05"], "Choir"),
        (["9 May 2024", "2 June 2024", "9 May 2024"], None),  # two at once
        (["9 May 2024", "2 June 2024", "May 2024"], None),  # before or after the ninth?
        (["9 May", "2 June", "5 May"], None),  # of which year?
        (["19:30", "12:15", "09:00"], "Choir"),  # of no day: by the time
        (["7.30 pm", "noon", "9am"], "Choir"),
        (["19:30", "12:15", "12:15"], "Chess and Choir"),
    ],
)
def test_days_have_to_be_whole(begins: list[str], short: str | None, resources: Resources) -> None:
    body = [[name, day] for name, day in zip(["Yoga", "Chess", "Choir"], begins, strict=True)]
    table(resources, "Courses", ["Course", "Begins"], body)
    answer = ask("Which course begins first?", "first", resources)
    assert (answer and answer.short_answer) == short


def test_a_column_that_is_called_the_last_is_not_asked_for_its_last(resources: Resources) -> None:
    body = [["Elm", "9 May 2024"], ["Oak", "2 June 2024"], ["Ash", "5 May 2024"]]
    table(resources, "Trees", ["Tree", "Last cut"], body)
    assert ask("Which tree was cut last?", "last", resources) is None


def test_two_columns_of_days_that_are_named_tell_nothing(resources: Resources) -> None:
    body = [["A", "9 May 2024", "12 May 2024"], ["B", "2 May 2024", "20 May 2024"]]
    table(resources, "Jobs", ["Job", "Ordered", "Finished"], body)
    answer = ask("Which job was ordered first?", "first", resources)
    assert answer is not None
    assert (
        answer.claims[0].text
        == "B is the first by Ordered, 2 May 2024, of 2 rows of the table “Jobs”."
    )
    assert ask("Which job ordered was finished first?", "first", resources) is None


JOBS = [
    ["J1", "Olm", "2 May 2024", "9 May 2024"],
    ["J2", "Pek", "28 April 2024", "7 June 2024"],
    ["J3", "Olm", "6 May 2024", "9 July 2024"],
    ["J4", "Sim", "1 June 2024", "30 June 2024"],
]


@pytest.mark.parametrize(
    ("text", "operation", "short"),
    [
        ("How many jobs were ordered in May?", "count", "2"),
        ("how many jobs were ordered in may", "count", "2"),
        ("how many jobs were ordered on 6 may 2024", "count", "1"),
        ("how many june jobs were ordered", "count", None),  # ordered in June?
        ("Which jobs were ordered in May?", "list", "J1 and J3"),
        ("Which jobs were finished in June?", "list", "J2 and J4"),
        ("Which jobs were ordered in May 2024?", "list", "J1 and J3"),
        ("Which job was ordered last in May?", "last", "J3"),
        ("Which jobs were ordered in May 2023?", "list", None),
        ("Which jobs were ordered last May?", "list", None),
        ("Which jobs were ordered before May?", "list", "J2"),
        ("Which jobs were ordered before May or in June?", "list", None),
        ("Which jobs were not ordered in May?", "list", None),
        ("How many jobs were not ordered in May?", "count", None),
        ("Which jobs may be ordered in May?", "list", None),
        ("Which jobs of Olm may be ordered?", "list", None),
        ("Which jobs could be ordered in May?", "list", None),
        ("Which jobs were ordered in May or June?", "list", None),
        ("Which jobs were in May?", "list", None),  # ordered, or finished?
        ("Which jobs were finished in March?", "list", None),
    ],
)
def test_a_month_is_that_of_the_column_that_is_named(
    text: str, operation: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Repairs", ["Job", "Client", "Ordered", "Finished"], JOBS)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize("month", ["November", "november"])
def test_a_month_that_a_table_lacks_is_not_what_its_days_are_called(
    month: str, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = {"november": (1.0, 0.0), "date": (1.0, 0.1), "morning": (0.0, 1.0)}
    embed(near, resources, monkeypatch)
    body = [["Sat 18 Jan", "Ned", "6"], ["Sat 15 Feb", "Basil", "4"], ["Sun 6 Apr", "Ned", "9"]]
    table(resources, "Work mornings", ["Date", "Leading", "Came"], body)
    assert ask("How many came to the mornings?", "count", resources) is not None
    assert ask(f"How many came to the {month} morning?", "count", resources) is None


@pytest.mark.parametrize("fourth", ["–", "3 May 2023", "May 2024", "soon"])
def test_a_month_needs_a_day_of_one_year_in_each_row(fourth: str, resources: Resources) -> None:
    body = [*JOBS[:3], [*JOBS[3][:2], fourth, JOBS[3][3]]]
    table(resources, "Repairs", ["Job", "Client", "Ordered", "Finished"], body)
    assert ask("Which jobs were ordered in May?", "list", resources) is None


@pytest.mark.parametrize(("is_held", "short"), [("held", "Yoga"), ("not held", None)])
def test_of_rows_that_are_denied_nothing_is_told(
    is_held: str, short: str | None, resources: Resources
) -> None:
    body = [
        ["Yoga", "3 May 2024", "8"],
        ["Chess", "9 June 2024", "9"],
        ["Choir", "4 May 2024", "7"],
    ]
    table(resources, "Club", ["Session", "Held", "Visitors"], body)
    answer = ask(f"Which session {is_held} in May has the highest visitors?", "max", resources)
    assert (answer and answer.short_answer) == short


PARCELS = [
    ["Parcel 1", "3 May 2024", "20 May 2024"],
    ["Parcel 2", "1 April 2024", "9 May 2024"],
    ["Parcel 3", "28 May 2024", "4 June 2024"],
]


@pytest.mark.parametrize(
    ("head", "text", "operation", "short"),
    [
        ("Packed", "Which parcels were packed in May?", "list", "Parcel 1 and Parcel 3"),
        ("Parcel day", "Which parcels were sent in May?", "list", "Parcel 1 and Parcel 2"),
        ("Parcel on", "Which parcels were in May?", "list", None),  # the row's name only
        ("Packed", "Which parcels were packed in May and in June?", "list", None),
        ("Packed", "How many parcels were packed in May or in June?", "count", None),
        ("Packed", "Which parcels were packed in May, in April?", "list", None),
        ("Packed", "Which parcel was packed first?", "first", "Parcel 2"),
        ("Parcel on", "Which parcel was first?", "first", None),
    ],
)
def test_of_two_columns_of_days_one_is_named_by_a_word_of_its_own(
    head: str, text: str, operation: str, short: str | None, resources: Resources
) -> None:
    table(resources, "Post", ["Parcel", head, "Sent"], PARCELS)
    answer = ask(text, operation, resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(("second", "short"), [("1 April 2024", "Parcel 2"), ("", "Parcel 2")])
def test_a_word_that_is_only_near_may_be_of_another_column_of_days(
    second: str, short: str, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = {"dispatched": (0.6, 0.0), "parcel": (1.0, 0.0)}
    embed(near, resources, monkeypatch)
    kept = [[name, day, place] for (name, day, _), place in zip(PARCELS, "abc", strict=True)]
    table(resources, "Post", ["Parcel", "Packed", "Shelf"], kept)
    answer = ask("Which packed parcel was dispatched first?", "first", resources)
    assert answer is not None
    assert answer.short_answer == short
    sent = [[*row[:2], day] for row, day in zip(kept, ["3 May 2024", second, ""], strict=True)]
    table(resources, "Post", ["Parcel", "Packed", "Sent"], sent)
    assert ask("Which packed parcel was dispatched first?", "first", resources) is None


@pytest.mark.parametrize(
    ("opened", "short"), [("4 May 2024", None), ("4 May", None), ("early", "16")]
)
def test_a_month_that_cannot_be_placed_leaves_nothing_certain_of_days(
    opened: str, short: str | None, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed({"may": (1.0, 0.0), "opened": (0.6, 0.0)}, resources, monkeypatch)
    body = [["Fair", opened, "3"], ["Mart", "late", "5"], ["Show", "late", "8"]]
    table(resources, "Stalls", ["Stall", "Opened", "Tables"], body)
    answer = ask("How many tables are there in May?", "count", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("How many visitors came in May?", "9"),
        ("How many visitors might come in May?", None),
        ("How many visitors came in May or earlier?", None),
        ("How many visitors came in May and in June?", None),
    ],
)
def test_of_a_month_no_sum_is_told_where_more_may_be_asked(
    text: str, short: str | None, resources: Resources
) -> None:
    body = [["4 May 2024", "4"], ["9 May 2024", "5"], ["2 June 2024", "8"], ["3 April 2024", "1"]]
    table(resources, "Hall", ["Day", "Visitors"], body)
    answer = ask(text.replace("came ", "").replace("come ", ""), "count", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(("third", "short"), [("20 May 2024", "N3"), ("9 May 2024", None)])
def test_of_one_day_none_is_the_last(third: str, short: str | None, resources: Resources) -> None:
    body = [["N1", "4 May 2024"], ["N2", "9 May 2024"], ["N3", third], ["N4", "2 June 2024"]]
    table(resources, "Notes", ["Note", "Written"], body)
    answer = ask("Which note is the last written in May?", "last", resources)
    assert (answer and answer.short_answer) == short


@pytest.mark.parametrize(("third", "is_told"), [("9", True), ("7", False)])
def test_a_row_with_a_day_that_looks_like_a_sum_is_not_left_out(
    third: str, is_told: bool, resources: Resources
) -> None:
    body = [["N1", "4 May 2024", "4"], ["N2", "9 May 2024", "3"], ["N3", "20 May 2024", third]]
    table(resources, "Notes", ["Note", "Written", "Pages"], [*body, ["N4", "2 June 2024", "1"]])
    answer = ask("How many notes were written in May?", "count", resources)
    assert (answer and answer.short_answer) == ("3" if is_told else None)
    answer = ask("Which note was written last?", "last", resources)
    assert (answer and answer.short_answer) == ("N4" if is_told else None)
