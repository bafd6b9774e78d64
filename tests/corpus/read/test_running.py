"""Running heads and feet of PDF files of two or three pages: read once, above the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.records import Document
from benchmarks.small_files import PdfLine
from tests.corpus.files import pdf
from tests.corpus.read.one import read_one, write

BODIES = (
    ("The hall is let by the day, and the key is at the", "office, which is shut on Sundays."),
    ("On all other days the office opens at nine. Whoever", "takes the hall sweeps it."),
    ("Nothing is to be nailed to the walls of the hall,", "and nobody smokes in it."),
)
ENDS = ("No dogs.", "No candles after dark.", "Lock the door.")
FIRST, SECOND, THIRD = (" ".join(body) for body in BODIES)


def read(folder: Path, *around: tuple[PdfLine, ...]) -> Document:
    """A file with a page for each group of lines, which stand around the text of the page."""
    pages = [
        [*lines, (72.0, 690.0, 12.0, body[0]), (72.0, 676.0, 12.0, body[1])]
        for lines, body in zip(around, BODIES, strict=False)
    ]
    for page, end in zip(pages, ENDS, strict=False):
        page += [(72.0, 120.0, 12.0, end)]
    return read_one(write(folder / "hall.pdf", pdf(pages)))


def head(text: str, size: float = 9.0, y: float = 750.0) -> PdfLine:
    return (72.0, y, size, text)


def foot(text: str) -> PdfLine:
    return (72.0, 40.0, 9.0, text)


def parts(document: Document) -> list[str]:
    return [part for part in document.text.split("\n\n") if part not in ENDS]


def test_a_head_and_a_foot_of_two_pages_are_read_once(tmp_path: Path) -> None:
    above = head("Village hall | HL-7")
    below = [foot(f"Ring 01632 960 377 - page {number} of 2") for number in (1, 2)]
    document = read(tmp_path, *((above, one) for one in below))
    assert parts(document) == ["Village hall | HL-7", "Ring 01632 960 377", FIRST, SECOND]
    assert document.pages == (0, document.text.index("On all"))
    assert document.title == "Hall"  # the name of the file: the head is none


def test_a_head_is_in_nobody_s_way_between_two_pages(tmp_path: Path) -> None:
    texts = "Whoever takes the hall for a day or for longer", "sweeps it, and puts the chairs back."
    pages = [[head("Village hall"), (72.0, 700.0, 12.0, text)] for text in texts]
    document = read_one(write(tmp_path / "a.pdf", pdf(pages)))
    assert document.text == (
        "Village hall\n\nWhoever takes the hall for a day or for longer sweeps it, and puts the"
        " chairs back."
    )


@pytest.mark.parametrize("first", [True, False])
def test_three_pages_of_which_the_first_may_be_without(tmp_path: Path, first: bool) -> None:
    around = [(head("Village hall", y=760.0), head("Rules of 2024", y=748.0))] * 3
    document = read(tmp_path, around[0] if first else (), *around[1:])
    assert parts(document) == ["Village hall", "Rules of 2024", FIRST, SECOND, THIRD]


def test_a_head_that_the_text_has_as_its_title_is_not_said_twice(tmp_path: Path) -> None:
    title = (72.0, 720.0, 18.0, "Village hall")
    document = read(tmp_path, (head("VILLAGE HALL"), title), (head("VILLAGE HALL"),))
    assert parts(document) == ["Village hall", FIRST, SECOND]


@pytest.mark.parametrize(
    "heads",
    [
        (head("Week 1", 14.0), head("Week 2", 14.0)),  # numbers of what the pages are about
        (head("Invoice 1041"), head("Invoice 2007")),
        (head("Village hall"), head("Village hall", y=730.0)),  # at another place
        (head("Village hall"), head("Village hall", 14.0)),
        (head("Village hall", 12.0, 704.0), head("Village hall", 12.0, 704.0)),  # of the text
    ],
)
def test_what_only_looks_like_one_stays_on_its_page(
    tmp_path: Path, heads: tuple[PdfLine, PdfLine]
) -> None:
    document = read(tmp_path, *((one,) for one in heads))
    second = document.text[document.pages[1] :]
    assert document.text.startswith(heads[0][3])
    assert second.startswith(heads[1][3])


def test_a_page_that_has_nothing_else_keeps_it(tmp_path: Path) -> None:
    pages = [[head("Village hall")], [head("Village hall")]]
    document = read_one(write(tmp_path / "a.pdf", pdf(pages)))
    assert document.text == "Village hall\n\nVillage hall"


def test_a_date_on_the_margin_counts_for_want_of_another(tmp_path: Path) -> None:
    document = read(tmp_path, *([(foot("Rules of 3 May 2024"),)] * 2))
    assert (str(document.date), document.date_origin) == ("2024-05-03", "text")
