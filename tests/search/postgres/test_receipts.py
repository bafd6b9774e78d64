"""Receipts that one connection keeps while another one deletes what they quote."""

from __future__ import annotations

import threading

from assistant.search.collection import Collection
from assistant.search.receipts import Quoted
from tests.search.samples import add, make_document, remove


def test_a_deletion_waits_for_a_receipt_that_is_being_kept(collection: Collection) -> None:
    bridge = make_document("The bridge opened in May.", source="/docs/bridge.txt")
    add(collection, [bridge])
    deleting = threading.Thread(target=remove, args=(collection, bridge.source))
    with collection._database.transaction():
        kept = collection.receipts.keep({"n": 1}, [Quoted(bridge.id, bridge.source)])
        deleting.start()
        deleting.join(2.0)
    deleting.join()
    assert kept
    assert collection.counts() == (0, 0)
    assert not collection.receipts.has(kept)
