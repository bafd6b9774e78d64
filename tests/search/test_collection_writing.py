"""Writers exclude each other; readers are never in the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import CollectionBusy, CollectionError, StorageFull
from assistant.search import lock
from assistant.search.collection import Collection
from assistant.search.embedded import EmbeddedCollection
from assistant.search.place import place_of
from tests.search.conftest import NewPlace
from tests.search.samples import add, make_document, question, remove

HOLD_LOCK = """
import sys
from assistant.search.collection import Collection
from assistant.search.embedded import EmbeddedCollection
from assistant.search.place import place_of
with Collection.open(place_of(sys.argv[1])).writing():
    print("held", flush=True)
    sys.stdin.read()
"""
SAME = "The same text in two places.\n\nWith a second paragraph."


@pytest.fixture
def collection(new_place: NewPlace) -> Iterator[Collection]:
    with Collection.open(new_place(), create=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[EmbeddedCollection]:
    with Collection.open(tmp_path / "collection", create=True) as opened:
        yield opened


@contextmanager
def another_writer(name: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD_LOCK, name]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_writer_is_refused_and_told_who_writes(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with another_writer(collection.name) as process:
        with pytest.raises(CollectionBusy, match=f"^Process {process.pid} .*is writing"):
            add(collection, [make_document("Late.")])
        process.kill()
        process.wait()
    add(collection, [make_document("Now.")])
    assert collection.counts() == (1, 1)


def test_a_name_that_a_lost_disk_left_unreadable_is_not_told(
    folder: EmbeddedCollection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with another_writer(folder.name):
        for left in (b"\xff\xfe", b"\0\0\0\0", b""):
            (folder.folder / "writer.pid").write_bytes(left)
            with pytest.raises(CollectionBusy, match=r"^Process \(unknown\) "):
                add(folder, [make_document("Late.")])


def test_a_server_does_not_name_itself_as_another(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with Collection.open(place_of(collection.name)) as other:
        with other.writing(), pytest.raises(CollectionBusy) as own:
            add(collection, [make_document("Late.")])
        assert own.value.on_page.startswith("The assistant itself is writing")
        with another_writer(collection.name) as process, pytest.raises(CollectionBusy) as foreign:
            add(collection, [make_document("Late.")])
        assert foreign.value.on_page.startswith(f"Process {process.pid} ")


def test_a_writer_waits_for_one_that_is_about_to_end(collection: Collection) -> None:
    with another_writer(collection.name) as process:
        assert process.stdin is not None
        threading.Timer(0.2, process.stdin.close).start()
        add(collection, [make_document("Now.")])
    assert collection.counts() == (1, 1)


def test_readers_see_the_last_commit_while_another_thread_writes(collection: Collection) -> None:
    add(collection, [make_document("Old soup.", source="/old.txt")])
    with collection.writing() as writer, writer.transaction():
        writer.remove_file("/old.txt")
        seen: list[tuple[int, int, int]] = []

        def read() -> None:
            lexical = collection.lexical_search(["soup"], 5)
            dense = collection.dense_search(question("soup"), 5)
            seen.append((collection.counts()[0], len(lexical), len(dense)))

        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert seen == [(1, 1, 1)]
    assert collection.counts() == (0, 0)


def test_a_transaction_that_fails_leaves_nothing(collection: Collection) -> None:
    add(collection, [make_document("Old soup.", source="/old.txt")])

    def interrupted() -> None:
        with collection.writing() as writer, writer.transaction():
            writer.remove_file("/old.txt")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert collection.counts() == (1, 1)
    assert len(collection.lexical_search(["soup"], 5)) == 1


def test_a_full_disk_keeps_what_was_committed(folder: EmbeddedCollection) -> None:
    add(folder, [make_document("Kept soup.", source="/kept.txt")])
    folder._database.rows("PRAGMA max_page_count = 1")
    large = make_document("\n\n".join(f"Line {n} of a large text." for n in range(500)))
    with pytest.raises(StorageFull, match="no room left"):
        add(folder, [large])
    assert folder.counts() == (1, 1)
    assert folder._database.rows("PRAGMA integrity_check") == [("ok",)]
    folder._database.rows("PRAGMA max_page_count = 1000000")
    add(folder, [large])
    assert folder.counts() == (501, 2)


def test_a_disk_too_full_to_be_read_is_one_sentence(tmp_path: Path) -> None:
    own = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*own, "true"], check=False).returncode:
        pytest.skip("a disk of its own needs unshare and the right to use it")
    command = [*own, sys.executable, "-m", "tests.search.full_disk", str(tmp_path)]
    found = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    said, held = found.stdout.splitlines()
    assert said == f"The disk has no room left for the collection at {tmp_path / 'collection'}."
    assert held == "(1, 1)"


def test_a_folder_that_may_not_be_written_is_said(folder: EmbeddedCollection) -> None:
    (folder.folder / "writer.lock").touch()
    (folder.folder / "writer.lock").unlink()
    (folder.folder / "writer.lock").mkdir()
    with pytest.raises(CollectionError, match="cannot be written"):
        add(folder, [make_document("Late.")])


class TestOneTextInTwoPlaces:
    def test_is_one_document_with_two_sources(self, collection: Collection) -> None:
        add(collection, [make_document(SAME, source=s) for s in ("/a.txt", "/b.txt")])
        (info,) = collection.documents()
        assert info.sources == ("/a.txt", "/b.txt")
        assert collection.counts() == (2, 1)
        assert len(collection.lexical_search(["text"], 9)) == 1

    def test_stays_until_the_last_source_is_gone(self, collection: Collection) -> None:
        add(collection, [make_document(SAME, source=s) for s in ("/a.txt", "/b.txt")])
        remove(collection, "/a.txt")
        (info,) = collection.documents()
        assert info.source == "/b.txt"
        assert len(collection.lexical_search(["text"], 9)) == 1
        remove(collection, "/b.txt")
        assert collection.documents() == []
        assert collection.lexical_search(["text"], 9) == []
        assert collection.dense_search(question("text"), 9) == []


def test_the_full_text_index_forgets_exactly_what_was_removed(collection: Collection) -> None:
    add(collection, [make_document(f"Text {n} of the lot.", source=f"/{n}") for n in range(9)])
    for n in range(0, 9, 2):
        remove(collection, f"/{n}")
    assert collection.document_frequencies(["lot", "2", "3"]) == [4, 0, 1]
    if isinstance(collection, EmbeddedCollection):
        collection._database.rows(
            "INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)"
        )
