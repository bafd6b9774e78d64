"""What can go wrong with a server's address, state and rights: each ends in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import (
    CollectionDamaged,
    CollectionError,
    ConfigError,
    StorageFull,
)
from assistant.search.collection import Collection
from assistant.search.place import Server, place_of
from tests.postgres_server import PostgresServer
from tests.search.postgres.samples import place_again
from tests.search.samples import add, make_document, question


class TestSaid:
    def test_no_server_is_one_sentence_without_the_password(self, tmp_path: Path) -> None:
        url = f"postgresql://person:secret@/files?host={tmp_path}&password=hidden"
        with pytest.raises(CollectionError, match="cannot be reached") as raised:
            Collection.open(place_of(url))
        assert "Check that the server runs" in raised.value.hint
        assert "secret" not in str(raised.value)
        assert "hidden" not in str(raised.value)

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("postgresql://a:b@h:5433/d#papers", "postgresql://a@h:5433/d#papers"),
            ("postgres://h/d?sslmode=require&password=p", "postgres://h/d?sslmode=require"),
            ("postgresql:///d?host=/run/x", "postgresql:///d?host=/run/x"),
        ],
    )
    def test_an_address_is_shown_without_its_password(self, url: str, shown: str) -> None:
        assert str(place_of(url)) == shown
        assert "b@" not in repr(place_of(url))

    @pytest.mark.parametrize(
        ("url", "is_local"),
        [
            ("postgresql:///d", True),
            ("postgresql://me@/d?host=/run/postgresql", True),
            ("postgresql://me:x@127.0.0.1:5433/d", True),
            ("postgresql://[::1]:5433/d", True),
            ("postgresql://localhost/d", True),
            ("postgresql://localhost.example.org/d", False),
            ("postgresql://127.0.0.1,db.example.org/d", False),
            ("postgresql:///d?host=db.example.org", False),
        ],
    )
    def test_it_is_known_whether_anything_leaves_the_machine(
        self, url: str, is_local: bool
    ) -> None:
        place = place_of(url)
        assert isinstance(place, Server)
        assert place.is_local == is_local

    @pytest.mark.parametrize("place", ["docs", "/data/postgresql", "C:/x"])
    def test_any_other_text_is_a_folder(self, place: str) -> None:
        assert place_of(place) == Path(place)

    def test_a_name_that_cannot_be_one_is_said(self) -> None:
        with pytest.raises(ConfigError, match="cannot be the name"):
            place_of('postgresql://h/d#a"; DROP')

    def test_an_address_that_is_none_is_said(self) -> None:
        with pytest.raises(ConfigError, match="is no address"):
            Collection.open(place_of("postgresql://h/d?nonsense=1"))

    def test_a_missing_extra_names_the_line_that_installs_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(ConfigError, match="needs the package psycopg") as raised:
            Collection.open(place_of("postgresql://h/d"))
        assert 'pip install "psycopg[binary]' in raised.value.hint

    def test_an_unknown_database_is_said(self, postgres: PostgresServer) -> None:
        with pytest.raises(CollectionError, match='database "none" does not exist'):
            Collection.open(place_of(postgres.url("none")))

    def test_a_newer_format_asks_for_an_update(self, collection: Collection) -> None:
        collection._database.rows("UPDATE manifest SET version = 99")
        with pytest.raises(CollectionError, match=r"newer version .* 99"):
            Collection.open(place_again(collection))

    @pytest.mark.parametrize(
        ("code", "expected", "said"),
        [
            ("53100", StorageFull, "no room left"),
            ("XX001", CollectionDamaged, "is damaged"),
            ("25006", CollectionError, "does not allow that"),
            ("57P01", CollectionError, "cannot be reached"),
        ],
    )
    def test_what_a_server_reports_is_a_sentence(
        self, collection: Collection, code: str, expected: type[Exception], said: str
    ) -> None:
        raised = f"DO $$ BEGIN RAISE EXCEPTION 'here' USING ERRCODE = '{code}'; END $$"
        with pytest.raises(expected, match=said):
            collection._database.rows(raised)
        assert collection.counts() == (0, 0)

    def test_what_needs_a_folder_is_refused(self, collection: Collection) -> None:
        with pytest.raises(CollectionError, match="lies in no folder"):
            _ = collection.folder


class TestRights:
    @pytest.fixture
    def guest(self, postgres: PostgresServer) -> Iterator[str]:
        """A user who owns nothing."""
        with Collection.open(postgres.new_place(), create=True) as opened:
            opened._database.rows("CREATE ROLE guest LOGIN")
            yield "guest"
            opened._database.rows("DROP OWNED BY guest")
            opened._database.rows("DROP ROLE guest")

    def test_who_may_only_read_can_ask_and_not_write(
        self, postgres: PostgresServer, collection: Collection, guest: str
    ) -> None:
        add(collection, [make_document("Kept soup.", source="/kept.txt")])
        schema = place_again(collection).name
        collection._database.rows(f"GRANT USAGE ON SCHEMA {schema} TO {guest}")
        collection._database.rows(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {guest}")
        with Collection.open(Server(postgres.url(user=guest), schema)) as reading:
            assert len(reading.lexical_search(["soup"], 5)) == 1
            assert len(reading.dense_search(question("soup"), 5)) == 1
            with pytest.raises(CollectionError, match="does not allow that"):
                add(reading, [make_document("More soup.", source="/more.txt")])

    def test_who_may_make_nothing_is_told_so(self, postgres: PostgresServer, guest: str) -> None:
        with pytest.raises(CollectionError, match=r"does not allow that .*permission denied"):
            Collection.open(Server(postgres.url(user=guest), "theirs"), create=True)

    def test_who_may_not_add_pgvector_is_told_who_may(
        self, postgres: PostgresServer, collection: Collection, guest: str
    ) -> None:
        collection._database.rows("CREATE DATABASE bare")
        with pytest.raises(CollectionError, match="may not add pgvector") as raised:
            Collection.open(Server(postgres.url("bare", guest)), create=True)
        assert "CREATE EXTENSION vector" in raised.value.hint
