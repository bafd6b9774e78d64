"""A server, or a writer to it, that dies or stands still: nothing that was reported is lost."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import CollectionError
from assistant.indexing import index_paths
from assistant.search.collection import Collection
from assistant.search.place import Server
from tests.fakes import FakeEmbedder
from tests.indexing.samples import sources, write
from tests.postgres_server import PostgresServer
from tests.search.postgres.samples import sound
from tests.search.samples import add, make_document, question

ROOT = Path(__file__).parents[3]
SERVER = "assistant.search.postgres.server"


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

    def test_a_write_after_a_restart_is_done(self, mortal: PostgresServer) -> None:
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.", source="/kept.txt")])
            mortal.kill()
            mortal.start()
            add(collection, [make_document("More soup.", source="/more.txt")])
            assert sound(collection) == 2


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
            mortal.suspend()
            try:
                with pytest.raises(CollectionError, match="did not answer within 1 seconds"):
                    collection.counts()
            finally:
                mortal.resume()
            assert collection.counts() == (1, 1)

    def test_one_that_stops_in_a_transaction_leaves_nothing(
        self, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(f"{SERVER}.ANSWER_SECONDS", 1)
        monkeypatch.setattr(f"{SERVER}.GRACE_SECONDS", 0)
        with Collection.open(mortal.new_place(), create=True) as collection:
            add(collection, [make_document("Kept soup.", source="/kept.txt")])

            def stopped() -> None:
                with collection.writing() as writer, writer.transaction():
                    writer.remove_file("/kept.txt")
                    mortal.suspend()
                    writer.holds("a")

            try:
                with pytest.raises(CollectionError, match="did not answer within 1 seconds"):
                    stopped()
            finally:
                mortal.resume()
            assert collection.counts() == (1, 1)
