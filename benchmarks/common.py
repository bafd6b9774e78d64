"""What the benchmarks share: data sets in SQuAD's layout, and vectors computed once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.evaluate.datasets.squad import read_squad
from assistant.evaluate.items import Article, Asked, sample
from assistant.evaluate.remember import RememberingEmbedder
from assistant.evaluate.scratch import fill
from assistant.protocols import Embedder
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.features import Frequencies

__all__ = [
    "Article",
    "Asked",
    "RememberingEmbedder",
    "collection_of",
    "default_embedder",
    "frequencies_of",
    "read_squad",
    "sample",
]


def collection_of(folder: Path, articles: Sequence[Article], embedder: Embedder) -> Collection:
    """A collection of these articles in a new folder."""
    collection = Collection.open(folder, create=True)
    fill(collection, articles, embedder)
    return collection


def frequencies_of(collection: Collection) -> Frequencies:
    """In how many passages of a collection words occur, and how many it has."""

    def frequencies(terms: Sequence[str]) -> tuple[list[int], int]:
        return collection.document_frequencies(terms), collection.counts()[0]

    return frequencies


def default_embedder() -> Embedder:
    """The embedder of the default profile; it must have been pulled."""
    return Runtime.open("default").load_embedder()
