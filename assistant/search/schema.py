"""The tables of a collection, and what each is for.

    documents ─┬─< sources >── files      where each text was found, and in which file
               └─< passages ─── vectors   what is searched
                        └────── passages_fts
    manifest                              one row: which embedder, which vector file

`passages.id` is the key of the vectors and of the FAISS index. It only grows and is
never used twice, so an old index can miss a passage but never name a wrong one.
"""

from __future__ import annotations

SCHEMA_VERSION = 2
APPLICATION_ID = 0x67726173
"""Marks the file as ours in SQLite's header, so that no other database is taken for one."""


def vectors_table(name: str) -> str:
    """The table of vectors; while re-embedding, a second one is filled beside the first."""
    return f"""
    CREATE TABLE {name} (
        passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
        vector BLOB NOT NULL
    ) STRICT
    """


TABLES = (
    """
    CREATE TABLE manifest (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        created TEXT NOT NULL,
        embedder TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '',
        dimension INTEGER NOT NULL DEFAULT 0,
        next_fingerprint TEXT NOT NULL DEFAULT '',
        generation INTEGER NOT NULL DEFAULT 0,
        through INTEGER NOT NULL DEFAULT 0,
        vector_count INTEGER NOT NULL DEFAULT 0,
        file_size INTEGER NOT NULL DEFAULT 0,
        file_mtime_ns INTEGER NOT NULL DEFAULT 0,
        file_sha256 TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE documents (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        date TEXT,
        date_origin TEXT NOT NULL,
        metadata TEXT NOT NULL,
        pages TEXT NOT NULL,
        text TEXT NOT NULL,
        recognised TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    "CREATE INDEX documents_date ON documents (date)",
    """
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL UNIQUE,
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents (key)
    ) STRICT
    """,
    "CREATE INDEX sources_file ON sources (file)",
    "CREATE INDEX sources_document ON sources (document)",
    """
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        passage_id TEXT NOT NULL UNIQUE,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        section TEXT NOT NULL,
        page INTEGER,
        sentences TEXT NOT NULL,
        text TEXT NOT NULL,
        ocr REAL
    ) STRICT
    """,
    "CREATE INDEX passages_document ON passages (document)",
    vectors_table("vectors"),
    """
    CREATE VIEW passage_texts AS
        SELECT passages.id AS id, title, section, passages.text AS text, document
        FROM passages JOIN documents ON documents.key = passages.document
    """,
    # External content: the words are stored once, in the tables above.
    """
    CREATE VIRTUAL TABLE passages_fts USING fts5 (
        title, section, text,
        content = 'passage_texts', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2'
    )
    """,
)

UPGRADES: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE documents ADD COLUMN recognised TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE passages ADD COLUMN ocr REAL",
    ),
}
"""What makes a collection of a version one of the next."""
