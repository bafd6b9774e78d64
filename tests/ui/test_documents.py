"""Adding and removing documents from the page, over fakes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assistant.corpus.read import read_documents
from assistant.errors import ReadError
from assistant.records import Document, DocumentInfo
from assistant.ui.desk import Desk
from assistant.ui.documents import MOST_FILES, PAGE, Documents, refused_uploads
from assistant.ui.kept import safe_name
from assistant.ui.only import Only
from assistant.ui.work import Workshop
from assistant.watched import note_round


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def last(htmls: AsyncIterator[str]) -> str:
    async def run() -> str:
        return [html async for html in htmls][-1]

    return asyncio.run(run())


def held(desk: Desk, shelf: str) -> list[DocumentInfo]:
    return desk.assistant(shelf).collection.documents()


def test_uploads_are_kept_indexed_and_reported(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    good, bad, empty = tmp_path / "news.txt", tmp_path / "<b>run.exe", tmp_path / "empty.txt"
    good.write_text("The harbour bridge in Oslo opened on 12 May 2019.", encoding="utf-8")
    bad.write_bytes(b"MZ")
    empty.write_text("", encoding="utf-8")
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    html = last(documents.upload("mine", [str(good), str(bad), str(empty)]))
    assert "1 added" in html
    assert "&lt;b&gt;run.exe is of a type that is not read" in html
    assert "empty.txt" in html
    (info,) = held(empty_desk, "mine")
    assert Path(info.source).parent == empty_desk.shelf("mine").folder / "files"


def test_another_file_of_the_same_name_is_kept_beside_the_first(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    texts = ("The lease ends on 3 May 2025.", "The lease ends on 9 June 2026.")
    said = []
    for number, text in enumerate((*texts, texts[1])):
        upload = tmp_path / str(number) / "lease.txt"
        upload.parent.mkdir()
        upload.write_text(text, encoding="utf-8")
        said.append(last(documents.upload("mine", [str(upload)])))
    assert not any(tmp_path.glob("*/lease.txt")), "nothing is left where uploads arrive"
    assert "kept beside it as" not in said[0]
    assert (
        "Another file is called lease.txt; this one is kept beside it as lease (2).txt" in said[1]
    )
    assert "1 unchanged" in said[2]
    folder = empty_desk.shelf("mine").folder / "files"
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert kept == dict(zip(("lease.txt", "lease (2).txt"), texts, strict=True))
    assert len(held(empty_desk, "mine")) == 2


def uploaded(folder: Path, name: str, content: str) -> Path:
    """A file as the server has received it."""
    path = folder / name
    folder.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_what_is_not_indexed_is_not_kept(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    arrived = tmp_path / "arrived"
    uploads = [
        uploaded(arrived, "good.txt", "The harbour bridge in Oslo opened on 12 May 2019."),
        uploaded(arrived, "run.exe", "MZ"),
        uploaded(arrived, "empty.txt", ""),
        uploaded(arrived, "broken.pdf", "%PDF-1.7 nothing"),
    ]
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    html = last(documents.upload("mine", [str(path) for path in uploads]))
    assert "1 added" in html
    assert "broken.pdf" in html
    assert files_in(arrived) == set()
    assert files_in(empty_desk.shelf("mine").folder / "files") == {"good.txt"}


@pytest.mark.parametrize("name", ["../x", "mine"])
def test_a_refused_upload_leaves_nothing(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path, name: str
) -> None:
    many = [
        str(uploaded(tmp_path / "arrived", f"{number}.txt", "The lease ends in May."))
        for number in range(MOST_FILES + 1)
    ]
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    last(documents.upload(name, many))
    assert files_in(tmp_path / "arrived") == set()
    assert not empty_desk.new_shelf("mine").folder.exists()


def test_a_file_that_cannot_be_kept_does_not_lose_the_others(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    good = uploaded(tmp_path / "arrived", "good.txt", "The lease ends on 3 May 2025.")
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    gone = tmp_path / "arrived" / "gone.txt"
    html = last(documents.upload("mine", [str(gone), str(good)]))
    assert "gone.txt cannot be kept" in html
    assert "1 added" in html


def test_a_file_that_breaks_the_reader_does_not_lose_the_others(
    empty_desk: Desk,
    workshop: Workshop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def read(path: Path) -> Iterator[Document]:
        if path.name == "bad.txt":
            raise RuntimeError("a bug of the reader")
        return read_documents(path)

    monkeypatch.setattr("assistant.indexing.read_documents", read)
    arrived = tmp_path / "arrived"
    uploads = [
        uploaded(arrived, name, f"The lease of {name} ends on 3 May 2025.")
        for name in ("a.txt", "bad.txt", "c.txt")
    ]
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    html = last(documents.upload("mine", [str(path) for path in uploads]))
    assert "bad.txt could not be read" in html
    assert "a bug of the reader" in caplog.text, "with its traceback"
    left = {Path(info.source).name for info in held(empty_desk, "mine")}
    assert left == {"a.txt", "c.txt"}
    assert files_in(empty_desk.shelf("mine").folder / "files") == left


def test_a_name_of_wide_letters_fits_the_file_system(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    documents = Documents(empty_desk, workshop, paths_allowed=False)
    for month in ("May", "June"):
        upload = uploaded(tmp_path / "arrived", "𠀀" * 62 + ".txt", f"The lease ends in {month}.")
        assert "1 added" in last(documents.upload("mine", [str(upload)]))


def test_what_is_removed_is_deleted_where_the_page_kept_it(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    """And nothing else: neither files that were named by path, nor the user's own beside them."""
    folder = empty_desk.new_shelf("mine").folder / "files"
    folder.mkdir(parents=True)
    own = uploaded(folder, "own.txt", "The user's own note of 4 June 2021.")
    elsewhere = uploaded(tmp_path / "notes", "note.txt", "The lease ends on 3 May 2025.")
    documents = Documents(empty_desk, workshop, paths_allowed=True)
    arrived = tmp_path / "arrived"
    last(documents.add_path("mine", str(own)))
    last(documents.add_path("mine", str(elsewhere)))
    ferry = "The ferry to Bergen leaves at 6.40."
    for name, text in (("ferry.txt", ferry), ("own.txt", own.read_text(encoding="utf-8"))):
        last(documents.upload("mine", [str(uploaded(arrived, name, text))]))
    table = uploaded(arrived, "t.csv", "title,text\nA,The first bus.\nB,The second bus.\n")
    last(documents.upload("mine", [str(table)]))
    assert files_in(folder) == {"own.txt", "ferry.txt", "t.csv"}
    row = next(info.id for info in held(empty_desk, "mine") if "#" in info.source)
    documents.remove("mine", [row])
    assert "t.csv" in files_in(folder), "another row of it is in the collection"
    documents.remove("mine", [info.id for info in held(empty_desk, "mine")])
    assert held(empty_desk, "mine") == []
    assert files_in(folder) == {"own.txt"}
    assert elsewhere.exists()
    html = last(documents.upload("mine", [str(uploaded(arrived, "ferry.txt", ferry))]))
    assert "1 added" in html, "what was removed can be uploaded again"


def test_what_came_of_each_file_is_listed(
    empty_desk: Desk, workshop: Workshop, documents: Path
) -> None:
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    html = last(Documents(empty_desk, workshop, paths_allowed=True).add_path("m", str(documents)))
    listed = re.findall(r'<li class="(good|bad)">([^<:]*)', html)
    good = {name for state, name in listed if state == "good"}
    (bad,) = [said for state, said in listed if state == "bad"]
    assert good == {"bridge.txt", "strike.txt", "evil.txt"}
    assert "broken.pdf" in bad


def test_what_was_not_read_as_it_was_meant_is_said(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    table = tmp_path / "<b>boats.csv"
    table.write_text('name,harbour\nAstrid,"Lima\nBruna,Oslo\n', encoding="utf-8")
    html = last(Documents(empty_desk, workshop, paths_allowed=True).add_path("m", str(table)))
    assert "1 added" in html
    assert "&lt;b&gt;boats.csv: a quotation mark is not closed in line 2" in html


def test_a_folder_is_read_only_where_that_is_allowed(
    empty_desk: Desk, workshop: Workshop, documents: Path
) -> None:
    forbidden = Documents(empty_desk, workshop, paths_allowed=False)
    assert "on this machine only" in last(forbidden.add_path("mine", str(documents)))
    assert not empty_desk.has(empty_desk.new_shelf("mine"))
    allowed = Documents(empty_desk, workshop, paths_allowed=True)
    assert "3 added" in last(allowed.add_path("mine", str(documents)))
    assert "does not exist" in last(allowed.add_path("mine", "/nowhere/at all"))
    assert "are read" in last(allowed.add_path("mine", "/nowhere" * 100_000))
    assert "notice error" in last(allowed.add_path("mine", f"/{'x' * 300}"))


@pytest.mark.parametrize("name", ["../x", "in-abc", "", "a/b", "<b>", "x" * 50])
def test_a_collection_has_a_plain_name(empty_desk: Desk, workshop: Workshop, name: str) -> None:
    documents = Documents(empty_desk, workshop, paths_allowed=True)
    assert "cannot be the name" in last(documents.upload(name, []))


@pytest.mark.usefixtures("fake_models")
def test_a_chosen_collection_may_have_any_name(tmp_path: Path, workshop: Workshop) -> None:
    desk = Desk(tmp_path / "notes.collection")
    documents = Documents(desk, workshop, paths_allowed=True)
    note = uploaded(tmp_path / "arrived", "ferry.txt", "The ferry to Bergen leaves at 6.40.")
    assert "1 added" in last(documents.upload(desk.first, [str(note)]))
    desk.close()


def test_documents_are_listed_filtered_and_removed(desk: Desk, workshop: Workshop) -> None:
    documents = Documents(desk, workshop, paths_allowed=True)
    assert "3 documents" in documents.table("default").html
    assert "1 document<" in documents.table("default", Only(source="bridge")).html
    assert "is no date" in documents.table("default", Only(since="yesterday")).html
    assert "watched" not in documents.table("default").html
    note_round(desk.shelf("default").folder, [Path("/home/notes")], 60)
    assert "notes</b> is watched" in documents.table("default").html
    chosen = [info.id for info in held(desk, "default") if "strike" in info.source]
    asked = documents.before_removing("default", chosen)
    assert "Remove “" in asked
    assert len(held(desk, "default")) == 3, "nothing is removed before it was answered"
    assert "Removed" in documents.remove("default", chosen)
    assert "2 documents" in documents.table("default").html
    assert "Tick the documents first" in documents.remove("default", [])
    assert "no longer in this collection" in documents.remove("default", chosen)


def test_answers_that_quote_a_removed_document_go_with_it(desk: Desk, workshop: Workshop) -> None:
    documents, history = Documents(desk, workshop, paths_allowed=True), desk.history("default")
    assistant = desk.assistant("default")
    for name in ("strike", "bridge"):
        (info,) = [info for info in held(desk, "default") if name in info.source]
        cited = {"document": info.id, "source": info.source}
        history.add(history.start(name), name, name, {"text": name, "citations": [cited]})
    answer = assistant.ask("Who went on strike in Bergen?")
    assert answer.receipt.id
    (chosen,) = [info.id for info in held(desk, "default") if "strike" in info.source]
    asked = documents.before_removing("default", [chosen])
    gone = "1 answer in a conversation, 1 record of how an answer was made."
    assert f"What quotes them is deleted too: {gone}" in asked
    assert len(history.conversations()) == 2
    (other,) = [info.id for info in held(desk, "default") if "evil" in info.source]
    assert "deleted too" not in documents.before_removing("default", [other])
    said = documents.remove("default", [chosen])
    assert f"Deleted with what they quoted: {gone}" in said
    assert [one.title for one in history.conversations()] == ["bridge"]
    assert list(assistant.collection.receipts.all()) == []


def test_many_documents_are_listed_page_by_page(
    desk: Desk, workshop: Workshop, tmp_path: Path
) -> None:
    rows = [
        {
            "title": f"Report {number}",
            "text": f"Ship {number} left.",
            "date": f"{2010 + number % 20}-03-01",
        }
        for number in range(2_500)
    ]
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    documents = Documents(desk, workshop, paths_allowed=True)
    last(documents.add_path("many", str(path)))
    shown: list[str] = []
    for page in range(1, 26):
        listing = documents.table("many", page=page)
        assert (listing.page, listing.pages) == (page, 25)
        titles = re.findall(r">(Report \d+)</a>", listing.html)
        assert len(titles) == PAGE
        shown += titles
    assert shown == [row["title"] for row in rows], "each once, and none is left out"
    assert "Documents 201 to 300 of 2,500" in documents.table("many", page=3).html
    of_a_year = documents.table("many", Only("2012-01-01", "2012-12-31"), 2)
    assert "Documents 101 to 125 of 125" in of_a_year.html, "the filter is over all of them"
    assert (documents.table("many", page=99).page, documents.table("many", page=-3).page) == (25, 1)
    none = documents.table("many", Only(source="nowhere"), 7)
    assert ("No document here fits" in none.html, none.page, none.pages) == (True, 1, 1)


def test_titles_and_names_are_text(desk: Desk, workshop: Workshop) -> None:
    table = Documents(desk, workshop, paths_allowed=True).table("default").html
    assert "<script" not in table
    assert "alert(1)" not in table or "&lt;script&gt;" in table


def test_too_many_files_are_refused() -> None:
    with pytest.raises(ReadError, match="taken at once"):
        refused_uploads(["a.txt"] * (MOST_FILES + 1))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("<img src=x>.PDF", "_img src_x_.pdf"),
        ("..txt", "document.txt"),
        ("Ünïcode (1).md", "Ünïcode (1).md"),
    ],
)
def test_names_of_uploads_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_is_new_is_introduced_once(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "ferry.txt"
    note.write_text("The Brackwater Ferry <b>leaves</b> Bornholm at 6.40.", encoding="utf-8")
    workshop = Workshop()
    documents = Documents(desk, workshop, paths_allowed=True)

    async def added() -> list[str]:
        said = [html async for html in documents.add_path("default", str(note))]
        return [
            said[-1],
            *[html async for html in documents.introduce("default")],
            *[html async for html in documents.introduce("default")],
        ]

    try:
        report, new, again = asyncio.run(added())
    finally:
        workshop.close()
    assert "1 added" in report
    assert "embedded" not in report
    assert "Brackwater" in new
    assert "<b>leaves" not in new
    assert "bridge" not in new, "not what was there before"
    assert again == ""


def test_what_is_new_and_a_table_is_introduced_by_its_columns(desk: Desk, tmp_path: Path) -> None:
    members = tmp_path / "members.csv"
    members.write_text("Name,Plot,Fee paid\nAda,3,yes\nBo,8,no\nCy,17,yes\n", encoding="utf-8")
    workshop = Workshop()
    documents = Documents(desk, workshop, paths_allowed=True)

    async def added() -> str:
        async for _ in documents.add_path("default", str(members)):
            pass
        return "".join([html async for html in documents.introduce("default")])

    try:
        new = asyncio.run(added())
    finally:
        workshop.close()
    assert "3 rows of a table: Name, Plot, Fee paid." in new
