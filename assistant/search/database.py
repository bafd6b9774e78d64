"""The only door to SQLite: statements, transactions, and the laying out of a collection.

It turns what a user can cause (a damaged file, a full disk, no permission) into an
`AssistantError`. Any other `sqlite3.Error` is a bug and stays one.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import (
    AtTerminal,
    CollectionBusy,
    CollectionDamaged,
    CollectionError,
    CollectionMissing,
    StorageFull,
)
from assistant.search.connections import Connections
from assistant.search.lock import writer_lock
from assistant.search.migrations import EARLIER, LATEST, STEPS
from assistant.search.schema import APPLICATION_ID, TABLES
from assistant.search.tables import Condition, Parameter

BUSY_SECONDS = 5.0
"""How long a statement waits while another process recovers or checkpoints the log."""

LOG_INDEX_BYTES = 32_768

CACHE_KIB = 16_384
"""Pages that a connection keeps at most. SQLite's own 2 MB are read anew for each question as
soon as a collection has some hundred thousand passages."""


class SqliteDialect:
    """What SQLite says in its own way; see `tables.Dialect`."""

    sources = """(SELECT json_group_array(source) FROM
        (SELECT source FROM sources WHERE document = documents.key ORDER BY sources.id))"""
    # Crossed, SQLite goes through the documents first.
    by_document = "documents CROSS JOIN passages ON passages.document = documents.key"
    last_passage = "(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages')"
    no_new_receipts = ""

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> Condition:
        return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(list(values))]

    def fits(self, column: str, glob: str) -> Condition:
        return f"{column} GLOB ?", [glob]

    def described(self, name: str, value: str) -> Condition:
        sql = "EXISTS (SELECT 1 FROM json_each(documents.metadata) WHERE key = ? AND value = ?)"
        return sql, [name, value]


class Database:
    """A SQLite file with one connection for each thread that uses it."""

    dialect = SqliteDialect()

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: Connections[sqlite3.Connection] = Connections()
        self._is_earlier = False

    @property
    def folder(self) -> Path:
        return self._path.parent

    @property
    def name(self) -> str:
        return str(self.folder)

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        Raises:
            CollectionDamaged, CollectionBusy, StorageFull, CollectionError: see the module.
        """
        with self._translated():
            return self._connection().execute(sql, parameters).fetchall()

    def rowids(self, sql: str, parameters: Sequence[Parameter] = ()) -> NDArray[np.int64]:
        """The ids that one SELECT of a column named `id` gives, in no certain order.

        They come as one text, which takes half the time of a tuple for each.
        """
        ((joined,),) = self.rows(f"SELECT group_concat(id) FROM ({sql})", parameters)
        return np.fromstring(joined or "", np.int64, sep=",")

    def insert(self, sql: str, parameters: Sequence[Parameter]) -> int:
        """Run one INSERT and return the new row's id."""
        with self._translated():
            rowid = self._connection().execute(sql, parameters).lastrowid
        assert rowid is not None
        return rowid

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of this thread inside the block are committed together, or none is."""
        with self._translated():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            finally:
                # Some failures (a full disk) have already ended the transaction.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads of this thread inside the block see the same commit."""
        connection = self._connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    def create(self) -> None:
        """Lay out the tables in one transaction; nothing happens where they exist."""
        self._path.touch()
        if self.rows("PRAGMA journal_mode = WAL") != [("wal",)]:
            raise CollectionError(
                f"The file system at {self.folder} does not support SQLite's write-ahead log.",
                "Put the collection on a local disk.",
            )
        with self.transaction():
            if self.rows("PRAGMA application_id") == [(APPLICATION_ID,)]:
                return
            for statement in TABLES:
                self.rows(statement)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self.rows("INSERT INTO manifest (id, created) VALUES (1, ?)", (now,))
            self.rows("PRAGMA user_version = 1")
            self.rows(f"PRAGMA application_id = {APPLICATION_ID}")
            self._migrate()

    def has(self, table: str) -> bool:
        """Whether a table is there."""
        return bool(self.rows("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)))

    def version(self) -> int:
        """Of the collection's tables; see `migrations`."""
        ((version,),) = self.rows("PRAGMA user_version")
        return int(version)

    def upgrade(self) -> None:
        """Bring the tables to the latest version in one step, or leave them as they are.

        Needs the writer lock.
        """
        if self.version() == LATEST:
            return
        for name in EARLIER if self._is_earlier else ():
            self.rows(f"DROP VIEW IF EXISTS temp.{name}")
        with self.transaction():
            self._migrate()
        self._is_earlier = False

    def read_as_it_is(self) -> None:
        """Read a collection of an earlier version, which cannot be brought up to date now."""
        self._is_earlier = True
        self.close()
        self._connections = Connections()

    def _migrate(self) -> None:
        for version in range(self.version() + 1, LATEST + 1):
            for statement in STEPS[version]:
                self.rows(statement)
            self.rows(f"PRAGMA user_version = {version}")

    def is_blank(self) -> bool:
        """Whether nothing was ever laid out here (a creation that was cut short)."""
        return self.rows("SELECT count(*) FROM sqlite_schema") == [(0,)]

    def check(self) -> None:
        """Raise unless this is a collection of a version that this program reads."""
        if self.rows("PRAGMA application_id") != [(APPLICATION_ID,)]:
            raise CollectionDamaged(
                f"{self._path} is not a collection's database.",
                AtTerminal(
                    "Choose another folder with --collection DIR.", "Choose another collection."
                ),
            )
        if (version := self.version()) > LATEST:
            raise CollectionError(
                f"The collection at {self.folder} was made by a newer version of this program "
                f"(format {version}; this one reads {LATEST}).",
                AtTerminal(
                    "Update the program, or index into another folder with --collection DIR.",
                    "Update the program, or choose another collection.",
                ),
            )

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    def _connection(self) -> sqlite3.Connection:
        connection = self._connections.mine
        if connection is None:
            connection = self._connect()
            self._connections.add(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{self._mode()}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # only to close it; see `Connections`
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for view in EARLIER.values() if self._is_earlier else ():
            connection.execute(view)
        return connection

    def _mode(self) -> str:
        if os.access(self.folder, os.W_OK):
            return "mode=rw"
        # Without its log the database cannot change under us, and SQLite needs no lock file.
        log = self._path.with_name(f"{self._path.name}-wal")
        return "mode=ro" if log.exists() else "mode=ro&immutable=1"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            translated = self._translate(error)
            if translated is None:
                raise
            raise translated from error

    def _translate(self, error: sqlite3.DatabaseError) -> CollectionError | StorageFull | None:
        # The low byte is the primary code; higher bits only refine it.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # Even a reader needs some room: for the index of the write-ahead log.
        if code == sqlite3.SQLITE_IOERR and shutil.disk_usage(self.folder).free < LOG_INDEX_BYTES:
            code = sqlite3.SQLITE_FULL
        match code:
            case sqlite3.SQLITE_FULL:
                return StorageFull(
                    f"The disk has no room left for the collection at {self.folder}.",
                    "Free some space and try again; what was indexed is kept.",
                )
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                return CollectionDamaged(
                    f"The collection's database {self._path} is damaged ({error}).",
                    AtTerminal(
                        "Move its folder away and index again: "
                        f"python -m assistant index PATHS --collection {self.folder}",
                        "Restore its folder from a backup, or add its files to a new collection.",
                    ),
                )
            case sqlite3.SQLITE_BUSY:
                return CollectionBusy(
                    f"Another process has locked the collection at {self.folder}.",
                    "Wait for it to end and try again.",
                )
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
                return CollectionError(
                    f"The collection at {self.folder} cannot be opened or written ({error}).",
                    "Check the folder's permissions and the disk.",
                )
        return None


def open_database(folder: Path, *, create: bool) -> Database:
    """The database of the collection in `folder`; raises as `Collection.open` does."""
    path = folder / "collection.sqlite"
    database = Database(path)
    with ExitStack() as on_failure:
        on_failure.callback(database.close)
        if not _is_there(path) or database.is_blank():
            if not create:
                raise CollectionMissing.at(folder)
            _create(database)
        database.check()
        _upgrade(database)
        on_failure.pop_all()
    return database


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise CollectionError(
            f"The collection at {path.parent} cannot be opened ({error.strerror}).",
            "Check the folder's permissions and the disk.",
        ) from error
    return True


def _upgrade(database: Database) -> None:
    """Bring an older collection up to date, if it may be written and nobody is writing."""
    if database.version() == LATEST:
        return
    with suppress(CollectionError, StorageFull), writer_lock(database.folder, wait=False):
        database.upgrade()
    if database.version() < LATEST:
        database.read_as_it_is()


def _create(database: Database) -> None:
    folder = database.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectionError(
            f"No collection can be made at {folder} ({error.strerror}).",
            AtTerminal(
                "Choose another folder with --collection DIR.",
                "Have the folder's permissions changed, or choose another collection.",
            ),
        ) from error
    with writer_lock(folder):
        database.create()
