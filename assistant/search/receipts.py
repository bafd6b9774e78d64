"""What answers and summaries rest on, kept in the collection that they were made from.

A receipt is plain data, named by the sha256 of its content: one that was exported is whole if it
still has its name. It goes when a document that it quotes is deleted: when neither that text nor
its file is in the collection any more. A file with another text now leaves it, so that what
changed can be told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from assistant.errors import AtTerminal, ReceiptUnknown
from assistant.search.tables import Tables

_IS_DELETED = """
    document NOT IN (SELECT id FROM documents) AND source NOT IN (SELECT source FROM sources)
"""


class Quoted(NamedTuple):
    """A document that is quoted, by its id and the source that is named for it."""

    document: str
    source: str


class State(NamedTuple):
    """Which documents a collection holds, as cheaply as can be told.

    Passages are numbered as they come and no number is used twice, so that two equal states of
    one collection are of the same documents.
    """

    documents: int
    passages: int
    last: int


class Receipts:
    """The receipts of one collection; safe from several threads."""

    def __init__(self, database: Tables) -> None:
        self._database = database

    def keep(self, content: Mapping[str, Any], quoted: Iterable[Quoted]) -> str:
        """Keep a receipt; once this returns, no kill can lose it.

        Args:
            content: JSON-ready.
            quoted: the documents that it quotes.

        Returns:
            Its id; empty where the collection is of a version that has none, and where a document
            that it quotes is deleted: it was so since it was read.

        Raises:
            CollectionError, StorageFull: the collection cannot be written.
        """
        if not self._exist():
            return ""
        text = _canonical(content)
        id_ = hashlib.sha256(text.encode()).hexdigest()
        quotes = dict.fromkeys(quoted)
        with self._database.transaction():
            made = self._database.rows(  # nothing where it was asked twice at the same moment
                "INSERT INTO receipts (id, content) VALUES (?, ?) "
                "ON CONFLICT (id) DO NOTHING RETURNING key",
                (id_, text),
            )
            if self.deleted(quotes):  # looked at last: see `forget_deleted`
                self._database.rows("DELETE FROM receipts WHERE id = ?", (id_,))
                return ""
            for (key,), one in product(made, quotes):
                self._database.rows("INSERT INTO quotes VALUES (?, ?, ?)", (key, *one))
        return id_

    def find(self, id_or_prefix: str) -> tuple[str, dict[str, Any]]:
        """The one receipt whose id is, or starts with, `id_or_prefix`: its whole id and content.

        Raises:
            ReceiptUnknown: none fits, or several do.
        """
        rows = self._rows("WHERE id >= ? AND id < ? || '~' LIMIT 2", id_or_prefix, id_or_prefix)
        if len(rows) != 1:
            how = "Several receipts have" if rows else "No receipt has"
            raise ReceiptUnknown(
                f"{how} an id that starts with {id_or_prefix!r}.",
                AtTerminal(
                    "List them: "
                    f"python -m assistant receipts list --collection {self._database.name}",
                    "It may have gone with the documents that it quoted.",
                ),
            )
        id_, text = rows[0]
        return id_, json.loads(text)

    def has(self, id_: str) -> bool:
        """Whether the receipt of that whole id is kept here."""
        return bool(self._rows("WHERE id = ?", id_))

    def all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every receipt with its id, the oldest first."""
        for id_, text in self._rows("ORDER BY key"):
            yield id_, json.loads(text)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget receipts; an id that is unknown is passed over."""
        if self._exist():
            with self._database.transaction():
                for id_ in ids:
                    self._database.rows("DELETE FROM receipts WHERE id = ?", (id_,))

    def deleted(self, quoted: Iterable[Quoted], without: Sequence[str] = ()) -> set[Quoted]:
        """Those of the documents that are deleted, as for a receipt that quotes them.

        Args:
            quoted: the documents.
            without: ids of documents that count as removed, with all their sources.
        """
        asked, gone = set(quoted), set(without)
        documents = self._known("documents", "id", {one.document for one in asked}) - gone
        sources = self._known("sources", "source", {one.source for one in asked})
        sources -= self._sources_of(without)
        return {one for one in asked if not (one.document in documents or one.source in sources)}

    def quoting(self, documents: Sequence[str]) -> int:
        """How many receipts would go with these documents, by their ids."""
        if not self._exist():
            return 0
        columns = (("document", documents), ("source", sorted(self._sources_of(documents))))
        rows = set()
        for column, values in columns:
            among, parameters = self._database.dialect.among(column, values)
            sql = f"SELECT receipt, document, source FROM quotes WHERE {among}"
            rows.update(self._database.rows(sql, parameters))
        deleted = self.deleted((Quoted(*quoted) for _, *quoted in rows), documents)
        return len({receipt for receipt, *quoted in rows if Quoted(*quoted) in deleted})

    def state(self) -> State:
        """Which documents there are now."""
        ((documents, passages, last),) = self._database.rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages), "
            f"{self._database.dialect.last_passage}"
        )
        return State(documents, passages, last)

    def added_since(self, state: State) -> int:
        """How many documents of today came after that state."""
        ((added,),) = self._database.rows(
            "SELECT count(DISTINCT document) FROM passages WHERE id > ?", (state.last,)
        )
        return int(added)

    def _sources_of(self, documents: Sequence[str]) -> set[str]:
        among, parameters = self._database.dialect.among("documents.id", documents)
        rows = self._database.rows(
            "SELECT source FROM sources JOIN documents ON documents.key = sources.document"
            f" WHERE {among}",
            parameters,
        )
        return {source for (source,) in rows}

    def _known(self, table: str, column: str, values: set[str]) -> set[str]:
        among, parameters = self._database.dialect.among(column, sorted(values))
        rows = self._database.rows(f"SELECT {column} FROM {table} WHERE {among}", parameters)
        return {value for (value,) in rows}

    def _rows(self, condition: str, *parameters: str) -> list[tuple[Any, ...]]:
        if not self._exist():
            return []
        return self._database.rows(f"SELECT id, content FROM receipts {condition}", parameters)

    def _exist(self) -> bool:
        return self._database.has("receipts")


def forget_deleted(database: Tables) -> int:
    """Remove what quotes a deleted document; returns how many receipts these were.

    Belongs into the transaction that deletes. Whoever is about to keep a receipt is waited for, or
    finds the documents deleted.
    """
    if not database.has("receipts"):
        return 0
    if database.dialect.no_new_receipts:
        database.rows(database.dialect.no_new_receipts)
    orphans = f"SELECT receipt FROM quotes WHERE {_IS_DELETED}"
    return len(database.rows(f"DELETE FROM receipts WHERE key IN ({orphans}) RETURNING key"))


def is_whole(id_: str, content: Mapping[str, Any]) -> bool:
    """Whether a receipt is what was kept under that id."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest() == id_


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)
