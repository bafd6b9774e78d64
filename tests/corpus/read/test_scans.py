"""Pages and pictures without text are read by text recognition, where it is installed."""

from __future__ import annotations

import ctypes
import struct
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from assistant.corpus.read import close_readers, discover, ocr, pictures, read_documents, readers
from assistant.corpus.read.columns import in_reading_order
from assistant.corpus.read.discover import Skipped
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.printed import Line
from assistant.corpus.read.process import Reader
from assistant.corpus.read.wire import Limits
from assistant.corpus.split import split_passages
from assistant.errors import ReadError
from tests.corpus.files import pdf
from tests.corpus.read.scans import PARAGRAPHS, Image, page, pdf_of

TEXT = "\n\n".join(PARAGRAPHS)
TYPED = (72.0, 700.0, 12.0, "A typed page says that the terminal opened on 3 May 2024, in rain.")


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    monkeypatch.setattr("assistant.corpus.read.is_installed", lambda: False)


def mixed(folder: Path) -> Path:
    """A PDF of a typed page, a scanned one and a blank one."""
    scan = pypdfium2.PdfDocument(pdf_of(folder / "scan.pdf", page()))
    whole = pypdfium2.PdfDocument(pdf([[TYPED]]))
    whole.import_pages(scan)
    whole.new_page(595, 842)
    whole.save(folder / "mixed.pdf")
    return folder / "mixed.pdf"


def test_a_scanned_pdf_is_read_in_the_child(tmp_path: Path) -> None:
    close_readers()
    (document,) = read_documents(pdf_of(tmp_path / "a.pdf", page(), page(PARAGRAPHS[:1])))
    assert document.text == f"{TEXT}\n\n{PARAGRAPHS[0]}"
    assert document.pages == (0, len(TEXT) + 2)
    passages = split_passages(document, lambda texts: [len(one.split()) for one in texts], 192)
    assert [passage.page for passage in passages] == [1, 2]
    assert all(passage.ocr is not None and 0.9 < passage.ocr <= 1 for passage in passages)


def test_only_pages_without_text_are_recognised(tmp_path: Path) -> None:
    (document,) = read_here(mixed(tmp_path))
    typed = TYPED[3]
    assert document.text == f"{typed}\n\n{TEXT}"
    assert document.notes == ()
    assert [part.start for part in document.recognised] == [
        len(typed) + 2,
        len(typed) + 4 + len(PARAGRAPHS[0]),
    ]
    assert document.recognised[-1].end == len(document.text)


def test_a_stamp_on_a_scan_is_no_text_layer(tmp_path: Path) -> None:
    whole = pypdfium2.PdfDocument(pdf_of(tmp_path / "a.pdf", page()))
    font = raw.FPDFText_LoadStandardFont(whole, b"Helvetica")
    stamp = pypdfium2.PdfTextObj(raw.FPDFPageObj_CreateTextObj(whole, font, 9), pdf=whole)
    raw.FPDFText_SetText(stamp, (ctypes.c_ushort * 8)(*map(ord, "A 00123"), 0))
    whole[0].insert_obj(stamp)
    whole[0].gen_content()
    whole.save(tmp_path / "b.pdf")
    (document,) = read_here(tmp_path / "b.pdf")
    assert document.text == TEXT


@pytest.mark.usefixtures("without")
def test_pages_that_are_left_out_are_told_with_the_line_that_helps(tmp_path: Path) -> None:
    (document,) = read_here(mixed(tmp_path))
    assert document.text == TYPED[3]
    assert document.notes == (
        "1 page without text was left out; to have them recognised, run: pip install rapidocr",
    )
    with pytest.raises(ReadError, match="its 2 pages are pictures") as caught:
        list(read_here(pdf_of(tmp_path / "a.pdf", page(), page())))
    assert "pip install rapidocr" in caught.value.hint


@pytest.mark.parametrize("name", ["a.png", "a.JPEG", "a.tif"])
def test_pictures(tmp_path: Path, name: str) -> None:
    page().save(tmp_path / name)
    (document,) = read_here(tmp_path / name)
    assert document.text == TEXT
    assert document.pages == ()
    assert document.recognised


def test_a_tiff_file_has_pages(tmp_path: Path) -> None:
    first, second = page(PARAGRAPHS[:1]), page(PARAGRAPHS[1:])
    first.save(tmp_path / "fax.tif", save_all=True, append_images=[second])
    (document,) = read_here(tmp_path / "fax.tif")
    assert document.text == TEXT
    assert document.pages == (0, len(PARAGRAPHS[0]) + 2)


@pytest.mark.parametrize("degrees", [180, 270])
def test_a_page_that_lies_otherwise_is_turned(tmp_path: Path, degrees: int) -> None:
    page().rotate(degrees, expand=True).save(tmp_path / "a.png")
    (document,) = read_here(tmp_path / "a.png")
    assert document.text == TEXT


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    drawn = page().convert("L")
    clear = Image.new("RGBA", drawn.size, (0, 0, 0, 0))
    clear.putalpha(drawn.point(lambda value: 255 - value))
    clear.save(tmp_path / "a.png")
    (document,) = read_here(tmp_path / "a.png")
    assert document.text == TEXT


def test_a_picture_without_text(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), "green").save(tmp_path / "a.png")
    with pytest.raises(ReadError, match="holds no text"):
        list(read_here(tmp_path / "a.png"))


def test_a_picture_that_is_none(tmp_path: Path) -> None:
    whole = tmp_path / "whole.png"
    page().save(whole)
    for content in (b"no picture", whole.read_bytes()[:1000]):
        (tmp_path / "a.png").write_bytes(content)
        with pytest.raises(ReadError, match="not a readable picture"):
            list(read_here(tmp_path / "a.png"))


def test_a_tiff_page_without_a_size(tmp_path: Path) -> None:
    width, unknown = (struct.pack("<H", tag) for tag in (256, 60_000))
    Image.new("L", (8, 8)).save(
        tmp_path / "fax.tif", save_all=True, append_images=[Image.new("L", (8, 8))]
    )
    head, _, second = (tmp_path / "fax.tif").read_bytes().rpartition(width + b"\4\0\1\0\0\0")
    assert head
    (tmp_path / "fax.tif").write_bytes(head + unknown + b"\4\0\1\0\0\0" + second)
    with pytest.raises(ReadError, match="not a readable picture"):
        list(read_here(tmp_path / "fax.tif"))


def test_a_picture_of_too_many_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100_000)
    page().save(tmp_path / "a.png")
    with pytest.raises(ReadError, match=r"has 0\.3 million pixels"):
        list(read_here(tmp_path / "a.png"))


@pytest.mark.usefixtures("without")
def test_pictures_are_passed_over_without_recognition(tmp_path: Path) -> None:
    page().save(tmp_path / "a.png")
    (found,) = discover([tmp_path])
    assert isinstance(found, Skipped)
    assert "pip install rapidocr" in found.reason
    with pytest.raises(ReadError, match="text recognition is not installed"):
        list(read_here(tmp_path / "a.png"))


def test_what_was_read_without_recognition_is_read_again_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, *_ = readers()
    assert readers() == (now,)
    monkeypatch.setattr("assistant.corpus.read.is_installed", lambda: False)
    without, also = readers()
    assert also == now != without


def test_time_begins_anew_with_each_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan may take longer than a document may, as long as no page does."""
    path = pdf_of(tmp_path / "a.pdf", *[page(PARAGRAPHS[1:])] * 2)
    reader = Reader(Limits(memory=2_000_000_000, output=10_000_000, seconds=60))
    renewed: list[float] = []
    answer = reader._next

    def noted(deadline: float) -> object:
        renewed.append(deadline)
        return answer(deadline)

    monkeypatch.setattr(reader, "_next", noted)
    try:
        (document,) = reader.read(path)
    finally:
        reader.close()
    assert len(document.pages) == 2
    assert renewed == sorted(renewed)
    assert len(set(renewed)) == 3


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """In a process without sockets, and where every file that rapidocr has beside is missed."""
    page().save(tmp_path / "a.png")
    code = """
import socket, sys
from pathlib import Path
def refuse(*args, **kwargs):
    raise AssertionError("a socket")
socket.socket.__init__ = refuse
socket.getaddrinfo = refuse
from assistant.corpus.read.formats import read_here
(document,) = read_here(Path(sys.argv[1]))
slow = {"torch", "openvino.tools.ovc", "openvino_telemetry.main"}
assert slow.isdisjoint(sys.modules), slow & sys.modules.keys()
print(document.text)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.png")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == TEXT


def line(text: str, left: float, y: float, right: float) -> Line:
    return Line(text, left, right, y, y, 10.0, 0.9)


def test_columns_are_read_one_after_the_other() -> None:
    boxes = [line("A heading over both of the columns", 0, 400, 420)]
    for number in range(4):
        boxes += [
            line(f"left column line {number}", 0, 380 - 14 * number, 200),
            line(f"right column line {number}", 220, 380 - 14 * number, 420),
        ]
    texts = [box.text for box in in_reading_order(boxes[::-1])]
    left, right = ([f"{side} column line {n}" for n in range(4)] for side in ("left", "right"))
    assert texts == ["A heading over both of the columns", *left, *right]


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Segment", "2023", "2024"), ("Solar", "88", "96"), ("Wind", "41", "44")] * 2
    boxes = [
        line(cell, 100 * column, 380 - 14 * row, 100 * column + 60)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    assert [box.text for box in in_reading_order(boxes)] == [" ".join(cells) for cells in rows]
