"""A small collection with all that questions of it are answered with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.answering.resources import Resources
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.protocols import Generator
from assistant.records import Document
from assistant.search.collection import Collection
from tests.fakes import FakeEmbedder, FakeReader
from tests.search.samples import add, make_document

BRIDGE = make_document(
    "The harbour bridge in Oslo opened in May. It cost 40 million euros, the mayor said.",
    source="/docs/bridge.txt",
    title="A bridge for Oslo",
    day=date(2019, 5, 12),
)
STRIKE = make_document(
    "Dock workers in Bergen went on strike. The mayor of Oslo called it unfair.",
    source="/docs/strike.txt",
    title="Strike in Bergen",
    day=date(2021, 3, 1),
)
SOUP = make_document(
    "The corner shop serves soup on weekdays. Bread is baked at night.",
    source="/docs/soup.txt",
    title="Soup",
)
RULES = """\
# Marina rules

Moorings are let by the year.

## Water

The cost is 40 euros a month.

## Quiet hours

No engine runs after ten.
"""


DOCUMENTS: tuple[Document, ...] = (BRIDGE, STRIKE, SOUP)


def filled(folder: Path) -> Collection:
    collection = Collection.open(folder, create=True)
    add(collection, DOCUMENTS)
    return collection


def add_rules(folder: Path, collection: Collection) -> None:
    """A document with headings, as it is indexed."""
    path = folder / "rules.md"
    path.write_text(RULES, "utf-8")
    index_paths(collection, [path], FakeEmbedder())
    close_readers()


def resources_of(collection: Collection, writer: Generator | None = None) -> Resources:
    load = None if writer is None else lambda: writer
    return Resources(collection, FakeEmbedder, FakeReader, load, top=8, answer_tokens=60)
