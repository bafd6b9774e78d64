"""The ledger of a batch: every summary that was made, so that none is made twice.

A summary belongs to a text (the document's id) and a fingerprint (models, prompts, settings).
Each is committed by itself as soon as it is made: a kill at any moment loses what was in
flight and nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import (
    CollectionBusy,
    CollectionDamaged,
    CollectionError,
    LedgerBusy,
    LedgerError,
    StorageFull,
)
from assistant.search.database import Database
from assistant.search.lock import Held, locked

FILE = "ledger.sqlite"
_APPLICATION_ID = 0x67726C64
_VERSION = 1
_TABLES = (
    """
    CREATE TABLE summaries (
        document TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        summary TEXT NOT NULL,
        seconds REAL NOT NULL,
        words INTEGER NOT NULL,
        PRIMARY KEY (document, fingerprint)
    ) STRICT
    """,
    """
    CREATE TABLE failures (
        what TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        error TEXT NOT NULL,
        PRIMARY KEY (what, fingerprint)
    ) STRICT
    """,
)
_RATE = (
    "SELECT count(*), coalesce(sum(seconds), 0), coalesce(sum(words), 0) FROM summaries "
    "WHERE fingerprint = ?"
)

_QUOTING = """
    FROM summaries WHERE document IN (SELECT value FROM json_each(?)) OR EXISTS (
        SELECT 1 FROM json_each(summary, '$.documents') AS told
        WHERE told.value IN (SELECT value FROM json_each(?))
    )
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """What was measured: so many documents of so many words took so many seconds."""

    documents: int
    seconds: float
    words: int

    def estimate(self, words: int) -> float:
        """Seconds for texts with that many words together."""
        return self.seconds / max(self.words, 1) * words


class Ledger:
    """An open ledger, held by this process alone. Made by `open_ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def summary(self, document_id: str, fingerprint: str) -> str | None:
        """The stored summary of a text; None where there is none yet."""
        sql = "SELECT summary FROM summaries WHERE document = ? AND fingerprint = ?"
        with _explained(self._database.folder):
            rows = self._database.rows(sql, (document_id, fingerprint))
        return str(rows[0][0]) if rows else None

    def keep(
        self, document_id: str, fingerprint: str, summary: str, seconds: float, words: int
    ) -> None:
        """Store a summary; once this returns, no kill can lose it."""
        with _explained(self._database.folder), self._database.transaction():
            self._database.rows(
                "INSERT OR REPLACE INTO summaries VALUES (?, ?, ?, ?, ?)",
                (document_id, fingerprint, summary, seconds, words),
            )
            self._forget(document_id, fingerprint)

    def rewrite(self, document_id: str, fingerprint: str, summary: str) -> None:
        """Store a summary anew, as it was made before; nothing happens where it is gone."""
        sql = "UPDATE summaries SET summary = ? WHERE document = ? AND fingerprint = ?"
        with _explained(self._database.folder), self._database.transaction():
            self._database.rows(sql, (summary, document_id, fingerprint))

    def failure(self, what: str, fingerprint: str = "") -> str | None:
        """Why it failed before; None where it did not.

        Args:
            what: a document's id, or a file with its state.
            fingerprint: of the settings it failed with; empty for a file that cannot be read.
        """
        sql = "SELECT error FROM failures WHERE what = ? AND fingerprint = ?"
        with _explained(self._database.folder):
            rows = self._database.rows(sql, (what, fingerprint))
        return str(rows[0][0]) if rows else None

    def fail(self, what: str, error: str, fingerprint: str = "") -> None:
        """Store why something failed, in the terms of `failure`."""
        with _explained(self._database.folder), self._database.transaction():
            self._database.rows(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", (what, fingerprint, error)
            )

    def forget_failure(self, what: str, fingerprint: str = "") -> None:
        """Know no longer that something failed, in the terms of `failure`."""
        with _explained(self._database.folder), self._database.transaction():
            self._forget(what, fingerprint)

    def rate(self, fingerprint: str) -> Rate | None:
        """What summaries with this fingerprint took; None before the first."""
        with _explained(self._database.folder):
            return _rate(self._database, fingerprint)

    def _forget(self, what: str, fingerprint: str) -> None:
        self._database.rows(
            "DELETE FROM failures WHERE what = ? AND fingerprint = ?", (what, fingerprint)
        )


def ledger_folder(home: Path, key: Sequence[str]) -> Path:
    """The folder of the ledger for a command with this key: where it writes, or what it reads."""
    digest = hashlib.sha256("\0".join(key).encode("utf-8", "surrogateescape")).hexdigest()
    return home / "summaries" / digest[:16]


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """The ledger in `folder`, made where there is none, held against other processes.

    Raises:
        LedgerBusy: another run uses it; the message gives its process id.
        LedgerError: it cannot be read or written, or a newer version of this program made it.
        StorageFull: there is no room to make it.
    """
    with ExitStack() as stack:
        with _explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder / "run.lock", 0))
            database = Database(folder / FILE)
            stack.callback(database.close)
            _lay_out(database, folder / FILE)
        yield Ledger(database)


def measured_rate(home: Path, fingerprint: str) -> Rate | None:
    """The rate that any ledger of this home has for a fingerprint, the latest one first."""
    found = sorted(
        (home / "summaries").glob(f"*/{FILE}"),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in found:
        database = Database(path)
        try:
            with _explained(path.parent):
                is_ours = database.rows("PRAGMA application_id") == [(_APPLICATION_ID,)]
                rate = _rate(database, fingerprint) if is_ours else None
        finally:
            database.close()
        if rate is not None:
            return rate
    return None


def forget_summaries(home: Path, document_ids: Sequence[str]) -> int:
    """Delete from every ledger of this home what quotes these documents; returns how much.

    Raises:
        LedgerError, StorageFull: a ledger cannot be written.
    """
    return _in_all(home, f"DELETE {_QUOTING} RETURNING document", document_ids)


def summaries_of(home: Path, document_ids: Sequence[str]) -> int:
    """How many kept summaries `forget_summaries` would delete.

    Raises:
        LedgerError: a ledger cannot be read.
    """
    return _in_all(home, f"SELECT document {_QUOTING}", document_ids)


def _in_all(home: Path, sql: str, document_ids: Sequence[str]) -> int:
    """How many rows a statement about documents gives, over all ledgers of this home."""
    found = 0
    ids = json.dumps(document_ids)
    for path in sorted((home / "summaries").glob(f"*/{FILE}")):
        database = Database(path)
        try:
            with _explained(path.parent):
                if database.rows("PRAGMA application_id") == [(_APPLICATION_ID,)]:
                    found += len(database.rows(sql, (ids, ids)))
        finally:
            database.close()
    return found


def _rate(database: Database, fingerprint: str) -> Rate | None:
    ((documents, seconds, words),) = database.rows(_RATE, (fingerprint,))
    return Rate(documents, seconds, words) if documents and words else None


def _lay_out(database: Database, path: Path) -> None:
    path.touch()
    database.rows("PRAGMA journal_mode = WAL")
    with database.transaction():
        if database.rows("SELECT count(*) FROM sqlite_schema") == [(0,)]:
            for statement in _TABLES:
                database.rows(statement)
            database.rows(f"PRAGMA user_version = {_VERSION}")
            database.rows(f"PRAGMA application_id = {_APPLICATION_ID}")
    if database.rows("PRAGMA application_id") != [(_APPLICATION_ID,)]:
        raise CollectionDamaged("it is not a ledger")
    ((version,),) = database.rows("PRAGMA user_version")
    if version > _VERSION:
        raise LedgerError(
            f"The ledger at {path.parent} was made by a newer version of this program.",
            "Update the program, or move that folder away.",
        )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """The failures of a database in the words of a ledger."""
    try:
        yield
    except Held as held:
        raise LedgerBusy(
            f"Process {held} is making these summaries already.",
            "Wait for it to end, or stop it, and try again.",
        ) from held
    except CollectionBusy as error:
        raise LedgerBusy(
            f"Another process has locked the ledger at {folder}.",
            "Wait for it to end and try again.",
        ) from error
    except CollectionDamaged as error:
        raise LedgerError(
            f"The ledger at {folder} is damaged.",
            "Move that folder away and try again: all summaries are made anew.",
        ) from error
    except StorageFull as error:
        raise _full(folder) from error
    except CollectionError as error:
        raise _unusable(folder, error.message) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(folder) from error
        raise _unusable(folder, str(error.strerror)) from error


def _full(folder: Path) -> StorageFull:
    return StorageFull(
        f"The disk has no room left for the ledger at {folder}.",
        "Free some space and try again; what was summarised is kept.",
    )


def _unusable(folder: Path, reason: str) -> LedgerError:
    return LedgerError(
        f"The ledger at {folder} cannot be opened or written ({reason}).",
        "Check the folder's permissions and the disk, or set ASSISTANT_HOME to another folder.",
    )
