"""The collection: everything that was read from a person's documents.

It lies in a folder (`embedded`), or on a server (`postgres`). What both do in the same way is
here; what a search is, and who may write, each engine says itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from assistant.errors import AtTerminal, DocumentUnknown
from assistant.protocols import Embedder, Progress, Silent, Vectors
from assistant.records import Document, DocumentInfo, Passage
from assistant.search.files import FileState
from assistant.search.filters import Filter
from assistant.search.manifest import Manifest, read_manifest, require_embedder
from assistant.search.place import Place, Server
from assistant.search.receipts import Receipts
from assistant.search.rows import INFO, PASSAGE, PASSAGES, document_from, info_from, passage_from
from assistant.search.spelling import spelled
from assistant.search.tables import Dialect, Tables
from assistant.search.threshold import FittedThreshold, read_threshold, write_threshold
from assistant.search.vectors import Found, Rowids
from assistant.search.writer import Writer

if TYPE_CHECKING:
    from assistant.search.embedded import EmbeddedCollection

EVERYTHING = Filter()


Allowed = Rowids | Filter
"""Which passages a search may return: rows, or what their documents have to meet."""

ALL = 2**62
"""A limit that none is: more than there will ever be."""


class Collection(ABC):
    """Indexed documents. Made by `open`; safe to read from several threads.

    Passages have two keys: `Passage.id`, which is theirs wherever they lie, and a row id,
    an ascending number inside this collection, which the searches return.
    """

    def __init__(self, database: Tables) -> None:
        self._database = database

    @overload
    @staticmethod
    def open(
        place: Path, *, create: bool = False, progress: Progress | None = None
    ) -> EmbeddedCollection: ...
    @overload
    @staticmethod
    def open(
        place: Place, *, create: bool = False, progress: Progress | None = None
    ) -> Collection: ...
    @staticmethod
    def open(place: Place, *, create: bool = False, progress: Progress | None = None) -> Collection:
        """Open a collection. Reads almost nothing, however large it is.

        Args:
            place: where it lies.
            create: make an empty one where there is none.
            progress: is told when the vector file had to be built anew.

        Raises:
            CollectionMissing: there is none and `create` is false.
            CollectionDamaged: the database is not one, or not ours.
            CollectionError: it was made by a newer version, may not be read, or its server
                cannot be reached.
            ConfigError: what its server needs is not installed.
        """
        if isinstance(place, Server):
            from assistant.search.postgres import open_served

            return open_served(place, create=create)
        from assistant.search.database import open_database
        from assistant.search.embedded import EmbeddedCollection

        return EmbeddedCollection(open_database(place, create=create), progress or Silent())

    @property
    def name(self) -> str:
        """Where it lies, as `--collection` takes it."""
        return self._database.name

    @property
    @abstractmethod
    def folder(self) -> Path:
        """Where it lies.

        Raises:
            CollectionError: it lies on a server.
        """

    @property
    def manifest(self) -> Manifest:
        """Which embedder the collection was indexed with, and when it was made."""
        return read_manifest(self._database)

    @property
    def fitted_threshold(self) -> FittedThreshold | None:
        """The refusal threshold that was fitted on this collection, if one was."""
        return read_threshold(self._database)

    @property
    def receipts(self) -> Receipts:
        """What answers and summaries from this collection rest on."""
        return Receipts(self._database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── Reading ────────────────────────────────────────────────────────────────────────

    def check_embedder(self, embedder: Embedder) -> None:
        """Raise unless questions may be embedded with `embedder`.

        Raises:
            EmbedderMismatch: with the command that re-embeds.
        """
        require_embedder(self.manifest, embedder, self.name)

    def counts(self, condition: Filter = EVERYTHING) -> tuple[int, int]:
        """How many passages and documents there are that meet the condition."""
        if not condition:
            sql = "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM documents)"
            ((passages, documents),) = self._database.rows(sql)
        else:
            where, parameters = condition.where(self._dialect)
            ((passages, documents),) = self._database.rows(
                "SELECT count(*), count(DISTINCT document) "
                f"FROM {self._dialect.by_document} WHERE {where}",
                parameters,
            )
        return passages, documents

    def documents(
        self, condition: Filter = EVERYTHING, *, start: int = 0, most: int | None = None
    ) -> list[DocumentInfo]:
        """The documents that meet the condition, in the order in which they were added.

        Args:
            condition: what they have to meet.
            start: how many of them are left out before the first one.
            most: how many are given at most; all of them if it is None.
        """
        where, parameters = condition.where(self._dialect)
        rows = self._database.rows(
            f"SELECT {self._info} FROM documents WHERE {where} "
            "ORDER BY documents.key LIMIT ? OFFSET ?",
            [*parameters, ALL if most is None else most, start],
        )
        return [info_from(row) for row in rows]

    def document_count(self, condition: Filter = EVERYTHING) -> int:
        """How many documents meet the condition, whether or not they have any passage."""
        where, parameters = condition.where(self._dialect)
        ((found,),) = self._database.rows(
            f"SELECT count(*) FROM documents WHERE {where}", parameters
        )
        return int(found)

    def document(self, id_or_prefix: str) -> Document:
        """The one document whose id is, or starts with, `id_or_prefix`.

        Raises:
            DocumentUnknown: no document fits, or several do.
        """
        return document_from(self._document_row(id_or_prefix))

    def described(self, id_or_prefix: str) -> tuple[Document, DocumentInfo]:
        """As `document`, with every path where its text was found."""
        row = self._document_row(id_or_prefix)
        return document_from(row), info_from(row)

    def file_of(self, source: str) -> FileState | None:
        """The file that holds a source, as it was when it was read; None for an unknown source."""
        rows = self._database.rows(
            "SELECT path, size, mtime_ns, sha256 FROM files JOIN sources ON files.id = file "
            "WHERE source = ?",
            (source,),
        )
        return FileState(*rows[0]) if rows else None

    def _document_row(self, id_or_prefix: str) -> tuple[Any, ...]:
        rows = self._database.rows(
            f"SELECT {self._info}, documents.text, documents.pages, documents.recognised "
            "FROM documents WHERE documents.id >= ? AND documents.id < ? || '~' LIMIT 2",
            (id_or_prefix, id_or_prefix),
        )
        if not rows:
            raise DocumentUnknown(
                f"No document has an id that starts with {id_or_prefix!r}.",
                AtTerminal(
                    f"List them: python -m assistant documents list --collection {self.name}",
                    "It may have been removed; Documents lists those that are there.",
                ),
            )
        if len(rows) > 1:
            raise DocumentUnknown(
                f"Several documents have an id that starts with {id_or_prefix!r}.",
                "Give more of the id.",
            )
        return rows[0]

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of a document, in the order of its text."""
        rows = self._database.rows(
            f"SELECT {PASSAGE} FROM {PASSAGES} WHERE documents.id = ? ORDER BY start",
            (document_id,),
        )
        return [passage_from(row) for row in rows]

    @abstractmethod
    def select(self, condition: Filter) -> Allowed | None:
        """What the searches take for passages whose documents meet a condition.

        Returns:
            Row ids, ascending, or the condition itself where a server applies it; None for all.
        """

    @abstractmethod
    def lexical_search(
        self, terms: Sequence[str], limit: int, allowed: Allowed | None = None
    ) -> list[tuple[int, float]]:
        """The best passages that hold any of `terms`; rare terms weigh more.

        Without `allowed`, terms in more than `lexical.FREQUENT` passages only weigh those that
        rarer terms bring up, where these bring up enough.

        Args:
            terms: words as a person writes them; stems, case and accents are seen to here.
                A term of several words is a phrase. Any character is safe.
            limit: how many rows at most.
            allowed: what may be returned, from `select`.

        Returns:
            Row ids with their scores (higher is better), best first.
        """

    @abstractmethod
    def dense_search(self, vector: Vectors, limit: int, allowed: Allowed | None = None) -> Found:
        """The passages nearest to a question's vector of shape (dimension,).

        Args:
            vector: of length 1.
            limit: how many rows at most.
            allowed: what may be returned, from `select`.

        Returns:
            Row ids with their cosine similarities, best first.

        Raises:
            EmbedderMismatch: another process has re-embedded the collection meanwhile.
        """

    def fetch(self, rowids: Sequence[int]) -> dict[int, tuple[Passage, DocumentInfo]]:
        """What lies behind search results, in one query.

        A row that was removed since the search is left out.
        """
        among, parameters = self._dialect.among("passages.id", rowids)
        rows = self._database.rows(
            f"SELECT passages.id, {self._info}, {PASSAGE} FROM {PASSAGES} WHERE {among}",
            parameters,
        )
        return {row[0]: (passage_from(row[-9:]), info_from(row[1:])) for row in rows}

    @abstractmethod
    def vectors_of(self, rowids: Sequence[int]) -> Vectors:
        """The vectors of these rows, in this order, of shape (n, dimension).

        Raises:
            CollectionError: a row was removed since the search.
        """

    @abstractmethod
    def document_frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term occurs, terms as in `lexical_search`.

        The full-text index stems, so a term also counts where another form of it stands.
        """

    def mentioning(
        self, words: Sequence[str], condition: Filter = EVERYTHING
    ) -> list[tuple[DocumentInfo, Passage]]:
        """Every document with a passage that holds all the words, and its best such passage.

        Words as in `lexical_search`: one of several words is a phrase. The documents are in the
        order in which they were added; titles and headings count as text of their passages.
        """
        rowids = self._mentioning(words, condition)
        found = self.fetch(rowids)
        by_document: dict[str, tuple[DocumentInfo, Passage]] = {}
        for passage, info in (found[rowid] for rowid in rowids if rowid in found):
            by_document.setdefault(info.id, (info, passage))
        order = {info.id: place for place, info in enumerate(self.documents(condition))}
        return sorted(by_document.values(), key=lambda one: order[one[0].id])

    @abstractmethod
    def mentions(self, document_ids: Sequence[str], term: str) -> bool:
        """Whether any of these documents holds a term, as in `lexical_search`."""

    def spelled(self, word: str) -> str | None:
        """How the documents spell what a word they lack is likely meant for; see `spelling`."""
        (frequency,) = self.document_frequencies([word])
        return None if frequency else spelled(word, self._terms_like, self._texts_with)

    @abstractmethod
    def _mentioning(self, words: Sequence[str], condition: Filter) -> list[int]:
        """Rows of all passages that hold each of the words, best first."""

    @abstractmethod
    def _terms_like(self, first: str, shortest: int, longest: int) -> dict[str, int]:
        """Stems with this first letter and so many letters, and in how many passages each is."""

    @abstractmethod
    def _texts_with(self, term: str, most: int) -> list[str]:
        """Titles, headings and texts of some passages that hold a term."""

    @property
    def _dialect(self) -> Dialect:
        return self._database.dialect

    @property
    def _info(self) -> str:
        """The columns that `info_from` takes."""
        return f"{INFO}, {self._dialect.sources}"

    # ── Writing ────────────────────────────────────────────────────────────────────────

    @abstractmethod
    def writing(self) -> AbstractContextManager[Writer]:
        """Be the one writer, inside the block and in the thread that entered it.

        Raises:
            CollectionBusy: another process is writing; it is named.
            CollectionError: the collection may not be written.
        """

    @abstractmethod
    def reembed(self, embedder: Embedder, progress: Progress) -> None:
        """Compute all vectors anew with `embedder` and switch to them in one step.

        Raises:
            CollectionBusy: another process is writing.
            StorageFull: the old vectors stay in use.
        """

    def set_threshold(self, fitted: FittedThreshold | None) -> None:
        """Store a refusal threshold for this collection; None goes back to the one that ships.

        Raises:
            CollectionBusy: another process is writing.
        """
        with self.writing():
            write_threshold(self._database, fitted)
