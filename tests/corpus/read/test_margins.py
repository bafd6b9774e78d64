"""Headers and footers of Word files: what they say, once, above the text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from assistant.records import Document
from tests.corpus.files import docx_members, docx_paragraph, write_zip
from tests.corpus.read.one import read_one
from tests.corpus.read.test_office import core_properties
from tests.corpus.read.test_word import LINKS, PACKAGE, W

R = f'xmlns:r="{LINKS}"'
TAB = "<w:r><w:tab/></w:r>"
BODY = docx_paragraph("Site handbook", "Heading1") + docx_paragraph("Gates are shut at dusk.")


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def field(code: str, shown: str = "1") -> str:
    """A field as Word writes it."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"{mark.format('begin')}<w:r><w:instrText> {code} </w:instrText></w:r>"
        f"{mark.format('separate')}{run(shown)}{mark.format('end')}"
    )


def read(
    folder: Path, parts: Mapping[str, str], *, section: str = "", body: str = BODY, **more: str
) -> Document:
    """A document with headers and footers: "default header" and so on, and what is in them."""
    links = references = ""
    members: dict[str, str | bytes] = {}
    for number, (name, inside) in enumerate(parts.items()):
        shown, _, kind = name.partition(" ")
        links += f'<Relationship Id="r{number}" Type="{LINKS}/{kind}" Target="{kind}{number}.xml"/>'
        references += f'<w:{kind}Reference {R} w:type="{shown}" r:id="r{number}"/>'
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        members[f"word/{kind}{number}.xml"] = f"<w:{tag} {W} {R}>{inside}</w:{tag}>"
    members = {**docx_members(f"{body}<w:sectPr>{references}{section}</w:sectPr>"), **members}
    members["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
    )
    return read_one(write_zip(folder / "a.docx", {**members, **more}))


def test_headers_and_footers_are_read_once_above_the_text(tmp_path: Path) -> None:
    head = f"<w:p>{run('Fallow Mere')}{TAB}{run('Document no.:')}{TAB}{run('SH-4')}</w:p>"
    foot = f"<w:p>{run('Draft – Page ')}{field('PAGE')}{run(' of ')}{field('NUMPAGES', '9')}</w:p>"
    document = read(tmp_path, {"default header": head, "default footer": foot + head})
    assert document.text == (
        "Fallow Mere\n\nDocument no.: SH-4\n\nDraft\n\n# Site handbook\n\nGates are shut at dusk."
    )
    assert document.title == "Site handbook"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (run("Page ") + field("PAGE") + run(" of ") + field("NUMPAGES"), ""),
        (run("- ") + field("PAGE") + run(" -"), ""),
        (run("Seite ") + field("PAGE") + run("/") + field("NUMPAGES"), ""),
        (run("第 ") + field("PAGE") + run(" 页 共 ") + field("NUMPAGES") + run(" 页"), ""),
        (run("Fallow Mere ") + field("PAGE"), "Fallow Mere"),
        (run("SH-4 | p. ") + field("PAGE \\* MERGEFORMAT"), "SH-4"),
        (run("Filed as ") + field("FILENAME", "sh4.docx"), "Filed as sh4.docx"),
        ('<w:fldSimple w:instr=" PAGE ">' + run("1") + "</w:fldSimple>", ""),
        ('<w:fldSimple w:instr=" AUTHOR ">' + run("Ann") + "</w:fldSimple>", "Ann"),
        (f"<w:hyperlink r:id='r9'>{run('fallow.example')}</w:hyperlink>", "fallow.example"),
        (run("SITE HANDBOOK"), ""),
        (f"<w:del><w:r><w:delText>Old</w:delText></w:r></w:del>{run('New')}", "New"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
            f"{run('[Type here]')}</w:sdtContent></w:sdt>",
            "",
        ),
    ],
)
def test_what_of_a_line_is_read(tmp_path: Path, inside: str, said: str) -> None:
    read_text = read(tmp_path, {"default header": f"<w:p>{inside}</w:p>"}).text
    assert read_text.partition("# Site handbook")[0].strip() == said


def test_what_is_struck_out_is_left_out_and_counted(tmp_path: Path) -> None:
    looks = '<w:style w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
    old = f'<w:p><w:pPr><w:pStyle w:val="Old"/></w:pPr>{run("Second draft")}</w:p>'
    gone = f"<w:r><w:rPr><w:dstrike/></w:rPr><w:t>{{}}</w:t></w:r>{run(' Fallow Mere')}"
    parts = {"default header": old, "default footer": f"<w:p>{gone.format('Mere')}</w:p>"}
    styles = {"word/styles.xml": f"<w:styles {W}>{looks}</w:styles>"}
    document = read(tmp_path, parts, body=f"<w:p>{gone.format('Or')}</w:p>{BODY}", **styles)
    assert document.text.startswith("Fallow Mere\n\n# ")
    assert document.notes == ("4 struck-out words were left out",)


def test_only_those_that_a_page_shows(tmp_path: Path) -> None:
    parts = {
        f"{kind} header": f"<w:p>{run(text)}</w:p>"
        for kind, text in (("default", "Each page"), ("first", "Letterhead"), ("even", "Left"))
    }
    assert read(tmp_path, parts).text.startswith("Each page\n\n# ")
    first = read(tmp_path, parts, section="<w:titlePg/>")
    assert first.text.startswith("Letterhead\n\nEach page\n\n# ")
    settings = f"<w:settings {W}><w:evenAndOddHeaders/></w:settings>"
    even = read(
        tmp_path, parts, section='<w:titlePg w:val="0"/>', **{"word/settings.xml": settings}
    )
    assert even.text.startswith("Each page\n\nLeft\n\n# ")


def test_a_table_is_read_by_rows_and_headings_are_none(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<w:tc>{docx_paragraph(cell, 'Heading1')}</w:tc>" for cell in cells)
        return f"<w:tr>{inside}</w:tr>"

    table = f"<w:tbl>{row('Document no.', 'SH-4')}{row('Revision', 'C')}</w:tbl>"
    text = read(tmp_path, {"default header": table}).text
    assert text.startswith("Document no.: SH-4\n\nRevision: C\n\n# Site handbook")


def test_its_date_counts_for_want_of_one_in_the_text(tmp_path: Path) -> None:
    parts = {"default footer": f"<w:p>{run('Issue of 4 May 2024')}</w:p>"}
    made = {"docProps/core.xml": core_properties("2013-12-23")}
    assert read(tmp_path, parts, **made).date == date(2024, 5, 4)
    dated = BODY + docx_paragraph("Last changed: 3 March 2025")
    assert read(tmp_path, parts, body=dated, **made).date == date(2025, 3, 3)


def test_a_control_that_nobody_filled_in_is_empty(tmp_path: Path) -> None:
    def control(properties: str, text: str) -> str:
        content = f"<w:sdtContent>{run(text)}</w:sdtContent>"
        return f"<w:p>{run('Name: ')}<w:sdt><w:sdtPr>{properties}</w:sdtPr>{content}</w:sdt></w:p>"

    body = control("<w:showingPlcHdr/>", "Click here to enter text.") + control("", "Hal")
    assert read(tmp_path, {}, body=body).text == "Name:\n\nName: Hal"
