"""Rows of the collection's tables as records."""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import Any

from assistant.records import Document, DocumentInfo, Passage, Recognised, Span

INFO = "documents.id, documents.title, documents.date, documents.date_origin, documents.metadata"
"""Followed by `Dialect.sources`."""

PASSAGE = 'passage_id, documents.id, start, "end", passages.text, section, page, sentences, ocr'
PASSAGES = "passages JOIN documents ON documents.key = passages.document"
"""The tables that `PASSAGE` and `INFO` read from."""


def info_from(row: tuple[Any, ...]) -> DocumentInfo:
    """From the columns `INFO`, the sources, and any after them."""
    id_, title, day, origin, metadata, sources = row[:6]
    return DocumentInfo(
        id=id_,
        title=title,
        sources=tuple(json.loads(sources)),
        date=date.fromisoformat(day) if day else None,
        date_origin=origin,
        metadata=MappingProxyType(json.loads(metadata)),
    )


def document_from(row: tuple[Any, ...]) -> Document:
    """From the columns `INFO`, the sources, text, pages and recognised."""
    info, (text, pages, recognised) = info_from(row), row[6:]
    return Document(
        id=info.id,
        source=info.source,
        title=info.title,
        text=text,
        date=info.date,
        date_origin=info.date_origin,
        metadata=info.metadata,
        pages=tuple(json.loads(pages)),
        recognised=tuple(Recognised(*part) for part in json.loads(recognised)),
    )


def passage_from(row: tuple[Any, ...]) -> Passage:
    """From the columns `PASSAGE`."""
    id_, document_id, start, end, text, section, page, sentences, ocr = row
    return Passage(
        id=id_,
        document_id=document_id,
        start=start,
        end=end,
        text=text,
        section=section,
        page=page,
        sentences=tuple(Span(*span) for span in json.loads(sentences)),
        ocr=ocr,
    )
