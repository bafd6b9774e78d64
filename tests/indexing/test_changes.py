"""What a further run does with files that are new, changed, moved or gone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import indexing
from assistant.corpus.read import read_documents
from assistant.corpus.split import CountTokens, split_passages
from assistant.errors import StorageFull
from assistant.indexing import index_paths
from assistant.records import Document, Passage
from assistant.search.collection import Collection
from assistant.search.files import is_gone
from assistant.search.text import passage_text
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


def split_below(section: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on texts are split into the same passages, but below one section."""

    def otherwise(document: Document, count: CountTokens, most: int) -> list[Passage]:
        return [replace(one, section=section) for one in split_passages(document, count, most)]

    monkeypatch.setattr(indexing, "split_passages", otherwise)


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

    def test_other_readers_read_all_again_and_embed_what_they_read_differently(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(collection, docs)
        real = read_documents

        def otherwise(path: Path) -> Iterator[Document]:
            for document in real(path):
                is_soup = path.name == "soup.txt"
                text = f"{document.text} And bread." if is_soup else document.text
                yield replace(document, id=f"{'f' * 64}" if is_soup else document.id, text=text)

        monkeypatch.setattr(indexing, "read_documents", otherwise)
        monkeypatch.setattr(indexing, "readers", lambda: ("later",))
        assert figures(run(collection, docs)) == {"updated": 1, "unchanged": 2}
        monkeypatch.setattr(indexing, "read_documents", None)
        assert figures(run(collection, docs)) == {"unchanged": 3}
        assert_consistent(collection)

    def test_other_readers_split_again_what_they_split_otherwise(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = "The corner shop serves soup.\n\n# Bread\n\nIt has none on Mondays."
        write(docs / "soup.txt", shop)
        run(collection, docs)
        split_below("", monkeypatch)
        assert figures(run(collection, docs)) == {"unchanged": 3}
        monkeypatch.setattr(indexing, "readers", lambda: ("later",))
        embedder = CountingEmbedder()
        assert figures(run(collection, docs, embedder=embedder)) == {"unchanged": 3}
        assert len(embedder.texts) == 2
        assert collection.lexical_search(["bread"], 5) == []
        assert len(collection.lexical_search(["mondays"], 5)) == 1
        assert_consistent(collection)

    def test_copies_and_moved_files_are_split_again_once_with_the_title_that_is_held(
        self, collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shop = "The corner shop serves soup on every day of the week but on Mondays, and no bread."
        write(docs / "apple orchard.txt", shop)
        run(collection, docs)
        split_below("Shop", monkeypatch)
        monkeypatch.setattr(indexing, "readers", lambda: ("later",))
        (docs / "apple orchard.txt").rename(docs / "zebra crossing.txt")
        write(docs / "zoo.txt", shop)
        embedder = CountingEmbedder()
        run(collection, docs, embedder=embedder, prune=True)
        assert [one for one in embedder.texts if "no bread" in one] == [
            passage_text("Apple orchard", "Shop", shop)
        ]
        assert collection.lexical_search(["orchard"], 5)
        assert_consistent(collection)

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


def test_what_is_deleted_is_told_before_it_is_so(collection: Collection, docs: Path) -> None:
    run(collection, docs)
    before = {info.id for info in collection.documents()}
    told: list[str] = []

    def tell(ids: Sequence[str]) -> None:
        with Collection.open(collection.folder) as other:
            assert {info.id for info in other.documents()} == before
        told.extend(ids)

    (docs / "soup.txt").unlink()
    write(docs / "budget.txt", "The council has another budget now.", mtime=LAST_YEAR + 9)
    index_paths(collection, [docs], FakeEmbedder(), on_deleted=told.extend)
    assert told == [], "nothing is pruned, and another text is no deletion"
    before = {info.id for info in collection.documents()}
    report = index_paths(collection, [docs], FakeEmbedder(), prune=True, on_deleted=tell)
    assert told == list(report.deleted)
    assert set(told) == before - {info.id for info in collection.documents()}
    assert len(told) == 1


def test_what_cannot_be_told_is_not_deleted(collection: Collection, docs: Path) -> None:
    def fail(ids: Sequence[str]) -> None:
        raise StorageFull("The disk is full.")

    run(collection, docs)
    (docs / "soup.txt").unlink()
    with pytest.raises(StorageFull):
        index_paths(collection, [docs], FakeEmbedder(), prune=True, on_deleted=fail)
    assert len(sources(collection)) == 3
    assert run(collection, docs, prune=True).removed == 1
    assert_consistent(collection)
