"""Files that are broken, locked or made to harm: each is one clear `ReadError`."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from pathlib import Path

import pytest

from assistant.corpus.read.files import MAX_TEXT_BYTES
from assistant.corpus.read.formats import read_here as read_documents
from assistant.corpus.read.html import visible_text
from assistant.errors import ReadError
from benchmarks.small_files import one_of_each
from tests.corpus.files import docx_members, docx_paragraph, epub_members, pdf, write_zip

DATA = Path(__file__).parent.parent / "data"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def refusal(path: Path, content: bytes | None = None) -> str:
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        list(read_documents(path))
    message = caught.value.message
    assert str(path) in message
    assert message.endswith(".")
    assert "\n" not in message
    assert caught.value.hint
    return message


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx", "a.jsonl"])
def test_empty(tmp_path: Path, name: str) -> None:
    assert "is empty" in refusal(tmp_path / name, b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b" \n\t\r\n"),
        ("a.html", b"<html><body></body></html>"),
        ("a.csv", b"text,title\n,x\n"),
        ("a.jsonl", b"\n\n"),
        ("a.eml", b"Subject: x\n\n"),
    ],
)
def test_no_text(tmp_path: Path, name: str, content: bytes) -> None:
    assert "holds no text" in refusal(tmp_path / name, content)


@pytest.mark.parametrize("content", [bytes(range(256)) * 8, b"\x00" * 500, b"text\x00\x01" * 50])
def test_binary_posing_as_text(tmp_path: Path, content: bytes) -> None:
    assert "binary" in refusal(tmp_path / "a.txt", content)


@pytest.mark.parametrize("content", [b"\x81\x8d\xff\xff" * 40, b"\xff\xfea"])
def test_undecodable(tmp_path: Path, content: bytes) -> None:
    assert "encoding" in refusal(tmp_path / "a.txt", content)


def test_a_huge_text_is_refused_by_its_size_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    class WasReadError(BaseException):
        """Nothing that a reader may turn into a refusal."""

    def read_bytes(self: Path) -> bytes:
        raise WasReadError

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert "200 MB" in refusal(path)
    with path.open("wb") as file:
        file.truncate(MAX_TEXT_BYTES)
    with pytest.raises(WasReadError):
        list(read_documents(path))


def test_missing_and_unknown(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "a.txt")
    assert "type" in refusal(tmp_path / "a.gif", b"x")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert "is not a file" in refusal(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "is not a file" in refusal(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read all")
def test_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    path.chmod(0)
    assert "may not be read" in refusal(path)


@pytest.mark.parametrize(
    ("error", "words"), [(PermissionError(13, "no"), "may not"), (OSError(5, "I/O error"), "I/O")]
)
def test_refusals_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")

    def read_bytes(self: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert words in refusal(path)


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    content = base64.decodebytes((DATA / "encrypted.pdf.base64").read_bytes())
    assert "encrypted" in refusal(tmp_path / "a.pdf", content)


@pytest.mark.parametrize("pages", [[[]], [[], []]])
def test_a_blank_pdf(tmp_path: Path, pages: list[list[tuple[float, float, float, str]]]) -> None:
    assert "holds no text" in refusal(tmp_path / "a.pdf", pdf(pages))


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing more", b"plain text", b"PK\x03\x04"])
def test_a_broken_pdf(tmp_path: Path, content: bytes) -> None:
    assert "not a readable PDF" in refusal(tmp_path / "a.pdf", content)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.epub"])
@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing more", b"plain text"])
def test_broken_archives(tmp_path: Path, name: str, content: bytes) -> None:
    assert "not a readable" in refusal(tmp_path / name, content)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.epub"])
def test_archives_that_hold_something_else(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / name, {"notes.txt": "Text."})
    assert "not a readable" in refusal(path)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.xlsx", "a.epub"])
@pytest.mark.parametrize("kind", [".docx", ".pptx", ".xlsx", ".epub"])
def test_another_archive_under_a_wrong_name(tmp_path: Path, name: str, kind: str) -> None:
    if not name.endswith(kind):
        assert "not a readable" in refusal(tmp_path / name, one_of_each()[kind])


def test_a_workbook_whose_texts_are_gone(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(one_of_each()[".xlsx"])) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in members if name.startswith("xl/worksheets/"))
    members[sheet] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData></worksheet>'
    )
    assert "not a readable" in refusal(write_zip(tmp_path / "a.xlsx", members))


def test_a_workbook_with_a_word_for_a_number(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(one_of_each()[".xlsx"])) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    book = members["xl/workbook.xml"]
    assert isinstance(book, bytes)
    members["xl/workbook.xml"] = book.replace(b'calcId="', b'calcId="a')
    assert "not a readable Excel" in refusal(write_zip(tmp_path / "a.xlsx", members))


def test_an_office_file_with_a_password(tmp_path: Path) -> None:
    assert "password" in refusal(tmp_path / "a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_a_damaged_member(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.docx", docx_members(docx_paragraph("Some text.") * 50))
    content = bytearray(path.read_bytes())
    start = content.index(b"word/document.xml") + 40
    content[start : start + 20] = b"\xff" * 20
    assert "not a readable" in refusal(path, bytes(content))


def test_a_member_whose_name_is_not_unicode(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.docx", {"word/é.xml": "<a/>"})
    content = path.read_bytes().replace("é".encode(), b"\xff\xff")
    assert "not a readable" in refusal(path, content)


@pytest.mark.parametrize("name", ["a.docx", "a.epub"])
def test_a_zip_bomb(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / name, {"word/document.xml": b"0" * 20_000_000})
    assert path.stat().st_size < 100_000
    assert "zip bomb" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bombs(tmp_path: Path, encoding: str) -> None:
    members = docx_members(docx_paragraph("&b;"), prolog=BOMB)
    body = members["word/document.xml"]
    assert isinstance(body, str)
    members["word/document.xml"] = body.encode(encoding)
    assert "entities" in refusal(write_zip(tmp_path / "a.docx", members))

    book = epub_members(["<p>x</p>"])
    package = book["book/package.opf"]
    assert isinstance(package, str)
    book["book/package.opf"] = (BOMB + package).encode(encoding)
    assert "entities" in refusal(write_zip(tmp_path / "a.epub", book))


def test_entities_in_a_page_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"{BOMB}<html><body><p>The ferry sails at &b; nine.</p></body></html>")
    (document,) = read_documents(path)
    assert document.text == "The ferry sails at &b; nine."


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{bad", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'"text"', "is not a JSON object"),
        (b'{"title": "x"}', "has no"),
        (b'{"text": 5}', "has no"),
        (b'{"text": "\xff"}', "is not UTF-8"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: bytes, fault: str) -> None:
    path = tmp_path / "a.jsonl"
    content = b'{"text": "Good."}\n\n' + line + b"\n"
    message = refusal(path, content)
    assert message.startswith("Line 3 of")
    assert fault in message
    documents = read_documents(path)
    assert next(documents).text == "Good."


def test_an_unclosed_quote_in_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'text\r"' + b"x" * 200_000 + b"\r\x00\rlast,")
    long, *others = read_documents(path)
    assert [long.text, *(document.text for document in others)] == ["x" * 200_000, "\ufffd", "last"]
    (note,) = long.notes
    assert "not closed in line 2" in note
    assert not any(document.notes for document in others)


UNCLOSED = '''name,harbour,note
Astrid,Lima,"sails at nine
Bruna,"Oslo",calm
Clara,Riga,"two
lines"
Dora,Bergen,"at, ten
only on Sundays
Edda,"Kiel,fine
Fanny,"The ""Inn""",old
'''


def test_an_unclosed_quote_takes_no_row_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(UNCLOSED)
    (document,) = read_documents(path)
    assert document.text.split("\n\n") == [
        "name: Astrid · harbour: Lima · note: sails at nine",
        "name: Bruna · harbour: Oslo · note: calm",
        "name: Clara · harbour: Riga · note: two lines",
        "name: Dora · harbour: Bergen · note: at, ten only on Sundays",
        "name: Edda · harbour: Kiel · note: fine",
        'name: Fanny · harbour: The "Inn" · note: old',
    ]
    (note,) = document.notes
    assert "lines 2, 6, 8;" in note


def test_a_header_with_an_unclosed_quote_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"name,harbour\nAstrid,Lima\n')
    (document,) = read_documents(path)
    assert document.text == "name: Astrid · harbour: Lima"
    assert document.notes


def test_stray_quotes_are_taken_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ('Astrid,5" of rain', 'Bruna,"a "calm" day"', 'Clara,"one\n"two" three"')
    path.write_text("\n".join(["name,note", *rows]))
    (document,) = read_documents(path)
    assert document.text.split("\n\n")[0] == 'name: Astrid · note: 5" of rain'
    assert [part.partition(" · ")[0] for part in document.text.split("\n\n")] == [
        "name: Astrid",
        "name: Bruna",
        "name: Clara",
    ]
    assert document.notes == ()


def test_a_message_of_endless_parts(tmp_path: Path) -> None:
    content = b"Subject: deep\r\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
        for depth in range(3000)
    )
    assert "too deeply" in refusal(tmp_path / "a.eml", content)


def test_not_a_message(tmp_path: Path) -> None:
    assert "not an e-mail" in refusal(tmp_path / "a.eml", b"Just a note.\n\nThat is all.")


PARAGRAPHS = [f"Ferry number {number} sails at nine in the morning." for number in range(20)]


@pytest.mark.parametrize("depth", [260, 30_000])
@pytest.mark.parametrize(
    "tag", ["b", "font", "div", "span", "ul", "h2", "blockquote", "table", "x-box"]
)
def test_nothing_is_too_deep_to_be_read(tmp_path: Path, tag: str, depth: int) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    markup = f"<p>It begins.</p>{f'<{tag}>' * depth}{body}<p>It ends.</p>"
    blocks = [block.strip("-# |") for block in visible_text(markup)[0].split("\n\n")]
    assert [block for block in blocks if block] == ["It begins.", *PARAGRAPHS, "It ends."]
    path = tmp_path / "a.html"
    path.write_text(markup)
    (document,) = read_documents(path)
    assert all(paragraph in document.text for paragraph in PARAGRAPHS)


def test_layout_is_kept_under_marks_that_are_never_closed() -> None:
    markup = "<b>" * 500 + "<p>It sails & waits.</p><h2>Fares</h2><ul><li>a child<li>a dog</ul>"
    assert visible_text(markup)[0] == "It sails & waits.\n\n## Fares\n\n- a child\n- a dog"


def test_a_page_goes_on_after_a_text_of_any_length(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>" + "The ferry sails. " * 700_000 + "</p><p>It ends.</p>")
    (document,) = read_documents(path)
    assert len(document.text) > 11_000_000
    assert document.text.endswith("The ferry sails.\n\nIt ends.")


def test_a_second_root_and_a_flood_of_attributes_are_survived(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    flood = " ".join(f"a{number}=1" for number in range(300_000))
    path.write_text(f"<title>Boats</title>\n\n\n\n<html/><p {flood}>The ferry sails at nine.</p>")
    (document,) = read_documents(path)
    assert (document.title, document.text) == ("Boats", "The ferry sails at nine.")
