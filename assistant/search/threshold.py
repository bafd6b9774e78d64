"""The refusal threshold that was fitted on a collection's own questions, if one was.

It lies in a table of its own, made at the latest when the first is stored: a collection without it,
or read by a program that does not know it, goes by the threshold that ships with the
program.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

from assistant.search.tables import Tables


@dataclass(frozen=True, slots=True)
class FittedThreshold:
    """A threshold for confidences, and what it was fitted on.

    Attributes:
        threshold: the confidence below which a question is refused.
        scale: fingerprint of the calibration that gives the confidences; with another
            one the threshold means nothing.
        embedder: fingerprint of the embedder, for the same reason.
        wanted: the share of questions without an answer that may be answered.
        questions, documents: how many questions were asked, of how large a collection.
        day: when, as an ISO date.
    """

    threshold: float
    scale: str
    embedder: str
    wanted: float
    questions: int
    documents: int
    day: str


_COLUMNS = ", ".join(column.name for column in fields(FittedThreshold))
_TABLE = """
CREATE TABLE IF NOT EXISTS fitted_threshold (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    threshold REAL NOT NULL,
    scale TEXT NOT NULL,
    embedder TEXT NOT NULL,
    wanted REAL NOT NULL,
    questions INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    day TEXT NOT NULL
) STRICT
"""


def read_threshold(database: Tables) -> FittedThreshold | None:
    """The stored threshold, whether or not it still fits; None where none was stored."""
    if not database.has("fitted_threshold"):
        return None
    rows = database.rows(f"SELECT {_COLUMNS} FROM fitted_threshold")
    return FittedThreshold(*rows[0]) if rows else None


def write_threshold(database: Tables, fitted: FittedThreshold | None) -> None:
    """Replace the stored threshold; None goes back to the one that ships."""
    with database.transaction():
        if not database.has("fitted_threshold"):
            database.rows(_TABLE)
        database.rows("DELETE FROM fitted_threshold")
        if fitted is not None:
            marks = ", ".join("?" for _ in fields(fitted))
            database.rows(
                f"INSERT INTO fitted_threshold (id, {_COLUMNS}) VALUES (1, {marks})",
                astuple(fitted),
            )
