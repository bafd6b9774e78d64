"""A made-up collection of any size: words as often as in a language, vectors in clusters.

Words follow Zipf's law, so that a search meets rare and common ones. Vectors lie in topics
and, inside these, in documents, at about the cosines that sentence embedders give: .45 inside
a topic, .7 inside a document, .7 between a question and the passage that it is about.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.protocols import Vectors
from assistant.records import Document, Passage, Span
from assistant.search.collection import Collection
from assistant.search.files import FileState
from assistant.search.place import Place
from assistant.search.writer import Writer
from tests.fakes import FakeEmbedder

DIMENSION = 384
PASSAGES = 10
"""Passages of one document."""

PASSAGE_WORDS = 40
VOCABULARY = 50_000
COMMON = 100
"""So many of the most frequent words are what a question's stop words would be."""

FIRST_DAY, DAYS, SPREAD = date(2000, 1, 1), 1_000, 617
TOPIC, DOCUMENT, OWN = 0.67, 0.5, 0.55
"""How far a topic, a document in it, and a passage in that lie from what is above them."""

ASIDE = 1.0
_BATCH = 200
"""Documents that are committed together."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about one passage: its words, and its vector of shape (dimension,)."""

    text: str
    vector: Vectors


class Synthetic:
    """Makes documents one after the other, the same ones for the same seed and size."""

    def __init__(self, passages: int, seed: int = 7) -> None:
        self.passages = passages
        self._random = np.random.default_rng(seed)
        self._words = np.array(_vocabulary())
        self._topics = self._directions(max(8, passages // 2_000))

    def documents(self) -> Iterator[tuple[Document, list[Passage], Vectors]]:
        """Documents of `PASSAGES` passages each, with their vectors."""
        for number in range(-(-self.passages // PASSAGES)):
            count = min(PASSAGES, self.passages - number * PASSAGES)
            yield *self._document(number, self._texts(count)), self._vectors(count)

    def queries(self, collection: Collection, count: int, words: int = 5) -> list[Query]:
        """Questions of some words from one passage each, none of them of the most frequent."""
        rowids = self._random.integers(1, self.passages + 1, count).tolist()
        passages = collection.fetch(rowids)
        common = set(self._words[:COMMON].tolist())
        made = []
        for rowid in rowids:
            vector = collection.vectors_of([rowid])[0] + ASIDE * self._directions(1)[0]
            rare = [
                word
                for word in dict.fromkeys(passages[rowid][0].text.rstrip(".").split())
                if word not in common
            ]
            chosen = self._random.permutation(rare)[:words].tolist()
            made.append(Query(" ".join(chosen), vector / np.linalg.norm(vector)))
        return made

    def _texts(self, count: int) -> list[str]:
        drawn = self._words[_ranks(self._random, count * PASSAGE_WORDS)]
        return [" ".join(row) + "." for row in drawn.reshape(count, PASSAGE_WORDS)]

    def _document(self, number: int, texts: list[str]) -> tuple[Document, list[Passage]]:
        text = "\n\n".join(texts)
        id_ = hashlib.sha256(f"{number}\n{text}".encode()).hexdigest()
        day = FIRST_DAY + timedelta(days=number * SPREAD % DAYS)
        document = Document(id_, f"/made/{number}.txt", f"Text {number}", text, day, "text")
        ends = itertools.accumulate(len(one) + 2 for one in texts)
        passages = [
            Passage(
                id=f"{id_[:16]}:{end - 2 - len(one)}",
                document_id=id_,
                start=end - 2 - len(one),
                end=end - 2,
                text=one,
                sentences=(Span(end - 2 - len(one), end - 2),),
            )
            for one, end in zip(texts, ends, strict=True)
        ]
        return document, passages

    def _vectors(self, count: int) -> Vectors:
        topic = self._topics[self._random.integers(len(self._topics))]
        centre = TOPIC * topic + DOCUMENT * self._directions(1)[0]
        vectors: Vectors = centre + OWN * self._directions(count)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _directions(self, count: int) -> Vectors:
        """Random directions of length 1, shape (count, dimension)."""
        drawn: NDArray[np.float32] = self._random.standard_normal((count, DIMENSION), np.float32)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return drawn


def fill(place: Place, synthetic: Synthetic) -> None:
    """Write the collection, in large transactions, without its vector file."""
    with Collection.open(place, create=True) as collection, collection.writing() as writer:
        writer.claim(FakeEmbedder(DIMENSION))
        documents = synthetic.documents()
        while batch := list(itertools.islice(documents, _BATCH)):
            with writer.transaction():
                for document, passages, vectors in batch:
                    _add(writer, document, passages, vectors)


def _add(writer: Writer, document: Document, passages: list[Passage], vectors: Vectors) -> None:
    writer.add_document(document, passages, vectors)
    writer.set_source(document.source, document.source, document.id)
    writer.set_file(FileState(document.source, len(document.text), 0, document.id))


def words_of(count: int, seed: int) -> list[str]:
    """So many words of a made-up text."""
    drawn: list[str] = np.array(_vocabulary())[_ranks(np.random.default_rng(seed), count)].tolist()
    return drawn


def _ranks(random: np.random.Generator, count: int) -> NDArray[np.intp]:
    """Ranks of words by Zipf's law, with B. Mandelbrot's offset of 2.7."""
    return np.searchsorted(_cumulated(), random.random(count))


@lru_cache(maxsize=1)
def _cumulated() -> NDArray[np.float64]:
    shares = 1 / (np.arange(VOCABULARY) + 2.7)
    return np.cumsum(shares / shares.sum())


@lru_cache(maxsize=1)
def _vocabulary() -> list[str]:
    """Different words of three syllables, in a fixed random order; few are English."""
    syllables = [a + b for a in "bdfgkmnprtvz" for b in "aou"]
    stems = ["".join(parts) for parts in itertools.product(syllables, repeat=3)]
    words = [stem + end for end in "km" for stem in stems]
    order = np.random.default_rng(1).permutation(len(words))[:VOCABULARY]
    return [words[place] for place in order]
