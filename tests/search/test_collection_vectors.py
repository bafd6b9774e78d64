"""The vector file in every state that it can be found in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import EmbedderMismatch
from assistant.protocols import Silent, Vectors
from assistant.records import Document
from assistant.search import dense, vector_file
from assistant.search.collection import Collection
from assistant.search.embedded import EmbeddedCollection
from assistant.search.lock import writer_lock
from assistant.search.place import Place
from assistant.search.vector_file import lists_for, open_vectors
from tests.fakes import FakeEmbedder
from tests.search.conftest import NewPlace
from tests.search.samples import (
    Notes,
    add,
    make_document,
    question,
    remove,
    vector_files,
)

WORDS = "harbour budget soup tariff river school hospital council festival bridge".split()


def numbered(first: int, last: int) -> list[Document]:
    return [
        make_document(
            f"Report {n} on the {WORDS[n % 10]}.\n\nIt cites {WORDS[n // 3 % 10]} number {n}.",
            source=f"/docs/{n}.txt",
        )
        for n in range(first, last)
    ]


def found_texts(collection: Collection, text: str, limit: int) -> list[str]:
    rows = [rowid for rowid, _ in collection.dense_search(question(text), limit)]
    found = collection.fetch(rows)
    return [found[row][0].text for row in rows]


def indexed(place: Place, documents: list[Document]) -> None:
    with Collection.open(place, create=True) as collection:
        add(collection, documents)


def is_whole(collection: Collection) -> bool:
    """Whether every passage has its vector, in the file too where there is one."""
    passages, _ = collection.counts()
    if isinstance(collection, EmbeddedCollection) and not is_current(collection):
        return False
    return (
        collection._database.rows("SELECT count(*) FROM passages JOIN vectors ON passage = id")
        == [(passages,)]
        == collection._database.rows("SELECT count(*) FROM vectors")
    )


def is_current(collection: EmbeddedCollection) -> bool:
    """Whether the file holds exactly the vectors that the database holds."""
    manifest = collection.manifest
    file = open_vectors(collection._database, manifest)
    return len(file) == collection.counts()[0] and vector_files(collection.folder) == [
        collection.folder / manifest.vector_file
    ]


def test_each_run_leaves_one_current_file(tmp_path: Path) -> None:
    indexed(tmp_path, numbered(0, 5))
    indexed(tmp_path, numbered(5, 9))
    with Collection.open(tmp_path) as collection:
        assert is_current(collection)
        assert collection.manifest.generation == 2
        add(collection, [])
        assert collection.manifest.generation == 2


@pytest.mark.parametrize("damage", ["truncated", "garbage", "missing"])
def test_a_damaged_file_is_built_anew_and_said(tmp_path: Path, damage: str) -> None:
    indexed(tmp_path, numbered(0, 9))
    with Collection.open(tmp_path) as collection:
        expected = found_texts(collection, "budget", 18)
    (file,) = vector_files(tmp_path)
    size = file.stat().st_size
    match damage:
        case "truncated":
            os.truncate(file, size - 100)
        case "garbage":
            file.write_bytes(os.urandom(size))
        case "missing":
            file.unlink()
    notes = Notes()
    with Collection.open(tmp_path, progress=notes) as collection:
        assert found_texts(collection, "budget", 18) == expected
        assert is_current(collection)
    assert notes.messages == [f"{file.name} is missing or damaged: building it anew."]


def test_a_count_that_does_not_match_is_damage(tmp_path: Path) -> None:
    indexed(tmp_path, numbered(0, 9))
    notes = Notes()
    with Collection.open(tmp_path, progress=notes) as collection:
        with collection._database.transaction():
            collection._database.rows("UPDATE manifest SET vector_count = vector_count + 1")
        assert len(found_texts(collection, "budget", 100)) == 18
    assert len(notes.messages) == 1


@pytest.mark.parametrize("reason", ["busy", "read-only", "large"])
def test_where_no_file_can_be_written_the_search_goes_on_without(
    tmp_path: Path, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed(tmp_path, numbered(0, 9))
    vector_files(tmp_path)[0].unlink()
    notes = Notes()
    if reason == "read-only":
        monkeypatch.setattr("os.access", lambda *_: False)
    if reason == "large":
        monkeypatch.setattr(dense, "FLAT_LIMIT", 3)
    with Collection.open(tmp_path, progress=notes) as collection:
        if reason == "busy":
            with writer_lock(tmp_path):
                found = found_texts(collection, "budget", 100)
        else:
            found = found_texts(collection, "budget", 100)
        assert len(found) == 18
    assert vector_files(tmp_path) == []
    assert len(notes.messages) == 1
    assert "searching the database's vectors" in notes.messages[0]


def test_vectors_without_a_file_are_found(tmp_path: Path) -> None:
    with Collection.open(tmp_path, create=True) as reader, Collection.open(tmp_path) as writer:
        add(writer, numbered(0, 4), refresh=False)
        assert len(found_texts(reader, "budget", 100)) == 8
        add(writer, numbered(4, 6), refresh=False)
        assert len(found_texts(reader, "budget", 100)) == 12
        add(writer, numbered(6, 7))
        assert len(found_texts(reader, "budget", 100)) == 14
        assert is_current(reader)


def test_removed_passages_are_never_found_nor_missed(tmp_path: Path) -> None:
    documents = numbered(0, 30)
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, documents)
        nearest = found_texts(collection, "budget", 20)
        for document in documents:
            if any(passage in document.text for passage in nearest[:12]):
                remove(collection, document.source)
        after = found_texts(collection, "budget", 8)
        assert len(after) == 8
        assert not set(after) & set(nearest[:12])
        add(collection, [])
        assert is_current(collection)
        assert found_texts(collection, "budget", 8) == after


def test_a_row_id_is_never_used_twice(tmp_path: Path) -> None:
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, numbered(0, 2))
        last = max(rowid for rowid, _ in collection.dense_search(question("budget"), 9))
        for path in ("/docs/0.txt", "/docs/1.txt"):
            remove(collection, path)
        add(collection, numbered(2, 3))
        assert min(rowid for rowid, _ in collection.dense_search(question("budget"), 9)) > last


class TestLists:
    """Above `FLAT_LIMIT`, where the file is large and a rebuild takes a minute."""

    @pytest.fixture(autouse=True)
    def few_are_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vector_file, "FLAT_LIMIT", 50)
        monkeypatch.setattr(vector_file, "FOLD_ROWS", 10)

    def file(self, collection: EmbeddedCollection) -> tuple[bool, int, int]:
        index = open_vectors(collection._database, collection.manifest)
        return index.lists > 0, len(index), collection.manifest.generation

    def test_replaces_the_flat_index_when_there_are_many(self, tmp_path: Path) -> None:
        with Collection.open(tmp_path, create=True) as collection:
            add(collection, numbered(0, 20))
            assert self.file(collection) == (False, 40, 1)
            add(collection, numbered(20, 40))
            assert self.file(collection) == (True, 80, 2)

    def test_takes_in_new_vectors_without_a_rebuild(self, tmp_path: Path) -> None:
        with Collection.open(tmp_path, create=True) as collection:
            add(collection, numbered(0, 40))
            add(collection, numbered(40, 42))
            assert self.file(collection) == (True, 80, 1)  # too few to write the file anew
            assert len(found_texts(collection, "budget", 100)) == 84
            remove(collection, "/docs/3.txt")
            add(collection, numbered(42, 46))
            assert self.file(collection) == (True, 92, 2)  # with two that are removed
            assert len(found_texts(collection, "budget", 100)) == 90

    def test_is_parted_anew_when_it_has_grown_much(self, tmp_path: Path) -> None:
        with Collection.open(tmp_path, create=True) as collection:
            add(collection, numbered(0, 40))
            add(collection, numbered(40, 80))
            assert self.lists(collection) == lists_for(80)
            add(collection, numbered(80, 200))
            assert self.lists(collection) == lists_for(400)
            assert len(found_texts(collection, "budget", 1_000)) == 400

    def lists(self, collection: EmbeddedCollection) -> int:
        return open_vectors(collection._database, collection.manifest).lists

    def test_is_built_anew_when_much_was_removed(self, tmp_path: Path) -> None:
        with Collection.open(tmp_path, create=True) as collection:
            add(collection, numbered(0, 40))
            for n in range(9):
                remove(collection, f"/docs/{n}.txt")
            add(collection, [])
            assert self.file(collection) == (True, 62, 2)


class TestEmbedder:
    def test_another_one_is_refused_with_the_command(self, new_place: NewPlace) -> None:
        place = new_place()
        indexed(place, numbered(0, 2))
        with Collection.open(place) as collection:
            collection.check_embedder(FakeEmbedder())
            with pytest.raises(EmbedderMismatch) as raised:
                collection.check_embedder(FakeEmbedder(name="other"))
            assert f"index --reembed --collection {place}" in raised.value.hint
            with collection.writing() as writer, pytest.raises(EmbedderMismatch):
                writer.claim(FakeEmbedder(name="other"))

    def test_an_empty_collection_takes_any(self, new_place: NewPlace) -> None:
        place = new_place()
        with Collection.open(place, create=True) as collection:
            collection.check_embedder(FakeEmbedder(name="other"))

    def test_reembedding_switches_everything(self, new_place: NewPlace) -> None:
        place = new_place()
        indexed(place, numbered(0, 9))
        other = FakeEmbedder(48, "other")
        with Collection.open(place) as collection:
            before = collection.dense_search(question("budget"), 18)
            collection.reembed(other, Silent())
            collection.check_embedder(other)
            after = collection.dense_search(other.encode_queries(["budget"])[0], 18)
            assert {rowid for rowid, _ in after} == {rowid for rowid, _ in before}
            assert collection.vectors_of([after[0][0]]).shape == (1, 48)
            assert is_whole(collection)

    def test_reembedding_goes_on_where_it_was_interrupted(
        self, new_place: NewPlace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = new_place()
        indexed(place, numbered(0, 9))
        monkeypatch.setattr("assistant.search.reembed._BATCH_PASSAGES", 4)
        other = Interrupted(after=2)
        with Collection.open(place) as collection:
            with pytest.raises(KeyboardInterrupt):
                collection.reembed(other, Silent())
            collection.check_embedder(FakeEmbedder())
            assert len(found_texts(collection, "budget", 99)) == 18
            remove(collection, "/docs/0.txt")
            add(collection, numbered(9, 10))
            other.after = 99
            collection.reembed(other, Silent())
            assert other.encoded == 18 + 2
            assert is_whole(collection)

    def test_an_open_reader_notices(self, new_place: NewPlace) -> None:
        place = new_place()
        indexed(place, numbered(0, 2))
        with Collection.open(place) as reader, Collection.open(place) as writer:
            reader.dense_search(question("budget"), 1)
            writer.reembed(FakeEmbedder(name="other"), Silent())
            with pytest.raises(EmbedderMismatch, match="re-embedded while it was open"):
                reader.dense_search(question("budget"), 1)


class Interrupted(FakeEmbedder):
    """Is interrupted after some calls."""

    def __init__(self, after: int) -> None:
        super().__init__(name="other")
        self.after = after
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if self.after == 0:
            raise KeyboardInterrupt
        self.after -= 1
        self.encoded += len(texts)
        return super().encode_passages(texts)
