"""All changes to a collection's documents. `Collection.writing` hands it out under the lock."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple

from assistant.protocols import Embedder, Progress, Vectors
from assistant.records import Document, Passage
from assistant.search.files import FileState
from assistant.search.manifest import Manifest, read_manifest, require_embedder, write_manifest
from assistant.search.receipts import forget_deleted
from assistant.search.tables import Parameter, Tables

OnDeleted = Callable[[Sequence[str]], object]
"""Called with ids of documents."""


class Writer(ABC):
    """Changes documents, files and sources; each `transaction` is committed as a whole.

    A document stays as long as a source points at it. Its rows are removed at the end of
    the transaction that took the last source away, so that a new version replaces the
    old one in one step. What quotes a document that is deleted goes with it.

    Attributes:
        forgotten: how many answers and summaries, kept in the collection, went with documents.
        deleted: ids of the documents that are gone with their files or rows, for what is kept
            elsewhere. One whose file has another text now is not among them.
        on_deleted: told of these before they are committed, so that no end of the run loses them.
            What it raises undoes the transaction. It may hear of one that is not committed then.
    """

    def __init__(self, database: Tables) -> None:
        self.forgotten = 0
        self.deleted: list[str] = []
        self.on_deleted: OnDeleted = lambda ids: None
        self._database = database
        self._released: set[int] = set()
        self._removed: set[int] = set()

    def claim(self, embedder: Embedder) -> None:
        """Pin the embedder of a new collection, or check that of an old one.

        Raises:
            EmbedderMismatch: the collection holds vectors of another embedder.
        """
        manifest = read_manifest(self._database)
        if manifest.fingerprint:
            require_embedder(manifest, embedder, self._database.name)
            return
        with self.transaction():
            self._pin(manifest.claimed(embedder))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside the block together, or nothing of it."""
        self._released.clear()
        self._removed.clear()
        with self._database.transaction():
            yield
            gone = {key: self._remove_if_orphan(key) for key in self._released | self._removed}
            forgotten = forget_deleted(self._database) if self._removed else 0
            deleted = [id_ for key in self._removed for id_ in gone[key]]
            if deleted:
                self.on_deleted(deleted)
        self.forgotten += forgotten
        self.deleted += deleted

    def file(self, path: str) -> FileState | None:
        rows = self._database.rows(
            "SELECT path, size, mtime_ns, sha256 FROM files WHERE path = ?", (path,)
        )
        return FileState(*rows[0]) if rows else None

    def files_under(self, path: str) -> list[str]:
        """The known files that are `path` or lie under it."""
        folder = path.rstrip(os.sep) + os.sep
        rows = self._database.rows(
            "SELECT path FROM files WHERE path = ? OR substr(path, 1, ?) = ? ORDER BY path",
            (path, len(folder), folder),
        )
        return [found for (found,) in rows]

    def sources_of(self, path: str) -> list[str]:
        """The sources in a file: one, or one for each row of a table."""
        rows = self._database.rows(
            "SELECT source FROM sources JOIN files ON files.id = file WHERE path = ?", (path,)
        )
        return [source for (source,) in rows]

    def holds(self, document_id: str) -> bool:
        return bool(self._database.rows("SELECT 1 FROM documents WHERE id = ?", (document_id,)))

    def title_of(self, document_id: str) -> str:
        """The title of a document that is held: where it was found first may have named it."""
        ((title,),) = self._database.rows(
            "SELECT title FROM documents WHERE id = ?", (document_id,)
        )
        return str(title)

    def set_file(self, state: FileState) -> None:
        """Record the state of a file, known or new."""
        self._database.rows(
            "INSERT INTO files (path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (path) DO UPDATE SET size = excluded.size, "
            "mtime_ns = excluded.mtime_ns, sha256 = excluded.sha256",
            astuple(state),
        )

    def set_source(self, source: str, path: str, document_id: str) -> str | None:
        """Point a source in the file `path` at a document that is held.

        The file counts as half read until `set_file`.

        Returns:
            The id of the document that it pointed at before; None for a new source.
        """
        before = self._database.rows(
            "SELECT key, documents.id FROM sources JOIN documents ON key = document "
            "WHERE source = ?",
            (source,),
        )
        self.set_file(FileState(path, 0, 0, ""))
        self._database.rows(
            "INSERT INTO sources (source, file, document) VALUES (?, "
            "(SELECT id FROM files WHERE path = ?), (SELECT key FROM documents WHERE id = ?)) "
            "ON CONFLICT (source) DO UPDATE SET file = excluded.file, document = excluded.document",
            (source, path, document_id),
        )
        self._released.update(key for key, _ in before)
        return before[0][1] if before else None

    def remove_source(self, source: str) -> None:
        rows = self._database.rows(
            "DELETE FROM sources WHERE source = ? RETURNING document", (source,)
        )
        self._removed.update(key for (key,) in rows)

    def remove_file(self, path: str) -> int:
        """Remove a file and its sources; returns how many these were."""
        sources = self.sources_of(path)
        for source in sources:
            self.remove_source(source)
        self._database.rows("DELETE FROM files WHERE path = ?", (path,))
        return len(sources)

    def add_document(
        self, document: Document, passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Add a document that is not held yet, with vectors of shape (passages, dimension)."""
        ((key,),) = self._database.rows(
            "INSERT INTO documents (id, title, date, date_origin, metadata, pages, text, "
            "recognised) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING key",
            (
                document.id,
                document.title,
                document.date.isoformat() if document.date else None,
                document.date_origin,
                json.dumps(dict(document.metadata), ensure_ascii=False),
                json.dumps(document.pages),
                document.text,
                json.dumps(document.recognised),
            ),
        )
        self._add_passages(key, document, passages, vectors)

    def is_split_so(self, document_id: str, passages: Sequence[Passage]) -> bool:
        """Whether these are the passages of a document that is held."""
        rows = self._database.rows(
            'SELECT start, "end", section, sentences FROM passages '
            "WHERE document = (SELECT key FROM documents WHERE id = ?) ORDER BY start",
            (document_id,),
        )
        return list(map(tuple, rows)) == [
            (one.start, one.end, one.section, json.dumps(one.sentences)) for one in passages
        ]

    def split_again(
        self, document: Document, passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Give a document that is held other passages, with vectors as in `add_document`.

        Args:
            document: as it is held, also its title.
            passages: all that it has from now on.
            vectors: of these.
        """
        ((key,),) = self._database.rows("SELECT key FROM documents WHERE id = ?", (document.id,))
        self._forget_words(key)
        self._database.rows("DELETE FROM passages WHERE document = ?", (key,))
        self._add_passages(key, document, passages, vectors)

    @abstractmethod
    def refresh_vectors(self, progress: Progress) -> None:
        """Bring what is searched up to date, where that is not done in each transaction."""

    def _pin(self, manifest: Manifest) -> None:
        """Store which embedder the collection is of, in the open transaction."""
        write_manifest(self._database, manifest)

    @abstractmethod
    def _add_passages(
        self, key: int, document: Document, passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Store the passages of the document with that key, so that they are found."""

    @abstractmethod
    def _forget_words(self, key: int) -> None:
        """Take the words of a document, which is about to be deleted, out of the index."""

    def _remove_if_orphan(self, key: int) -> list[str]:
        """Delete a document to which no source points any more; its id, if it was there."""
        if self._database.rows("SELECT 1 FROM sources WHERE document = ? LIMIT 1", (key,)):
            return []
        self._forget_words(key)
        rows = self._database.rows("DELETE FROM documents WHERE key = ? RETURNING id", (key,))
        return [id_ for (id_,) in rows]


INSERT_PASSAGE = (
    'INSERT INTO passages (passage_id, document, start, "end", section, page, sentences, text, ocr'
)


def passage_values(key: int, passage: Passage) -> tuple[Parameter, ...]:
    """What `INSERT_PASSAGE` takes, for a passage of the document with that key."""
    return (
        passage.id,
        key,
        passage.start,
        passage.end,
        passage.section,
        passage.page,
        json.dumps(passage.sentences),
        passage.text,
        passage.ocr,
    )
