"""The tables of a collection on a server; those of `search/schema.py`, as PostgreSQL has them.

    passages.words     the words of title, heading and text, as the full-text index takes them
    vectors            made once the embedder is known, as the column is of its dimension
    vocabulary         each stem, and in how many passages it stands

All text sorts by its bytes, as in SQLite. `manifest.through` is the highest id of a passage so far.

`TABLES` is version 1 and stays as it is; a new collection is laid out as that and taken through all
steps, as in `search/migrations`. An older one is brought up to date by whoever opens it first and
may: it is never read as it is, since many read what one has to change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

from psycopg import errors

from assistant.errors import CollectionError, CollectionMissing
from assistant.search.place import Server
from assistant.search.postgres.server import ServedTables

STEPS: Mapping[int, Sequence[str]] = {}
"""The statements that make a collection one of this version; what was released never changes."""

LEAST_PGVECTOR = (0, 8)
"""The first with `hnsw.iterative_scan`, without which a filtered search finds too little."""

MOST_INDEXED = 2_000
"""Numbers of a vector that pgvector's graph takes; longer ones are all compared."""

_TEXT = 'TEXT COLLATE "C"'

TABLES = (
    f"""
    CREATE TABLE manifest (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL,
        created {_TEXT} NOT NULL,
        embedder {_TEXT} NOT NULL DEFAULT '',
        fingerprint {_TEXT} NOT NULL DEFAULT '',
        dimension INTEGER NOT NULL DEFAULT 0,
        next_fingerprint {_TEXT} NOT NULL DEFAULT '',
        generation INTEGER NOT NULL DEFAULT 0,
        through BIGINT NOT NULL DEFAULT 0,
        vector_count BIGINT NOT NULL DEFAULT 0,
        file_size BIGINT NOT NULL DEFAULT 0,
        file_mtime_ns BIGINT NOT NULL DEFAULT 0,
        file_sha256 {_TEXT} NOT NULL DEFAULT ''
    )
    """,
    f"""
    CREATE TABLE documents (
        key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id {_TEXT} NOT NULL UNIQUE,
        title {_TEXT} NOT NULL,
        date {_TEXT},
        date_origin {_TEXT} NOT NULL,
        metadata {_TEXT} NOT NULL,
        pages {_TEXT} NOT NULL,
        text {_TEXT} NOT NULL,
        recognised {_TEXT} NOT NULL
    )
    """,
    "CREATE INDEX documents_date ON documents (date)",
    f"""
    CREATE TABLE files (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        path {_TEXT} NOT NULL UNIQUE,
        size BIGINT NOT NULL,
        mtime_ns BIGINT NOT NULL,
        sha256 {_TEXT} NOT NULL
    )
    """,
    f"""
    CREATE TABLE sources (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source {_TEXT} NOT NULL UNIQUE,
        file BIGINT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        document BIGINT NOT NULL REFERENCES documents (key)
    )
    """,
    "CREATE INDEX sources_file ON sources (file)",
    "CREATE INDEX sources_document ON sources (document)",
    f"""
    CREATE TABLE passages (
        id BIGINT PRIMARY KEY,
        passage_id {_TEXT} NOT NULL UNIQUE,
        document BIGINT NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        section {_TEXT} NOT NULL,
        page INTEGER,
        sentences {_TEXT} NOT NULL,
        text {_TEXT} NOT NULL,
        ocr DOUBLE PRECISION,
        words TSVECTOR NOT NULL
    )
    """,
    "CREATE INDEX passages_document ON passages (document)",
    "CREATE INDEX passages_words ON passages USING gin (words)",
    """
    CREATE VIEW passage_texts AS
        SELECT passages.id AS id, title, section, passages.text AS text, document
        FROM passages JOIN documents ON documents.key = passages.document
    """,
    f"CREATE TABLE vocabulary (term {_TEXT} PRIMARY KEY, passages BIGINT NOT NULL)",
    f"""
    CREATE TABLE receipts (
        key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id {_TEXT} NOT NULL UNIQUE,
        content {_TEXT} NOT NULL
    )
    """,
    f"""
    CREATE TABLE quotes (
        receipt BIGINT NOT NULL REFERENCES receipts (key) ON DELETE CASCADE,
        document {_TEXT} NOT NULL,
        source {_TEXT} NOT NULL
    )
    """,
    "CREATE INDEX quotes_receipt ON quotes (receipt)",
    f"""
    CREATE TABLE fitted_threshold (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        threshold DOUBLE PRECISION NOT NULL,
        scale {_TEXT} NOT NULL,
        embedder {_TEXT} NOT NULL,
        wanted DOUBLE PRECISION NOT NULL,
        questions INTEGER NOT NULL,
        documents INTEGER NOT NULL,
        day {_TEXT} NOT NULL
    )
    """,
)


def vectors_tables(dimension: int, name: str = "vectors") -> list[str]:
    """The statements that make a table of vectors of shape (dimension,), and its index."""
    table = f"""
    CREATE TABLE {name} (
        passage BIGINT PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        vector vector({dimension}) NOT NULL
    )
    """
    if dimension > MOST_INDEXED:
        return [table]
    # All vectors have length 1, so the inner product is the cosine.
    return [table, f"CREATE INDEX {name}_near ON {name} USING hnsw (vector vector_ip_ops)"]


def open_tables(server: Server, *, create: bool) -> ServedTables:
    """The tables of the collection on a server; raises as `Collection.open` does."""
    tables = ServedTables(server)
    with ExitStack() as on_failure:
        on_failure.callback(tables.close)
        if not tables.has("manifest"):
            if not create:
                raise CollectionMissing.at(server)
            _create(tables)
        if (version := _version(tables)) > latest():
            raise CollectionError(
                f"The collection at {server} was made by a newer version of this program "
                f"(format {version}; this one reads {latest()}).",
                "Update the program, or name another collection with #NAME.",
            )
        if version < latest():
            _upgrade(tables)
        on_failure.pop_all()
    return tables


def latest() -> int:
    """The version that this program makes and reads."""
    return max(STEPS, default=1)


def _version(tables: ServedTables) -> int:
    ((version,),) = tables.rows("SELECT version FROM manifest")
    return int(version)


def _upgrade(tables: ServedTables) -> None:
    """Bring the tables to the latest version in one step, or leave them as they are.

    Raises:
        CollectionBusy: another process is writing.
        CollectionError: this user may not change the tables.
    """
    try:
        with tables.writing(), tables.transaction():
            _migrate(tables)
    except CollectionError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        raise CollectionError(
            f"The collection at {tables.name} is of an older version (format {_version(tables)}; "
            f"this program reads {latest()}), which this user may not bring up to date.",
            "Open it once as a user who may change its tables.",
        ) from error


def _migrate(tables: ServedTables) -> None:
    for version in range(_version(tables) + 1, latest() + 1):
        for statement in STEPS[version]:
            tables.rows(statement)
        tables.rows("UPDATE manifest SET version = ?", (version,))


def _create(tables: ServedTables) -> None:
    """Lay out the tables in one transaction; nothing happens where they exist."""
    with tables.transaction():
        # Two that begin at once: the second waits, and finds what the first has made.
        tables.rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (tables.name,))
        if tables.has("manifest"):
            return
        _require_pgvector(tables)
        tables.create_schema()
        for statement in TABLES:
            tables.rows(statement)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        tables.rows("INSERT INTO manifest (id, version, created) VALUES (1, 1, ?)", (now,))
        _migrate(tables)


def _require_pgvector(tables: ServedTables) -> None:
    """Have the extension in the database.

    Raises:
        CollectionError: the server lacks it, it is too old, or may not be made by this user.
    """
    needed = ".".join(map(str, LEAST_PGVECTOR))
    available = tables.rows("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
    if not available:
        raise CollectionError(
            f"The server at {tables.name} lacks pgvector.",
            f"Install pgvector {needed} or newer there; on Debian 13: "
            "apt-get install postgresql-17-pgvector",
        )
    try:
        tables.rows("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
    except CollectionError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        raise CollectionError(
            f"This user may not add pgvector to the database at {tables.name}.",
            "Have its owner run there: CREATE EXTENSION vector SCHEMA public;",
        ) from error
    ((version,),) = tables.rows("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    if tuple(int(part) for part in version.split(".")[:2]) < LEAST_PGVECTOR:
        raise CollectionError(
            f"The server at {tables.name} has pgvector {version}; {needed} or newer is needed.",
            "Update it there, then: ALTER EXTENSION vector UPDATE;",
        )
