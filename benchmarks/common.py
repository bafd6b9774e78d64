"""What the benchmarks share: data sets in SQuAD's layout, and vectors computed once."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np

from assistant.config import home, load_catalogue
from assistant.corpus.sentences import sentence_spans
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Silent, Vectors
from assistant.records import Document, Passage
from assistant.search.collection import Collection
from assistant.search.files import FileState
from assistant.search.text import passage_text
from assistant.search.writer import Writer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Article:
    """A document whose passages are the data set's paragraphs."""

    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its gold answers; `answers` is empty where there is none.

    `starts` are offsets of the gold answers in the paragraph `passage_id`.
    """

    text: str
    article: str
    passage_id: str
    answers: tuple[str, ...]
    starts: tuple[int, ...]


def read_squad(path: Path) -> tuple[list[Article], list[Asked]]:
    """Articles and questions of a file in SQuAD's layout; one cut off in the middle will do."""
    articles: list[Article] = []
    asked: list[Asked] = []
    for title, paragraphs in _paragraphs(path):
        article = _article(title, [paragraph["context"] for paragraph in paragraphs])
        articles.append(article)
        for paragraph, passage in zip(paragraphs, article.passages, strict=True):
            for question in paragraph["qas"]:
                found = [] if question.get("is_impossible") else question["answers"]
                asked.append(
                    Asked(
                        text=question["question"],
                        article=article.document.id,
                        passage_id=passage.id,
                        answers=tuple(sorted({answer["text"] for answer in found})),
                        starts=tuple(sorted({answer["answer_start"] for answer in found})),
                    )
                )
    return articles, asked


def sample(items: Sequence[T], size: int, seed: int) -> list[T]:
    """`size` different items, the same ones for the same seed; all where there are fewer."""
    return random.Random(seed).sample(list(items), min(size, len(items)))


def collection_of(folder: Path, articles: Sequence[Article], embedder: Embedder) -> Collection:
    """A collection of these articles in a new folder."""
    collection = Collection.open(folder, create=True)
    with collection.writing() as writer:
        writer.claim(embedder)
        for article in articles:
            _add(writer, article, embedder)
        writer.refresh_vectors(Silent())
    return collection


class RememberingEmbedder:
    """Gives the vectors of another embedder, each computed once; kept in a file if one is given."""

    def __init__(self, inner: Embedder, path: Path | None) -> None:
        self._inner = inner
        self._path = path
        self._known: dict[str, Vectors] = {}
        if path and path.exists():
            with np.load(path) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._path and self._known:
            vectors = np.stack(list(self._known.values()))
            np.savez(self._path, keys=np.array(list(self._known)), vectors=vectors)

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def fingerprint(self) -> str:
        return self._inner.fingerprint

    @property
    def dimension(self) -> int:
        return self._inner.dimension

    @property
    def max_tokens(self) -> int:
        return self._inner.max_tokens

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("p", texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode("q", texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)

    def _encode(self, kind: str, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(f"{kind}{text}".encode()).hexdigest()[:24] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            encode = self._inner.encode_passages if kind == "p" else self._inner.encode_queries
            self._known.update(zip(new, encode(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])


def _paragraphs(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Title and paragraphs of each article; a file that is cut off gives what is whole in it."""
    text = path.read_text(encoding="utf-8")
    try:
        articles = json.loads(text)["data"]
    except json.JSONDecodeError:
        articles = list(_whole_articles(text))
    for article in articles:
        if article["paragraphs"]:
            yield article["title"].replace("_", " "), article["paragraphs"]


def _whole_articles(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    for piece in text.split('{"title": ')[1:]:
        title, position = decoder.raw_decode(piece)
        paragraphs = []
        while (position := piece.find('{"context": ', position)) >= 0:
            try:
                paragraph, position = decoder.raw_decode(piece, position)
            except json.JSONDecodeError:
                break
            paragraphs.append(paragraph)
        yield {"title": title, "paragraphs": paragraphs}


def _article(title: str, texts: Sequence[str]) -> Article:
    text = "\n\n".join(texts)
    id_ = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    passages = []
    start = 0
    for paragraph in texts:
        end = start + len(paragraph)
        passages.append(
            Passage(
                id=f"{id_[:16]}:{start}-{end}",
                document_id=id_,
                start=start,
                end=end,
                text=paragraph,
                sentences=tuple(sentence_spans(text, start, end)),
            )
        )
        start = end + 2
    return Article(Document(id=id_, source=f"/{title}", title=title, text=text), tuple(passages))


def _add(writer: Writer, article: Article, embedder: Embedder) -> None:
    document = article.document
    texts = [passage_text(document.title, p.section, p.text) for p in article.passages]
    vectors = embedder.encode_passages(texts)
    with writer.transaction():
        writer.set_file(FileState(document.source, len(document.text), 0, document.id))
        writer.add_document(document, article.passages, vectors)
        writer.set_source(document.source, document.source, document.id)


def default_embedder() -> Embedder:
    """The embedder of the default profile; it must have been pulled."""
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    return load_embedder(store, catalogue.profile("default").embedder)
