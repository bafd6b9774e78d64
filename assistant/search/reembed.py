"""Another embedder for a collection, from the passages that it already holds."""

from __future__ import annotations

from dataclasses import replace

from assistant.protocols import Embedder, Progress
from assistant.search.database import Database
from assistant.search.manifest import read_manifest, write_manifest
from assistant.search.schema import vectors_table
from assistant.search.text import passage_text
from assistant.search.vector_file import build_vectors, remove_old_files, write_vectors

_BATCH_PASSAGES = 256


def reembed(database: Database, embedder: Embedder, progress: Progress) -> None:
    """Replace all vectors by those of `embedder`. Needs the writer lock.

    The new vectors gather in a table of their own while the old ones still serve; one
    transaction switches vectors, vector file and manifest. A run that was interrupted
    goes on where it stopped.

    Raises:
        StorageFull: the old vectors stay in use.
    """
    _prepare(database, embedder)
    _embed_missing(database, embedder, progress)
    index = build_vectors(database, embedder.dimension, progress, "next_vectors")
    claimed = read_manifest(database).claimed(embedder)
    new = write_vectors(database, claimed, index)
    with database.transaction():
        database.rows("DROP TABLE vectors")
        database.rows("ALTER TABLE next_vectors RENAME TO vectors")
        write_manifest(database, new)
    remove_old_files(database, new)


def _prepare(database: Database, embedder: Embedder) -> None:
    """An empty table for the new vectors, or the one that an interrupted run left."""
    manifest = read_manifest(database)
    if manifest.next_fingerprint == embedder.fingerprint:
        return
    with database.transaction():
        database.rows("DROP TABLE IF EXISTS next_vectors")
        database.rows(vectors_table("next_vectors"))
        write_manifest(database, replace(manifest, next_fingerprint=embedder.fingerprint))


def _embed_missing(database: Database, embedder: Embedder, progress: Progress) -> None:
    # Passages get ascending ids, so whatever is missing comes after the last one done.
    ((last, done),) = database.rows("SELECT coalesce(max(passage), 0), count(*) FROM next_vectors")
    ((count,),) = database.rows("SELECT count(*) FROM passages")
    progress.start("Re-embedding", count - done, "passages")
    try:
        while rows := database.rows(
            "SELECT id, title, section, text FROM passage_texts WHERE id > ? ORDER BY id LIMIT ?",
            (last, _BATCH_PASSAGES),
        ):
            vectors = embedder.encode_passages([passage_text(*row[1:]) for row in rows])
            with database.transaction():
                for (rowid, *_), vector in zip(rows, vectors, strict=True):
                    database.rows(
                        "INSERT INTO next_vectors (passage, vector) VALUES (?, ?)",
                        (rowid, vector.tobytes()),
                    )
            last = rows[-1][0]
            progress.advance(len(rows))
    finally:
        progress.finish()
