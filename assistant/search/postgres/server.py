"""The only door to a PostgreSQL server: statements, transactions, and who may write.

It turns what a user can cause (no server, a slow one, one that dies, a wrong password, a full
disk) into an `AssistantError`. Any other `psycopg.Error` is a bug and stays one.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict

from assistant.errors import (
    AssistantError,
    CollectionBusy,
    CollectionDamaged,
    CollectionError,
    ConfigError,
    StorageFull,
)
from assistant.search import lock
from assistant.search.connections import Connections
from assistant.search.place import Server
from assistant.search.postgres.dialect import PostgresDialect
from assistant.search.tables import Parameter

CONNECT_SECONDS = 10
"""How long a server may take to accept a connection, where its address says nothing else."""

ANSWER_SECONDS = 60
"""How long it may take for one statement; it ends one itself that takes longer."""

GRACE_SECONDS = 5
"""How much longer it is waited for; then it is given up."""

SEARCHED = 200
"""Vectors that are candidates at each step of a search: pgvector's `hnsw.ef_search`."""

_ESCAPE, _NUL, _ITSELF = "\ufdd0", "\ufdd0N", "\ufdd0S"
"""PostgreSQL stores no NUL. A noncharacter, which no text should hold, stands for it."""

_LOCK = "'manifest'::regclass::oid"
_Result = TypeVar("_Result")


class _NoAnswer(errors.QueryCanceled):
    """The server said nothing for so long that it is given up."""


class _Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection that gives up a server that says nothing, and not even that it is busy."""

    def wait(
        self, gen: Generator[Any, Any, _Result], interval: float = 0.1, timeout: float | None = None
    ) -> _Result:
        try:
            return super().wait(_within(gen, ANSWER_SECONDS + GRACE_SECONDS), interval)
        except _NoAnswer:
            self.pgconn.finish()  # else what undoes the transaction would wait as long again
            raise


class ServedTables:
    """The tables of one collection, with one connection for each thread that uses them."""

    dialect = PostgresDialect()

    def __init__(self, server: Server) -> None:
        self._server = server
        self._address = _address(server)
        self._local = threading.local()
        self._connections: Connections[_Connection] = Connections()

    @property
    def name(self) -> str:
        return str(self._server)

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        A question that a connection from before a restart could not put is put once more.

        Raises:
            CollectionError, CollectionDamaged, StorageFull: see the module.
        """
        fresh = self._connections.mine is None
        try:
            return self._rows(sql, parameters)
        except _Lost as lost:
            asks = sql.startswith(("SELECT", "WITH"))
            if fresh or self._is_held or lost.is_silent or not asks:
                raise
        return self._rows(sql, parameters)

    def many(self, sql: str, parameters: Sequence[Sequence[Parameter]]) -> None:
        """Run one statement for each set of parameters, without waiting for each."""
        with self._translated(), self._connection().cursor() as cursor:
            cursor.executemany(_marked(sql), [[*map(_stored, each)] for each in parameters])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of this thread inside the block are committed together, or none is."""
        with self._translated(), self._holding(), self._connection().transaction():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer. The server lets go of it when the connection ends in any way.

        Raises:
            CollectionBusy: another process is writing; it is named.
        """
        with self._holding():
            self._take_lock()
            try:
                yield
            finally:
                if self._connections.mine is not None:
                    self.rows(f"SELECT pg_advisory_unlock({_LOCK}::bigint)")

    def has(self, table: str) -> bool:
        """Whether a table is there, in the collection's own schema."""
        found = self.rows(
            "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = ?",
            (self._server.name, table),
        )
        return bool(found)

    def create_schema(self) -> None:
        """Make the schema that the tables lie in, where there is none."""
        with self._translated():
            name = sql.Identifier(self._server.name)
            self._connection().execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()
        self._local = threading.local()

    def _rows(self, sql: str, parameters: Sequence[Parameter]) -> list[tuple[Any, ...]]:
        with self._translated():
            cursor = self._connection().execute(_marked(sql), [*map(_stored, parameters)])
            found = cursor.fetchall() if cursor.description else []
        return [tuple(map(_read, row)) for row in found]

    def _take_lock(self) -> None:
        until = time.monotonic() + lock.WAIT_SECONDS
        while not self.rows(f"SELECT pg_try_advisory_lock({_LOCK}::bigint)")[0][0]:
            if time.monotonic() > until:
                holders = self.rows(
                    "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
                    f"WHERE locktype = 'advisory' AND objid = {_LOCK} AND granted"
                )
                who = holders[0][0] if holders else "Another process"
                raise CollectionBusy.by(who, self.name, is_own=who == _own_name())
            time.sleep(0.05)

    @property
    def _is_held(self) -> bool:
        """Whether this thread is in a transaction, or writes: then no connection stands in."""
        return bool(getattr(self._local, "held", 0))

    @contextmanager
    def _holding(self) -> Iterator[None]:
        if not self._is_held:
            self.rows("SELECT 1")  # nothing is begun on a connection from before a restart
        self._local.held = getattr(self._local, "held", 0) + 1
        try:
            yield
        finally:
            self._local.held -= 1

    def _connection(self) -> _Connection:
        connection = self._connections.mine
        if connection is not None:
            return connection
        if self._is_held:
            raise _lost(self.name, "the connection was lost before")
        with self._translated():
            connection = self._connect()
        self._connections.add(connection)
        return connection

    def _connect(self) -> _Connection:
        connection = _Connection.connect(
            autocommit=True,
            application_name=_own_name(),
            **self._address,
        )
        settings = {
            "search_path": f"{self._server.name}, public",
            "statement_timeout": f"{ANSWER_SECONDS}s",
            "synchronous_commit": "on",  # what was reported is on the disk
            "hnsw.iterative_scan": "strict_order",
            "hnsw.ef_search": str(SEARCHED),
        }
        calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
        connection.execute(f"SELECT {calls}", [*chain.from_iterable(settings.items())])
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            translated = self._translate(error)
            if isinstance(translated, _Lost):
                self._drop()
            if translated is None:
                raise
            raise translated from error

    def _drop(self) -> None:
        """Close this thread's connection: whether the server still hears it is not known."""
        self._connections.drop()

    def _translate(self, error: psycopg.Error) -> AssistantError | None:
        reason = str(error).strip().partition("\n")[0]
        match error:
            case errors.DiskFull():
                return StorageFull(
                    f"The server has no room left for the collection at {self.name}.",
                    "Free some space there and try again; what was indexed is kept.",
                )
            case errors.InsufficientPrivilege() | errors.ReadOnlySqlTransaction():
                return CollectionError(
                    f"The server does not allow that in the collection at {self.name} ({reason}).",
                    "Name a user that may, as in postgresql://USER@HOST/DATABASE.",
                )
            case errors.DataCorrupted() | errors.IndexCorrupted():
                return CollectionDamaged(
                    f"The collection at {self.name} is damaged ({reason}).",
                    "Restore the server's backup, or index into another collection.",
                )
            case errors.QueryCanceled():
                return _Silent(
                    f"The server of the collection at {self.name} did not answer within "
                    f"{ANSWER_SECONDS} seconds.",
                    "See what it is busy with, and try again; what was reported is kept.",
                )
            case psycopg.OperationalError() | psycopg.InterfaceError():
                return _lost(self.name, reason)
        return None


class _Lost(CollectionError):
    """The server cannot be reached any more, or says nothing."""

    is_silent = False


class _Silent(_Lost):
    """It did not answer in time."""

    is_silent = True


def _lost(name: str, reason: str) -> _Lost:
    return _Lost(
        f"The collection at {name} cannot be reached ({reason}).",
        "Check that the server runs and that its address is right, and try again; what was "
        "reported is kept. A password belongs into PGPASSWORD or ~/.pgpass.",
    )


def _own_name() -> str:
    """What the server shows of this process."""
    return f"Process {os.getpid()} on {socket.gethostname()}"[:63]


def _address(server: Server) -> dict[str, Any]:
    """How a server is reached, with a time after which one that is gone is given up."""
    patience = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": 1_000 * ANSWER_SECONDS}
    try:
        return patience | conninfo_to_dict(server.url)
    except psycopg.ProgrammingError as error:
        raise ConfigError(
            f"{server} is no address of a PostgreSQL server ({error}).",
            "Write it as postgresql://USER@HOST:5432/DATABASE.",
        ) from error


def _within(gen: Generator[Any, Any, _Result], seconds: float) -> Generator[Any, Any, _Result]:
    """What psycopg waits for, but no longer than so many seconds without a word."""
    until = time.monotonic() + seconds
    try:
        state = next(gen)
        while True:
            ready = yield state
            if not ready and time.monotonic() > until:
                raise _NoAnswer("no answer")
            state = gen.send(ready)
    except StopIteration as end:
        result: _Result = end.value
        return result


@lru_cache(maxsize=1_000)
def _marked(statement: str) -> str:
    """A statement with psycopg's marks for parameters."""
    return statement.replace("%", "%%").replace("?", "%s")


def _stored(value: Parameter) -> Parameter:
    if isinstance(value, str) and ("\0" in value or _ESCAPE in value):
        return value.replace(_ESCAPE, _ITSELF).replace("\0", _NUL)
    return value


def _read(value: Any) -> Any:
    if isinstance(value, str) and _ESCAPE in value:
        return value.replace(_NUL, "\0").replace(_ITSELF, _ESCAPE)
    return value
