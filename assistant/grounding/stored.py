"""Checked summaries as text that a ledger keeps, and back, without checking them again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.records import (
    Citation,
    Claim,
    DocumentInfo,
    Receipt,
    SectionCoverage,
    Summary,
    SummaryRequest,
)

_INFO = ("title", "source", "date", "date_origin")
"""What a citation repeats of its document; a copy of the text elsewhere has its own."""


def stored(summary: Summary) -> str:
    """A summary as text; its documents are named by their ids alone."""
    return json.dumps(
        {
            "documents": [info.id for info in summary.documents],
            "request": asdict(summary.request),
            "claims": [asdict(claim) for claim in summary.claims],
            "citations": [_without_info(citation) for citation in summary.citations],
            "rejected": [asdict(claim) for claim in summary.rejected],
            "coverage": [asdict(section) for section in summary.coverage],
            "notes": summary.notes,
            "models": dict(summary.receipt.models),
            "timings": dict(summary.receipt.timings),
            "disagreements": summary.disagreements,
            "stories": summary.stories,
        }
    )


def restored(text: str, documents: Sequence[DocumentInfo]) -> Summary:
    """The summary that `stored` wrote.

    Args:
        text: from `stored`.
        documents: those that were summarised, as they are called today.
    """
    data = json.loads(text)
    known = {info.id: info for info in documents}
    return Summary(
        documents=tuple(known[id_] for id_ in data["documents"]),
        request=SummaryRequest(**data["request"]),
        claims=tuple(map(_claim, data["claims"])),
        citations=tuple(_citation(one, known) for one in data["citations"]),
        rejected=tuple(map(_claim, data["rejected"])),
        coverage=tuple(SectionCoverage(**one) for one in data["coverage"]),
        notes=tuple(data["notes"]),
        receipt=Receipt(models=data["models"], timings=data["timings"]),
        disagreements=tuple(tuple(pair) for pair in data["disagreements"]),
        stories=tuple(tuple(story) for story in data["stories"]),
    )


def _without_info(citation: Citation) -> dict[str, Any]:
    return {name: value for name, value in asdict(citation).items() if name not in _INFO}


def _claim(data: dict[str, Any]) -> Claim:
    lists = {name: tuple(data[name]) for name in ("citations", "reasons")}
    return Claim(**(data | lists))


def _citation(data: dict[str, Any], known: dict[str, DocumentInfo]) -> Citation:
    info = known[data["document_id"]]
    return Citation(**data, **{name: getattr(info, name) for name in _INFO})
