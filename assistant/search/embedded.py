"""The collection in a folder, which is the default and needs no server.

    collection.sqlite      documents, passages, vectors and the full-text index; the truth
    vectors-<n>.faiss      the searchable vectors; derived, can always be built again
    writer.lock            held by the one process that writes, whose id is in writer.pid

Reading never blocks: it goes on while another process writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import CollectionError
from assistant.protocols import Embedder, Progress, Vectors
from assistant.records import Document, Passage
from assistant.search.collection import EVERYTHING, Allowed, Collection
from assistant.search.database import Database
from assistant.search.dense import DenseIndex
from assistant.search.filters import Filter
from assistant.search.lexical import (
    document_frequency,
    lexical_search,
    mentioning,
    mentions,
    terms_like,
    texts_with,
)
from assistant.search.lock import writer_lock
from assistant.search.membership import Membership
from assistant.search.reembed import reembed
from assistant.search.vector_file import refresh_vectors, stack
from assistant.search.vectors import Found, Rowids
from assistant.search.writer import INSERT_PASSAGE, Writer, passage_values


class EmbeddedCollection(Collection):
    """A folder of indexed documents: SQLite and FAISS. Made by `Collection.open`."""

    def __init__(self, database: Database, progress: Progress) -> None:
        super().__init__(database)
        self._database: Database = database
        self._dense = DenseIndex(database, progress)
        self._membership = Membership(database)

    @property
    def folder(self) -> Path:
        return self._database.folder

    def select(self, condition: Filter) -> Rowids | None:
        if not condition:
            return None
        return self._membership.passages(condition.where(self._database.dialect))

    def lexical_search(
        self, terms: Sequence[str], limit: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        return lexical_search(self._database, terms, limit, self._rowids(allowed))

    def dense_search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> Found:
        """The nearest passages, as `Collection.dense_search` says.

        It is exact up to `vectors.FLAT_LIMIT` passages, with `allowed` up to `vectors.AMONG` of
        these, and approximate above (inverted lists).
        """
        return self._dense.search(vector, limit, self._rowids(allowed))

    def vectors_of(self, rowids: Sequence[int]) -> Vectors:
        among, parameters = self._database.dialect.among("passage", rowids)
        rows = self._database.rows(f"SELECT passage, vector FROM vectors WHERE {among}", parameters)
        found = dict(rows)
        if not found.keys() >= set(rowids):
            raise CollectionError(
                f"The collection at {self.folder} changed during the search.", "Ask again."
            )
        return stack([found[rowid] for rowid in rowids], self.manifest.dimension)

    def document_frequencies(self, terms: Sequence[str]) -> list[int]:
        return [document_frequency(self._database, term) for term in terms]

    def mentions(self, document_ids: Sequence[str], term: str) -> bool:
        return mentions(self._database, document_ids, term)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with writer_lock(self.folder):
            yield _Writer(self._database)

    def reembed(self, embedder: Embedder, progress: Progress) -> None:
        with writer_lock(self.folder):
            reembed(self._database, embedder, progress)
        self._dense.forget()

    def _mentioning(self, words: Sequence[str], condition: Filter = EVERYTHING) -> list[int]:
        return mentioning(self._database, words, self.select(condition))

    def _terms_like(self, first: str, shortest: int, longest: int) -> dict[str, int]:
        return terms_like(self._database, first, shortest, longest)

    def _texts_with(self, term: str, most: int) -> list[str]:
        return texts_with(self._database, term, most)

    def _rowids(self, allowed: Allowed | None) -> Rowids | None:
        return self.select(allowed) if isinstance(allowed, Filter) else allowed


class _Writer(Writer):
    """Writes the words into SQLite's index, and the vectors beside them."""

    _database: Database

    def refresh_vectors(self, progress: Progress) -> None:
        """Bring the vector file up to date; see `vector_file.refresh_vectors`."""
        refresh_vectors(self._database, progress)

    def _add_passages(
        self, key: int, document: Document, passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        for passage, vector in zip(passages, vectors, strict=True):
            ((rowid,),) = self._database.rows(
                f"{INSERT_PASSAGE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                passage_values(key, passage),
            )
            self._database.rows(
                "INSERT INTO passages_fts (rowid, title, section, text) VALUES (?, ?, ?, ?)",
                (rowid, document.title, passage.section, passage.text),
            )
            self._database.rows(
                "INSERT INTO vectors (passage, vector) VALUES (?, ?)", (rowid, vector.tobytes())
            )

    def _forget_words(self, key: int) -> None:
        self._database.rows(
            "INSERT INTO passages_fts (passages_fts, rowid, title, section, text) "
            "SELECT 'delete', id, title, section, text FROM passage_texts WHERE document = ?",
            (key,),
        )
