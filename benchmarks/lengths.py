"""What a document of a given length costs: splitting it, and a summary without a writer."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from assistant.corpus.split import split_passages
from assistant.protocols import Vectors
from assistant.records import Document, SummaryRequest
from assistant.runtime import Runtime
from assistant.search.text import passage_limit
from assistant.summariser import Summariser
from benchmarks.measured import seconds
from benchmarks.synthetic import DIMENSION, words_of

SENTENCE_WORDS = 20
PARAGRAPH_SENTENCES = 5
SECTION_PARAGRAPHS = 20


class RandomEmbedder:
    """Costs next to nothing: a text's vector is a direction drawn by its checksum."""

    name = fingerprint = "random"
    dimension = DIMENSION
    max_tokens = 256
    english_only = False
    least_cosine = 0.0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        drawn = [np.random.default_rng(zlib.crc32(text.encode())) for text in texts]
        rows = [one.standard_normal(DIMENSION, np.float32) for one in drawn]
        vectors: Vectors = np.array(rows, np.float32).reshape(-1, DIMENSION)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) * 4 // 3 for text in texts]


def made_up(words: int, seed: int = 3) -> Document:
    """A document of about so many words, in sentences, paragraphs and sections."""
    drawn = iter(words_of(words, seed=seed))
    sentences = [
        " ".join(run).capitalize() + "."
        for run in zip(*[drawn] * SENTENCE_WORDS, strict=False)  # what is left over is dropped
    ]
    parts: list[str] = []
    for place in range(0, len(sentences), PARAGRAPH_SENTENCES):
        if place % (PARAGRAPH_SENTENCES * SECTION_PARAGRAPHS) == 0:
            parts.append(f"# Part {place}")
        parts.append(" ".join(sentences[place : place + PARAGRAPH_SENTENCES]))
    return Document(f"{words:064x}", "/made/up.txt", "Made up", "\n\n".join(parts))


def measure_document(words: int) -> dict[str, float]:
    """Seconds, and the most megabytes that were in use at once, of both; after a warm-up."""
    embedder = RandomEmbedder()
    limit = passage_limit(embedder.max_tokens)
    summariser = Summariser(lambda: embedder, Runtime.open().load_reader)

    def split(document: Document) -> None:
        split_passages(document, embedder.count_tokens, limit)

    def summarise(document: Document) -> None:
        summariser.summarise(document, SummaryRequest(style="extractive"))

    summarise(made_up(500))
    document = made_up(words)
    taken: dict[str, float] = {"words": words}
    for name, work in (("split", split), ("summary", summarise)):
        taken[f"{name}_s"] = seconds(partial(work, document))
        taken[f"{name}_peak_mb"] = _peak(partial(work, document))
    return taken


def _peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
