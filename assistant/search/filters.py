"""Which documents a question may be answered from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on a document, all of which must hold. An empty one lets everything pass.

    Attributes:
        since, until: first and last day of `Document.date`; a document without one fails.
        source_glob: pattern of a path (`*` spans folders); one that does not start at the
            root may start at any folder.
        metadata: names and their exact values.
        documents: ids of the only documents that pass; all do where it is empty.
        without: ids of documents that are left out, as if they were not there.
    """

    since: date | None = None
    until: date | None = None
    source_glob: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    without: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self != Filter()

    def where(self) -> tuple[str, list[str]]:
        """The condition as SQL over the table `documents`, with its parameters."""
        conditions: list[str] = ["true"]
        parameters: list[str] = []
        if self.since is not None:
            conditions.append("documents.date >= ?")
            parameters.append(self.since.isoformat())
        if self.until is not None:
            conditions.append("documents.date <= ?")
            parameters.append(self.until.isoformat())
        if self.source_glob is not None:
            conditions.append(
                "EXISTS (SELECT 1 FROM sources WHERE document = documents.key AND source GLOB ?)"
            )
            parameters.append(_anywhere(self.source_glob))
        for name, value in self.metadata.items():
            conditions.append(
                "EXISTS (SELECT 1 FROM json_each(documents.metadata) WHERE key = ? AND value = ?)"
            )
            parameters += [name, value]
        if self.without:
            conditions.append("documents.id NOT IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(sorted(self.without)))
        if self.documents:
            conditions.append("documents.id IN (SELECT value FROM json_each(?))")
            parameters.append(json.dumps(sorted(self.documents)))
        return " AND ".join(conditions), parameters


def _anywhere(pattern: str) -> str:
    return pattern if pattern.startswith(("/", "*")) else f"*/{pattern}"
