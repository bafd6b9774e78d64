"""Summaries as plain data for JSON; `docs/summary.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.present.json import citation_to_json, claim_to_json
from assistant.present.summary import bullets, claim_paragraphs
from assistant.records import DocumentInfo, SectionCoverage, Summary


def summary_to_json(summary: Summary, fingerprint: str) -> dict[str, Any]:
    """The summary as `summarise` prints it, one line of a batch.

    Args:
        summary: checked, as it was made.
        fingerprint: of the models and settings that made it.
    """
    documents = summary.documents
    only = documents[0] if len(documents) == 1 else None
    newest = max((info.date for info in documents if info.date), default=None)
    return {
        "source": only.source if only else None,
        "title": only.title if only else None,
        "date": newest.isoformat() if newest else None,
        "summary": summary_text(summary),
        "claims": [claim_to_json(claim) for claim in summary.claims],
        "citations": [citation_to_json(citation) for citation in summary.citations],
        "coverage": [_coverage(section) for section in summary.coverage],
        "words": summary.words,
        "notes": list(summary.notes),
        "rejected": [
            {"text": claim.text, "reasons": list(claim.reasons)} for claim in summary.rejected
        ],
        "disagreements": [list(numbers) for numbers in summary.disagreements],
        "documents": [_document(info) for info in documents],
        "stories": [_story(summary, ids) for ids in summary.stories],
        "seconds": summary.receipt.timings.get("total_s", 0.0),
        "models": dict(summary.receipt.models),
        "fingerprint": fingerprint,
        "receipt": summary.receipt.id or None,
    }


def summary_text(summary: Summary) -> str:
    """The summary without citation marks; headings and the items of a list one a line."""
    if summary.request.style == "bullets":
        return "\n".join(bullets(summary.claims, lambda claim: claim.text))
    return "\n".join(" ".join(one.text for one in run) for run in claim_paragraphs(summary))


def _story(summary: Summary, ids: Sequence[str]) -> dict[str, Any]:
    cited = {citation.document_id for citation in summary.citations}
    return {"documents": list(ids), "told": not cited.isdisjoint(ids)}


def _document(info: DocumentInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "title": info.title,
        "source": info.source,
        "date": info.date.isoformat() if info.date else None,
        "date_origin": info.date_origin,
    }


def _coverage(section: SectionCoverage) -> dict[str, Any]:
    return {
        "document": section.document_id,
        "section": section.section,
        "start": section.start,
        "end": section.end,
        "sentences": section.sentences,
        "cited": section.cited,
    }
