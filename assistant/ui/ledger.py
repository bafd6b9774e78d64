"""Finished summaries, kept in the collection's folder: a run that was cut goes on from here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from assistant.errors import CollectionError
from assistant.search.database import Database

TABLE = """
    CREATE TABLE IF NOT EXISTS summaries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        summary TEXT NOT NULL,
        UNIQUE (document, fingerprint)
    ) STRICT
"""


class Ledger:
    """One summary for each document and fingerprint (`batch.recipe`). Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the ledger in a collection's folder; made where there is none.

        Raises:
            CollectionError: the folder may not be written.
        """
        path = folder / "summaries.sqlite"
        try:
            path.touch()
        except OSError as error:
            raise CollectionError(
                f"No summary can be kept in {folder} ({error.strerror}).",
                "Check the folder's permissions.",
            ) from error
        database = Database(path)
        database.rows(TABLE)
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def find(self, document: str, fingerprint: str) -> dict[str, Any] | None:
        """The summary that was made in exactly this way, as `present.summary_json` writes it."""
        rows = self._database.rows(
            "SELECT summary FROM summaries WHERE document = ? AND fingerprint = ?",
            (document, fingerprint),
        )
        return json.loads(rows[0][0]) if rows else None

    def keep(self, document: str, fingerprint: str, summary: Mapping[str, Any]) -> None:
        """Keep a summary, in place of an earlier one that was made in the same way."""
        self._database.rows(
            "INSERT OR REPLACE INTO summaries (document, fingerprint, summary) VALUES (?, ?, ?)",
            (document, fingerprint, json.dumps(summary)),
        )

    def all(self) -> list[dict[str, Any]]:
        """Every kept summary, the earliest first."""
        rows = self._database.rows("SELECT summary FROM summaries ORDER BY id")
        return [json.loads(summary) for (summary,) in rows]
