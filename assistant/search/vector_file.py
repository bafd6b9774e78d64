"""The vector file of a collection: open it, and bring it up to date with SQLite."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from assistant.errors import AtTerminal
from assistant.protocols import Progress, Vectors
from assistant.search.database import Database
from assistant.search.manifest import Manifest, read_manifest, write_manifest
from assistant.search.vectors import FLAT_LIMIT, SAMPLE, Rowids, VectorFileDamaged, VectorIndex

FOLD_ROWS = 1_000
"""Fewer new vectors than this are not worth writing a file of gigabytes anew."""

REBUILD_SHARE = 0.2
"""Lists keep what was removed: with this share of removed passages in them, all is built anew."""

OUTGROWN = 2
"""So many times too few lists, which is four times the passages, and they are parted anew."""

_CHUNK_ROWS = 8_192

Table = Literal["vectors", "next_vectors"]


def open_vectors(database: Database, manifest: Manifest, *, growing: bool = False) -> VectorIndex:
    """The index in the manifest's vector file; `growing` as in `VectorIndex.read`.

    Raises:
        VectorFileDamaged: the file is missing or does not hold what the manifest says.
    """
    path = database.folder / manifest.vector_file
    index = VectorIndex.read(path, manifest.stamp, growing=growing)
    if (len(index), index.dimension) != (manifest.vector_count, manifest.dimension):
        raise VectorFileDamaged(path)
    return index


def vectors_after(
    database: Database, rowid: int, dimension: int, table: Table = "vectors"
) -> Iterator[tuple[Rowids, Vectors]]:
    """Ids above `rowid`, ascending, with vectors of shape (n, dimension), in chunks."""
    while rows := database.rows(
        f"SELECT passage, vector FROM {table} WHERE passage > ? ORDER BY passage LIMIT ?",
        (rowid, _CHUNK_ROWS),
    ):
        ids, blobs = zip(*rows, strict=True)
        yield np.array(ids, np.int64), stack(blobs, dimension)
        rowid = ids[-1]


def stack(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Stored vectors as one array of shape (n, dimension)."""
    return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, dimension)


def refresh_vectors(database: Database, progress: Progress) -> None:
    """Write a new vector file if the present one lacks something. Needs the writer lock.

    The new file is written beside the old one and named in one transaction, so that a
    reader sees either of them, whole.

    Raises:
        StorageFull: the old file stays in use and nothing is lost.
    """
    manifest = read_manifest(database)
    index = _updated(database, manifest, progress)
    if index is None:
        return
    new = write_vectors(database, manifest, index)
    with database.transaction():
        write_manifest(database, new)
    remove_old_files(database, new)


def write_vectors(database: Database, manifest: Manifest, index: VectorIndex) -> Manifest:
    """Write the next generation's file; returns the manifest that names it, not yet stored."""
    new = replace(
        manifest,
        generation=manifest.generation + 1,
        through=index.last_id,
        vector_count=len(index),
    )
    return new.stamped(index.write(database.folder / new.vector_file))


def remove_old_files(database: Database, manifest: Manifest) -> None:
    """Remove all vector files but the manifest's; readers keep what they have mapped."""
    for path in database.folder.glob("vectors-*"):
        if path.name != manifest.vector_file:
            path.unlink()


def build_vectors(
    database: Database, dimension: int, progress: Progress, table: Table = "vectors"
) -> VectorIndex:
    """An index of everything in `table`, whose vectors have shape (dimension,)."""
    ((count,),) = database.rows(f"SELECT count(*) FROM {table}")
    index = VectorIndex.flat(dimension)
    if count > FLAT_LIMIT:
        index = VectorIndex.listed(_sample(database, count, dimension, table), lists_for(count))
    _fill(index, vectors_after(database, 0, dimension, table), count, progress)
    return index


def lists_for(count: int) -> int:
    """How many lists so many vectors are parted into: finding one list takes as long as a few."""
    return round(2 * math.sqrt(count))


def _sample(database: Database, count: int, dimension: int, table: Table) -> Vectors:
    """Vectors of shape (n, dimension), from all over the collection."""
    stride = max(1, count // (SAMPLE * lists_for(count)))
    ids = np.sort(database.rowids(f"SELECT passage AS id FROM {table}"))
    rows = database.rows(
        f"SELECT vector FROM {table} WHERE passage IN (SELECT value FROM json_each(?))",
        (json.dumps(ids[::stride].tolist()),),
    )
    return stack([blob for (blob,) in rows], dimension)


def _updated(database: Database, manifest: Manifest, progress: Progress) -> VectorIndex | None:
    """An index with all that is in SQLite, or None where the file is good as it is."""
    ((passages,),) = database.rows("SELECT count(*) FROM passages")
    ((later,),) = database.rows("SELECT count(*) FROM passages WHERE id > ?", (manifest.through,))
    removed = manifest.vector_count - (passages - later)
    if manifest.generation == 0:
        return build_vectors(database, manifest.dimension, progress) if passages else None
    try:
        index = open_vectors(database, manifest)
    except VectorFileDamaged:
        progress.note(f"{manifest.vector_file} is missing or damaged: building it anew.")
        return build_vectors(database, manifest.dimension, progress)
    if later == removed == 0:
        return None
    outgrown = lists_for(passages) > OUTGROWN * index.lists
    if outgrown or passages <= FLAT_LIMIT or removed > REBUILD_SHARE * passages:
        return build_vectors(database, manifest.dimension, progress)
    if later < FOLD_ROWS:
        return None
    index = open_vectors(database, manifest, growing=True)
    newer = vectors_after(database, manifest.through, manifest.dimension)
    _fill(index, newer, later, progress)
    return index


def _fill(
    index: VectorIndex,
    chunks: Iterable[tuple[Rowids, Vectors]],
    count: int,
    progress: Progress,
) -> None:
    progress.start(
        AtTerminal("Building the vector index", "Preparing the search"),
        count,
        AtTerminal("passages", "paragraphs"),
    )
    try:
        for ids, vectors in chunks:
            index.add(ids, vectors)
            progress.advance(len(ids))
    finally:
        progress.finish()
