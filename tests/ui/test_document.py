"""One whole document: its pages as they are printed, or its text; over fakes, without a socket."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.serving.access import Access
from assistant.ui.desk import Desk
from assistant.ui.server import build_server
from tests.corpus.files import docx_members, docx_paragraph, pdf, write_zip
from tests.corpus.read.scans import PARAGRAPHS
from tests.corpus.read.scans import page as print_of
from tests.fakes import FakeEmbedder

CITED = "The new bridge cost 40 million euros."
OVER = "It goes on over the end of one page and over the whole of the next one."
PAGES = [
    [(72, 740, 18, "The <b>Bridge</b>"), (72, 700, 12, f"Boats passed. {CITED}")],
    [(72, 700, 12, "It goes on over the end of one page")],
    [(72, 700, 12, "and over the whole of the next one.")],
]
LABELS = "/PageLabels << /Nums [0 << /S /r /P (<i>) >>] >>"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.pdf"
    path.write_bytes(pdf(PAGES, catalog=LABELS))
    return path


@pytest.fixture
def desk(empty_desk: Desk, file: Path) -> Desk:
    index(empty_desk, file)
    return empty_desk


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with opened(desk) as started:
        yield started


def opened(desk: Desk, access: Access | None = None) -> TestClient:
    async def built() -> TestClient:  # Gradio makes event loops that nobody closes where none runs
        app = build_server(desk, access or Access())
        return TestClient(app, base_url="http://127.0.0.1:7860")

    return asyncio.run(built())


def index(desk: Desk, *paths: Path) -> None:
    with Collection.open(desk.shelf("default").folder, create=True) as collection:
        assert index_paths(collection, paths, FakeEmbedder()).failures == ()


def address_of(desk: Desk, name: str, marked: str = "", **more: object) -> str:
    """The address of a document, opened at some words of it."""
    collection = desk.assistant("default").collection
    (info,) = [one for one in collection.documents() if one.source.endswith(name)]
    start = collection.document(info.id).text.index(marked)
    place = {"start": start, "end": start + len(marked)} if marked else {}
    return f"/document/default/{info.id}?{urlencode(place | more)}"


def text_of(html: str) -> str:
    body = html[html.index("<body") :]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


def pictures(html: str) -> list[str]:
    return re.findall(r'<img src="([^"]*)"', html)


def links(html: str) -> dict[str, str]:
    """The ways on from a document, by their names."""
    nav = re.findall(r"<nav.*?</nav>", html, re.DOTALL)
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', "".join(nav))
    return {name: f"/document/default/{unescape(address)}" for address, name in found}


def test_a_page_opens_with_the_sentence_marked(client: TestClient, desk: Desk) -> None:
    html = client.get(address_of(desk, "bridge.pdf", CITED)).text
    (picture,) = pictures(html)
    assert html.count('class="box"') == 1
    assert html.count('id="place"') == 1
    assert f"<mark>{CITED}</mark>" in html, "it can be read and copied, too"
    alt = re.findall(r'<img [^>]*alt="([^"]*)"', html)
    assert alt == [f"Page &lt;i&gt;i (1 of 3), as it is printed. Marked on it: “{CITED}”"]
    answer = client.get(f"/document/default/{picture}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_sentence_over_two_pages_is_marked_on_both(client: TestClient, desk: Desk) -> None:
    html = client.get(address_of(desk, "bridge.pdf", OVER)).text
    assert [picture.rpartition("/")[2] for picture in pictures(html)] == ["2.png", "3.png"]
    assert html.count('class="box"') == 2
    assert html.count('id="place"') == 1


def test_other_pages_and_the_text_are_a_step_away(client: TestClient, desk: Desk) -> None:
    html = client.get(address_of(desk, "bridge.pdf", CITED)).text
    assert set(links(html)) == {"Next page", "Show the text"}
    html = client.get(links(html)["Next page"]).text
    assert "Page <i>ii (2 of 3)" in text_of(html)
    assert 'class="box"' not in html
    assert set(links(html)) == {
        "Previous page",
        "Next page",
        "Back to the sentence",
        "Show the text",
    }
    back = client.get(links(html)["Back to the sentence"]).text
    assert 'class="box"' in back
    html = client.get(links(html)["Show the text"]).text
    assert f'<mark id="place" tabindex="-1">{CITED}</mark>' in html
    assert pictures(html) == []
    assert pictures(client.get(links(html)["Show the page"]).text)
    plain = client.get(address_of(desk, "bridge.pdf")).text
    assert [picture.rpartition("/")[2] for picture in pictures(plain)] == ["1.png"]
    assert "<mark" not in plain


def test_a_file_that_is_gone_or_another_one_by_now_shows_its_text(
    client: TestClient, desk: Desk, file: Path, tmp_path: Path
) -> None:
    address = address_of(desk, "bridge.pdf", CITED)
    (picture,) = pictures(client.get(address).text)
    status = file.stat()

    def shows_text(why: str) -> None:
        html = client.get(address).text
        assert why in text_of(html)
        assert f'<mark id="place" tabindex="-1">{CITED}</mark>' in html
        assert pictures(html) == []
        assert client.get(f"/document/default/{picture}").status_code == 404

    content = file.read_bytes()
    other = content.replace(b"40 million", b"90 million")
    file.write_bytes(other)
    shows_text("has changed since it was read")
    file.unlink()
    shows_text("is no longer at")
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(other + b"\n")
    file.symlink_to(secret)
    shows_text("has changed since it was read")
    file.unlink()
    os.mkfifo(file)  # who opened it would wait
    shows_text("is not a regular file")
    file.unlink()
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    assert pictures(client.get(address).text), "its bytes are those that were read"


def test_one_of_two_equal_files_is_enough(desk: Desk, file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(file.read_bytes())
    index(desk, copy)
    address = address_of(desk, "bridge.pdf", CITED)
    file.unlink()
    with opened(desk) as client:
        assert pictures(client.get(address).text)


def test_what_is_not_found_in_print_shows_its_text(client: TestClient, desk: Desk) -> None:
    html = client.get(address_of(desk, "bridge.pdf", ".")).text
    assert "not found in the print of its page" in text_of(html)
    assert '<mark id="place" tabindex="-1">.</mark>' in html
    assert pictures(client.get(links(html)["Show the page"]).text)


def test_a_picture_opens_with_the_sentence_marked(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    print_of(PARAGRAPHS).save(tmp_path / "scan.png")
    index(desk, tmp_path / "scan.png")
    html = client.get(address_of(desk, "scan.png", PARAGRAPHS[1])).text
    (picture,) = pictures(html)
    assert html.count('class="box"') == 1
    assert "Page 1 of 1" in text_of(html)
    assert client.get(f"/document/default/{picture}").content.startswith(b"\x89PNG")
    (tmp_path / "scan.png").unlink()
    html = client.get(address_of(desk, "scan.png", PARAGRAPHS[1])).text
    assert "is no longer at" in text_of(html)
    assert f'<mark id="place" tabindex="-1">{PARAGRAPHS[1]}</mark>' in html


def test_a_document_that_is_no_pdf_is_its_text(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The <b>ferry</b> & the port.\n\nIt sails at nine.", encoding="utf-8")
    index(desk, note)
    html = client.get(address_of(desk, "note.txt", "It sails at nine.")).text
    assert "The &lt;b&gt;ferry&lt;/b&gt; &amp; the port.\n\n<mark" in html
    assert links(html) == {}
    path = address_of(desk, "note.txt").partition("?")[0]
    assert client.get(f"{path}/1.png").status_code == 404


FLEET = """# The fleet

It has *two* ports & <b>31</b> boats, says [x](javascript:alert(1)) <script>alert(2)</script>.

Port: Lima · Boats: 7

- It sails at nine.
"""


def test_a_markdown_file_opens_with_its_layout(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    note = tmp_path / "fleet.md"
    note.write_text(FLEET, encoding="utf-8")
    index(desk, note)
    html = client.get(address_of(desk, "fleet.md", "It sails at nine.")).text
    assert '<li><mark id="place" tabindex="-1">It sails at nine.</mark></li>' in html
    assert "says x &lt;script&gt;alert(2)&lt;/script&gt;." in html
    assert "javascript" not in html
    assert html.count("<table>") == 1
    assert links(html).keys() == {"Show the text"}
    text = client.get(links(html)["Show the text"]).text
    assert '- <mark id="place" tabindex="-1">It sails at nine.</mark>' in text
    assert "<table" not in text
    again = client.get(links(text)["Show its layout"]).text
    assert again == html
    note.unlink()
    assert client.get(address_of(desk, "fleet.md", "It sails at nine.")).text == html
    row = client.get(address_of(desk, "fleet.md", "Port: Lima · Boats: 7")).text
    assert 'class="cited" id="place"' in row


def test_a_word_file_opens_with_its_layout(client: TestClient, desk: Desk, tmp_path: Path) -> None:
    body = docx_paragraph("When it sails", "Heading1") + docx_paragraph("It sails at nine.")
    index(desk, write_zip(tmp_path / "ferry.docx", docx_members(body)))
    html = client.get(address_of(desk, "ferry.docx", "It sails at nine.")).text
    assert '<p><mark id="place" tabindex="-1">It sails at nine.</mark></p>' in html


def test_a_table_opens_as_one_with_the_row_marked(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    table = tmp_path / "fleet.csv"
    table.write_text("Date,Port,Note\n2024-01-15,Lima,<b>*new*</b>\n2024-02-03,Oslo,old\n")
    index(desk, table)
    html = client.get(address_of(desk, "fleet.csv", "Date: 2024-02-03 · Port: Oslo")).text
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    first, second = body.split("<tr")[1:]
    assert '<th scope="row">2024-01-15</th><td>Lima</td><td>&lt;b&gt;*new*&lt;/b&gt;</td>' in first
    assert "cited" not in first
    assert 'class="cited" id="place"' in second
    assert [name for name in ("Date", "Port", "Note") if f">{name}</th>" not in html] == []
    assert links(html).keys() == {"Show the text"}


def test_a_layout_that_cannot_be_made_is_its_text(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    note = tmp_path / "fleet.md"
    deep = f"{'- ' * 40}deep.\n\nIt sails at nine.\n"
    note.write_text(deep, encoding="utf-8")
    index(desk, note)
    html = client.get(address_of(desk, "fleet.md", "It sails at nine.")).text
    assert "does not hold all of its text" in text_of(html)
    assert '<mark id="place" tabindex="-1">It sails at nine.</mark>' in html


def test_a_page_that_is_not_there_is_no_failure(client: TestClient, desk: Desk) -> None:
    path = address_of(desk, "bridge.pdf").partition("?")[0]
    for name, status in (
        ("4.png", 404),
        ("0.png", 422),
        ("-1.png", 422),
        (f"{10**30}.png", 422),
        ("x.png", 422),
    ):
        assert client.get(f"{path}/{name}").status_code == status, name
    html = client.get(f"{path}?page=9").text
    assert "no page 9" in text_of(html)
    for odd in ("page=-3", "start=-5&end=3", "start=0&end=99999999", "start=9&end=2"):
        assert pictures(client.get(f"{path}?{odd}").text), odd
    assert client.get("/document/default/zzz/1.png").status_code == 404
    assert client.get("/document/nowhere/zzz/1.png").status_code == 404


def test_pictures_are_behind_the_guard(desk: Desk) -> None:
    path = address_of(desk, "bridge.pdf").partition("?")[0] + "/1.png"
    with opened(desk) as client:
        assert client.get(path).status_code == 200
        foreign = client.get(path, headers={"origin": "http://evil.example"})
        assert foreign.status_code == 403
        assert client.get(path, headers={"host": "evil.example"}).status_code != 200
        policy = client.get(path).headers["cross-origin-resource-policy"]
        assert policy == "same-origin", "no other site shows it"
    with opened(desk, Access(token="a-token-for-tests")) as client:
        assert client.get(path).status_code == 401


def test_what_was_removed_is_not_shown(client: TestClient, desk: Desk, file: Path) -> None:
    address = address_of(desk, "bridge.pdf", CITED)
    (picture,) = pictures(client.get(address).text)
    with desk.assistant("default").collection.writing() as writer, writer.transaction():
        writer.remove_file(str(file))
    assert client.get(address).status_code == 404
    assert client.get(f"/document/default/{picture}").status_code == 404
