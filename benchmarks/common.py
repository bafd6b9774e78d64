"""What the benchmarks share: data sets in SQuAD's layout, and vectors computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from assistant.answering.evidence import in_order
from assistant.evaluate.datasets.squad import read_squad
from assistant.evaluate.items import Article, Asked, sample
from assistant.evaluate.remember import RememberingEmbedder
from assistant.evaluate.scratch import fill
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.protocols import Embedder, Reader, Reading
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import Frequencies, read_passages
from assistant.writing.stating import stating
from benchmarks.labelled import answering

__all__ = [
    "ASKED",
    "JUDGED",
    "TOP",
    "Article",
    "Asked",
    "Looked",
    "RememberingEmbedder",
    "collection_of",
    "collections_of",
    "default_embedder",
    "frequencies_of",
    "look_up",
    "read_squad",
    "sample",
]


ASKED = Path(__file__).with_name("asked")
JUDGED = Path(__file__).with_name("judged") / "drafts.jsonl"
"""A line for each question: `collection`, `kind`, `question`, `answerable`, its `answer`, the
sentences that are its `evidence` (see `labelled.py`), the `draft`, its `sureness` and its
`approval`, whether the answer is `there` in what was read, and whether the draft is `right`."""

TOP = 16
"""Passages that the program looks at for a question."""

DEPTH = 40
"""Passages that are found, so that enough stay where those that answer are left out."""


class Looked(NamedTuple):
    """What is found for a question, and in which order it is worth reading."""

    question: Question
    hits: list[Hit]
    reading: Reading
    order: list[Hit]


def look_up(
    text: str,
    collection: Collection,
    embedder: Embedder,
    reader: Reader,
    without: Sequence[str] = (),
) -> Looked:
    """Search and read for a question as the program does.

    Args:
        text: the question.
        collection: searched.
        embedder: of the program.
        reader: of the program.
        without: marks (see `labelled`) of sentences whose passages are left out.
    """
    question = Question.parse(text)
    vector = embedder.encode_queries([text])[0]
    hits = stating(retrieve(collection, question, vector, DEPTH if without else TOP))
    hits = [hit for hit in hits if not any(answering(hit, without))][:TOP]
    reading = read_passages(text, hits, reader)
    order = in_order(question, hits, reading, frequencies_of(collection))
    return Looked(question, hits, reading, list(order))


def collection_of(folder: Path, articles: Sequence[Article], embedder: Embedder) -> Collection:
    """A collection of these articles in a new folder."""
    collection = Collection.open(folder, create=True)
    fill(collection, articles, embedder)
    return collection


def collections_of(
    root: Path, folder: Path, embedder: Embedder, stack: ExitStack
) -> Iterator[tuple[str, Collection]]:
    """A collection of each folder of documents, by its name; open until the stack is closed."""
    for place in sorted(path for path in root.iterdir() if path.is_dir()):
        collection = stack.enter_context(Collection.open(folder / place.name, create=True))
        index_paths(collection, [place], embedder)
        yield place.name, collection


def frequencies_of(collection: Collection) -> Frequencies:
    """In how many passages of a collection words occur, and how many it has."""

    def frequencies(terms: Sequence[str]) -> tuple[list[int], int]:
        return collection.document_frequencies(terms), collection.counts()[0]

    return frequencies


def default_embedder(profile: str = "default") -> Embedder:
    """The embedder of the default profile, or of another one; it must have been pulled."""
    return Runtime.open(profile).load_embedder()
