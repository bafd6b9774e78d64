from __future__ import annotations

import builtins
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read import EXTENSIONS
from assistant.corpus.read.formats import read_here as read_documents
from assistant.errors import ReadError
from assistant.records import Document
from benchmarks.small_files import one_of_each
from tests.corpus.files import docx_members, docx_paragraph, epub_members, pdf, write_zip

PAGE = """<html><head><title>The Ferry | The Post</title>
<meta property="article:published_time" content="2023-03-12T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>The Ferry</h1>
<p>The ferry crosses the bay <b>four</b> times a day, and twice on Sundays in winter.</p>
<h2>Fares</h2><p>Since 4 May 2020 a ticket has cost 2*3*4 coins.</p>
<ul><li>children</li><li><p>dogs</p></li></ul>
<table><tr><th>Port</th><th>Boats</th></tr><tr><td>Lima</td><td>7</td></tr></table>
</article><footer>Copyright 2023</footer></body></html>"""

MESSAGE = (
    b"From: =?utf-8?q?Jos=C3=A9?= <jose@example.com>\r\n"
    b"Subject: =?iso-8859-1?q?Caf=E9?= plan\r\n"
    b"Date: Tue, 3 Mar 2020 10:00:00 +0100\r\n"
    b"Content-Type: multipart/alternative; boundary=X\r\n\r\n"
    b"--X\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>In HTML</p>\r\n"
    b"--X\r\nContent-Type: text/plain; charset=x-unknown\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 opens at nine.\r\n"
    b"--X\r\nContent-Type: text/plain\r\n"
    b"Content-Disposition: attachment; filename=a.txt\r\n\r\nattached\r\n--X--\r\n"
)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_one(path: Path) -> Document:
    (document,) = read_documents(path)
    return document


def test_line_ends_are_made_one_kind(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "a.txt", b"One.\r\nTwo.\rThree.\n"))
    assert document.text == "One.\nTwo.\nThree.\n"
    assert document.source == str(tmp_path / "a.txt")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The café, “naïve”.", "utf-8"),
        ("The café, “naïve”.", "utf-8-sig"),
        ("The café, “naïve”.", "utf-16"),
        ("The café, “naïve”.", "utf-32"),
        ("The naïve café owner wrote a résumé.", "cp1252"),
        ("The £5 price – “quoted” – rose.", "cp1252"),
        ("Il a été décidé à Genève que le traité serait signé dès l'été.", "iso8859-1"),
        ("Привет, как дела? Сегодня хорошая погода в Москве.", "cp1251"),
        ("Привет, как дела? Сегодня хорошая погода в Москве.", "koi8-r"),
        ("Wczoraj byłem w Łodzi i było świetnie, książka leży na półce.", "cp1250"),
        ("これは日本語の文章です。東京は大きい。", "shift_jis"),
        ("中文文本在这里，北京很大。", "gb18030"),
    ],
)
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    assert read_one(write(tmp_path / "a.txt", text.encode(encoding))).text == text


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "# The *Ferry*\n\nIt sails.", "The Ferry"),
        ("a.txt", "The Ferry\n\nIt sails at nine in the morning.", "The Ferry"),
        ("a.txt", "By Jane Doe\n\nThe Ferry\n\nIt sails.", "The Ferry"),
        ("ferry_times-2023.txt", "It sails at nine in the morning.", "Ferry times 2023"),
        ("7f3a9c_01.txt", "date 2023-01-02 It sails at nine.", "It sails at nine."),
    ],
)
def test_titles(tmp_path: Path, name: str, text: str, title: str) -> None:
    assert read_one(write(tmp_path / name, text)).title == title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Bees.** The *cheaper* offer.", "Bees. The cheaper offer."),
        ("2 * 3 * 4 and a*b*c", "2 * 3 * 4 and a*b*c"),
        ("Run\n\n```\nf(**a**)\n```\n\nthen **stop**.", "Run\n\n```\nf(**a**)\n```\n\nthen stop."),
        ("Run\n\n~~~\n**a** is left open", "Run\n\n~~~\n**a** is left open"),
    ],
)
def test_emphasis_of_markdown_is_taken_back_but_not_in_code(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert read_one(write(tmp_path / "a.md", text)).text == expected
    assert read_one(write(tmp_path / "a.txt", text)).text == text


def test_equal_content_has_an_equal_id(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    first = read_one(write(tmp_path / "ferry.txt", "It sails at nine in the morning."))
    copy = read_one(write(tmp_path / "copy" / "other.txt", "It sails at nine in the morning."))
    other = read_one(write(tmp_path / "other.txt", "date 2020-01-02 It sails at nine."))
    assert first.id == copy.id != other.id
    assert len(first.id) == 64


def test_a_page_keeps_its_text_and_loses_its_menus(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "a.html", PAGE))
    assert document.text == (
        "# The Ferry\n\n"
        "The ferry crosses the bay four times a day, and twice on Sundays in winter.\n\n"
        "## Fares\n\nSince 4 May 2020 a ticket has cost 2*3*4 coins.\n\n"
        "- children\n- dogs\n\nFares — Port: Lima · Boats: 7"
    )
    assert document.title == "The Ferry"
    assert (document.date, document.date_origin) == (date(2023, 3, 12), "metadata")


def test_a_date_in_a_page_s_text_is_not_its_metadata(tmp_path: Path) -> None:
    page = "<title>Note</title><p>We met on 2019-03-04.</p><p>Milk cost 2 euros.</p>"
    document = read_one(write(tmp_path / "a.htm", page))
    assert document.date_origin == "file"
    assert document.text == "We met on 2019-03-04.\n\nMilk cost 2 euros."


def test_linked_data_states_a_date(tmp_path: Path) -> None:
    page = '<script>{"datePublished": "2021-05-06T08:00"}</script><p>A note on the ferry.</p>'
    assert read_one(write(tmp_path / "a.htm", page)).date == date(2021, 5, 6)


def test_a_declared_charset_is_used(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Москва</p>'.encode("cp1251")
    assert read_one(write(tmp_path / "a.htm", page)).text == "Москва"


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
    info = "/Title (Report) /Author (Jane Doe) /CreationDate (D:20230312101112Z)"
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
    assert (document.title, document.date) == ("Report", date(2023, 3, 12))
    assert document.metadata == {"author": "Jane Doe"}


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


@pytest.mark.parametrize("prolog", ["", "<?xml version='1.0'?>", "<!-- a -->", "<!DOCTYPE html>"])
@pytest.mark.parametrize("page", ["<p>Caf&eacute;.</p>", "<html><body><p>Caf&eacute;.</p></html>"])
def test_pages_and_fragments_with_any_prolog(tmp_path: Path, prolog: str, page: str) -> None:
    assert read_one(write(tmp_path / "a.html", f"{prolog}\n{page}")).text == "Café."


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


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    chapters = [
        "<html><head><title>x</title></head><body><h1>One</h1><p>Ebb &amp; flow.</p></body></html>",
        "<html><body><h1>Two</h1><p>Spring tide.</p></body></html>",
    ]
    document = read_one(write_zip(tmp_path / "a.epub", epub_members(chapters)))
    assert document.text == "# One\n\nEbb & flow.\n\n# Two\n\nSpring tide."
    assert (document.title, document.date) == ("The Tide", date(2001, 2, 3))
    assert document.metadata == {"author": "Ingrid Olsen"}


def test_a_message(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "a.eml", MESSAGE))
    assert document.text == "The café opens at nine."
    assert (document.title, document.date) == ("Café plan", date(2020, 3, 3))
    assert document.metadata == {"from": "José <jose@example.com>"}


def test_a_message_in_html_only(tmp_path: Path) -> None:
    message = "Subject: Hi\nContent-Type: text/html\n\n<p>One</p><p>Two<br>lines</p>"
    assert read_one(write(tmp_path / "a.eml", message)).text == "One\n\nTwo\nlines"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_texts_has_a_document_a_row(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Title", "Body", "Date", "Lang", "Pages"],
        ["Ferry", "It sails.", "2020-01-02", "en", "3"],
        ["None", "", "", "en", ""],
        ["", '"Two\nlines\u2028here"', "", "", ""],
    ]
    table = "\n".join(delimiter.join(row) for row in rows)
    first, second = read_documents(write(tmp_path / "a.csv", table))
    assert (first.title, first.date) == ("Ferry", date(2020, 1, 2))
    assert first.text == "It sails.\n\nlang: en · pages: 3"
    assert (first.source, first.metadata) == (
        f"{tmp_path / 'a.csv'}#1",
        {"lang": "en", "pages": "3"},
    )
    assert (second.source, second.text) == (f"{tmp_path / 'a.csv'}#3", "Two\nlines\u2028here")


def test_a_table_without_texts_is_one_document(tmp_path: Path) -> None:
    document = read_one(write(tmp_path / "boats.csv", "name,age\nAnn,3\nBob,\n"))
    assert document.text == "name: Ann · age: 3\n\nname: Bob"


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "It sails.", "title": "Ferry", "date": "2020-01-02", "tags": ["a", 1]}),
        "",
        '{"text": "half a pair: \\ud800, and a zero: \\u0000"}',
        '{"text": " "}',
    ]
    first, second = read_documents(write(tmp_path / "a.jsonl", "\ufeff" + "\r\n".join(lines)))
    assert (first.title, first.date, first.metadata["tags"]) == (
        "Ferry",
        date(2020, 1, 2),
        '["a", 1]',
    )
    assert first.source.endswith("a.jsonl#1")
    assert second.source.endswith("a.jsonl#3")
    assert second.text == "half a pair: \ufffd, and a zero: \ufffd"


def test_the_readable_types() -> None:
    assert sorted(EXTENSIONS) == (
        ".csv .docx .eml .epub .htm .html .jpeg .jpg .jsonl .md .pdf .png .pptx .tif .tiff .txt "
        ".xlsx".split()
    )
