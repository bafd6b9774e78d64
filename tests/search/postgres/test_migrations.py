"""A collection on a server of each version is opened, and is then what a new one is."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from assistant.errors import CollectionBusy, CollectionError
from assistant.search.collection import Collection
from assistant.search.place import Server
from assistant.search.postgres import schema
from assistant.search.postgres.schema import STEPS, latest
from assistant.search.postgres.server import ServedTables
from assistant.search.receipts import Quoted
from tests.postgres_server import PostgresServer
from tests.search.kept import SOUP, assert_held
from tests.search.postgres.kept import FOLDER, load
from tests.search.postgres.samples import sound
from tests.search.samples import add, make_document, remove

Kept = Callable[[int], Server]
NEWEST = latest()
ADDING = ("ALTER TABLE documents ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",)


@pytest.fixture
def kept(postgres: PostgresServer) -> Kept:
    """A copy of the collection that a program of that version made."""

    def copy(version: int) -> Server:
        place = postgres.new_place()
        load(version, place)
        return place

    return copy


def layout(postgres: PostgresServer, place: Server) -> set[str]:
    """The statements that make all tables, views and indexes, without what is in them."""
    lines = postgres.dumped(place).replace(place.name, "NAME").splitlines()
    made = "\n".join(line for line in lines if not line.startswith(("--", "\\", "SET", "SELECT")))
    statements = {" ".join(one.split()) for one in made.split(";\n")}
    return {one for one in statements if not one.startswith("INSERT")}


def version(place: Server) -> int:
    tables = ServedTables(place)
    ((found,),) = tables.rows("SELECT version FROM manifest")
    tables.close()
    return int(found)


@pytest.fixture
def second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has one version more."""
    monkeypatch.setattr(schema, "STEPS", {**STEPS, NEWEST + 1: ADDING})


def test_a_collection_of_each_version_is_kept(kept: Kept) -> None:
    assert sorted(STEPS) == list(range(2, NEWEST + 1))
    assert {path.name for path in FOLDER.iterdir()} == {f"v{n}.sql" for n in range(1, NEWEST + 1)}
    assert [version(kept(n)) for n in range(1, NEWEST + 1)] == [*range(1, NEWEST + 1)]


@pytest.mark.parametrize("made_by", range(1, NEWEST + 1))
class TestEachVersion:
    def test_it_opens_with_all_that_it_held(self, kept: Kept, made_by: int) -> None:
        with Collection.open(kept(made_by)) as collection:
            assert_held(collection, receipts=True, scan=True)
            assert sound(collection) == 4

    def test_it_becomes_what_a_new_one_is(
        self, kept: Kept, postgres: PostgresServer, made_by: int
    ) -> None:
        place, new = kept(made_by), postgres.new_place()
        Collection.open(place).close()
        with Collection.open(new, create=True) as collection:
            add(collection, [SOUP])  # the table of vectors comes with the embedder
        assert version(place) == NEWEST
        assert layout(postgres, place) == layout(postgres, new)

    def test_it_is_written_on(self, kept: Kept, made_by: int) -> None:
        more = make_document("A tram runs to the harbour.", source="/docs/tram.txt")
        with Collection.open(kept(made_by)) as collection:
            before = [info.id for info in collection.documents()]
            add(collection, [more])
            remove(collection, SOUP.source)
            collection.receipts.keep({"n": 1}, [Quoted(more.id, more.source)])
            before.remove(SOUP.id)
            assert [info.id for info in collection.documents()] == [*before, more.id]
            assert sound(collection) == 4


@pytest.mark.usefixtures("second_version")
class TestAStep:
    def test_whoever_opens_an_older_one_brings_it_up_to_date(
        self, kept: Kept, postgres: PostgresServer
    ) -> None:
        place, new = kept(1), postgres.new_place()
        for _ in range(2):
            with Collection.open(place) as collection:
                assert_held(collection, receipts=True, scan=True)
                assert collection._database.rows("SELECT DISTINCT mood FROM documents") == [
                    ("calm",)
                ]
        with Collection.open(new, create=True) as collection:
            add(collection, [SOUP])
        assert version(place) == version(new) == NEWEST + 1
        assert layout(postgres, place) == layout(postgres, new)

    def test_it_is_taken_wholly_or_not_at_all(
        self, kept: Kept, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = kept(NEWEST)
        before = layout(postgres, place)
        broken = (*ADDING, "CREATE TABLE documents (id INTEGER)")
        monkeypatch.setattr(schema, "STEPS", {**STEPS, NEWEST + 1: broken})
        with pytest.raises(psycopg.errors.DuplicateTable):
            Collection.open(place)
        assert (version(place), layout(postgres, place)) == (NEWEST, before)

    def test_it_waits_for_whoever_writes(self, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
        place = kept(1)
        monkeypatch.setattr("assistant.search.lock.WAIT_SECONDS", 0.1)
        writing = ServedTables(place)
        with writing.writing(), pytest.raises(CollectionBusy, match="is writing"):
            Collection.open(place)
        writing.close()
        assert version(place) == 1
        Collection.open(place).close()
        assert version(place) == NEWEST + 1

    def test_who_may_only_read_is_told_that_somebody_else_has_to(
        self, kept: Kept, postgres: PostgresServer
    ) -> None:
        place = kept(1)
        owner = ServedTables(place)
        owner.rows("CREATE ROLE reader LOGIN")
        owner.rows(f"GRANT USAGE ON SCHEMA {place.name} TO reader")
        owner.rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place.name} TO reader")
        try:
            with pytest.raises(CollectionError, match="format 1") as raised:
                Collection.open(Server(postgres.url(user="reader"), place.name))
            assert "a user who may change its tables" in raised.value.hint
        finally:
            owner.rows("DROP OWNED BY reader")
            owner.rows("DROP ROLE reader")
            owner.close()
        assert version(place) == 1
