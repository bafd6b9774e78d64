"""The tables of a history.

A turn that was asked again, or edited, is kept with the id of the one that took its place in
`instead`; 0 is for those that stand.
"""

from __future__ import annotations

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        created TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE IF NOT EXISTS turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        asked TEXT NOT NULL,
        answer TEXT NOT NULL,
        created TEXT NOT NULL,
        only TEXT NOT NULL DEFAULT '',
        rating TEXT NOT NULL DEFAULT '',
        sentence TEXT NOT NULL DEFAULT '',
        file TEXT NOT NULL DEFAULT '',
        instead INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX IF NOT EXISTS turns_conversation ON turns (conversation)",
    """
    CREATE TABLE IF NOT EXISTS pending (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        question TEXT NOT NULL
    ) STRICT
    """,
)
LATER = (
    ("turns", "only TEXT NOT NULL DEFAULT ''"),
    ("conversations", "pinned INTEGER NOT NULL DEFAULT 0"),
    ("conversations", "deleted INTEGER NOT NULL DEFAULT 0"),
    ("turns", "instead INTEGER NOT NULL DEFAULT 0"),
)
"""Columns that histories of earlier versions lack."""
