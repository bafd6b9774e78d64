"""Hits and evidence from a few words, without a collection."""

from __future__ import annotations

from datetime import date

from assistant.corpus.sentences import sentence_spans
from assistant.records import Document, DocumentInfo, Evidence, Hit, Passage
from tests.search.samples import make_document


def passage_of(document: Document, start: int = 0, end: int | None = None) -> Passage:
    """A passage of the document with its sentences."""
    end = len(document.text) if end is None else end
    return Passage(
        id=f"{document.id[:16]}:{start}",
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        sentences=tuple(sentence_spans(document.text, start, end)),
    )


def hit_of(document: Document, start: int = 0, end: int | None = None, score: float = 0.5) -> Hit:
    return Hit(passage_of(document, start, end), DocumentInfo.of(document), score)


def evidence_of(text: str, *, title: str = "", day: date | None = None) -> Evidence:
    """The first sentence of a document with this text."""
    document = make_document(text, title=title, day=day)
    passage = passage_of(document)
    start, end = passage.sentences[0]
    return Evidence(passage, DocumentInfo.of(document), start, end, document.text[start:end])
