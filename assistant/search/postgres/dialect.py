"""What PostgreSQL says in its own way; see `tables.Dialect`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.search.tables import Condition

_PIECE = re.compile(r"\[\^?+\]?+[^\]]*\]|.", re.DOTALL)

_MEMBER = re.compile("(.)(?:-(.))?", re.DOTALL)

_SPECIAL = re.compile(r"[\[\]\\^-]")

_NOTHING = "(?!)"
"""What a set without an end fits."""


class PostgresDialect:
    """Pieces of SQL, with `?` for parameters."""

    sources = """(SELECT json_agg(source ORDER BY sources.id)::text FROM sources
        WHERE document = documents.key)"""
    by_document = "documents JOIN passages ON passages.document = documents.key"
    last_passage = "(SELECT through FROM manifest)"
    no_new_receipts = "LOCK TABLE receipts IN SHARE ROW EXCLUSIVE MODE"

    def among(self, column: str, values: Sequence[str] | Sequence[int]) -> Condition:
        return f"{column} = ANY(?)", [list(values)]  # type: ignore[list-item]

    def fits(self, column: str, glob: str) -> Condition:
        return f"{column} ~ ?", [f"^{''.join(map(_regular, _PIECE.findall(glob)))}$"]

    def described(self, name: str, value: str) -> Condition:
        # The column is JSON as `json.dumps` writes it, in which a name and its value stand so.
        pair = ": ".join(json.dumps(part, ensure_ascii=False) for part in (name, value))
        return "position(? IN documents.metadata) > 0", [pair]


def _regular(piece: str) -> str:
    """A piece of a pattern as a regular expression: `*`, `?`, a set, or a character as it is."""
    if len(piece) > 1:
        return _set(piece[1:-1])
    return {"*": ".*", "?": ".", "[": _NOTHING}.get(piece) or re.escape(piece)


def _set(inside: str) -> str:
    """A set as SQLite reads it: no class has a name, and a range that runs backwards is empty."""
    start = "[^" if inside.startswith("^") else "["
    inside = inside.removeprefix("^")
    if inside.startswith("]"):  # it does not end the set, nor begin a range
        start, inside = f"{start}\\]", inside[1:]
    return f"{start}{_MEMBER.sub(_member, inside)}]"


def _member(found: re.Match[str]) -> str:
    first, last = (_SPECIAL.sub(r"\\\g<0>", one) for one in (found[1], found[2] or ""))
    return f"{first}-{last}" if found[1] <= (found[2] or "") else first
