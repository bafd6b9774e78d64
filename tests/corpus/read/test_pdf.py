"""PDF files: paragraphs put together again, margins left out, whose day it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.corpus.files import pdf
from tests.corpus.read.one import read_one, write


def test_a_pdf_gets_its_paragraphs_back(tmp_path: Path) -> None:
    first = [
        (72.0, 740.0, 18.0, "The Ferry"),
        (72.0, 700.0, 12.0, "The first paragraph has a long line that is wrapped at the mar-"),
        (72.0, 686.0, 12.0, "gin and then goes on until it comes to the end of its last line"),
        (72.0, 672.0, 12.0, "here."),
        (72.0, 648.0, 12.0, "The second paragraph begins after a gap. It is a well-known and a"),
        (72.0, 634.0, 12.0, "long one, and well-"),
        (72.0, 620.0, 12.0, "known paragraphs may have an end that stands on the next page, as"),
        (300.0, 40.0, 9.0, "1"),
    ]
    second = [
        (72.0, 740.0, 12.0, "this one does."),
        (72.0, 700.0, 12.0, "The caf\xe9 is closed."),
        (300.0, 40.0, 9.0, "2"),
    ]
    info = "/Title (Ferry report) /Author (Jane Doe) /CreationDate (D:20230312101112Z)"
    document = read_one(write(tmp_path / "a.pdf", pdf([first, second], info)))
    assert document.text == (
        "The Ferry\n\n"
        "The first paragraph has a long line that is wrapped at the margin and then goes on"
        " until it comes to the end of its last line here.\n\n"
        "The second paragraph begins after a gap. It is a well-known and a long one, and"
        " well-known paragraphs may have an end that stands on the next page, as this one does.\n\n"
        "The café is closed."
    )
    assert document.pages == (0, document.text.index("this one does"))
    assert (document.title, document.date) == ("Ferry report", date(2023, 3, 12))
    assert document.metadata == {"author": "Jane Doe"}


@pytest.mark.parametrize("stated", ["untitled", "Microsoft Word - minutes_v2.docx", "2024"])
def test_a_title_that_the_text_does_not_know_is_none(tmp_path: Path, stated: str) -> None:
    page = [
        (72.0, 740.0, 18.0, "Harbour survey"),
        (72.0, 700.0, 12.0, "The quay has cracks in two places, and both grew in the last winter."),
    ]
    document = read_one(write(tmp_path / "x.pdf", pdf([page], f"/Title ({stated})")))
    assert document.title == "Harbour survey"


def test_running_heads_of_a_pdf_are_left_out(tmp_path: Path) -> None:
    ports = ["northern", "southern", "eastern", "western"]
    pages = [
        [
            (72.0, 760.0, 9.0, f"Annual report, page {number} of 4"),
            (72.0, 700.0, 12.0, f"The {port} ferry sails at nine."),
        ]
        for number, port in enumerate(ports, start=1)
    ]
    document = read_one(write(tmp_path / "a.pdf", pdf(pages)))
    assert "Annual" not in document.text
    assert [document.text[start:].split()[1] for start in document.pages] == ports


def test_the_day_on_which_a_report_was_printed_is_not_its_own(tmp_path: Path) -> None:
    page = [
        (72.0, 740.0, 18.0, "Harbour survey"),
        (72.0, 710.0, 12.0, "Report of the survey carried out on Friday 3 May 2024, 9 am"),
        (72.0, 680.0, 12.0, "The quay has sunk by two centimetres since the last survey, and"),
        (72.0, 666.0, 12.0, "the wall leans by three, which is no danger to those who work on"),
        (72.0, 652.0, 12.0, "it or moor at it. It is to be measured again in a year."),
    ]
    printed = write(tmp_path / "a.pdf", pdf([page], "/CreationDate (D:20241120101112Z)"))
    document = read_one(printed)
    assert (document.date, document.date_origin) == (date(2024, 5, 3), "text")


def test_raised_figures_are_no_part_of_what_they_follow(tmp_path: Path) -> None:
    page = [
        (72.0, 700.0, 12.0, "The rate"),
        (117.0, 704.5, 7.0, "1"),
        (124.0, 700.0, 12.0, "is low and it costs 12"),
        (236.0, 704.5, 7.0, "2"),
        (243.0, 700.0, 12.0, "euros, over 30 km"),
        (339.5, 704.5, 7.0, "2"),
        (347.0, 700.0, 12.0, "of CO"),
        (380.0, 697.0, 7.0, "2"),
        (72.0, 680.0, 18.0, "Chapter"),
        (140.0, 680.0, 12.0, "7"),
    ]
    text = read_one(write(tmp_path / "a.pdf", pdf([page]))).text
    assert "The rate ¹ is low" in text
    assert "km² of CO2" in text
    assert "costs 12²" in text.replace(" ²", "²")
    assert text.endswith("7")
