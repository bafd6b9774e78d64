"""Answers as plain data for JSON; `docs/ask.schema.json` describes it."""

from __future__ import annotations

from typing import Any

from assistant.records import Answer, Citation, Claim, Document, DocumentInfo, Hit, Refusal


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as `ask --json` prints it; `grounding.stored.restored_answer` reads it back."""
    return {
        "question": answer.question,
        "status": answer.status,
        "kind": answer.kind,
        "style": answer.style,
        "text": answer.text,
        "short_answer": answer.short_answer,
        "claims": [claim_to_json(claim) for claim in answer.claims],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "refusal": _refusal(answer.refusal) if answer.refusal else None,
        "rejected": [
            {"text": claim.text, "reasons": list(claim.reasons)} for claim in answer.rejected
        ],
        "confidence": round(answer.confidence, 4),
        "disagreements": [list(numbers) for numbers in answer.disagreements],
        "models": dict(answer.receipt.models),
        "timings": dict(answer.receipt.timings),
        "receipt": answer.receipt.id or None,
    }


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """A retrieved passage, with the text that stands in its document from `start` to `end`."""
    return {
        "document": hit.document.id,
        "title": hit.document.title,
        "source": hit.document.source,
        "date": hit.document.date.isoformat() if hit.document.date else None,
        "date_origin": hit.document.date_origin,
        "page": hit.passage.page,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "ocr": hit.passage.ocr,
        "score": round(hit.score, 4),
    }


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """A sentence that is shown, with what it rests on."""
    return {
        "text": claim.text,
        "citations": list(claim.citations),
        "verdict": claim.verdict,
        "reasons": list(claim.reasons),
    }


def citation_to_json(citation: Citation) -> dict[str, Any]:
    """A source sentence with its exact place."""
    return {
        "id": citation.id,
        "document": citation.document_id,
        "title": citation.title,
        "source": citation.source,
        "date": citation.date.isoformat() if citation.date else None,
        "date_origin": citation.date_origin,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "ocr": citation.ocr,
    }


def info_to_json(info: DocumentInfo) -> dict[str, Any]:
    """What is known of a document, without its text."""
    return {
        "id": info.id,
        "title": info.title,
        "source": info.source,
        "sources": list(info.sources),
        "date": info.date.isoformat() if info.date else None,
        "date_origin": info.date_origin,
        "metadata": dict(info.metadata),
    }


def document_to_json(document: Document, info: DocumentInfo) -> dict[str, Any]:
    """A whole document; every `start` and `end` of an answer are offsets into `text`."""
    return info_to_json(info) | {"pages": list(document.pages), "text": document.text}


def _refusal(refusal: Refusal) -> dict[str, Any]:
    passages, documents = refusal.searched
    return {
        "reason": refusal.reason,
        "missing": list(refusal.missing),
        "searched": {"passages": passages, "documents": documents},
        "nearest": [hit_to_json(hit) for hit in refusal.nearest],
        "is_likely": refusal.is_likely,
        "short_answer": refusal.short_answer,
    }
