"""Which documents a question may be answered from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from assistant.search.tables import Condition, Dialect, Parameter

_LIKE = re.compile(r"[%_!]")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on a document, all of which must hold. An empty one lets everything pass.

    Attributes:
        since, until: first and last day of `Document.date`; a document without one fails.
        source_glob: pattern of a path (`*` spans folders); one that does not start at the
            root may start at any folder.
        named: what the title or a path holds, in capitals or not.
        metadata: names and their exact values.
        documents: ids of the only documents that pass; all do where it is empty.
        without: ids of documents that are left out, as if they were not there.
    """

    since: date | None = None
    until: date | None = None
    source_glob: str | None = None
    named: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    without: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != Filter()

    def where(self, dialect: Dialect) -> Condition:
        """The condition as SQL over the table `documents`, with its parameters."""
        parts: list[Condition] = [("true", [])]
        if self.since is not None:
            parts.append(("documents.date >= ?", [self.since.isoformat()]))
        if self.until is not None:
            parts.append(("documents.date <= ?", [self.until.isoformat()]))
        if self.source_glob is not None:
            fits, pattern = dialect.fits("source", _anywhere(self.source_glob))
            lies = f"SELECT 1 FROM sources WHERE document = documents.key AND {fits}"
            parts.append((f"EXISTS ({lies})", pattern))
        if self.named is not None:
            within = "%" + _LIKE.sub(r"!\g<0>", self.named) + "%"
            lies = f"SELECT 1 FROM sources WHERE document = documents.key AND {_holds('source')}"
            parts.append((f"({_holds('documents.title')} OR EXISTS ({lies}))", [within, within]))
        parts += [dialect.described(*pair) for pair in self.metadata.items()]
        if self.without:
            held, ids = dialect.among("documents.id", sorted(self.without))
            parts.append((f"NOT ({held})", ids))
        if self.documents:
            parts.append(dialect.among("documents.id", sorted(self.documents)))
        parameters: list[Parameter] = [value for _, values in parts for value in values]
        return " AND ".join(sql for sql, _ in parts), parameters


def _holds(column: str) -> str:
    return f"lower({column}) LIKE lower(?) ESCAPE '!'"


def _anywhere(pattern: str) -> str:
    return pattern if pattern.startswith(("/", "*")) else f"*/{pattern}"
