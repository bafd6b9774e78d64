"""Checked summaries and answers that were kept, read back without checking them again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from assistant.records import (
    Answer,
    Citation,
    Claim,
    DocumentInfo,
    Receipt,
    Refusal,
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
            "receipt": summary.receipt.id,
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
        receipt=Receipt(data["models"], data["timings"], id=data.get("receipt", "")),
        disagreements=tuple(tuple(pair) for pair in data["disagreements"]),
        stories=tuple(tuple(story) for story in data["stories"]),
    )


def restored_answer(data: Mapping[str, Any]) -> Answer:
    """The answer that `present.json.to_json` wrote, but for the passages nearest to a refusal."""
    return Answer(
        question=data["question"],
        status=data["status"],
        claims=tuple(map(_claim, data["claims"])),
        citations=tuple(map(_cited, data["citations"])),
        rejected=tuple(
            Claim(one["text"], (), "unsupported", tuple(one["reasons"])) for one in data["rejected"]
        ),
        confidence=data["confidence"],
        refusal=_refusal(data["refusal"]) if data["refusal"] else None,
        receipt=Receipt(data["models"], data["timings"], id=data.get("receipt") or ""),
        disagreements=tuple(tuple(pair) for pair in data["disagreements"]),
        kind=data.get("kind", "passages"),  # answers of earlier versions have none of these
        style=data.get("style", "paragraph"),
        short_answer=data.get("short_answer"),
    )


def _refusal(data: Mapping[str, Any]) -> Refusal:
    searched = data["searched"]["passages"], data["searched"]["documents"]
    is_likely = data.get("is_likely", False)  # refusals of earlier versions have neither
    short = data.get("short_answer")
    return Refusal(data["reason"], tuple(data["missing"]), searched, (), is_likely, short)


def _cited(data: Mapping[str, Any]) -> Citation:
    return Citation(
        id=data["id"],
        document_id=data["document"],
        title=data["title"],
        source=data["source"],
        date=date.fromisoformat(data["date"]) if data["date"] else None,
        date_origin=data["date_origin"],
        page=data["page"],
        start=data["start"],
        end=data["end"],
        quote=data["quote"],
        ocr=data.get("ocr"),  # of an earlier version there is none
    )


def _without_info(citation: Citation) -> dict[str, Any]:
    return {name: value for name, value in asdict(citation).items() if name not in _INFO}


def _claim(data: dict[str, Any]) -> Claim:
    lists = {name: tuple(data[name]) for name in ("citations", "reasons")}
    return Claim(**(data | lists))


def _citation(data: dict[str, Any], known: dict[str, DocumentInfo]) -> Citation:
    info = known[data["document_id"]]
    return Citation(**data, **{name: getattr(info, name) for name in _INFO})
