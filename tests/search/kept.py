"""The collections that are kept, one of each version, in `collections/`.

A module of `search.migrations` needs one of the version that it makes; it is made once, with
the program that first makes that version, and never again:

    python -m tests.search.kept tests/search/collections/v3
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.records import Recognised
from assistant.search.collection import Collection
from assistant.search.place import Place
from assistant.search.receipts import Quoted
from assistant.search.threshold import FittedThreshold
from tests.fakes import FakeEmbedder
from tests.search.samples import add, make_document, question

FOLDER = Path(__file__).with_name("collections")

BRIDGE = make_document(
    "The bridge over the Tamsel opened on 2 May 2024.\n\nIt is 212 metres long.",
    source="/docs/bridge.txt",
    title="Bridge opened",
    day=date(2024, 5, 3),
    metadata={"author": "Works office"},
)
SOUP = make_document("A café on the corner serves soup.", source="/docs/notes.txt")
SCAN = replace(
    make_document("The tram stops at the harbour.", source="/docs/scan.pdf"),
    recognised=(Recognised(0, 30, 0.875),),
)
THRESHOLD = FittedThreshold(0.4, "scale", FakeEmbedder().fingerprint, 0.1, 40, 2, "2026-11-26")

RECEIPT = {"question": "When did the bridge open?"}


def fill(place: Place) -> None:
    """Make a collection of this version with everything that one may hold."""
    with Collection.open(place, create=True) as collection:
        add(collection, [BRIDGE, SOUP, SCAN])
        collection.set_threshold(THRESHOLD)
        collection.receipts.keep(RECEIPT, [Quoted(BRIDGE.id, BRIDGE.source)])


def assert_held(collection: Collection, *, receipts: bool, scan: bool) -> None:
    """All that `fill` put into it is found there.

    Args:
        collection: made from a kept one.
        receipts: whether that version has them.
        scan: whether it has what was recognised in pictures.
    """
    held = [BRIDGE, SOUP, SCAN] if scan else [BRIDGE, SOUP]
    assert [info.id for info in collection.documents()] == [one.id for one in held]
    document, info = collection.described(BRIDGE.id)
    assert (document.text, document.date) == (BRIDGE.text, BRIDGE.date)
    assert (dict(info.metadata), info.sources) == (BRIDGE.metadata, (BRIDGE.source,))
    assert collection.fitted_threshold == THRESHOLD
    assert len(collection.lexical_search(["bridge"], 5)) == 2
    ((row, score),) = list(collection.dense_search(question("soup on the corner"), 1))
    assert collection.fetch([row])[row][0].text == SOUP.text
    assert score > 0.5
    for one in held:
        assert collection.document(one.id).recognised == one.recognised
        sure = 0.875 if one is SCAN else None
        assert {passage.ocr for passage in collection.passages_of(one.id)} == {sure}
    kept = [content for _, content in collection.receipts.all()]
    assert kept == ([RECEIPT] if receipts else [])


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
