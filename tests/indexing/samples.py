"""Small files to index, what came of them, and an embedder that counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from assistant.indexing import IndexReport, index_paths
from assistant.protocols import Vectors
from assistant.search.collection import Collection
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
