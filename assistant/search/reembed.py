"""Another embedder for a collection, from the passages that it already holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.protocols import Embedder, Progress, Vectors
from assistant.search.database import Database
from assistant.search.manifest import read_manifest, write_manifest
from assistant.search.schema import vectors_table
from assistant.search.tables import Tables
from assistant.search.text import passage_text
from assistant.search.vector_file import build_vectors, remove_old_files, write_vectors

_BATCH_PASSAGES = 256

NEXT: Final = "next_vectors"
"""The table that new vectors gather in while the old ones still serve."""


def reembed(database: Database, embedder: Embedder, progress: Progress) -> None:
    """Replace all vectors by those of `embedder`. Needs the writer lock.

    One transaction switches vectors, vector file and manifest. A run that was interrupted
    goes on where it stopped.

    Raises:
        StorageFull: the old vectors stay in use.
    """

    def store(ids: Sequence[int], vectors: Vectors) -> None:
        for rowid, vector in zip(ids, vectors, strict=True):
            database.rows(
                f"INSERT INTO {NEXT} (passage, vector) VALUES (?, ?)", (rowid, vector.tobytes())
            )

    gather(database, embedder, progress, [vectors_table(NEXT)], store)
    index = build_vectors(database, embedder.dimension, progress, NEXT)
    claimed = read_manifest(database).claimed(embedder)
    new = write_vectors(database, claimed, index)
    with database.transaction():
        database.rows("DROP TABLE vectors")
        database.rows(f"ALTER TABLE {NEXT} RENAME TO vectors")
        write_manifest(database, new)
    remove_old_files(database, new)


def gather(
    database: Tables,
    embedder: Embedder,
    progress: Progress,
    making: Sequence[str],
    store: Callable[[Sequence[int], Vectors], None],
) -> None:
    """Embed all passages into the table `NEXT`, or those that an interrupted run left.

    Args:
        database: with the writer lock held.
        embedder: what they are embedded with.
        progress: counts the passages.
        making: the statements that make the table.
        store: puts vectors of shape (n, dimension) into it, by the ids of their passages.
    """
    _prepare(database, embedder, making)
    # Passages get ascending ids, so whatever is missing comes after the last one done.
    ((last, done),) = database.rows(f"SELECT coalesce(max(passage), 0), count(*) FROM {NEXT}")
    ((count,),) = database.rows("SELECT count(*) FROM passages")
    progress.start("Re-embedding", count - done, "passages")
    try:
        while rows := database.rows(
            "SELECT id, title, section, text FROM passage_texts WHERE id > ? ORDER BY id LIMIT ?",
            (last, _BATCH_PASSAGES),
        ):
            vectors = embedder.encode_passages([passage_text(*row[1:]) for row in rows])
            with database.transaction():
                store([row[0] for row in rows], vectors)
            last = rows[-1][0]
            progress.advance(len(rows))
    finally:
        progress.finish()


def _prepare(database: Tables, embedder: Embedder, making: Sequence[str]) -> None:
    """An empty table for the new vectors, or the one that an interrupted run left."""
    manifest = read_manifest(database)
    if manifest.next_fingerprint == embedder.fingerprint:
        return
    with database.transaction():
        database.rows(f"DROP TABLE IF EXISTS {NEXT}")
        for statement in making:
            database.rows(statement)
        write_manifest(database, replace(manifest, next_fingerprint=embedder.fingerprint))
