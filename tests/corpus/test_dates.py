from __future__ import annotations

from datetime import date, datetime

import pytest

from assistant.corpus.clean import leading_date
from assistant.corpus.dates import mentions, name_date, parse_date
from assistant.corpus.stated import document_date, stated_date
from assistant.records import Span

DAY = date(2023, 3, 12)


@pytest.mark.parametrize(
    "value",
    [
        "2023-03-12",
        "2023-03-12T10:11:12Z",
        "2023/03/12",
        "20230312",
        "D:20230312101112+01'00'",
        "Sun, 12 Mar 2023 10:00:00 +0100",
        "12 March 2023",
        "March 12th, 2023",
        "Sunday, 12 Mar. 2023",
    ],
)
def test_metadata_dates_are_read(value: str) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize("value", ["", "soon", "03/04/2023", "2023-02-30", "123456789", "2023"])
def test_metadata_that_is_no_plain_date_gives_none(value: str) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "text",
    [
        "date 2023-03-12 The river rose.",
        "Date: 2023-03-12\n\nThe river rose.",
        "A Title\n\nPublished 12 March 2023\n\nThe river rose.",
        "A Title\nLast updated on: March 12, 2023 10:30\nThe river rose.",
        "A Title\nBy Jane Doe | 12 March 2023\nThe river rose.",
        "A Title\n\nSunday, March 12, 2023\n\nThe river rose.",
        "WASHINGTON, Mar 12, 2023 — The river rose.",
        "NEW DELHI, India (AP), March 12, 2023 – The river rose.",
        "LIMA (Reuters) 12 March 2023 - The river rose.",
    ],
)
def test_the_top_of_a_text_states_its_date(text: str) -> None:
    found = stated_date(text)
    assert found is not None
    assert (found.day, found.origin) == (DAY, "text")


@pytest.mark.parametrize(
    "text",
    [
        "On 12 March 2023 the river rose.",
        "On 12 March 2023 – a Sunday – the river rose.",
        "LIMA, March 12 — The river rose.",
        "Published 31 February 2023",
        "The river rose.\n" * 20 + "Published 12 March 2023",
        "date 2023-03-1234",
    ],
)
def test_a_date_inside_the_story_is_not_its_date(text: str) -> None:
    assert stated_date(text) is None


def test_the_leading_date_has_its_place() -> None:
    assert leading_date(" date 2023-03-12 The river rose.") == (DAY, Span(1, 16))


def test_the_first_cell_of_a_table_is_no_leading_date() -> None:
    rows = (
        "Date: 2023-03-12 · Supplier: Harrow · Amount: 40\n\nDate: 2023-04-01 · Supplier: Elm · 9"
    )
    assert leading_date(rows) is None
    assert stated_date(rows) is None


def test_what_the_author_states_goes_before_what_a_program_does() -> None:
    saved = datetime(2020, 1, 2, 12).timestamp()
    text = "date 2023-03-12 x"
    assert document_date("2001-02-03", text, "2019-01-01", saved)[1] == "metadata"
    assert document_date("unknown", text, "2019-01-01", saved) == (DAY, "text")
    assert document_date("", "It rose.", "D:20190101", saved) == (date(2019, 1, 1), "metadata")
    assert document_date("", "The river rose.", "", saved) == (date(2020, 1, 2), "file")
    named = document_date("", "It rose.", "D:20190101", saved, "minutes-2023-03-12")
    assert named == (DAY, "name")


@pytest.mark.parametrize(
    "name", ["2023-03-12 minutes", "minutes_12.03.2023", "notes-12 March 2023"]
)
def test_the_day_in_a_file_s_name(name: str) -> None:
    assert name_date(name) == DAY


@pytest.mark.parametrize(
    "name", ["trip-2023-03-12-2023-03-19", "report-march-2023", "IMG_20230312"]
)
def test_a_name_with_no_day_or_two_says_no_date(name: str) -> None:
    assert name_date(name) is None


@pytest.mark.parametrize(
    "text",
    [
        "Die Sitzung fand am 3. März 2021 statt.",
        "Il est arrivé le 3 mars 2021.",
        "Llegó el 3 de marzo de 2021.",
        "Dr. Holt 3 Mart 2021'de geldi.",
        "会议于2021年3月3日举行。",
        "2021年 3月 3日",
        "وصل في 3 مارس 2021.",
        "وصل في ٣ مارس ٢٠٢١.",
    ],
)
def test_dates_of_other_languages(text: str) -> None:
    assert [(found.day, found.origin) for found in mentions(text)] == [(date(2021, 3, 3), "text")]


def test_a_month_without_its_day_in_chinese() -> None:
    assert [found.origin for found in mentions("他于2021年3月离开。")] == ["month"]
