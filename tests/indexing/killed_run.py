"""A run of `index_paths` in a process of its own, which a test kills: DOCUMENTS COLLECTION.

It commits often, takes its time, and prints how many files have been reported so far.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from assistant import indexing
from assistant.errors import AssistantError
from assistant.protocols import Silent, Vectors
from assistant.search.collection import Collection
from assistant.search.place import place_of
from tests.fakes import FakeEmbedder


class SlowEmbedder(FakeEmbedder):
    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.001 * len(texts))
        return super().encode_passages(texts)


class Printed(Silent):
    def __init__(self) -> None:
        self.files = 0

    def advance(self, amount: int) -> None:
        self.files += amount
        sys.stdout.write(f"{self.files}\n")
        sys.stdout.flush()


def main() -> None:
    documents, place = Path(sys.argv[1]), place_of(sys.argv[2])
    indexing.BATCH_PASSAGES = 4
    try:
        with Collection.open(place, create=True) as collection:
            indexing.index_paths(collection, [documents], SlowEmbedder(), progress=Printed())
    except AssistantError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
