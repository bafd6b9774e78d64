"""The searchable vectors: scanned and exact while few, in inverted lists when many.

Inverted lists (J. Sivic and A. Zisserman, "Video Google", 2003) part the vectors by the nearest
of some centres, and a search scans the lists of the centres that are nearest to it.

The only importer of faiss, which loads on first use. An index is derived: everything
in it comes from the collection's database and can be built from there again.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StorageFull
from assistant.protocols import Vectors
from assistant.search.manifest import FileStamp

FLAT_LIMIT = 100_000
"""Up to here all vectors are scanned, in some milliseconds; above, the nearest lists are."""

SAMPLE = 64
"""Vectors for each list that the centres are found from, by k-means in `_ROUNDS` rounds."""

PROBED = 1 / 16
"""Share of the lists that a search scans. It decides how many of the nearest are found, and costs
about 5 ms in a million (docs/benchmarks.md)."""

AMONG = 150_000
"""Of the vectors that pass a filter, up to so many are all compared, and of more the nearest
lists with about so many: some 20 ms in a million."""

_ROUNDS = 8

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
        self._lists = 0
        if isinstance(self._inner, faiss.IndexIVF):
            self._lists = int(self._inner.nlist)
            self._inner.parallel_mode = 1  # threads share the lists, not the questions
        self._ids: Rowids = faiss.vector_to_array(index.id_map)

    @classmethod
    def flat(cls, dimension: int) -> VectorIndex:
        """An empty index that scans its vectors of shape (dimension,)."""
        faiss = _faiss()
        return cls(faiss.IndexIDMap(faiss.IndexFlatIP(dimension)))

    @classmethod
    def listed(cls, sample: Vectors, lists: int) -> VectorIndex:
        """An empty index of so many lists, for vectors like the sample's, shape (n, dimension)."""
        faiss = _faiss()
        dimension = sample.shape[1]
        inner = faiss.IndexIVFFlat(
            faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT
        )
        inner.cp.niter = _ROUNDS
        inner.cp.spherical = True  # centres of length 1, as the vectors are
        inner.cp.min_points_per_centroid = 1  # else faiss prints a warning
        inner.train(sample)
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
        if not isinstance(faiss.downcast_index(index.index), (faiss.IndexFlat, faiss.IndexIVF)):
            raise VectorFileDamaged(path)  # an earlier version wrote graphs
        return cls(index)

    @property
    def lists(self) -> int:
        """How many lists the vectors are parted into; 0 where all are scanned."""
        return self._lists

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
        """The nearest vectors to one of shape (dimension,); at most `limit`.

        Those of the nearest lists, or of all where these hold too few.
        """
        limit = min(limit, len(self))
        if not limit:
            return []
        found = self._search(vector, limit, max(1, round(PROBED * self._lists)))
        return found if len(found) == limit else self._search(vector, limit, self._lists)

    def search_among(self, vector: Vectors, limit: int, allowed: Rowids) -> Found:
        """As `search`, over the vectors with an id in `allowed` only; exact up to `AMONG` of them.

        No id may be in `allowed` twice.
        """
        faiss = _faiss()
        wanted = np.zeros(self.last_id + 1, dtype=np.bool_)
        wanted[allowed[allowed <= self.last_id]] = True
        permitted = wanted[self._ids]
        count = int(np.count_nonzero(permitted))
        if not count:
            return []
        bits = np.packbits(permitted, bitorder="little")
        limit, among = min(limit, count), faiss.IDSelectorBitmap(bits)
        probed = round(self._lists * min(1.0, max(PROBED, AMONG / count)))
        found = self._search(vector, limit, max(1, probed), among)
        return found if len(found) == limit else self._search(vector, limit, self._lists, among)

    def _search(self, vector: Vectors, limit: int, probed: int, among: Any = None) -> Found:
        faiss = _faiss()
        if self._lists:
            chosen = faiss.SearchParametersIVF(sel=among, nprobe=probed)
        else:
            chosen = faiss.SearchParameters(sel=among)
        # To start threads costs more than they save, unless they share a great many lists.
        are_many = self._lists > 0 and (among is not None or probed == self._lists)
        with nullcontext() if are_many else _one_thread():
            scores, places = self._inner.search(vector[None], limit, params=chosen)
        found = places[0] >= 0  # faiss pads a short result with -1
        ids = self._ids[places[0][found]].tolist()
        return list(zip(ids, scores[0][found].tolist(), strict=True))

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
                "Free some space and try again; what was indexed is kept.",
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


@contextmanager
def _one_thread() -> Iterator[None]:
    faiss = _faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # of this thread only
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


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
