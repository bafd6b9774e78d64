"""The collection: one folder with everything that was read from a person's documents.

    collection.sqlite      documents, passages, vectors and the full-text index; the truth
    vectors-<n>.faiss      the searchable vectors; derived, can always be built again
    writer.lock            held by the one process that writes, whose id is in writer.pid

Reading never blocks: it goes on while another process writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np

from assistant.errors import CollectionError, DocumentUnknown
from assistant.protocols import Embedder, Progress, Silent, Vectors
from assistant.records import Document, DocumentInfo, Passage
from assistant.search.database import Database, open_database
from assistant.search.dense import DenseIndex
from assistant.search.filters import Filter
from assistant.search.lexical import document_frequency, lexical_search, mentioning, mentions
from assistant.search.lock import writer_lock
from assistant.search.manifest import Manifest, read_manifest, require_embedder
from assistant.search.receipts import Receipts
from assistant.search.reembed import reembed
from assistant.search.rows import (
    BY_DOCUMENT,
    INFO,
    PASSAGE,
    PASSAGES,
    document_from,
    info_from,
    passage_from,
)
from assistant.search.spelling import spelled
from assistant.search.threshold import FittedThreshold, read_threshold, write_threshold
from assistant.search.vector_file import stack
from assistant.search.vectors import Found, Rowids
from assistant.search.writer import Writer

EVERYTHING = Filter()


class Collection:
    """A folder of indexed documents. Made by `open`; safe to read from several threads.

    Passages have two keys: `Passage.id`, which is theirs wherever they lie, and a row id,
    a small ascending number inside this collection, which the searches return.
    """

    def __init__(self, database: Database, progress: Progress) -> None:
        self._database = database
        self._dense = DenseIndex(database, progress)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, progress: Progress | None = None) -> Self:
        """Open a collection. Reads almost nothing, however large it is.

        Args:
            folder: where it lies.
            create: make an empty one where there is none.
            progress: is told when the vector file had to be built anew.

        Raises:
            CollectionMissing: there is none and `create` is false.
            CollectionDamaged: the database is not one, or not ours.
            CollectionError: it was made by a newer version, or may not be read.
        """
        return cls(open_database(folder, create=create), progress or Silent())

    @property
    def folder(self) -> Path:
        return self._database.folder

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
        require_embedder(self.manifest, embedder, self.folder)

    def counts(self, condition: Filter = EVERYTHING) -> tuple[int, int]:
        """How many passages and documents there are that meet the condition."""
        if not condition:
            sql = "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM documents)"
            ((passages, documents),) = self._database.rows(sql)
        else:
            where, parameters = condition.where()
            ((passages, documents),) = self._database.rows(
                f"SELECT count(*), count(DISTINCT document) FROM {BY_DOCUMENT} WHERE {where}",
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
        where, parameters = condition.where()
        rows = self._database.rows(
            f"SELECT {INFO} FROM documents WHERE {where} ORDER BY documents.key LIMIT ? OFFSET ?",
            [*parameters, -1 if most is None else most, start],
        )
        return [info_from(row) for row in rows]

    def document_count(self, condition: Filter = EVERYTHING) -> int:
        """How many documents meet the condition, whether or not they have any passage."""
        where, parameters = condition.where()
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

    def _document_row(self, id_or_prefix: str) -> tuple[Any, ...]:
        rows = self._database.rows(
            f"SELECT {INFO}, documents.text, documents.pages, documents.recognised FROM documents "
            "WHERE documents.id >= ? AND documents.id < ? || '~' LIMIT 2",
            (id_or_prefix, id_or_prefix),
        )
        if not rows:
            raise DocumentUnknown(
                f"No document has an id that starts with {id_or_prefix!r}.",
                f"List them: python -m assistant documents list --collection {self.folder}",
            )
        if len(rows) > 1:
            raise DocumentUnknown(
                f"Several documents have an id that starts with {id_or_prefix!r}.",
                "Give more of the id.",
            )
        return rows[0]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages with these ids, in this order, without those that are unknown."""
        rows = self._database.rows(
            f"SELECT {PASSAGE} FROM {PASSAGES} "
            "WHERE passage_id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
        found = {passage.id: passage for passage in map(passage_from, rows)}
        return [found[id_] for id_ in ids if id_ in found]

    def passages_of(self, document_id: str) -> list[Passage]:
        """All passages of a document, in the order of its text."""
        rows = self._database.rows(
            f"SELECT {PASSAGE} FROM {PASSAGES} WHERE documents.id = ? ORDER BY start",
            (document_id,),
        )
        return [passage_from(row) for row in rows]

    def select(self, condition: Filter) -> Rowids | None:
        """The rows that a search may return, ascending; None is all of them."""
        if not condition:
            return None
        where, parameters = condition.where()
        chosen = f"SELECT passages.id AS id FROM {BY_DOCUMENT} WHERE {where}"
        # Sorted here: asked for an order, SQLite walks all passages to get it for nothing. Those
        # of one document follow each other, which a stable sort makes use of.
        return np.sort(self._database.rowids(chosen, parameters), kind="stable")

    def lexical_search(
        self, terms: Sequence[str], limit: int, allowed: Rowids | None = None
    ) -> list[tuple[int, float]]:
        """The best passages that hold any of `terms`, by BM25.

        Without `allowed`, terms in more than `lexical.FREQUENT` passages only weigh those that
        rarer terms bring up, where these bring up enough.

        Args:
            terms: words as a person writes them; stems, case and accents are seen to here.
                A term of several words is a phrase. Any character is safe.
            limit: how many rows at most.
            allowed: the rows to search, from `select`.

        Returns:
            Row ids with their BM25 scores (higher is better), best first.
        """
        return lexical_search(self._database, terms, limit, allowed)

    def dense_search(self, vector: Vectors, limit: int, allowed: Rowids | None = None) -> Found:
        """The passages nearest to a question's vector of shape (dimension,).

        With `allowed` (from `select`) the search is exact over these rows; without, it is
        exact up to `vectors.FLAT_LIMIT` passages and approximate above (inverted lists).

        Returns:
            Row ids with their cosine similarities, best first.

        Raises:
            EmbedderMismatch: another process has re-embedded the collection meanwhile.
        """
        return self._dense.search(vector, limit, allowed)

    def fetch(self, rowids: Sequence[int]) -> dict[int, tuple[Passage, DocumentInfo]]:
        """What lies behind search results, in one query.

        A row that was removed since the search is left out.
        """
        rows = self._database.rows(
            f"SELECT passages.id, {INFO}, {PASSAGE} FROM {PASSAGES} "
            "WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(rowids),),
        )
        return {row[0]: (passage_from(row[-9:]), info_from(row[1:])) for row in rows}

    def vectors_of(self, rowids: Sequence[int]) -> Vectors:
        """The vectors of these rows, in this order, of shape (n, dimension).

        Raises:
            CollectionError: a row was removed since the search.
        """
        rows = self._database.rows(
            "SELECT passage, vector FROM vectors WHERE passage IN (SELECT value FROM json_each(?))",
            (json.dumps(rowids),),
        )
        found = dict(rows)
        if not found.keys() >= set(rowids):
            raise CollectionError(
                f"The collection at {self.folder} changed during the search.", "Ask again."
            )
        return stack([found[rowid] for rowid in rowids], self.manifest.dimension)

    def document_frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many passages each term occurs, terms as in `lexical_search`.

        The full-text index stems, so a term also counts where another form of it stands.
        """
        return [document_frequency(self._database, term) for term in terms]

    def mentioning(
        self, words: Sequence[str], condition: Filter = EVERYTHING
    ) -> list[tuple[DocumentInfo, Passage]]:
        """Every document with a passage that holds all the words, and its best such passage.

        Words as in `lexical_search`: one of several words is a phrase. The documents are in the
        order in which they were added; titles and headings count as text of their passages.
        """
        rowids = mentioning(self._database, words, self.select(condition))
        found = self.fetch(rowids)
        by_document: dict[str, tuple[DocumentInfo, Passage]] = {}
        for passage, info in (found[rowid] for rowid in rowids if rowid in found):
            by_document.setdefault(info.id, (info, passage))
        order = {info.id: place for place, info in enumerate(self.documents(condition))}
        return sorted(by_document.values(), key=lambda one: order[one[0].id])

    def mentions(self, document_ids: Sequence[str], term: str) -> bool:
        """Whether any of these documents holds a term, as in `lexical_search`."""
        return mentions(self._database, document_ids, term)

    def spelled(self, word: str) -> str | None:
        """How the documents spell what a word they lack is likely meant for; see `spelling`."""
        return spelled(self._database, word)

    # ── Writing ────────────────────────────────────────────────────────────────────────

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Be the one writer, inside the block.

        Raises:
            CollectionBusy: another process is writing; it is named.
            CollectionError: the folder may not be written.
        """
        with writer_lock(self.folder):
            yield Writer(self._database)

    def reembed(self, embedder: Embedder, progress: Progress) -> None:
        """Compute all vectors anew with `embedder` and switch to them in one step.

        Raises:
            CollectionBusy: another process is writing.
            StorageFull: the old vectors stay in use.
        """
        with writer_lock(self.folder):
            reembed(self._database, embedder, progress)
        self._dense.forget()

    def set_threshold(self, fitted: FittedThreshold | None) -> None:
        """Store a refusal threshold for this collection; None goes back to the one that ships.

        Raises:
            CollectionBusy: another process is writing.
        """
        with writer_lock(self.folder):
            write_threshold(self._database, fitted)
