"""The collection's one row about itself."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace

from assistant.errors import AtTerminal, EmbedderMismatch
from assistant.protocols import Embedder
from assistant.search.tables import Tables


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file on disk must look like to be the one that was written."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which embedder made the vectors, and which file holds them.

    Attributes:
        embedder, fingerprint, dimension: empty and 0 until something is indexed.
        next_fingerprint: of the embedder that an unfinished re-embedding is for.
        generation: number of the vector file, `vectors-<generation>.faiss`; 0 is none yet.
        through: the file covers passages up to this id; later ones are in SQLite only.
        vector_count: vectors in the file, those of passages removed since among them.
    """

    created: str
    embedder: str
    fingerprint: str
    dimension: int
    next_fingerprint: str
    generation: int
    through: int
    vector_count: int
    file_size: int
    file_mtime_ns: int
    file_sha256: str

    @property
    def vector_file(self) -> str:
        return f"vectors-{self.generation}.faiss"

    @property
    def stamp(self) -> FileStamp:
        return FileStamp(self.file_size, self.file_mtime_ns, self.file_sha256)

    def claimed(self, embedder: Embedder) -> Manifest:
        """The same collection with vectors of `embedder`."""
        return replace(
            self,
            embedder=embedder.name,
            fingerprint=embedder.fingerprint,
            dimension=embedder.dimension,
            next_fingerprint="",
        )

    def stamped(self, stamp: FileStamp) -> Manifest:
        return replace(
            self, file_size=stamp.size, file_mtime_ns=stamp.mtime_ns, file_sha256=stamp.sha256
        )


_COLUMNS = ", ".join(column.name for column in fields(Manifest))
_ASSIGNMENTS = ", ".join(f"{column.name} = ?" for column in fields(Manifest))


def read_manifest(database: Tables) -> Manifest:
    """The row as it is now; another process may change it at any time."""
    (row,) = database.rows(f"SELECT {_COLUMNS} FROM manifest")
    return Manifest(*row)


def write_manifest(database: Tables, manifest: Manifest) -> None:
    """Replace the row. Belongs into a transaction with what it describes."""
    database.rows(f"UPDATE manifest SET {_ASSIGNMENTS}", astuple(manifest))


def require_embedder(manifest: Manifest, embedder: Embedder, name: str) -> None:
    """Raise unless the collection is empty or was indexed with this very embedder.

    Raises:
        EmbedderMismatch: names both, and the command that re-embeds.
    """
    if manifest.fingerprint in ("", embedder.fingerprint):
        return
    raise EmbedderMismatch(
        f"The collection at {name} was indexed with the embedder {manifest.embedder}, "
        f"not with this {embedder.name}.",
        AtTerminal(
            f"Re-embed it: python -m assistant index --reembed --collection {name}",
            "Choose models with that embedder, or add its files to a new collection.",
        ),
    )
