from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant import indexing
from assistant.errors import CollectionBusy, EmbedderMismatch, StorageFull
from assistant.indexing import IndexReport, index_paths
from assistant.protocols import Silent, Vectors
from assistant.search import lock
from assistant.search.collection import Collection
from assistant.search.files import is_gone
from assistant.search.text import passage_text
from tests.fakes import FakeEmbedder

LAST_YEAR = 1_700_000_000


class CountingEmbedder(FakeEmbedder):
    """Counts what it embeds, and fails once its quota is used up."""

    def __init__(self, quota: int = 10_000, failure: type[BaseException] = AssertionError) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.quota = quota
        self.failure = failure

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self.texts) >= self.quota:
            raise self.failure
        self.texts += texts
        return super().encode_passages(texts)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    write(folder / "budget.txt", "The council approved the budget after a long debate.")
    write(folder / "harvest.txt", "Rain delayed the harvest and farmers lost a month.")
    write(folder / "soup.txt", "The corner shop serves soup on every weekday.")
    return folder


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "collection", create=True) as opened:
        yield opened


def write(path: Path, text: str, *, mtime: int = LAST_YEAR) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (mtime, mtime))


def run(
    collection: Collection,
    *paths: Path,
    embedder: FakeEmbedder | None = None,
    prune: bool = False,
) -> IndexReport:
    return index_paths(collection, paths, embedder or CountingEmbedder(), prune=prune)


def figures(report: IndexReport) -> dict[str, int]:
    """The counts of a report that are not 0."""
    names = ("added", "updated", "unchanged", "removed", "duplicates")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def sources(collection: Collection) -> dict[str, str]:
    """The text behind each source."""
    return {
        source: collection.document(info.id).text
        for info in collection.documents()
        for source in info.sources
    }


def assert_consistent(collection: Collection) -> None:
    """SQLite is sound, every passage has its vector and words, and the file has them all."""
    database = collection._database
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert database.rows("PRAGMA foreign_key_check") == []
    database.rows("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
    passages, _ = collection.counts()
    assert database.rows("SELECT count(*) FROM vectors") == [(passages,)]
    vector = FakeEmbedder().encode_queries(["budget"])[0]
    assert len(collection.dense_search(vector, passages + 10)) == passages
    assert database.rows(
        "SELECT count(*) FROM documents WHERE key NOT IN (SELECT document FROM sources)"
    ) == [(0,)]


class TestIncremental:
    def test_first_everything_is_added(self, collection: Collection, docs: Path) -> None:
        report = run(collection, docs)
        assert figures(report) == {"added": 3}
        assert report.passages == 3
        assert report.seconds > 0
        assert sources(collection).keys() == {str(path) for path in docs.iterdir()}
        assert_consistent(collection)

    def test_then_nothing_is_even_read(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(collection, docs)
        monkeypatch.setattr(indexing, "read_documents", None)
        report = run(collection, docs, embedder=CountingEmbedder(quota=0))
        assert figures(report) == {"unchanged": 3}
        assert report.passages == 0

    def test_a_touched_file_is_not_embedded_and_remembered(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(collection, docs)
        os.utime(docs / "soup.txt", (LAST_YEAR + 5, LAST_YEAR + 5))
        never = CountingEmbedder(quota=0)
        assert figures(run(collection, docs, embedder=never)) == {"unchanged": 3}
        monkeypatch.setattr("hashlib.file_digest", None)
        assert figures(run(collection, docs, embedder=never)) == {"unchanged": 3}

    def test_a_changed_file_replaces_its_old_version(
        self, collection: Collection, docs: Path
    ) -> None:
        run(collection, docs)
        write(docs / "soup.txt", "The corner shop is closed now.", mtime=LAST_YEAR + 9)
        embedder = CountingEmbedder()
        assert figures(run(collection, docs, embedder=embedder)) == {"updated": 1, "unchanged": 2}
        assert len(embedder.texts) == 1
        assert collection.lexical_search(["weekday"], 5) == []
        assert len(collection.lexical_search(["closed"], 5)) == 1
        assert collection.counts() == (3, 3)
        assert_consistent(collection)

    def test_an_interrupted_change_keeps_the_old_version(
        self, collection: Collection, docs: Path
    ) -> None:
        run(collection, docs)
        write(docs / "soup.txt", "The corner shop is closed now.", mtime=LAST_YEAR + 9)
        with pytest.raises(KeyboardInterrupt):
            run(collection, docs, embedder=CountingEmbedder(0, KeyboardInterrupt))
        assert len(collection.lexical_search(["weekday"], 5)) == 1
        assert_consistent(collection)

    def test_two_files_that_swap_their_texts_are_not_embedded_again(
        self, collection: Collection, docs: Path
    ) -> None:
        run(collection, docs)
        soup, budget = ((docs / name).read_text() for name in ("soup.txt", "budget.txt"))
        write(docs / "soup.txt", budget, mtime=LAST_YEAR + 9)
        write(docs / "budget.txt", soup, mtime=LAST_YEAR + 9)
        run(collection, docs)
        assert sources(collection)[str(docs / "soup.txt")] == budget
        assert sources(collection)[str(docs / "budget.txt")] == soup
        assert_consistent(collection)

    def test_title_and_section_are_embedded_with_the_passage(
        self, collection: Collection, docs: Path
    ) -> None:
        write(docs / "plan.md", "# Harbour plan\n\n## Costs\n\nIt needs four million.")
        embedder = CountingEmbedder()
        run(collection, docs / "plan.md", embedder=embedder)
        (info,) = collection.documents()
        (passage,) = collection.passages_of(info.id)
        assert "Costs" in passage.section
        assert embedder.texts == [passage_text(info.title, passage.section, passage.text)]


class TestDuplicates:
    def test_one_text_in_two_files_is_embedded_once(
        self, collection: Collection, docs: Path
    ) -> None:
        write(docs / "copy.txt", (docs / "soup.txt").read_text())
        report = run(collection, docs)
        assert figures(report) == {"added": 3, "duplicates": 1}
        assert collection.counts() == (3, 3)
        assert len(sources(collection)) == 4

    def test_a_later_copy_costs_nothing(self, collection: Collection, docs: Path) -> None:
        run(collection, docs)
        write(docs / "copy.txt", (docs / "soup.txt").read_text())
        report = run(collection, docs, embedder=CountingEmbedder(quota=0))
        assert figures(report) == {"duplicates": 1, "unchanged": 3}

    def test_removing_one_keeps_the_other(self, collection: Collection, docs: Path) -> None:
        write(docs / "copy.txt", (docs / "soup.txt").read_text())
        run(collection, docs)
        (docs / "soup.txt").unlink()
        assert figures(run(collection, docs, prune=True)) == {"removed": 1, "unchanged": 3}
        assert str(docs / "copy.txt") in sources(collection)
        assert collection.counts() == (3, 3)

    def test_a_moved_file_is_not_embedded_again(self, collection: Collection, docs: Path) -> None:
        run(collection, docs)
        (docs / "soup.txt").rename(docs / "moved.txt")
        report = run(collection, docs, embedder=CountingEmbedder(quota=0), prune=True)
        assert figures(report) == {"duplicates": 1, "removed": 1, "unchanged": 2}
        assert_consistent(collection)


class TestPrune:
    def test_what_is_gone_stays_without_it(self, collection: Collection, docs: Path) -> None:
        run(collection, docs)
        (docs / "soup.txt").unlink()
        assert figures(run(collection, docs)) == {"unchanged": 2}
        assert collection.counts() == (3, 3)

    def test_removes_only_under_the_given_paths(self, collection: Collection, docs: Path) -> None:
        near, far = docs / "near", docs / "near by"
        for folder in (near, far):
            folder.mkdir()
            write(folder / "note.txt", f"A note that lies in {folder.name}.")
        run(collection, docs)
        for folder in (near, far):
            (folder / "note.txt").unlink()
        assert figures(run(collection, near, prune=True)) == {"removed": 1}
        assert str(far / "note.txt") in sources(collection)
        assert_consistent(collection)

    def test_does_not_take_a_closed_door_for_a_file_that_is_gone(
        self, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (docs / "soup.txt").unlink()

        def refuse(path: str) -> None:
            raise PermissionError(13, "Permission denied")

        with monkeypatch.context() as closed:
            closed.setattr(os, "stat", refuse)
            kept = not is_gone(str(docs / "soup.txt"))
        assert kept
        assert is_gone(str(docs / "soup.txt"))

    def test_keeps_what_exists_and_is_only_ignored_now(
        self, collection: Collection, docs: Path
    ) -> None:
        run(collection, docs)
        report = index_paths(
            collection, [docs], CountingEmbedder(), prune=True, ignore=["soup.txt"]
        )
        assert report.removed == 0
        assert collection.counts() == (3, 3)


class TestTables:
    """One file with many documents."""

    ROWS = ("row one is about harbours", "row two is about tariffs", "row three is about soup")

    def table(self, docs: Path, *rows: str, mtime: int = LAST_YEAR) -> Path:
        write(docs / "table.csv", "\n".join(["text", *rows, ""]), mtime=mtime)
        return docs / "table.csv"

    def test_only_changed_rows_are_embedded(self, collection: Collection, docs: Path) -> None:
        assert figures(run(collection, self.table(docs, *self.ROWS))) == {"added": 3}
        changed = (self.ROWS[0], "row two is about bridges now")
        table = self.table(docs, *changed, mtime=LAST_YEAR + 9)
        embedder = CountingEmbedder()
        assert figures(run(collection, table, embedder=embedder)) == {
            "unchanged": 1,
            "updated": 1,
            "removed": 1,
        }
        assert len(embedder.texts) == 1
        assert_consistent(collection)

    def test_an_interrupted_table_is_finished_by_the_next_run(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)
        table = self.table(docs, *self.ROWS)
        with pytest.raises(KeyboardInterrupt):
            run(collection, table, embedder=CountingEmbedder(2, KeyboardInterrupt))
        assert collection.counts() == (2, 2)
        assert figures(run(collection, table)) == {"unchanged": 2, "added": 1}
        assert figures(run(collection, table)) == {"unchanged": 3}

    def test_a_table_that_is_put_back_after_an_interrupt_is_read_again(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)
        table = self.table(docs, *self.ROWS)
        run(collection, table)
        before = sources(collection)
        self.table(docs, "another first row", "another second row", mtime=LAST_YEAR + 9)
        with pytest.raises(KeyboardInterrupt):
            run(collection, table, embedder=CountingEmbedder(1, KeyboardInterrupt))
        assert sources(collection) != before
        run(collection, self.table(docs, *self.ROWS))
        assert sources(collection) == before


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
        (docs / "photo.jpg").write_bytes(b"\xff\xd8")
        ((path, reason),) = run(collection, docs).skipped
        assert path == str(docs / "photo.jpg")
        assert ".jpg" in reason


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
