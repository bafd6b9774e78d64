from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import ReceiptUnknown
from assistant.search import database
from assistant.search.collection import Collection
from assistant.search.lock import writer_lock
from assistant.search.migrations import LATEST, STEPS, v2_receipts
from assistant.search.receipts import Quoted
from tests.search.kept import BRIDGE, FOLDER, SOUP, assert_held
from tests.search.samples import add, make_document, remove

Kept = Callable[[int], Path]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A copy of the collection that a program of that version made."""

    def copy(version: int) -> Path:
        return Path(shutil.copytree(FOLDER / f"v{version}", tmp_path / f"v{version}"))

    return copy


def layout(folder: Path) -> set[tuple[str, ...]]:
    """All tables and indexes, without what is made when it is first needed."""
    with closing(sqlite3.connect(folder / "collection.sqlite")) as connection:
        sql = "SELECT type, name, sql FROM sqlite_schema WHERE name <> 'fitted_threshold'"
        return set(connection.execute(sql).fetchall())


def version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "collection.sqlite")) as connection:
        ((found,),) = connection.execute("PRAGMA user_version")
    return int(found)


def test_a_collection_of_each_version_is_kept() -> None:
    assert sorted(STEPS) == list(range(2, LATEST + 1))
    assert {path.name for path in FOLDER.iterdir()} == {f"v{n}" for n in range(1, LATEST + 1)}
    assert [version(FOLDER / f"v{n}") for n in range(1, LATEST + 1)] == [*range(1, LATEST + 1)]


@pytest.mark.parametrize("made_by", range(1, LATEST + 1))
class TestEachVersion:
    def test_it_opens_with_all_that_it_held(self, kept: Kept, made_by: int) -> None:
        folder = kept(made_by)
        with Collection.open(folder) as collection:
            assert_held(collection, receipts=made_by >= 2, scan=made_by >= 3)

    def test_it_becomes_what_a_new_one_is(self, kept: Kept, tmp_path: Path, made_by: int) -> None:
        folder = kept(made_by)
        Collection.open(folder).close()
        Collection.open(tmp_path / "new", create=True).close()
        assert version(folder) == LATEST
        assert layout(folder) == layout(tmp_path / "new")

    def test_it_is_written_on(self, kept: Kept, made_by: int) -> None:
        more = make_document("A tram runs to the harbour.", source="/docs/tram.txt")
        with Collection.open(kept(made_by)) as collection:
            before = [info.id for info in collection.documents()]
            add(collection, [more])
            remove(collection, SOUP.source)
            collection.receipts.keep({"n": 1}, [Quoted(more.id, more.source)])
            before.remove(SOUP.id)
            assert [info.id for info in collection.documents()] == [*before, more.id]


def test_a_step_is_taken_wholly_or_not_at_all(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, before = kept(1), layout(FOLDER / "v1")
    broken = (*v2_receipts.STATEMENTS, "CREATE TABLE documents (id)")
    monkeypatch.setattr(database, "STEPS", {2: broken})
    with pytest.raises(sqlite3.OperationalError):
        Collection.open(folder)
    assert (version(folder), layout(folder)) == (1, before)


def test_an_older_one_is_read_as_it_is_while_somebody_writes(kept: Kept) -> None:
    folder = kept(1)
    with writer_lock(folder), Collection.open(folder) as collection:
        assert collection.counts() == (3, 2)
        assert {one.ocr for one in collection.passages_of(BRIDGE.id)} == {None}
        assert len(collection.lexical_search(["bridge"], 5)) == 2
        assert collection.receipts.keep({"n": 1}, []) == ""
        assert list(collection.receipts.all()) == []
        with pytest.raises(ReceiptUnknown):
            collection.receipts.find("a")
    assert version(folder) == 1
    with Collection.open(folder) as collection:
        assert collection.receipts.keep({"n": 1}, [])
