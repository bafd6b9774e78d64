"""A data set's articles in a collection that is made for one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evaluate.items import Article, Asked, Build
from assistant.protocols import Embedder, Progress, Silent
from assistant.records import Document
from assistant.search.collection import Collection
from assistant.search.files import FileState
from assistant.search.text import passage_text
from assistant.search.writer import Writer

BATCH = 64
"""Articles that are embedded and committed together."""


def fill(
    collection: Collection,
    articles: Sequence[Article],
    embedder: Embedder,
    progress: Progress | None = None,
) -> None:
    """Put these articles into an empty collection; the same article twice is one."""
    progress = progress or Silent()
    different = list({article.document.id: article for article in articles}.values())
    progress.start("Indexing", len(different), "articles")
    try:
        with collection.writing() as writer:
            writer.claim(embedder)
            for batch in _batches(different):
                _add(writer, batch, embedder)
                progress.advance(len(batch))
            writer.refresh_vectors(Silent())
    finally:
        progress.finish()


def stored_source(document: Document) -> str:
    """The source that `fill` gives a document: titles repeat; a source may not."""
    return f"{document.source}#{document.id[:12]}"


def build_of(articles: Sequence[Article], asked: Sequence[Asked]) -> Build:
    """What fills a collection with these articles, for questions that are known before."""

    def build(collection: Collection, embedder: Embedder, progress: Progress) -> Sequence[Asked]:
        fill(collection, articles, embedder, progress)
        return asked

    return build


def _batches(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    for start in range(0, len(articles), BATCH):
        yield articles[start : start + BATCH]


def _add(writer: Writer, articles: Sequence[Article], embedder: Embedder) -> None:
    texts = [
        passage_text(article.document.title, passage.section, passage.text)
        for article in articles
        for passage in article.passages
    ]
    vectors = embedder.encode_passages(texts)
    with writer.transaction():
        for article in articles:
            document, count = article.document, len(article.passages)
            source = stored_source(document)
            writer.add_document(document, article.passages, vectors[:count])
            writer.set_source(source, source, document.id)
            writer.set_file(FileState(source, len(document.text), 0, document.id))
            vectors = vectors[count:]
