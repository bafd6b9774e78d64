"""The collections that are kept, one of each version, in `collections/`.

A module of `search.migrations` needs one of the version that it makes; it is made once, with
the program that first makes that version, and never again:

    python -m tests.search.kept tests/search/collections/v3
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from assistant.search.collection import Collection
from assistant.search.receipts import Quoted
from assistant.search.threshold import FittedThreshold
from tests.fakes import FakeEmbedder
from tests.search.samples import add, make_document

FOLDER = Path(__file__).with_name("collections")

BRIDGE = make_document(
    "The bridge over the Tamsel opened on 2 May 2024.\n\nIt is 212 metres long.",
    source="/docs/bridge.txt",
    title="Bridge opened",
    day=date(2024, 5, 3),
    metadata={"author": "Works office"},
)
SOUP = make_document("A café on the corner serves soup.", source="/docs/notes.txt")
THRESHOLD = FittedThreshold(0.4, "scale", FakeEmbedder().fingerprint, 0.1, 40, 2, "2026-11-26")

RECEIPT = {"question": "When did the bridge open?"}


def fill(folder: Path) -> None:
    """Make a collection of this version with everything that one may hold."""
    with Collection.open(folder, create=True) as collection:
        add(collection, [BRIDGE, SOUP])
        collection.set_threshold(THRESHOLD)
        collection.receipts.keep(RECEIPT, [Quoted(BRIDGE.id, BRIDGE.source)])


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
