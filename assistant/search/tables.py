"""The tables of a collection: statements that its engines share, and where they speak differently.

A statement is SQL that SQLite and PostgreSQL both understand, with `?` for each parameter. What
they say differently comes from a `Dialect`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Parameter = str | int | float | bytes | list[int] | list[float] | list[str] | None

Condition = tuple[str, list[Parameter]]
"""A piece of SQL that is true or false, with its parameters."""


class Dialect(Protocol):
    """Pieces of SQL that each engine has its own way for.

    Attributes:
        sources: the sources of a row of `documents`, the oldest first, as a JSON array.
        by_document: the join of `documents` and `passages`, where a condition on the first leaves
            few of them.
        last_passage: the highest id that any passage ever had, 0 before the first.
        no_new_receipts: a statement after which nobody else adds a receipt until the transaction
            ends; empty where only one transaction writes at a time.
    """

    sources: str
    by_document: str
    last_passage: str
    no_new_receipts: str

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> Condition:
        """Whether a column holds one of these values."""
        ...

    def fits(self, column: str, glob: str) -> Condition:
        """Whether a column fits a pattern of a path, in which `*` spans folders."""
        ...

    def described(self, name: str, value: str) -> Condition:
        """Whether a row of `documents` has this metadata."""
        ...


class Tables(Protocol):
    """The door to one engine's tables; safe from several threads."""

    @property
    def dialect(self) -> Dialect:
        """How it says what the other engine says otherwise."""
        ...

    @property
    def name(self) -> str:
        """What `--collection` takes; no secret is in it."""
        ...

    def rows(self, sql: str, parameters: Sequence[Parameter] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows.

        Raises:
            CollectionError, StorageFull: see the engine.
        """
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All statements of this thread inside the block are committed together, or none is."""
        ...

    def has(self, table: str) -> bool:
        """Whether a table is there: one of an earlier version has fewer."""
        ...

    def close(self) -> None: ...
