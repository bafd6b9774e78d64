"""One batch is embedded while the next is read: nothing waits, is lost, or is embedded twice."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import indexing
from assistant.indexing import index_paths
from assistant.protocols import Vectors
from assistant.search.collection import Collection
from tests.indexing.samples import (
    LAST_YEAR,
    CountingEmbedder,
    assert_consistent,
    figures,
    run,
    sources,
    write,
)

pytestmark = pytest.mark.usefixtures("small_batches")


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH_PASSAGES", 1)


class PatientEmbedder(CountingEmbedder):
    """Does not end the first batch before the tokens of another text are counted."""

    def __init__(self) -> None:
        super().__init__()
        self._another_text = threading.Event()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if self.texts:
            self._another_text.set()
        return super().count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = super().encode_passages(texts)
        assert self._another_text.wait(timeout=20), "nothing was read meanwhile"
        return vectors


def test_the_next_file_is_read_while_one_is_embedded(collection: Collection, docs: Path) -> None:
    assert figures(run(collection, docs, embedder=PatientEmbedder())) == {"added": 3}
    assert_consistent(collection)


def test_a_copy_of_what_is_being_embedded_is_not_embedded(
    collection: Collection, docs: Path
) -> None:
    write(docs / "budget copy.txt", (docs / "budget.txt").read_text(encoding="utf-8"))
    embedder = CountingEmbedder()
    assert figures(run(collection, docs, embedder=embedder)) == {"added": 3, "duplicates": 1}
    assert len(embedder.texts) == 3
    assert_consistent(collection)


@pytest.mark.parametrize("taker", ["harvest.txt", "new.txt"])
def test_a_text_that_one_file_gives_up_is_kept_for_the_next(
    collection: Collection, docs: Path, taker: str
) -> None:
    run(collection, docs)
    text = (docs / "budget.txt").read_text(encoding="utf-8")
    write(docs / "budget.txt", "The council has no budget yet.", mtime=LAST_YEAR + 9)
    write(docs / taker, text, mtime=LAST_YEAR + 9)
    run(collection, docs)
    assert sources(collection)[str(docs / taker)] == text
    assert_consistent(collection)
    assert not figures(run(collection, docs)).keys() - {"unchanged"}


def test_a_text_that_leaves_a_table_is_kept_for_the_next_file(
    collection: Collection, docs: Path
) -> None:
    rows = ['{"text": "The ferry sails at noon."}', '{"text": "The mill burned down."}']
    write(docs / "a.jsonl", "\n".join(rows))
    run(collection, docs)
    write(docs / "a.jsonl", rows[0], mtime=LAST_YEAR + 9)
    write(docs / "b.jsonl", rows[1])
    assert figures(run(collection, docs))["removed"] == 1
    assert "The mill burned down." in sources(collection).values()
    assert_consistent(collection)


def test_what_was_embedded_before_a_failure_is_kept(collection: Collection, docs: Path) -> None:
    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        index_paths(
            collection,
            [docs],
            CountingEmbedder(quota=2, failure=KeyboardInterrupt),
            on_file=lambda path, reason: told.append(Path(path).name),
        )
    assert told == ["budget.txt"], "the end of the second file was to come with the third"
    assert collection.counts() == (2, 2)
    assert_consistent(collection)
    assert figures(run(collection, docs)) == {"unchanged": 2, "added": 1}
    assert not [thread for thread in threading.enumerate() if "embedding" in thread.name]
