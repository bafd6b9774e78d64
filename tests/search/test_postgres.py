"""What can go wrong with a server: each ends in one sentence, and nothing reported is lost."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import (
    CollectionDamaged,
    CollectionError,
    ConfigError,
    StorageFull,
)
from assistant.indexing import index_paths
from assistant.protocols import Vectors
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.place import Place, Server, place_of
from assistant.search.postgres.schema import MOST_INDEXED
from assistant.search.postgres.words import word_query, word_vector
from tests.fakes import FakeEmbedder
from tests.indexing.samples import sources, write
from tests.postgres_server import PostgresServer
from tests.search.samples import add, make_document, question, split, unit_vectors

ROOT = Path(__file__).parents[2]
SERVER = "assistant.search.postgres.server"


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A server that only this test uses."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def collection(postgres: PostgresServer) -> Iterator[Collection]:
    with Collection.open(postgres.new_place(), create=True) as opened:
        yield opened


def sound(collection: Collection) -> int:
    """How many passages there are, each of which has its vector and its words, and no others."""
    rows = collection._database.rows
    passages, _ = collection.counts()
    assert rows("SELECT count(*) FROM vectors JOIN passages ON passages.id = passage") == [
        (passages,)
    ]
    assert rows("SELECT count(*) FROM vectors") == [(passages,)]
    ((through,),) = rows("SELECT through FROM manifest")
    assert rows("SELECT coalesce(max(id), 0) <= ? FROM passages", (through,)) == [(True,)]
    words = rows("SELECT lexeme, count(*) FROM passages, unnest(words) GROUP BY lexeme")
    assert dict(words) == dict(rows("SELECT term, passages FROM vocabulary"))
    orphans = "SELECT count(*) FROM documents WHERE key NOT IN (SELECT document FROM sources)"
    assert rows(orphans) == [(0,)]
    return passages


class TestKills:
    def documents(self, folder: Path) -> Path:
        folder.mkdir()
        for n in range(120):
            write(folder / f"{n:03}.txt", f"Report {n} is here.\n\nIt speaks of item {n * 3}.")
        return folder

    def run(self, docs: Path, place: Server) -> subprocess.Popen[str]:
        address = f"{place.url}#{place.name}"
        return subprocess.Popen(
            [sys.executable, "-m", "tests.indexing.killed_run", str(docs), address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def reported(self, process: subprocess.Popen[str], after: int) -> int:
        """Waits until so many files are reported; returns how many they are then."""
        assert process.stdout is not None
        reports = itertools.takewhile(str.strip, iter(process.stdout.readline, ""))
        return next(int(line) for line in reports if int(line) >= after)

    def rest(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """What it still reports until it ends, and what it says then."""
        out, said = process.communicate()
        return max([0, *map(int, out.split())]), said

    def test_a_server_that_is_killed_loses_nothing_that_was_reported(
        self, tmp_path: Path, mortal: PostgresServer
    ) -> None:
        docs, place = self.documents(tmp_path / "docs"), mortal.new_place()
        chance, reported = random.Random(7), 0
        for _ in range(3):
            process = self.run(docs, place)
            reported = self.reported(process, reported + chance.randrange(3, 12))
            mortal.kill()
            more, said = self.rest(process)
            reported = max(reported, more)
            assert said.startswith(f"The collection at {place} cannot be reached (")
            assert process.returncode == 1
            assert said.count("\n") == 1
            mortal.start()
            with Collection.open(place) as collection:
                held = sources(collection)
                assert reported <= len(held) < 120
                assert all(Path(source).read_text("utf-8") == held[source] for source in held)
                sound(collection)
        with Collection.open(place) as collection:
            report = index_paths(collection, [docs], FakeEmbedder())
            assert (report.unchanged, report.added) == (len(held), 120 - len(held))
            assert sound(collection) == len(collection.dense_search(question("item"), 500))

    def test_a_writer_that_is_killed_leaves_whole_documents_and_no_lock(
        self, tmp_path: Path, postgres: PostgresServer
    ) -> None:
        docs, place = self.documents(tmp_path / "docs"), postgres.new_place()
        process = self.run(docs, place)
        reported = self.reported(process, 9)
        process.kill()
        reported = max(reported, self.rest(process)[0])
        with Collection.open(place) as collection:
            assert len(sources(collection)) >= reported
            sound(collection)
            index_paths(collection, [docs], FakeEmbedder())
            assert len(sources(collection)) == 120

    def test_a_question_after_a_restart_is_put_once_more(self, mortal: PostgresServer) -> None:
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.")])
            mortal.kill()
            with pytest.raises(CollectionError, match="cannot be reached"):
                collection.counts()
            mortal.start()
            assert collection.counts() == (1, 1)
            mortal.kill()
            mortal.start()
            assert collection.counts() == (1, 1)

    def test_a_writer_goes_on_with_no_other_connection(self, mortal: PostgresServer) -> None:
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.", source="/kept.txt")])
            with collection.writing() as writer:
                mortal.kill()
                mortal.start()
                for _ in range(2):
                    with pytest.raises(CollectionError, match="cannot be reached"):
                        writer.holds("a")
            assert collection.counts() == (1, 1)


class TestWaiting:
    def test_a_statement_that_takes_too_long_is_ended(
        self, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(f"{SERVER}.ANSWER_SECONDS", 1)
        with Collection.open(postgres.new_place(), create=True) as collection:
            with pytest.raises(CollectionError, match="did not answer within 1 seconds"):
                collection._database.rows("SELECT pg_sleep(30)")
            assert collection.counts() == (0, 0)

    def test_a_server_that_stands_still_is_given_up(
        self, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(f"{SERVER}.ANSWER_SECONDS", 1)
        monkeypatch.setattr(f"{SERVER}.GRACE_SECONDS", 0)
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.", source="/kept.txt")])
            processes = mortal.processes
            for process in processes:
                process.suspend()
            try:
                with pytest.raises(CollectionError, match="did not answer within 1 seconds"):
                    collection.counts()
            finally:
                for process in processes:
                    process.resume()
            assert collection.counts() == (1, 1)

    def test_one_that_stops_in_a_transaction_leaves_nothing(
        self, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(f"{SERVER}.ANSWER_SECONDS", 1)
        monkeypatch.setattr(f"{SERVER}.GRACE_SECONDS", 0)
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.", source="/kept.txt")])
            processes = mortal.processes

            def stopped() -> None:
                with collection.writing() as writer, writer.transaction():
                    writer.remove_file("/kept.txt")
                    for process in processes:
                        process.suspend()
                    writer.holds("a")

            try:
                with pytest.raises(CollectionError, match="did not answer within 1 seconds"):
                    stopped()
            finally:
                for process in processes:
                    process.resume()
            assert collection.counts() == (1, 1)


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


def place_again(collection: Collection) -> Server:
    place = place_of(collection.name)
    assert isinstance(place, Server)
    return place


COUNT, DIMENSION = 3_000, 32


@pytest.fixture(scope="module")
def many(postgres: PostgresServer) -> Iterator[tuple[Collection, Vectors]]:
    """A collection whose passage n + 1 has the n-th of these vectors; every day has a hundred."""
    vectors = unit_vectors(COUNT, DIMENSION)
    with Collection.open(postgres.new_place(), create=True) as collection:
        with collection.writing() as writer:
            writer.claim(FakeEmbedder(dimension=DIMENSION))
            with writer.transaction():
                for n in range(0, COUNT, 100):
                    day = date(2024, 1, 1 + n // 100)
                    document = make_document(f"Lot {n}.", source=f"/{n}.txt", day=day)
                    (passage,) = split(document)
                    passages = [replace(passage, id=f"{n + each}") for each in range(100)]
                    writer.add_document(document, passages, vectors[n : n + 100])
                    writer.set_source(document.source, document.source, document.id)
        collection._database.rows("ANALYZE")
        # So few could also be sorted; have the graph searched, as among many.
        collection._database.rows("SELECT set_config('enable_sort', 'off', false)")
        yield collection, vectors


class TestNearest:
    """Enough vectors that the graph is used, and matters."""

    def test_the_graph_finds_nearly_all_of_the_nearest(
        self, many: tuple[Collection, Vectors]
    ) -> None:
        collection, vectors = many
        found, asked = 0, unit_vectors(20, DIMENSION, seed=1)
        for vector in asked:
            nearest = set((np.argsort(-(vectors @ vector))[:20] + 1).tolist())
            found += len(nearest & {row for row, _ in collection.dense_search(vector, 20)})
        assert found > 0.95 * 20 * len(asked)
        plan = collection._database.rows(
            "EXPLAIN SELECT passage FROM vectors ORDER BY vector <#> ?::vector LIMIT 20",
            (str(asked[0].tolist()),),
        )
        assert "vectors_near" in str(plan)

    @pytest.mark.parametrize("few", [0, 5_000])
    def test_where_few_pass_or_the_graph_gives_up_all_are_compared(
        self, many: tuple[Collection, Vectors], few: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        collection, vectors = many
        monkeypatch.setattr("assistant.search.postgres.collection.FEW", few)
        collection._database.rows("SELECT set_config('hnsw.max_scan_tuples', '1', false)")
        allowed = collection.select(Filter(since=date(2024, 1, 30)))
        asked = unit_vectors(1, DIMENSION, seed=2)[0]
        nearest = np.argsort(-(vectors[COUNT - 100 :] @ asked)) + 1 + COUNT - 100
        found = collection.dense_search(asked, 100, allowed)
        assert [row for row, _ in found] == nearest.tolist()


def test_a_word_s_rank_grows_with_its_count_as_in_bm25(collection: Collection) -> None:
    k1 = 0.645
    for count in (1, 2, 3, 5):
        places = ",".join(map(str, range(1, count + 1)))
        sql = "SELECT ts_rank('{1, 1, 1, 1}', ?::tsvector, 'a'::tsquery)"
        ((one,),) = collection._database.rows(sql, ("a:1",))
        ((more,),) = collection._database.rows(sql, (f"a:{places}",))
        assert more / one == pytest.approx(count * (k1 + 1) / (count + k1), abs=0.02)


def test_words_are_counted_as_they_come_and_go(collection: Collection) -> None:
    add(collection, [make_document(f"Lot {n} of soup.", source=f"/{n}") for n in range(4)])
    assert sound(collection) == 4
    with collection.writing() as writer, writer.transaction():
        writer.remove_file("/1")
        writer.remove_file("/3")
    assert sound(collection) == 2
    assert collection.document_frequencies(["lot", "1", "2", "of soup"]) == [2, 0, 1, 2]


def test_a_word_that_no_index_takes_is_cut() -> None:
    written, stems = word_vector(("t" * 5_000, "", " ".join(f"w{n}" for n in range(9_000))))
    assert len(written) < 2**20
    assert max(map(len, stems)) == len(word_query("t" * 70)) - 2
    assert Counter(word_query("it's a U.S. ' \\ :* & | ! <-> (x)").split())["<->"] == 5


def test_long_vectors_are_compared_without_an_index(collection: Collection) -> None:
    embedder = FakeEmbedder(dimension=MOST_INDEXED + 1)
    with collection.writing() as writer:
        writer.claim(embedder)
        document = make_document("Kept soup.")
        with writer.transaction():
            writer.add_document(document, split(document), embedder.encode_passages(["soup"]))
            writer.set_source(document.source, document.source, document.id)
    vector: Vectors = embedder.encode_queries(["soup"])[0]
    ((row, cosine),) = collection.dense_search(vector, 5)
    assert (row, round(cosine, 4)) == (1, 1.0)


def test_threads_have_connections_of_their_own(
    postgres: PostgresServer, collection: Collection
) -> None:
    add(collection, [make_document("Kept soup.", source="/kept.txt")])
    seen: list[tuple[int, int]] = []
    threads = [threading.Thread(target=lambda: seen.append(collection.counts())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(1, 1)] * 4
    place: Place = place_again(collection)
    with closing(Collection.open(place)) as again:
        assert again.counts() == (1, 1)


def test_a_thread_that_ended_leaves_no_connection(collection: Collection) -> None:
    add(collection, [make_document("Kept soup.", source="/kept.txt")])
    sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'Process %'"
    ((before,),) = collection._database.rows(sql)
    for _ in range(80):  # more than the server takes
        thread = threading.Thread(target=collection.counts)
        thread.start()
        thread.join()
    ((after,),) = collection._database.rows(sql)
    assert after <= before + 2


def test_a_write_after_a_restart_is_done(mortal: PostgresServer) -> None:
    with Collection.open(mortal.new_place(), create=True) as collection:
        add(collection, [make_document("Kept soup.", source="/kept.txt")])
        mortal.kill()
        mortal.start()
        add(collection, [make_document("More soup.", source="/more.txt")])
        assert sound(collection) == 2
