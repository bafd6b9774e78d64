"""What PostgreSQL says in its own way; see `tables.Dialect`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from assistant.search.tables import Condition

_PIECE = re.compile(r"\[\^?\]?[^\]]*\]|.", re.DOTALL)


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
        return piece.replace("\\", "\\\\")
    return {"*": ".*", "?": "."}.get(piece) or re.escape(piece)
