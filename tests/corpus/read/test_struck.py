"""Text that is struck out, in each format that can: it is left out, and counted."""

from __future__ import annotations

import io
import re
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.read.crossed import without_struck
from assistant.corpus.read.html import visible_text
from assistant.errors import ReadError
from tests.corpus.files import docx_members, epub_members, write_zip
from tests.corpus.read.one import read_one, write

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRUCK = "<w:strike/>"
THROUGH = "style='text-decoration:line-through'"


def run(text: str, looks: str = "") -> str:
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, looks: str = "") -> str:
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def word(folder: Path, body: str, **parts: str) -> tuple[str, tuple[str, ...]]:
    members = docx_members(body) | {f"word/{name}.xml": part for name, part in parts.items()}
    read = read_one(write_zip(folder / "a.docx", members))
    return read.text, tuple(map(str, read.notes))


def said(words: int) -> tuple[str, ...]:
    return (f"{words} struck-out words were left out",)


def test_word_with_one_line_or_two(tmp_path: Path) -> None:
    body = paragraph(
        run("The rent is "),
        run("900", STRUCK),
        run(" 950"),
        run(" or 980", "<w:dstrike/>"),
        run(" pounds", '<w:strike w:val="0"/>'),
        run("."),
    )
    assert word(tmp_path, body) == ("The rent is 950 pounds.", said(3))


def test_word_by_a_style_that_a_run_may_take_back(tmp_path: Path) -> None:
    def style(kind: str, name: str, looks: str = "", base: str = "") -> str:
        return (
            f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{base}"/><w:rPr>{looks}</w:rPr></w:style>'
        )

    styles = (
        style("character", "Old", STRUCK)
        + style("character", "Older", base="Old")
        + style("paragraph", "Gone", STRUCK)
    )
    body = paragraph(run("It opens at "), run("ten", '<w:rStyle w:val="Older"/>'), run("nine.")) + (
        paragraph(
            run("It is shut on Sundays. "),
            run("It is not.", '<w:strike w:val="false"/>'),
            looks='<w:pStyle w:val="Gone"/>',
        )
    )
    read = word(tmp_path, body, styles=f"<w:styles {W}>{styles}</w:styles>")
    assert read == ("It opens at nine.\n\nIt is not.", said(6))


def test_word_s_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    by = 'w:id="1" w:author="Ann"'
    body = paragraph(
        run("It ends "),
        f"<w:del {by}><w:r><w:delText>in May</w:delText></w:r></w:del>",
        f"<w:ins {by}>{run('in June')}</w:ins>",
        f"<w:moveFrom {by}>{run(' at noon')}</w:moveFrom>",
        run("."),
    )
    assert word(tmp_path, body) == ("It ends in June.", ())


def test_what_a_file_of_word_holds_twice_is_counted_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph(run('Gone for good', STRUCK), run(' Here'))}</w:txbxContent>"
    old = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    doubled = (
        f'<w:r><mc:AlternateContent xmlns:mc="{old}"><mc:Choice Requires="wps"><w:drawing>{box}'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    by = 'w:id="1" w:author="Ann"'
    moved = [f"<w:{name} {by}>{run('no', STRUCK)}</w:{name}>" for name in ("moveFrom", "moveTo")]
    text, notes = word(tmp_path, paragraph(run("Text "), *moved) + paragraph(doubled))
    assert "Gone" not in text
    assert notes == said(4)


def test_a_clause_of_word_that_is_struck_out_goes_with_its_number(tmp_path: Path) -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = "".join(
        paragraph(run(text, looks), looks=numbered)
        for text, looks in (("No dogs.", ""), ("No cats.", STRUCK), ("No smoke.", ""))
    )
    read = word(tmp_path, body, numbering=numbering)
    assert read == ("1. No dogs.\n\n3. No smoke.", said(2))


def test_a_cell_of_word_keeps_its_place(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    body = (
        row(run("Item"), run("Price"), run("Pieces"))
        + row(run("Paint"), run("8.40", STRUCK), run("12"))
        + row(run("Glue"), run("3.10", STRUCK) + run("3.60"), run("30"))
    )
    read = word(tmp_path, f"<w:tbl>{body}</w:tbl>")
    assert read == ("Item: Paint · Pieces: 12\n\nItem: Glue · Price: 3.60 · Pieces: 30", said(2))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>It costs <del>900</del> <ins>950</ins> pounds.</p>", "It costs 950 pounds."),
        ("<p>It costs <s>900</s> 950.</p>", "It costs 950."),
        ("<p><strike>Gone.</strike> Here.</p>", "Here."),
        ("<p>It<span style='color:red;text-decoration: line-through'> is</span>.</p>", "It."),
        ("<p>It<span style='text-decoration: underline'> is</span>.</p>", "It is."),
        ("<ul><li><b><s>Milk</s></b></li><li>Bread</li></ul>", "- Bread"),
        ("<ol><li>A</li><li><del>B</del></li><li>C</li></ol>", "1. A\n\n3. C"),
        ("<p>One.</p><del><p>Two.</p><p>Three.</p></del><p>Four.</p>", "One.\n\nFour."),
        ("<h2><s>Sold out</s></h2><p>Two.</p>", "Two."),
        (
            "<table><tr><th>Item<th>Price<th>Shelf<tr><td>Paint<td><s>8.40</s> 9.10<td>A"
            "<tr><td>Glue<td><s>3</s><td>B<tr><td><s>Tar</s><td><s>2</s><td><s>C</s></table>",
            "Item: Paint · Price: 9.10 · Shelf: A\n\nItem: Glue · Shelf: B",
        ),
        (
            "<table><tr><th>Item<th>Price<th>Shelf<tr><td>Paint<td>9.10<td>A"
            f"<tr><td>Glue<td {THROUGH}><b>3</b> pounds<td>B<tr><th {THROUGH}>Tar<td>2<td>C"
            f"<tr><td {THROUGH}>Lime<td {THROUGH}>5<td {THROUGH}>D</table>",
            "Item: Paint · Price: 9.10 · Shelf: A\n\nItem: Glue · Shelf: B\n\nPrice: 2 · Shelf: C",
        ),
        (
            "<table><tr><th>Item<th>Price<th>Net<th>Shelf<tr><td>Paint<td>9<td>8<td>A"
            f"<tr><td>Glue<td {THROUGH} colspan=2>3<td>B</table>",
            "Item: Paint · Price: 9 · Net: 8 · Shelf: A\n\nItem: Glue · Shelf: B",
        ),
        *(
            (
                f"<table><tr><th>Day<th>Who<th>Job<tr {row}><td rowspan=2>{day}<td {row}>{who}<td>"
                "<tr><td>Cy<td>door<tr><td>Tue<td>Ann<td>till</table>",
                "Who: Cy · Job: door\n\nDay: Tue · Who: Ann · Job: till",
            )
            for row, day, who in (("", "<s>Mon</s>", "<s>Bo</s>"), (THROUGH, "Mon", "Bo"))
        ),
        (
            f"<ol><li>A</li><li {THROUGH}>B</li><li {THROUGH} value=7><p>C</p></li><li>D</li></ol>",
            "1. A\n\n8. D",
        ),
        (
            "<p>Fares</p><dl><dt>Adult<dd>9<dt><s>Child</s><dd>4"
            f"<dt {THROUGH}>Cat</dt><dt>Dog<dd>1</dl>",
            "Fares\n\nAdult: 9\n\n4\n\nDog: 1",
        ),
        (f"<ul><li {THROUGH}>Milk</li><li>Bread</li></ul>", "- Bread"),
    ],
)
def test_html(markup: str, text: str) -> None:
    assert visible_text(markup)[0] == text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p><del>a <b>b <s>c</s></b> d</del> e <s>f</s></p>", 5),
        ("<table><tr><td><s><i>a <s>b</s></i></s><td>c<tr><td>d<td>e</table>", 2),
        (f"<p><del><span {THROUGH}><b {THROUGH}>a b</b></span></del> c</p>", 2),
    ],
)
def test_words_of_html_are_counted_once(markup: str, words: int) -> None:
    assert visible_text(markup)[1] == words


def test_a_page_a_book_and_a_message(tmp_path: Path) -> None:
    markup = "<p>The ferry costs <del>three pounds</del> four pounds for a child.</p>"
    text = "The ferry costs four pounds for a child."
    page = read_one(write(tmp_path / "a.html", markup))
    book = read_one(write_zip(tmp_path / "a.epub", epub_members([markup])))
    made = EmailMessage()
    made["From"], made["Subject"] = "Ana <ana@example.org>", "Ferry"
    made.set_content(markup, subtype="html")
    mail = read_one(write(tmp_path / "a.eml", bytes(made)))
    for document in (page, book, mail):
        assert (document.text, document.notes) == (text, said(2))


@pytest.mark.parametrize(
    ("text", "left", "words"),
    [
        ("It costs ~~900~~ 950.", "It costs 950.", 1),
        ("It costs <del>900</del> 950, <s>in\nMay</s> June.", "It costs 950, \nJune.", 3),
        (
            'It costs <del class="x">900</del> 950, <s><b id="a">in</b> May</s>.',
            "It costs 950, .",
            3,
        ),
        ("<s>a</s> b <del>c d", "b <del>c d", 1),
        ("~~a **b** `c`\nd~~ e <s>f</s>g", "\ne g", 5),
        ("- ~~Milk~~\n- Bread\n- [x] ~~Tea~~\n- [ ] Jam", "- Bread\n- [ ] Jam", 2),
        ("1. A\n2. ~~B~~\n   more\n3. C", "1. A\n2. \n   more\n3. C", 1),
        ("> a ~~b\n> c~~ d", "> a \n> d", 2),
        ("# ~~Old~~\n\nText.", "\nText.", 1),
        ("Text.\n\n~~Old~~\n===\n\n~~An~~ Old\n---", "Text.\n\n\nOld\n---", 2),
        ("Bring\n~~your own tent~~\na bag.", "Bring\na bag.", 3),
        ("> Bring\n> ~~a tent\n> or\n> two~~\n> a bag.", "> Bring\n> a bag.", 4),
        ("- Bring\n  ~~a tent~~\n  a bag.", "- Bring\n  a bag.", 2),
        ("<del>\n\nText\n\n</del>\n\n~~a~~ b", "<del>\n\nText\n\n</del>\n\nb", 1),
        ("| A | B |\n|---|---|\n| x | ~~x~~ |", "| A | B |\n|---|---|\n| x | |", 1),
        ("`a ~~b~~ c`\n\n    ~~d~~\n\n```\n~~e~~\n```", None, 0),
        (r"\~~a~~, ~~ b ~~, ~~c and H~2~O, <section>x</section>", None, 0),
    ],
)
def test_markdown(text: str, left: str | None, words: int) -> None:
    assert without_struck(text) == (text if left is None else left, words)


def test_markdown_and_plain_text_as_files(tmp_path: Path) -> None:
    text = "The ferry costs ~~three pounds~~ four pounds."
    note = read_one(write(tmp_path / "a.md", f"---\ntitle: Ferry\n---\n{text}"))
    assert (note.title, note.text, note.notes) == (
        "Ferry",
        "The ferry costs four pounds.",
        said(2),
    )
    plain = read_one(write(tmp_path / "a.txt", text))
    assert (plain.text, plain.notes) == (text, ())


def test_cells_of_a_workbook_and_parts_of_them(tmp_path: Path) -> None:
    openpyxl: Any = pytest.importorskip("openpyxl")
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row in (["Item", "Price"], ["Paint", 8.4], ["Glue", 3], ["PARTS", 5], ["Tar", 2]):
        sheet.append(row)
    for cell in ("B3", "A5", "B5"):
        sheet[cell].font = Font(strike=True)
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    # As Excel writes a text of several looks, which openpyxl does not.
    name, strings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    parts = "<si><r><rPr><strike/></rPr><t>Old </t></r><r><t>Nails</t></r></si>"
    whole = re.compile(r'<c r="A4"[^>]*>.*?</c>')
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{parts}</sst>'
    types = "[Content_Types].xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{strings}" ContentType="{kind}"/></Types>'
    assert strings not in members
    members |= {
        name: whole.sub('<c r="A4" t="s"><v>0</v></c>', members[name]),
        types: members[types].replace("</Types>", override),
        strings: shared,
    }
    document = read_one(write_zip(tmp_path / "a.xlsx", members))
    assert document.text == "Item: Paint · Price: 8.4\n\nItem: Glue\n\nItem: Nails · Price: 5"
    assert document.notes == said(4)


def test_slides_that_are_damaged_are_named_as_such(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.pptx", {"ppt/slides/slide1.xml": '<a strike="sngStrike">'})
    with pytest.raises(ReadError, match="not a readable PowerPoint presentation"):
        read_one(path)


def test_slides_and_their_notes(tmp_path: Path) -> None:
    pptx: Any = pytest.importorskip("pptx")
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Fares"
    for frame in (slide.placeholders[1].text_frame, slide.notes_slide.notes_text_frame):
        for text, strike in (("It costs ", ""), ("four pounds", "sngStrike"), (" five.", "")):
            part = frame.paragraphs[0].add_run()
            part.text = text
            part.font._rPr.set("strike", strike or "noStrike")
    deck.save(tmp_path / "a.pptx")
    document = read_one(tmp_path / "a.pptx")
    assert document.text == "# Fares\nIt costs five.\n\n### Notes:\nIt costs five."
    assert document.notes == said(4)
