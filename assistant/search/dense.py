"""Dense search over a whole collection, whatever state its vector file is in.

The file holds most vectors; those committed after it was written are read from SQLite
and searched exactly beside it. So a search is complete while another process is still
indexing, after a run that was killed, and where the file is missing or damaged.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from assistant.errors import AtTerminal, CollectionBusy, EmbedderMismatch, StorageFull
from assistant.protocols import Progress, Vectors
from assistant.search.database import Database
from assistant.search.lock import writer_lock
from assistant.search.manifest import Manifest, read_manifest
from assistant.search.vector_file import open_vectors, refresh_vectors, vectors_after
from assistant.search.vectors import FLAT_LIMIT, Found, Rowids, VectorFileDamaged, VectorIndex


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is searched now: the file's index, then a small one for each later read.

    Frozen, so that a search in one thread never meets another thread's half-done update.
    """

    fingerprint: str
    generation: int
    through: int
    parts: tuple[VectorIndex, ...]


class DenseIndex:
    """The vectors of one collection. Safe to search from several threads."""

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._progress = progress
        self._lock = threading.Lock()
        self._opened: _Opened | None = None

    def search(self, vector: Vectors, limit: int, allowed: Rowids | None) -> Found:
        """See `Collection.dense_search`."""
        parts = self._parts()
        fetch = limit
        while True:
            several = (
                part.search(vector, fetch)
                if allowed is None
                else part.search_among(vector, fetch, allowed)
                for part in parts
            )
            nearest = _best(several, fetch)
            found = self._live(nearest)
            if len(found) >= limit or len(nearest) < fetch:
                return found[:limit]
            fetch *= 2  # passages removed since stood in the way

    def forget(self) -> None:
        """Read everything anew at the next search: this process has re-embedded."""
        with self._lock:
            self._opened = None

    def _parts(self) -> tuple[VectorIndex, ...]:
        with self._lock:
            opened = self._opened
            manifest = read_manifest(self._database)
            if opened is None or opened.generation != manifest.generation:
                self._require_same_embedder(manifest)
                opened = self._open(manifest)
            self._opened = self._with_later_rows(opened)
            return self._opened.parts

    def _require_same_embedder(self, manifest: Manifest) -> None:
        """A question is embedded with what the collection was opened with."""
        if self._opened and self._opened.fingerprint not in ("", manifest.fingerprint):
            raise EmbedderMismatch(
                f"The collection at {self._database.folder} was re-embedded while it was open.",
                "Start again to use the new embedder.",
            )

    def _open(self, manifest: Manifest) -> _Opened:
        if manifest.generation == 0:
            return _Opened(manifest.fingerprint, 0, 0, ())
        try:
            index = open_vectors(self._database, manifest)
        except VectorFileDamaged:
            repaired = self._repaired(manifest)
            if repaired is None:
                return _Opened(manifest.fingerprint, manifest.generation, 0, ())
            manifest = repaired
            index = open_vectors(self._database, manifest)
        return _Opened(manifest.fingerprint, manifest.generation, manifest.through, (index,))

    def _repaired(self, manifest: Manifest) -> Manifest | None:
        """The manifest with a sound file, or None where none can be written quickly now."""
        current = read_manifest(self._database)
        if current.generation != manifest.generation:
            return current  # a writer replaced the file between our two looks
        if os.access(self._database.folder, os.W_OK) and manifest.vector_count <= FLAT_LIMIT:
            with (
                suppress(CollectionBusy, StorageFull),
                writer_lock(self._database.folder, wait=False),
            ):
                refresh_vectors(self._database, self._progress)
                return read_manifest(self._database)
        until = (
            f"{manifest.vector_file} is missing or damaged: searching the database's vectors until"
        )
        self._progress.note(
            AtTerminal(
                f"{until} the next `python -m assistant index` builds it anew.",
                f"{until} it is built anew, when documents are added next.",
            )
        )
        return None

    def _with_later_rows(self, opened: _Opened) -> _Opened:
        with self._database.snapshot():
            manifest = read_manifest(self._database)
            self._require_same_embedder(manifest)
            part = VectorIndex.flat(manifest.dimension)
            later = vectors_after(self._database, opened.through, manifest.dimension)
            for ids, vectors in later:
                part.add(ids, vectors)
        if not len(part):
            return opened
        return _Opened(manifest.fingerprint, opened.generation, part.last_id, (*opened.parts, part))

    def _live(self, found: Found) -> Found:
        """Without the passages that were removed after their vector was written."""
        rows = self._database.rows(
            "SELECT id FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([rowid for rowid, _ in found]),),
        )
        live = {rowid for (rowid,) in rows}
        return [hit for hit in found if hit[0] in live]


def _best(lists: Iterable[Found], limit: int) -> Found:
    """The best of several results; equal scores in the order of the ids."""
    merged = [hit for found in lists for hit in found]
    return sorted(merged, key=lambda hit: (-hit[1], hit[0]))[:limit]
