"""What holds for files of all formats; messages and books."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.read import EXTENSIONS
from tests.corpus.files import epub_members, write_zip
from tests.corpus.read.one import read_one, write

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


def test_the_readable_types() -> None:
    assert sorted(EXTENSIONS) == (
        ".csv .docx .eml .epub .htm .html .jpeg .jpg .jsonl .md .pdf .png .pptx .tif .tiff .txt "
        ".xlsx".split()
    )
