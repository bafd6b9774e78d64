"""A collection on a PostgreSQL server: full-text search by tsvector, vectors by pgvector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.errors import CollectionError, EmbedderMismatch
from assistant.protocols import Embedder, Progress, Vectors
from assistant.search.collection import ALL, EVERYTHING, Allowed, Collection
from assistant.search.filters import Filter
from assistant.search.lexical import parted
from assistant.search.manifest import write_manifest
from assistant.search.postgres.bm25 import AVERAGE_LENGTH, SAMPLED, scored
from assistant.search.postgres.schema import vectors_tables
from assistant.search.postgres.server import ServedTables
from assistant.search.postgres.words import lexemes, word_query
from assistant.search.postgres.writer import PostgresWriter, as_text, insert_vectors
from assistant.search.reembed import NEXT, gather
from assistant.search.tables import Condition
from assistant.search.vectors import Found
from assistant.search.writer import Writer

FEW = 5_000
"""So many passages that pass a filter are all compared with a question, in some milliseconds."""


class PostgresCollection(Collection):
    """Indexed documents on a server. Made by `Collection.open`."""

    def __init__(self, database: ServedTables) -> None:
        super().__init__(database)
        self._database: ServedTables = database
        self._fingerprint = self.manifest.fingerprint
        self._average: tuple[tuple[int, int], float] = (0, 0), 0.0

    @property
    def folder(self) -> Path:
        raise CollectionError(
            f"The collection at {self.name} lies in no folder.",
            "What needs one works on a collection of this machine.",
        )

    def select(self, condition: Filter) -> Filter | None:
        return condition or None

    def lexical_search(
        self, terms: Sequence[str], limit: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        counts = dict(zip(terms, self.document_frequencies(terms), strict=True))
        known = [term for term in terms if counts[term]]
        bring_up = parted(counts, limit) if allowed is None else known
        return self._ranked(counts, _joined(bring_up, " | "), limit, allowed)

    def dense_search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> Found:
        """The nearest passages, as `Collection.dense_search` says.

        They are found in a graph (hnsw), which is searched on until enough have passed the
        filter. Few that pass are all compared instead, which is exact and quicker; so are those
        that pass where the search of the graph is given up.
        """
        manifest = self.manifest
        if self._fingerprint not in ("", manifest.fingerprint):
            raise EmbedderMismatch(
                f"The collection at {self.name} was re-embedded while it was open.",
                "Start again to use the new embedder.",
            )
        self._fingerprint = manifest.fingerprint
        if not manifest.dimension:
            return []
        asked, where = as_text(vector), self._where(allowed)
        found: Found = []
        if allowed is None or not self._are_few(where):
            found = self._nearest(asked, limit, where, "NOT MATERIALIZED")
        if len(found) < limit:
            found = self._nearest(asked, limit, where, "MATERIALIZED")
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def vectors_of(self, rowids: Sequence[int]) -> Vectors:
        among, parameters = self._dialect.among("passage", rowids)
        found = dict(
            self._database.rows(
                f"SELECT passage, vector::text FROM vectors WHERE {among}", parameters
            )
        )
        if not found.keys() >= set(rowids):
            raise CollectionError(
                f"The collection at {self.name} changed during the search.", "Ask again."
            )
        return np.array(
            [np.fromstring(found[row][1:-1], np.float32, sep=",") for row in rowids], np.float32
        ).reshape(len(rowids), -1)

    def document_frequencies(self, terms: Sequence[str]) -> list[int]:
        parts = [lexemes(term) for term in terms]
        known = self._known([part[0] for part in parts if len(part) == 1])
        return [
            known.get(part[0], 0) if len(part) == 1 else self._containing(word_query(term))
            for term, part in zip(terms, parts, strict=True)
        ]

    def mentions(self, document_ids: Sequence[str], term: str) -> bool:
        query = word_query(term)
        among, parameters = self._dialect.among("documents.id", document_ids)
        found = query and self._database.rows(
            f"SELECT 1 FROM {self._dialect.by_document} "
            f"WHERE {among} AND words @@ ?::tsquery LIMIT 1",
            (*parameters, query),
        )
        return bool(found)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._database.writing():
            yield PostgresWriter(self._database)

    def reembed(self, embedder: Embedder, progress: Progress) -> None:
        database = self._database

        def store(ids: Sequence[int], vectors: Vectors) -> None:
            insert_vectors(database, NEXT, ids, vectors)

        with database.writing():
            gather(database, embedder, progress, vectors_tables(embedder.dimension, NEXT), store)
            with database.transaction():
                database.rows("DROP TABLE IF EXISTS vectors")
                database.rows(f"ALTER TABLE {NEXT} RENAME TO vectors")
                database.rows(f"ALTER INDEX IF EXISTS {NEXT}_near RENAME TO vectors_near")
                database.rows(f"ALTER INDEX {NEXT}_pkey RENAME TO vectors_pkey")
                write_manifest(database, self.manifest.claimed(embedder))
        self._fingerprint = embedder.fingerprint

    def _mentioning(self, words: Sequence[str], condition: Filter = EVERYTHING) -> list[int]:
        counts = dict(zip(words, self.document_frequencies(words), strict=True))
        return [row for row, _ in self._ranked(counts, _joined(words, " & "), ALL, condition)]

    def _terms_like(self, first: str, shortest: int, longest: int) -> dict[str, int]:
        rows = self._database.rows(
            "SELECT term, passages FROM vocabulary WHERE term >= ? AND term < ? "
            "AND char_length(term) BETWEEN ? AND ?",
            (first, chr(ord(first) + 1), shortest, longest),
        )
        return dict(rows)

    def _texts_with(self, term: str, most: int) -> list[str]:
        rows = self._database.rows(
            f"SELECT title, section, passages.text FROM {self._dialect.by_document} "
            "WHERE words @@ ?::tsquery ORDER BY passages.id LIMIT ?",
            (f"'{term}'", most),
        )
        return [part for parts in rows for part in parts if part]

    def _ranked(
        self, counts: dict[str, int], match: str, limit: int, allowed: Allowed | None
    ) -> list[tuple[int, float]]:
        """Passages that match, and so hold a term that was counted, by the BM25 of all terms."""
        if not match or not any(counts.values()):
            return []
        where, parameters = self._where(allowed)
        score, asked = scored(counts, *self._lengths())
        return self._database.rows(
            f"SELECT passages.id, {score} AS score "
            f"FROM {self._dialect.by_document} WHERE words @@ ?::tsquery AND {where} "
            "ORDER BY score DESC, passages.id LIMIT ?",
            (*asked, match, *parameters, limit),
        )

    def _lengths(self) -> tuple[int, float]:
        """How many passages there are, and how many words one has; known until they change."""
        sql = "SELECT count(*), (SELECT through FROM manifest) FROM passages"
        ((passages, through),) = self._database.rows(sql)
        known, average = self._average
        if known != (passages, through):
            step = max(1, through // SAMPLED)
            ((found,),) = self._database.rows(AVERAGE_LENGTH, (through, step))
            average = found or 1.0
            self._average = (passages, through), average
        return passages, average

    def _where(self, allowed: Allowed | None) -> Condition:
        if isinstance(allowed, Filter):
            return allowed.where(self._dialect)
        if allowed is None:
            return "true", []
        return self._dialect.among("passages.id", allowed.tolist())

    def _are_few(self, where: Condition) -> bool:
        condition, parameters = where
        ((count,),) = self._database.rows(
            f"SELECT count(*) FROM (SELECT 1 FROM {self._dialect.by_document} "
            f"WHERE {condition} LIMIT ?) AS passing",
            (*parameters, FEW + 1),
        )
        return int(count) <= FEW

    def _nearest(self, asked: str, limit: int, where: Condition, materialized: str) -> Found:
        """The passages nearest to a vector; where they are materialized first, by no index."""
        condition, parameters = where
        return self._database.rows(
            f"WITH passing AS {materialized} (SELECT passages.id, vector "
            f"FROM {self._dialect.by_document} JOIN vectors ON vectors.passage = passages.id "
            f"WHERE {condition}) SELECT id, -(vector <#> ?::vector) FROM passing "
            "ORDER BY vector <#> ?::vector LIMIT ?",
            (*parameters, asked, asked, limit),
        )

    def _known(self, terms: Sequence[str]) -> dict[str, int]:
        among, parameters = self._dialect.among("term", terms)
        return dict(
            self._database.rows(f"SELECT term, passages FROM vocabulary WHERE {among}", parameters)
        )

    def _containing(self, query: str) -> int:
        if not query:
            return 0
        sql = "SELECT count(*) FROM passages WHERE words @@ ?::tsquery"
        ((count,),) = self._database.rows(sql, (query,))
        return int(count)


def _joined(terms: Sequence[str], operator: str) -> str:
    """Terms as one `tsquery`; empty where none has a word."""
    queries = dict.fromkeys(filter(None, map(word_query, terms)))
    return operator.join(f"({query})" for query in queries)
