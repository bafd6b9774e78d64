"""The searchable vectors: flat and exact while few, a graph (HNSW) when many.

The only importer of faiss, which loads on first use. An index is derived: everything
in it comes from the collection's database and can be built from there again.
"""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StorageFull
from assistant.protocols import Vectors
from assistant.search.manifest import FileStamp

FLAT_LIMIT = 100_000
"""Up to here an exact scan takes some tens of milliseconds; above, the graph is searched."""

HNSW_LINKS = 16
HNSW_BUILD_BREADTH = 200
HNSW_SEARCH_BREADTH = 1_024
"""How many candidates a walk keeps. Vectors lie in tight clusters, and a narrow walk ends in the
wrong one; breadth costs a few milliseconds (docs/benchmarks.md)."""

Rowids = NDArray[np.int64]
Found = list[tuple[int, float]]
"""Passage ids with their cosine similarity, best first."""


class VectorFileDamaged(Exception):
    """The file is missing, or is not the one that was written; the caller builds it anew."""


class VectorIndex:
    """Vectors by ascending id, searched by inner product: the cosine, as all have length 1."""

    def __init__(self, index: Any) -> None:
        faiss = _faiss()
        self._index = index
        self._inner = faiss.downcast_index(index.index)
        self._graph = isinstance(self._inner, faiss.IndexHNSW)
        if self._graph:  # a file brings the breadth that it was written with
            self._inner.hnsw.efSearch = HNSW_SEARCH_BREADTH
        self._ids: Rowids = faiss.vector_to_array(index.id_map)

    @classmethod
    def empty(cls, dimension: int, expected: int = 0) -> VectorIndex:
        """An index for about `expected` vectors of shape (dimension,)."""
        faiss = _faiss()
        if expected <= FLAT_LIMIT:
            inner = faiss.IndexFlatIP(dimension)
        else:
            inner = faiss.IndexHNSWFlat(dimension, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
            inner.hnsw.efConstruction = HNSW_BUILD_BREADTH
        return cls(faiss.IndexIDMap(inner))

    @classmethod
    def read(cls, path: Path, stamp: FileStamp, *, growing: bool = False) -> VectorIndex:
        """Map a file into memory.

        Args:
            path: where `write` left it.
            stamp: what `write` returned. faiss trusts a file's contents, so a file that
                differs is never handed to it.
            growing: read it into memory instead, so that `add` may be called.

        Raises:
            VectorFileDamaged: the file is missing or differs.
        """
        faiss = _faiss()
        if not _matches(path, stamp):
            raise VectorFileDamaged(path)
        try:
            index = faiss.read_index(str(path), 0 if growing else faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:  # written by a faiss that this one cannot read
            raise VectorFileDamaged(path) from error
        return cls(index)

    @property
    def is_graph(self) -> bool:
        """Whether searches are approximate."""
        return self._graph

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def last_id(self) -> int:
        """The highest id; 0 where there is none."""
        return int(self._ids[-1]) if len(self) else 0

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Rowids, vectors: Vectors) -> None:
        """Add vectors of shape (n, dimension); `ids` ascend and are above all that are here."""
        self._index.add_with_ids(vectors, ids)
        self._ids = _faiss().vector_to_array(self._index.id_map)

    def search(self, vector: Vectors, limit: int) -> Found:
        """The nearest vectors to one of shape (dimension,); at most `limit`."""
        if not len(self):
            return []
        scores, ids = self._index.search(vector[None], min(limit, len(self)))
        return _found(ids[0], scores[0])

    def search_among(self, vector: Vectors, limit: int, allowed: Rowids) -> Found:
        """As `search`, but exact, and over the vectors with an id in `allowed` only.

        A graph is bypassed: with most of its nodes forbidden, a walk over it ends early.
        """
        faiss = _faiss()
        permitted = np.isin(self._ids, allowed, assume_unique=True)
        limit = min(limit, int(permitted.sum()))
        if not limit:
            return []
        storage = faiss.downcast_index(self._inner.storage) if self._graph else self._inner
        bits = np.packbits(permitted, bitorder="little")
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, places = storage.search(vector[None], limit, params=chosen)
        found = places[0] >= 0
        return _found(self._ids[places[0][found]], scores[0][found])

    def write(self, path: Path) -> FileStamp:
        """Write beside `path`, sync and rename: `path` is always a whole file.

        Raises:
            StorageFull: no room; nothing is left behind.
        """
        faiss = _faiss()
        beside = path.with_suffix(".tmp")
        try:
            with open(beside, "wb") as file:
                sink = _HashingSink(file)
                faiss.write_index(self._index, faiss.PyCallbackIOWriter(sink))
                file.flush()
                os.fsync(file.fileno())
            status = beside.stat()
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            if error.errno != errno.ENOSPC:
                raise
            raise StorageFull(
                f"The disk has no room left for the vector index {path}.",
                "Free some space and run the same command again; what was indexed is kept.",
            ) from error
        _sync_folder(path.parent)
        return FileStamp(status.st_size, status.st_mtime_ns, sink.hexdigest())


def _faiss() -> Any:
    # Its type stubs describe the C++ signatures, not those of the Python wrapper.
    import faiss

    return faiss


class _HashingSink:
    """Hashes what passes through to the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def __call__(self, data: bytes) -> int:
        self._hash.update(data)
        return self._file.write(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _found(ids: Rowids, scores: NDArray[np.float32]) -> Found:
    # faiss pads a short result with the id -1.
    return [(int(i), float(score)) for i, score in zip(ids, scores, strict=True) if i >= 0]


def _matches(path: Path, stamp: FileStamp) -> bool:
    """Whether the file is the one that was stamped.

    Hashing gigabytes takes seconds, so it is done only where the file has been touched
    since it was written (restored from a backup, say), not on each opening.
    """
    try:
        status = path.stat()
        if status.st_size != stamp.size:
            return False
        if status.st_mtime_ns == stamp.mtime_ns:
            return True
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stamp.sha256
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
