"""Small documents, their passages and vectors, put into a collection without any reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import numpy as np

from assistant.protocols import Silent, Vectors
from assistant.records import Document, Passage, Span
from assistant.search.collection import Collection
from assistant.search.text import passage_text
from tests.fakes import FakeEmbedder


def make_document(
    text: str,
    *,
    source: str = "/docs/one.txt",
    title: str = "",
    day: date | None = None,
    metadata: Mapping[str, str] | None = None,
) -> Document:
    identity = hashlib.sha256(f"{title}\0{day}\0{text}".encode()).hexdigest()
    return Document(identity, source, title, text, day, "text" if day else "", metadata or {})


BUDGET = make_document(
    "The council approved the budget.\n\nTaxes on goods rise in May.",
    source="/docs/city/budget.txt",
    title="City budget",
    day=date(2024, 3, 1),
    metadata={"author": "Treasury", 'odd "key"': "a'b"},
)
HARVEST = make_document(
    "Rain delayed the harvest.\n\nFarmers expect lower tariffs and tariff cuts.",
    source="/docs/farm/harvest.md",
    title="Harvest report",
    day=date(2025, 6, 30),
)
UNDATED = make_document("A café on the corner serves soup.", source="/docs/notes.txt")


def split(document: Document) -> list[Passage]:
    """One passage for each paragraph, with one sentence in it, as sure as the document's text."""
    sure = min((one.confidence for one in document.recognised), default=None)
    passages, start = [], 0
    for paragraph in document.text.split("\n\n"):
        end = start + len(paragraph)
        passages.append(
            Passage(
                id=f"{document.id[:16]}:{start}",
                document_id=document.id,
                start=start,
                end=end,
                text=paragraph,
                section="Main",
                page=1,
                sentences=(Span(start, end),),
                ocr=sure,
            )
        )
        start = end + 2
    return passages


def add(collection: Collection, documents: Iterable[Document], *, refresh: bool = True) -> None:
    """Each document in a transaction of its own, as if its source were its file."""
    embedder = FakeEmbedder()
    with collection.writing() as writer:
        writer.claim(embedder)
        for document in documents:
            passages = split(document)
            texts = [passage_text(document.title, p.section, p.text) for p in passages]
            with writer.transaction():
                if not writer.holds(document.id):
                    writer.add_document(document, passages, embedder.encode_passages(texts))
                writer.set_source(document.source, document.source, document.id)
        if refresh:
            writer.refresh_vectors(Silent())


def remove(collection: Collection, path: str) -> None:
    with collection.writing() as writer, writer.transaction():
        writer.remove_file(path)


def question(text: str) -> Vectors:
    vector: Vectors = FakeEmbedder().encode_queries([text])[0]
    return vector


def texts(collection: Collection, rowids: list[int]) -> list[str]:
    """Of the passages with these row numbers, in their order."""
    found = collection.fetch(rowids)
    return [found[rowid][0].text for rowid in rowids]


def vector_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("vectors-*"))


def unit_vectors(count: int, dimension: int, seed: int = 0) -> Vectors:
    vectors: Vectors = np.random.default_rng(seed).standard_normal((count, dimension), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


class Notes(Silent):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def note(self, message: str) -> None:
        self.messages.append(message)
