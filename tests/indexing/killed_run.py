"""A run of `index_paths` in a process of its own, which a test kills: DOCUMENTS COLLECTION.

It commits often, takes its time, and prints how many files have been reported so far.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant import indexing
from assistant.errors import AssistantError
from assistant.protocols import Embedder, Silent, Vectors
from assistant.search.collection import Collection
from assistant.search.place import Place, place_of
from tests.fakes import FakeEmbedder


class SlowEmbedder(FakeEmbedder):
    """Takes so many seconds for each text."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(self._seconds * len(texts))
        return super().encode_passages(texts)


class Printed(Silent):
    def __init__(self) -> None:
        self.files = 0

    def advance(self, amount: int) -> None:
        self.files += amount
        sys.stdout.write(f"{self.files}\n")
        sys.stdout.flush()


def begin() -> Callable[[Sequence[str]], Vectors]:
    """What a node of a cluster does."""
    return SlowEmbedder(0.02).encode_passages


def run(documents: Path, place: Place, embedder: Embedder) -> None:
    indexing.BATCH_PASSAGES = 4
    try:
        with Collection.open(place, create=True) as collection:
            indexing.index_paths(collection, [documents], embedder, progress=Printed())
    except AssistantError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    run(Path(sys.argv[1]), place_of(sys.argv[2]), SlowEmbedder(0.001))
