"""Word files, workbooks and slides: their text, titles and days."""

from __future__ import annotations

import builtins
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import ReadError
from benchmarks.small_files import one_of_each
from tests.corpus.files import docx_members, docx_paragraph, write_zip
from tests.corpus.read.one import read_one


def core_properties(created: str) -> str:
    """What Word says of a document."""
    return (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:t="http://purl.org/dc/terms/"><dc:title>Fares</dc:title>'
        f"<t:created>{created}T10:00:00Z</t:created></c:coreProperties>"
    )


def test_a_word_document(tmp_path: Path) -> None:
    body = docx_paragraph("The Ferry", "Heading1") + docx_paragraph("It costs 3_4 * [x] &lt;b&gt;.")
    members = {**docx_members(body), "docProps/core.xml": core_properties("2023-03-12")}
    document = read_one(write_zip(tmp_path / "a.docx", members))
    assert document.text == "# The Ferry\n\nIt costs 3_4 * [x] <b>."
    assert (document.title, document.date) == ("Fares", date(2023, 3, 12))


def test_the_day_of_a_contract_s_template_is_not_its_own(tmp_path: Path) -> None:
    body = docx_paragraph("Service agreement", "Title") + docx_paragraph(
        "This agreement is made on 3 May 2024 between Tillman Lamps Limited and Bo Ferreira."
    )
    members = {**docx_members(body), "docProps/core.xml": core_properties("2013-02-01")}
    document = read_one(write_zip(tmp_path / "a.docx", members))
    assert (document.date, document.date_origin) == (date(2024, 5, 3), "text")


def test_a_table_that_is_a_frame_is_laid_out_as_text(tmp_path: Path) -> None:
    def table(*cells: str) -> str:
        row = "".join(f"<w:tc>{docx_paragraph(cell)}</w:tc>" for cell in cells)
        return f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"

    body = table("Fallow Mere", "12 High Street") + table("Date:", "3 May") + table("Hot surface.")
    document = read_one(write_zip(tmp_path / "a.docx", docx_members(body)))
    assert document.text == "Fallow Mere\n\n12 High Street\n\nDate: 3 May\n\nHot surface."


@pytest.mark.parametrize(("words", "is_its_own"), [("0", False), ("412", True), ("", True)])
def test_a_file_that_has_no_words_by_its_own_account_has_a_template_s_day(
    tmp_path: Path, words: str, is_its_own: bool
) -> None:
    members = {
        **docx_members(docx_paragraph("The ferry costs three pounds.")),
        "docProps/core.xml": core_properties("2013-12-23"),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/extended-properties"><Words>{words}</Words></Properties>',
    }
    document = read_one(write_zip(tmp_path / "a.docx", members))
    assert document.date_origin == ("metadata" if is_its_own else "file")
    assert (document.date == date(2013, 12, 23)) == is_its_own


@pytest.mark.parametrize(("created", "is_a_day"), [("2023-03-12", True), ("2023-13-99", False)])
def test_a_workbook_says_in_any_way_when_it_was_made(
    tmp_path: Path, created: str, is_a_day: bool
) -> None:
    with zipfile.ZipFile(io.BytesIO(one_of_each()[".xlsx"])) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    members["docProps/core.xml"] = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:t="http://purl.org/dc/terms/">'
        f"<t:created>{created}</t:created></c:coreProperties>"
    )
    document = read_one(write_zip(tmp_path / "a.xlsx", members))
    assert "port: Lima" in document.text
    assert (document.date == date(2023, 3, 12)) == is_a_day


@pytest.mark.parametrize(
    ("name", "rows", "title"),
    [
        ("branch revenue.xlsx", [], "Branch revenue"),
        ("branch revenue.xlsx", [["Revenue of the east"]], "Revenue of the east"),
        ("17.xlsx", [], "2024"),
    ],
)
def test_a_workbook_is_not_called_what_its_sheet_is(
    tmp_path: Path, name: str, rows: list[list[str]], title: str
) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "2024"
    for row in [
        *rows,
        ["Branch", "Revenue", "Note"],
        ["Oakham", 498, "new"],
        ["Pelby", 367, "old"],
    ]:
        book.active.append(row)
    book.save(tmp_path / name)
    document = read_one(tmp_path / name)
    assert document.title == title
    assert document.text.startswith("## 2024\n\n")


def test_a_workbook_and_slides(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Port", "Boats", "Note"])
    book.active.append(["Lima", 7, None])
    book.active.append(["Oslo", 9, "new"])
    book.save(tmp_path / "a.xlsx")
    assert read_one(tmp_path / "a.xlsx").text == (
        "## Sheet\n\nSheet — Port: Lima · Boats: 7\n\nSheet — Port: Oslo · Boats: 9 · Note: new"
    )

    pptx: Any = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    for title in ("The Ferry", "Fares"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "It sails."
    deck.save(tmp_path / "a.pptx")
    document = read_one(tmp_path / "a.pptx")
    assert document.text == "# The Ferry\nIt sails.\n\n# Fares\nIt sails."
    assert document.pages == (0, document.text.index("# Fares"))


def test_charts_are_read_by_rows_and_broken_lines_whole(tmp_path: Path) -> None:
    pptx: Any = pytest.importorskip("pptx")
    charts: Any = pytest.importorskip("pptx.chart.data")
    from pptx.enum.chart import XL_CHART_TYPE

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Sales of\vbread"
    data = charts.CategoryChartData()
    data.categories = ["Dover", "Rye"]
    data.add_series("2023", (12, 9))
    data.add_series("2024", (15, 11.5))
    place = (2_000_000, 2_000_000, 2_000_000, 2_000_000)
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    chart.chart_title.text_frame.text = "Loaves"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Last"
    deck.save(tmp_path / "a.pptx")
    document = read_one(tmp_path / "a.pptx")
    assert document.text.startswith("# Sales of bread\n")
    assert "Chart: Loaves — Category: Rye · 2023: 9.0 · 2024: 11.5\n" in document.text
    assert document.pages == (0, document.text.index("# Last"))


def test_lines_in_a_cell_of_a_slide_are_apart(tmp_path: Path) -> None:
    pptx: Any = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Hours"
    place = (2_000_000, 2_000_000, 2_000_000, 2_000_000)
    table = slide.shapes.add_table(2, 2, *place).table
    for cell, text in zip(table.iter_cells(), ("Day", "Open", "Tue", "9–12\v14–18"), strict=True):
        cell.text = text
    deck.save(tmp_path / "a.pptx")
    assert read_one(tmp_path / "a.pptx").text == "# Hours\nDay: Tue · Open: 9–12; 14–18"


def test_office_files_without_their_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_markitdown(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("markitdown"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    path = write_zip(tmp_path / "a.docx", docx_members(docx_paragraph("Text.")))
    monkeypatch.setattr(builtins, "__import__", without_markitdown)
    with pytest.raises(ReadError) as caught:
        read_one(path)
    assert 'pip install "markitdown[docx,pptx]" openpyxl' in caught.value.hint


def test_comments_in_workbooks_and_on_slides_are_left_out_and_counted(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    for row in (["Item", "Price"], ["Paint", 8.4], ["Glue", 3]):
        book.active.append(row)
    for cell in ("A2", "B3"):
        book.active[cell].comment = Comment("Is that so?", "Ann")
    book.save(tmp_path / "a.xlsx")
    read = read_one(tmp_path / "a.xlsx")
    assert "Is that so?" not in read.text
    assert read.notes == ("2 comments beside the text were left out",)

    members: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(one_of_each()[".pptx"])) as archive:
        members |= {name: archive.read(name) for name in archive.namelist()}
    comment = '<p:cm authorId="0" idx="1"><p:text>Is that so?</p:text></p:cm>'
    members["ppt/comments/comment1.xml"] = (
        '<p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
        f"{comment}</p:cmLst>"
    )
    read = read_one(write_zip(tmp_path / "a.pptx", members))
    assert "Is that so?" not in read.text
    assert read.notes == ("1 comment beside the text was left out",)


@pytest.mark.parametrize(
    ("stated", "title"),
    [("PowerPoint Presentation", "Roof and boats"), ("Club slides", "Club slides")],
)
def test_a_title_that_names_the_program_is_none(tmp_path: Path, stated: str, title: str) -> None:
    pptx = pytest.importorskip("pptx")
    slides = pptx.Presentation()
    slides.core_properties.title = stated
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "Roof and boats"
    slide.placeholders[1].text = "The roof is repaired in May by two firms."
    slides.save(tmp_path / "a.pptx")
    assert read_one(tmp_path / "a.pptx").title == title


def test_brackets_in_a_word_file_are_no_link(tmp_path: Path) -> None:
    text = "[Seller](the) and [[Buyer]] sign."
    path = write_zip(tmp_path / "a.docx", docx_members(docx_paragraph(text)))
    assert read_one(path).text == text
