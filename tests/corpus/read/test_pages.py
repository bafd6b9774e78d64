"""Pages of PDF files as they look, and where on them a quotation stands."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from assistant.corpus.layout import is_row
from assistant.corpus.read import close_readers, letter_count, look_at, read_documents
from assistant.corpus.read.boxes import Box
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.pages import WIDTH, Look, Seen, look_here
from assistant.corpus.read.process import Reader
from assistant.corpus.read.wire import Limits
from assistant.corpus.rows import parse_row
from assistant.corpus.split import split_passages
from assistant.errors import ReadError
from assistant.records import Document
from tests.corpus.files import pdf
from tests.corpus.read.hostile import pdf_that_draws_itself
from tests.corpus.read.scans import PARAGRAPHS, page, pdf_of

TABLES = Path(__file__).parents[3] / "benchmarks" / "pdf_tables"
FERRY = [
    (72, 740, 18, "The Ferry"),
    (72, 700, 12, "It sails at nine from the har-"),
    (72, 684, 12, "bour of Bergen. A ticket costs 4 coins. It is red."),
    (72, 500, 12, "A ticket costs 4 coins."),
]
LABELS = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /P (A-) >>] >>"


@pytest.fixture(autouse=True)
def _no_child_of_another_test() -> Iterator[None]:
    close_readers()
    yield
    close_readers()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "a.pdf"
    path.write_bytes(content)
    return path


def look_for(document: Document, quote: str, nth: int = 0) -> Look:
    """The look at the first page for a quotation, or for another place that says the same."""
    at = -1
    for _ in range(nth + 1):
        at = document.text.index(quote, at + 1)
    return Look(1, quote, letter_count(document.text[:at]), bool(document.recognised))


def sentences(document: Document) -> list[str]:
    passages = split_passages(document, lambda texts: [len(one.split()) for one in texts], 192)
    return [one.text_of(span) for one in passages for span in one.sentences]


def printed_in(path: Path, box: Box) -> str:
    """What PDFium says is printed in a part of the first page."""
    with pypdfium2.PdfDocument(path) as document:
        whole = document[0]
        width, height = whole.get_size()
        left, top = box.left * width, (1 - box.top) * height
        return str(
            whole.get_textpage().get_text_bounded(
                left - 1, top - box.height * height - 1, left + box.width * width + 1, top + 1
            )
        )


def dark_part(png: bytes) -> Box:
    """The box around everything that is drawn on a picture."""
    dark = np.asarray(Image.open(io.BytesIO(png)).convert("L")) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = dark.shape
    return Box(
        columns[0] / width,
        rows[0] / height,
        (columns[-1] - columns[0]) / width,
        (rows[-1] - rows[0]) / height,
    )


def holds(outer: Box, inner: Box) -> bool:
    """Whether one box holds another, but for the thickness of a line."""
    slack = 0.01
    return (
        outer.left <= inner.left + slack
        and outer.top <= inner.top + slack
        and outer.left + outer.width >= inner.left + inner.width - slack
        and outer.top + outer.height >= inner.top + inner.height - slack
    )


def test_a_sentence_is_marked_line_by_line(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([FERRY]))
    (document,) = read_documents(path)
    seen = look_at(path, look_for(document, "It sails at nine from the harbour of Bergen."))
    first, second = (printed_in(path, box).strip() for box in seen.boxes)
    assert first.startswith("It sails at nine")
    assert second == "bour of Bergen."


def test_of_places_that_say_the_same_the_one_that_was_quoted_is_marked(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([FERRY]))
    (document,) = read_here(path)
    tops = [
        look_here(path, look_for(document, "A ticket costs 4 coins.", nth)).boxes[0].top
        for nth in (0, 1)
    ]
    assert tops == pytest.approx([1 - 695 / 792, 1 - 511 / 792], abs=0.01)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 400, 500, 760)])
def test_marks_lie_on_the_print_however_a_page_is_turned_and_cropped(
    tmp_path: Path, degrees: int, crop: tuple[float, float, float, float] | None
) -> None:
    with pypdfium2.PdfDocument(pdf([FERRY[1:2]])) as whole:
        whole[0].set_rotation(degrees)
        if crop:
            whole[0].set_cropbox(*crop)
        whole.save(tmp_path / "a.pdf")
    look = Look(1, "It sails at nine from the har-")
    (box,) = look_here(tmp_path / "a.pdf", look).boxes
    drawn = dark_part(look_here(tmp_path / "a.pdf", Look(1, is_picture=True)).png)
    assert holds(box, drawn)
    assert box.width * box.height < 4 * drawn.width * drawn.height, "and on nothing else"


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_each_sentence_and_row_is_found_in_print(path: Path) -> None:
    (document,) = read_here(path)
    end = document.pages[1] if len(document.pages) > 1 else len(document.text)
    quotes = [quote for quote in sentences(document) if document.text.index(quote) < end][:12]
    for quote in quotes:
        part = quote[: end - document.text.index(quote)]
        boxes = look_here(path, look_for(document, part)).boxes
        assert boxes, part
        print_ = "".join(filter(str.isalnum, " ".join(printed_in(path, box) for box in boxes)))
        row = parse_row(part) if is_row(part) else None
        first = next(iter(row.cells.values())) if row else part.split()[0]
        assert "".join(filter(str.isalnum, first)) in print_, "and what is marked says it"


def test_a_row_is_marked_in_its_own_line(tmp_path: Path) -> None:
    heads = [(72, 700, 12, "Port"), (200, 700, 12, "Boats"), (300, 700, 12, "Crew")]
    rows = [("Lima", "7", "17"), ("Oslo", "7", "71"), ("Lima Old Harbour", "17", "7")]
    lines = [
        (x, 684 - 16 * number, 12, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((72, 200, 300), row, strict=True)
    ]
    path = written(tmp_path, pdf([[*heads, *lines]]))
    line = "Fleet — Port: Lima · Boats: 7 (in all) · Crew: 17"
    seen = look_here(path, Look(1, line))
    assert sorted(printed_in(path, box).strip() for box in seen.boxes) == ["17", "7", "Lima"]
    assert {round(box.top, 2) for box in seen.boxes} == {round(1 - 695 / 792, 2)}


def test_what_is_not_printed_there_is_not_marked(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([FERRY]))
    for quote in ("It sails at ten.", "…", "Port: Lima · Boats: 7"):
        assert look_here(path, Look(1, quote)).boxes == ()


def test_pages_have_the_labels_that_are_printed_on_them(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([FERRY] * 3, catalog=LABELS))
    assert [look_here(path, Look(number)).label for number in (1, 2, 3)] == ["i", "ii", "A-1"]
    assert look_here(path, Look(1)).pages == 3
    assert look_here(written(tmp_path, pdf([FERRY])), Look(1)).label == ""


def test_a_picture_has_a_sensible_size(tmp_path: Path) -> None:
    for size in ((612, 792), (3, 9_000), (20_000, 20_000)):
        with pypdfium2.PdfDocument.new() as document:
            document.new_page(*size)
            document.save(tmp_path / "a.pdf")
        picture = Image.open(io.BytesIO(look_at(tmp_path / "a.pdf", Look(1, is_picture=True)).png))
        assert picture.width <= WIDTH + 1, "a part of a pixel is a whole one"
        assert picture.height <= 4_001
        assert picture.width >= WIDTH or picture.height >= 4_000


def test_a_scanned_page_is_recognised_anew(tmp_path: Path) -> None:
    for degrees in (0, 90):
        path = pdf_of(tmp_path / "a.pdf", page().rotate(degrees, expand=True))
        (document,) = read_here(path)
        boxes = look_here(path, look_for(document, PARAGRAPHS[1])).boxes
        drawn = dark_part(look_here(path, Look(1, is_picture=True)).png)
        (box,) = boxes
        assert holds(drawn, box)
        # The last line of the page, which is on the right of one that lies on its side.
        edge = (
            (box.top + box.height, drawn.top + drawn.height)
            if not degrees
            else (box.left + box.width, drawn.left + drawn.width)
        )
        assert edge[0] == pytest.approx(edge[1], abs=0.03)
        assert max(box.width, box.height) > 4 * min(box.width, box.height)


@pytest.mark.parametrize("name", ["a.png", "a.JPEG", "a.tif"])
def test_a_picture_is_a_page_too(tmp_path: Path, name: str) -> None:
    drawn = page()
    more = [page(PARAGRAPHS[1:])] if "tif" in name else []
    # Of a coarser JPEG the box of a line differs by a pixel from processor to processor.
    drawn.save(tmp_path / name, save_all=bool(more), append_images=more, quality=95)
    (document,) = read_here(tmp_path / name)
    seen = look_at(tmp_path / name, look_for(document, PARAGRAPHS[0]))
    assert (seen.pages, seen.label) == (1 + bool(more), "")
    assert seen.height == pytest.approx(drawn.height / drawn.width)
    assert len(seen.boxes) == 2, "its lines"
    picture = look_at(tmp_path / name, Look(1, is_picture=True)).png
    assert all(holds(dark_part(picture), box) for box in seen.boxes)
    first, second = seen.boxes
    assert first.top + first.height < second.top + second.height / 2
    with pytest.raises(ReadError, match="no page 3"):
        look_at(tmp_path / name, Look(3))


def test_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    Image.new("L", (3_000, 6_000), 255).save(tmp_path / "a.png")
    png = look_here(tmp_path / "a.png", Look(1, is_picture=True)).png
    assert Image.open(io.BytesIO(png)).size == (1_200, 2_400)
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(ReadError, match="not a readable picture"):
        look_here(tmp_path / "a.png", Look(1))


def test_a_page_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, pdf([FERRY]))
    for number in (0, 2, -1):
        with pytest.raises(ReadError, match=rf"no page {number}"):
            look_at(path, Look(number))
    for content, said in ((b"no PDF", "not a readable PDF"), (b"", "is empty")):
        with pytest.raises(ReadError, match=said):
            look_at(written(tmp_path, content), Look(1))


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX limits")
def test_a_page_that_costs_too_much_costs_itself_alone(tmp_path: Path) -> None:
    path = written(tmp_path, pdf_that_draws_itself())
    for memory, seconds, said in (
        (200_000_000, 60, "needs more than 200 MB"),
        (2_000_000_000, 1, "longer to read than 1 seconds"),
    ):
        reader = Reader(Limits(memory=memory, output=10_000_000, seconds=seconds))
        try:
            with pytest.raises(ReadError, match=said):
                reader.look(path, Look(1, is_picture=True))
            assert not reader.idle
        finally:
            reader.close()
    assert look_at(written(tmp_path, pdf([FERRY])), Look(1)).pages == 1


def test_a_page_is_whole_after_its_way_and_what_is_none_is_refused() -> None:
    seen = Seen(3, "iv", 1.4, (Box(0.1, 0.2, 0.3, 0.4),), b"\x89PNG")
    fields = seen.packed()
    assert Seen.unpacked(fields) == seen
    for broken in (
        {},
        fields | {"boxes": [[1, 2]]},
        fields | {"png": "?"},
        fields | {"pages": "x"},
    ):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Seen.unpacked(broken)


def test_an_item_is_marked_whose_number_stands_elsewhere_in_the_file(tmp_path: Path) -> None:
    texts = [(96.0, y, 11.0, text) for y, text in ((700.0, "Close the taps."), (680.0, "Wait."))]
    numbers = [(80.0, y, 11.0, mark) for y, mark in ((700.0, "1."), (680.0, "2."))]
    path = written(tmp_path, pdf([[*texts, *numbers]]))
    (document,) = read_here(path)
    assert document.text == "1. Close the taps.\n2. Wait."
    (box,) = look_here(path, look_for(document, "1. Close the taps.")).boxes
    assert printed_in(path, box).strip() == "Close the taps."
