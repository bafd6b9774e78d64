"""Files that cannot be read, runs that are stopped, and what is told meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant import indexing
from assistant.errors import CollectionBusy, EmbedderMismatch, StorageFull
from assistant.indexing import index_paths
from assistant.protocols import Silent
from assistant.search import lock
from assistant.search.collection import Collection
from tests.fakes import FakeEmbedder
from tests.indexing.samples import (
    LAST_YEAR,
    CountingEmbedder,
    assert_consistent,
    figures,
    run,
    sources,
    write,
)


class TestFailures:
    def test_an_unreadable_file_is_reported_and_the_rest_indexed(
        self, collection: Collection, docs: Path
    ) -> None:
        (docs / "broken.pdf").write_bytes(b"%PDF-1.7 \xff\xfe\x00 broken")
        report = run(collection, docs)
        assert figures(report) == {"added": 3}
        ((path, reason),) = report.failures
        assert path == str(docs / "broken.pdf")
        assert reason
        assert len(run(collection, docs).failures) == 1

    def test_a_file_that_fails_now_keeps_its_old_version(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(collection, docs)
        path = docs / "soup.txt"
        write(path, "Newer.", mtime=LAST_YEAR + 9)
        path.chmod(0)
        monkeypatch.setattr("builtins.open", refusing(path))
        report = run(collection, docs)
        assert report.failures == ((str(path), f"{path} cannot be read (Permission denied)."),)
        assert len(collection.lexical_search(["weekday"], 5)) == 1
        monkeypatch.undo()
        path.chmod(0o600)
        assert figures(run(collection, docs)) == {"updated": 1, "unchanged": 2}

    def test_a_bad_row_keeps_the_rows_before_it(self, collection: Collection, docs: Path) -> None:
        path = docs / "rows.jsonl"
        write(path, '{"text": "A sound row."}\n{"text": "Another row."}\n')
        assert figures(run(collection, path)) == {"added": 2}
        write(path, '{"text": "A newer row."}\nnot a row\n', mtime=LAST_YEAR + 9)
        for expected in ({"updated": 1}, {"unchanged": 1}):
            report = run(collection, path)
            assert figures(report) == expected
            assert "Line 2" in report.failures[0][1]
        assert sources(collection) == {f"{path}#1": "A newer row.", f"{path}#2": "Another row."}

    def test_a_name_that_is_not_unicode_is_reported(
        self, collection: Collection, docs: Path
    ) -> None:
        name = os.fsencode(docs) + b"/caf\xe9.txt"
        with open(name, "wb") as file:
            file.write(b"Some text.")
        report = run(collection, docs)
        assert figures(report) == {"added": 3}
        ((path, reason),) = report.failures
        assert path.endswith("caf\\udce9.txt")
        assert "not valid Unicode" in reason

    def test_what_is_not_meant_to_be_read_is_skipped(
        self, collection: Collection, docs: Path
    ) -> None:
        (docs / "film.mp4").write_bytes(b"\xff\xd8")
        ((path, reason),) = run(collection, docs).skipped
        assert path == str(docs / "film.mp4")
        assert ".mp4" in reason


class TestStopping:
    def test_an_interrupt_keeps_what_was_committed(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)
        with pytest.raises(KeyboardInterrupt):
            run(collection, docs, embedder=CountingEmbedder(2, KeyboardInterrupt))
        assert collection.counts() == (2, 2)
        assert_consistent(collection)
        assert figures(run(collection, docs)) == {"unchanged": 2, "added": 1}
        assert_consistent(collection)

    def test_a_full_disk_keeps_what_was_committed(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)
        run(collection, docs)
        collection._database.rows("PRAGMA max_page_count = 1")
        write(docs / "large.txt", "\n\n".join(f"Paragraph {n}. " * 40 for n in range(60)))
        with pytest.raises(StorageFull, match="no room left"):
            run(collection, docs)
        assert collection.counts() == (3, 3)
        assert_consistent(collection)
        collection._database.rows("PRAGMA max_page_count = 1000000")
        assert figures(run(collection, docs)) == {"unchanged": 3, "added": 1}
        assert_consistent(collection)

    def test_two_runs_exclude_each_other(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lock, "WAIT_SECONDS", 0.0)
        with (
            collection.writing(),
            pytest.raises(CollectionBusy, match=f"Process {os.getpid()} is writing"),
        ):
            run(collection, docs)

    def test_another_embedder_is_refused(self, collection: Collection, docs: Path) -> None:
        run(collection, docs)
        with pytest.raises(EmbedderMismatch):
            run(collection, docs, embedder=FakeEmbedder(name="other"))


def test_progress_counts_every_file_once(collection: Collection, docs: Path) -> None:
    class Total(Silent):
        expected = 0
        seen = 0

        def start(self, step: str, total: int | None, unit: str) -> None:
            if unit == "files":
                self.expected = total or 0
                self.counting = True

        def advance(self, amount: int) -> None:
            if self.counting:
                self.seen += amount

        def finish(self) -> None:
            self.counting = False

    run(collection, docs / "soup.txt")
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 \xff\xfe\x00 broken")
    os.utime(docs / "soup.txt", (LAST_YEAR + 5, LAST_YEAR + 5))
    progress = Total()
    index_paths(collection, [docs], CountingEmbedder(), progress=progress)
    assert progress.seen == progress.expected == 4


def test_every_file_is_told_once_it_is_safe(collection: Collection, docs: Path) -> None:
    (docs / "broken.pdf").write_bytes(b"%PDF-1.7 \xff\xfe\x00 broken")
    told: dict[str, str] = {}

    def on_file(path: str, reason: str) -> None:
        told[Path(path).name] = reason
        assert reason or any(path in info.sources for info in collection.documents())

    index_paths(collection, [docs], CountingEmbedder(), on_file=on_file)
    assert told.keys() == {path.name for path in docs.iterdir()}
    assert {name for name, reason in told.items() if reason} == {"broken.pdf"}


def refusing(path: Path) -> object:
    """`open` for a person who may not read `path`."""
    really_open = open

    def opened(file: object, *arguments: object, **options: object) -> object:
        if file == path:
            raise PermissionError(13, "Permission denied")
        return really_open(file, *arguments, **options)  # type: ignore[call-overload]

    return opened
