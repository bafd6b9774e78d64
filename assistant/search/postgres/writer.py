"""What passages are stored as on a server, and how their words are found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.protocols import Progress, Vectors
from assistant.records import Document, Passage
from assistant.search.manifest import Manifest
from assistant.search.postgres.schema import vectors_tables
from assistant.search.postgres.server import ServedTables
from assistant.search.postgres.words import word_vector
from assistant.search.writer import INSERT_PASSAGE, Writer, passage_values


class PostgresWriter(Writer):
    """Its indexes are up to date with each commit: there is nothing to refresh."""

    _database: ServedTables

    def refresh_vectors(self, progress: Progress) -> None:
        return

    def _pin(self, manifest: Manifest) -> None:
        super()._pin(manifest)
        for statement in vectors_tables(manifest.dimension):
            self._database.rows(statement)

    def _add_passages(
        self, key: int, document: Document, passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        # Numbers that are never used twice, as there is one writer.
        ((last,),) = self._database.rows(
            "UPDATE manifest SET through = through + ? RETURNING through", (len(passages),)
        )
        ids = range(last - len(passages) + 1, last + 1)
        told = [word_vector((document.title, one.section, one.text)) for one in passages]
        self._database.many(
            f"{INSERT_PASSAGE}, id, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::tsvector)",
            [
                (*passage_values(key, passage), id_, words)
                for id_, passage, (words, _) in zip(ids, passages, told, strict=True)
            ],
        )
        insert_vectors(self._database, "vectors", ids, vectors)
        counts = Counter(stem for _, stems in told for stem in stems)
        self._database.rows(
            "INSERT INTO vocabulary SELECT * FROM unnest(?::text[], ?::bigint[]) "
            "ON CONFLICT (term) DO UPDATE SET passages = vocabulary.passages + excluded.passages",
            (list(counts), list(counts.values())),
        )

    def _forget_words(self, key: int) -> None:
        self._database.rows(
            "WITH gone AS (SELECT lexeme, count(*) AS passages FROM passages "
            "CROSS JOIN unnest(words) WHERE document = ? GROUP BY lexeme), "
            "dropped AS (DELETE FROM vocabulary USING gone "
            "WHERE term = lexeme AND vocabulary.passages <= gone.passages) "
            "UPDATE vocabulary SET passages = vocabulary.passages - gone.passages FROM gone "
            "WHERE term = lexeme AND vocabulary.passages > gone.passages",
            (key,),
        )


def insert_vectors(
    database: ServedTables, table: str, ids: Sequence[int], vectors: Vectors
) -> None:
    """Store vectors of shape (n, dimension) by the ids of their passages."""
    database.many(
        f"INSERT INTO {table} (passage, vector) VALUES (?, ?::vector)",
        [(id_, as_text(vector)) for id_, vector in zip(ids, vectors, strict=True)],
    )


def as_text(vector: Vectors) -> str:
    """A vector of shape (dimension,) as pgvector reads it, to the last bit."""
    return str(vector.tolist())
