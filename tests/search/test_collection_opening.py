"""A collection is made, opened, or refused in one sentence."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import CollectionDamaged, CollectionError, CollectionMissing
from assistant.search.collection import Collection
from tests.search.conftest import NewPlace
from tests.search.samples import (
    BUDGET,
    HARVEST,
    UNDATED,
    add,
    question,
)


class TestOpening:
    def test_a_missing_one_names_the_command_that_makes_it(self, new_place: NewPlace) -> None:
        place = new_place()
        with pytest.raises(CollectionMissing) as raised:
            Collection.open(place)
        assert f"index PATHS --collection {place}" in raised.value.hint

    def test_a_missing_folder_is_not_made(self, tmp_path: Path) -> None:
        with pytest.raises(CollectionMissing):
            Collection.open(tmp_path / "none")
        assert not (tmp_path / "none").exists()

    def test_a_folder_that_may_not_be_looked_into_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(path: Path, *_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

        monkeypatch.setattr(Path, "stat", refused)
        with pytest.raises(CollectionError, match=r"cannot be opened \(Permission denied\)"):
            Collection.open(tmp_path / "none")

    def test_a_creation_that_was_cut_short_counts_as_missing(self, tmp_path: Path) -> None:
        (tmp_path / "collection.sqlite").touch()
        with pytest.raises(CollectionMissing):
            Collection.open(tmp_path)
        with Collection.open(tmp_path, create=True) as opened:
            assert opened.counts() == (0, 0)

    def test_creating_twice_keeps_what_is_there(self, new_place: NewPlace) -> None:
        place = new_place()
        with Collection.open(place, create=True) as first:
            add(first, [BUDGET])
        with Collection.open(place, create=True) as again:
            assert again.counts() == (2, 1)

    def test_an_empty_one_answers_everything_with_nothing(self, new_place: NewPlace) -> None:
        with Collection.open(new_place(), create=True) as empty:
            assert empty.documents() == []
            assert empty.lexical_search(["tax"], 5) == []
            assert empty.dense_search(question("tax"), 5) == []
            assert empty.document_frequencies(["tax"]) == [0]

    def test_a_file_that_is_no_database_is_damaged(self, tmp_path: Path) -> None:
        (tmp_path / "collection.sqlite").write_bytes(b"not a database, but long enough" * 99)
        with pytest.raises(CollectionDamaged, match="damaged"):
            Collection.open(tmp_path)

    def test_a_foreign_database_is_not_touched(self, tmp_path: Path) -> None:
        path = tmp_path / "collection.sqlite"
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("CREATE TABLE theirs (x)")
        before = path.read_bytes()
        with pytest.raises(CollectionDamaged, match="not a collection"):
            Collection.open(tmp_path, create=True)
        assert path.read_bytes() == before

    def test_a_truncated_database_is_damaged_and_not_a_traceback(self, tmp_path: Path) -> None:
        with Collection.open(tmp_path, create=True) as whole:
            add(whole, [BUDGET, HARVEST, UNDATED])
        path = tmp_path / "collection.sqlite"
        path.write_bytes(path.read_bytes()[: 3 * 4096])
        with pytest.raises(CollectionDamaged, match="damaged"), Collection.open(tmp_path) as opened:
            opened.documents()

    def test_a_newer_format_asks_for_an_update(self, tmp_path: Path) -> None:
        Collection.open(tmp_path, create=True).close()
        with closing(sqlite3.connect(tmp_path / "collection.sqlite")) as newer:
            newer.execute("PRAGMA user_version = 99")
        with pytest.raises(CollectionError, match=r"newer version .* 99"):
            Collection.open(tmp_path)

    def test_a_file_in_the_way_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "taken").touch()
        with pytest.raises(CollectionError, match="No collection can be made"):
            Collection.open(tmp_path / "taken", create=True)

    def test_a_folder_without_write_permission_can_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Collection.open(tmp_path, create=True) as made:
            add(made, [BUDGET])
        monkeypatch.setattr("os.access", lambda *_: False)
        before = sorted(tmp_path.iterdir())
        with Collection.open(tmp_path) as opened:
            assert opened.counts() == (2, 1)
            assert len(opened.dense_search(question("tax"), 5)) == 2
            with pytest.raises(CollectionError, match="cannot be opened or written"):
                add(opened, [HARVEST])
        assert sorted(tmp_path.iterdir()) == before
