"""Word files: the numbers that Word works out, fields, links and notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.files import docx_members, write_zip
from tests.corpus.read.one import read_one

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def paragraph(text: str, level: int | None = None, number: str = "1", style: str = "") -> str:
    own = (
        ""
        if level is None
        else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{named}{own}</w:pPr>{runs}</w:p>"


def level(at: int, kind: str, text: str, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{linked}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, more: str = "") -> str:
    """List 1 of these levels, 2 of bullets; 3 as 1, but from its start."""
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "o")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="1"/></w:lvlOverride></w:num>{more}</w:numbering>'
    )


def text_of(folder: Path, body: str, **parts: str) -> str:
    members = docx_members(body)
    for name, part in parts.items():
        members[f"word/{name}.xml"] = part
    linked = "".join(
        f'<Relationship Id="r{name}" Type="{LINKS}/{name}" Target="{name}.xml"/>' for name in parts
    )
    members["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{linked}</Relationships>'
    )
    return read_one(write_zip(folder / "a.docx", members)).text


def test_clauses_have_their_numbers(tmp_path: Path) -> None:
    body = (
        paragraph("Term", 0, style="Heading1")
        + paragraph("It is two years.", 1)
        + paragraph("It ends:", 1)
        + paragraph("by letter;", 2)
        + paragraph("by mail.", 2)
        + paragraph("Between.")
        + paragraph("Rent", 0, style="Heading1")
        + paragraph("<w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del>", 1)
        + paragraph("It is 900 pounds.", 1)
        + paragraph("A point.", 0, "2")
        + paragraph("Anew.", 0, "3")
        + paragraph("On.", 0, "3")
    )
    levels = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    numbering = lists(*levels, level(2, "lowerLetter", "(%3)"))
    assert text_of(tmp_path, body, numbering=numbering) == (
        "# 1. Term\n\n1.1 It is two years.\n\n1.2 It ends:\n\n(a) by letter;\n\n(b) by mail.\n\n"
        "Between.\n\n# 2. Rent\n\n2.1 It is 900 pounds.\n\n* A point.\n\n1. Anew.\n\n2. On."
    )


def test_a_style_may_number_its_paragraphs(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/>'
        '<w:basedOn w:val="Clause"/></w:style></w:styles>'
    )
    body = "".join(paragraph(name, style=name) for name in ("Clause", "Sub", "Sub", "Clause"))
    numbering = lists(level(0, "upperRoman", "§ %1", "Clause"), level(1, "decimal", "%2)", "Sub"))
    read = text_of(tmp_path, body, numbering=numbering, styles=styles)
    assert read == "§ I Clause\n\n1) Sub\n\n2) Sub\n\n§ II Clause"


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("decimalZero", ["01", "02"]),
        ("upperLetter", ["A", "B"]),
        ("lowerRoman", ["i", "ii"]),
        ("none", ["", ""]),
    ],
)
def test_numbers_of_every_kind(tmp_path: Path, kind: str, labels: list[str]) -> None:
    body = paragraph("One.", 0) + paragraph("Two.", 0)
    read = text_of(tmp_path, body, numbering=lists(level(0, kind, "%1")))
    first, second = labels
    assert read == f"{first} One.".strip() + "\n\n" + f"{second} Two.".strip()


def test_fields_links_and_notes_are_what_is_seen(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>Made on </w:t></w:r><w:fldSimple w:instr="DATE"><w:r><w:t>3 May 2024</w:t>'
        '</w:r></w:fldSimple><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>, see </w:t></w:r>'
        '<w:hyperlink w:anchor="x"><w:r><w:t>below</w:t></w:r></w:hyperlink></w:p>'
    )
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>In Hull.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    read = text_of(tmp_path, body, footnotes=notes)
    assert read == "Made on 3 May 2024 [1], see below\n\n[1] In Hull."


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_ends_the_part_that_marks_it(tmp_path: Path, kind: str) -> None:
    def marked(text: str, number: int) -> str:
        mark = f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'
        return f"<w:p><w:r><w:t>{text}</w:t></w:r>{mark}</w:p>"

    body = (
        paragraph("Sheds", style="Heading1")
        + marked("One for each plot.", 2)
        + f"<w:tbl><w:tr><w:tc>{marked('Not felt.', 3)}</w:tc></w:tr></w:tbl>"
        + paragraph("Ask before you build.")
        + paragraph("Who to ask", style="Heading1")
        + marked("Water: Hal", 4)
    )
    said = {2: "Older ones may stay.", 3: "Nor tar.", 4: "On Sundays."}
    notes = "".join(
        f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for number, text in said.items()
    )
    read = text_of(tmp_path, body, **{f"{kind}s": f"<w:{kind}s {W}>{notes}</w:{kind}s>"})
    assert read.startswith("# Sheds\n\nOne for each plot. [1]\n\n")
    assert read.endswith(
        "Ask before you build.\n\n[1] Older ones may stay.\n\n[2] Nor tar.\n\n"
        "# Who to ask\n\nWater: Hal [3]\n\n[3] On Sundays."
    )


def test_hidden_text_is_left_out_and_raised_figures_are_such(tmp_path: Path) -> None:
    def run(text: str, *properties: str) -> str:
        look = "".join(f"<w:{one}/>" for one in properties)
        return f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"

    body = paragraph(
        run("Below 5 m")
        + run("3", 'vertAlign w:val="superscript"')
        + run(" secret", "vanish")
        + run(" a day", 'vanish w:val="0"')
    )
    assert text_of(tmp_path, body) == "Below 5 m³ a day"


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    names = {"Verzeichnis1": "toc 1", "Inhalt": "TOC Heading", "Stock": "stock"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{name}"/></w:style>'
        for one, name in names.items()
    )
    body = (
        paragraph("Contents", style="Inhalt")
        + paragraph("Fees 3", style="Verzeichnis1")
        + paragraph("Fees", style="Heading1")
        + paragraph("The fee is £80.", style="Stock")
    )
    read = text_of(tmp_path, body, styles=f"<w:styles {W}>{styles}</w:styles>")
    assert read == "# Fees\n\nThe fee is £80."


@pytest.mark.parametrize(("count", "said"), [(0, ()), (2, ("2 comments beside the text were",))])
def test_comments_are_left_out_and_counted(
    tmp_path: Path, count: int, said: tuple[str, ...]
) -> None:
    comment = f'<w:comment w:id="0">{paragraph("Is that so?")}</w:comment>'
    members = docx_members(paragraph("It sails at nine."))
    members["word/comments.xml"] = f"<w:comments {W}>{comment * count}</w:comments>"
    read = read_one(write_zip(tmp_path / "a.docx", members))
    assert read.text == "It sails at nine."
    assert read.notes == tuple(f"{one} left out" for one in said)
