"""Small files of each format, made by hand where that is not much work."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EPUB_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="book/package.opf"/></rootfiles></container>'
)

_NOTE = """The Ferry

Published on 12 March 2023

The ferry crosses the bay four times a day, and "twice" on Sundays (in winter). Dr. J. Smith
said it costs $3.50 – 4 %. (AP)

- children
- dogs

```
code
```
"""
_PAGE = """<!DOCTYPE html><html><head><title>The Ferry</title><meta charset="utf-8">
<meta property="article:published_time" content="2023-03-12T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>The Ferry</h1>
<p>The ferry crosses the bay <b>four</b> times a day &amp; twice on Sundays in winter.</p>
<ul><li>children</li><li><p>dogs</p></li></ul><pre>a  b</pre><!-- a note -->
<table><tr><th>Port</th><th>Boats</th></tr><tr><td>Lima</td><td>7</td></tr></table>
</article><script>{"datePublished": "2021-05-06T08:00"}</script></body></html>"""
_MESSAGE = (
    b"From: =?utf-8?q?Jos=C3=A9?= <jose@example.com>\r\nSubject: =?iso-8859-1?q?Caf=E9?= plan\r\n"
    b"Date: Tue, 3 Mar 2020 10:00:00 +0100\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n"
    b"--X\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>In HTML</p>\r\n"
    b"--X\r\nContent-Type: text/plain; charset=x-unknown\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 opens at nine.\r\n--X--\r\n"
)

PdfLine = tuple[float, float, float, str]  # x, y, font size, text


def pdf(pages: Sequence[Sequence[PdfLine]], info: str = "", catalog: str = "") -> bytes:
    """A PDF of lines of Helvetica.

    Args:
        pages: the lines of each.
        info: the inside of its information dictionary.
        catalog: what else its catalog says.
    """
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = "\n".join(
            f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET" for x, y, size, text in lines
        )
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream",
        ]
    objects.append(f"<< {info} >>")
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\n"
        f"startxref\n{len(data)}\n%%EOF\n"
    ).encode("ascii")


def write_zip(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write an archive of these members; returns its path."""
    path.write_bytes(zipped(members))
    return path


_MADE = (1980, 1, 1, 0, 0, 0)  # the same bytes at any time
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]{8}Z")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, _MADE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return file.getvalue()


def docx_members(body: str, prolog: str = "") -> dict[str, str | bytes]:
    """The parts of a Word document; `body` is the inside of its `w:body`."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_DOCUMENT_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'{prolog}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body>'
        "</w:document>",
    }


def docx_paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document's body."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def epub_members(chapters: Sequence[str]) -> dict[str, str | bytes]:
    """The parts of a book; its chapters are stored in the opposite of their reading order."""
    numbers = range(len(chapters))
    items = "".join(
        f'<item id="c{number}" href="part%20{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in reversed(numbers)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in numbers)
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _EPUB_CONTAINER,
        "book/package.opf": '<package xmlns="http://www.idpf.org/2007/opf">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Tide</dc:title>'
        "<dc:creator>Ingrid Olsen</dc:creator><dc:date>2001-02-03</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        **{f"book/part {number}.xhtml": chapters[number] for number in reversed(numbers)},
    }


def one_of_each() -> dict[str, bytes]:
    """A small valid file of each format that is read, by its extension."""
    chapter = "<html><body><h1>Tides</h1><p>The tide turns twice a day, at six.</p></body></html>"
    word = docx_paragraph("The Ferry", "Heading1") + docx_paragraph("It *sails* at nine.")
    return {
        ".txt": _NOTE.encode(),
        ".md": f"---\ntitle: The Ferry\ndate: 2023-03-12\n---\n\n# Fares\n\n{_NOTE}".encode(),
        ".html": _PAGE.encode(),
        ".pdf": pdf(
            [
                [(72, 740, 18, "The Ferry"), (72, 700, 12, "It sails at nine and is a well-")],
                [(72, 740, 12, "known boat."), (72, 700, 12, "A ticket costs 4 coins.")],
            ],
            "/Title (The Ferry) /CreationDate (D:20230312)",
        ),
        ".docx": zipped(docx_members(word)),
        ".pptx": _slides(),
        ".xlsx": _workbook(),
        ".epub": zipped(epub_members([chapter, chapter])),
        ".eml": _MESSAGE,
        ".csv": b'title,text,date\nOne,"It sails, at nine.",2023-03-12\nTwo,"A ""boat""\nhere.",\n',
        ".jsonl": b"".join(
            json.dumps({"text": text, "title": "Ferry", "tags": ["a", 1]}).encode() + b"\n"
            for text in ("It sails at nine.", "A ticket costs 4 coins.")
        ),
        **{f".{kind.lower()}": _picture(kind) for kind in ("PNG", "JPG", "TIFF")},
    }


def _picture(kind: str) -> bytes:
    """A line of print, where there is what draws it."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (360, 64), 255)
    font = ImageFont.load_default(24)
    ImageDraw.Draw(image).text((16, 16), "A ticket costs 4 coins.", fill=0, font=font)
    file = io.BytesIO()
    image.save(file, {"JPG": "JPEG"}.get(kind, kind))
    return file.getvalue()


def _slides() -> bytes:
    from pptx import Presentation

    deck: Any = Presentation()
    for title in ("The Ferry", "Fares"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "It sails at nine. A ticket costs 4 coins."
    file = io.BytesIO()
    deck.save(file)
    return _timeless(file)


def _workbook() -> bytes:
    from openpyxl import Workbook

    book: Any = Workbook()
    for row in (("port", "boats", "since"), ("Lima", 7, 1.5), ("Oslo", None, "today")):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return _timeless(file)


def _timeless(package: io.BytesIO) -> bytes:
    """An office file that does not tell when it was made: the same bytes at any time."""
    with zipfile.ZipFile(package) as archive:
        return zipped(
            {
                name: _TIME.sub(b"2023-03-12T08:00:00Z", archive.read(name))
                for name in archive.namelist()
            }
        )
