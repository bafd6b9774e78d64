"""One digest of many documents as a build: a brief of each, then the digest of all.

    inputs → Document ─(in the ledger?)→ workers → Brief in the ledger ─→ Card ─┐
                                            briefs of the told stories ─────────┴→ Row

Both are kept by what decides them, so that another document costs its own brief and the
digest. In memory is a card of each document, some two thousand bytes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.batch.inputs import Known, Unread
from assistant.batch.ledger import Ledger
from assistant.batch.runner import Batch, Keep, Result, Row, with_receipt, without_receipt
from assistant.batch.workers import Workers
from assistant.errors import LedgerError, ReadError
from assistant.grounding.stored import stored
from assistant.records import Document, DocumentInfo, Summary, SummaryRequest
from assistant.writing.brief import Brief, Card, brief_in, card_in

Read = Callable[[Known], Iterator[Document | Unread]]


class DigestBatch:
    """One digest over one ledger.

    Args:
        ledger: open.
        request: of the digest.
        briefs: fingerprint of what makes the briefs.
        fingerprint: of what makes the digest.
        retry_failed: try again what failed before and has not changed.
        keep: keeps the receipt of the digest.
    """

    def __init__(
        self,
        ledger: Ledger,
        request: SummaryRequest,
        briefs: str,
        fingerprint: str,
        *,
        retry_failed: bool = False,
        keep: Keep = without_receipt,
    ) -> None:
        self._ledger = ledger
        self._request = request
        self._briefs = briefs
        self._fingerprint = fingerprint
        self._keep = keep
        self._batch = Batch(ledger, briefs, retry_failed=retry_failed)

    def rows(
        self,
        read: Read,
        workers: Workers,
        on_result: Callable[[Result], None] = lambda result: None,
        on_digest: Callable[[], None] = lambda: None,
    ) -> list[Row]:
        """The row of the digest, and one for each document that failed, in order.

        Args:
            read: gives the documents.
            workers: make their briefs.
            on_result: called for each document as soon as its brief is kept.
            on_digest: called before the digest itself is made, if there is none yet.

        Raises:
            ReadError: no document could be read.
            ModelError, ConfigError: the models cannot be used.
            StorageFull, LedgerError: what was made could not be kept.
        """
        cards: dict[str, Card] = {}
        failed: list[Row] = []
        for result in self._batch.results(read, workers):
            on_result(result)
            if result.info is None or result.error:
                failed.append(Row(result.source, None, result.error))
            else:
                _add(cards, result.text, result.info)
        if not cards:
            why = f" {failed[0].error}" if len(failed) == 1 else ""
            raise ReadError(
                f"There is no document to summarise.{why}", "Give other paths or filters."
            )
        return [Row("", self._summary(list(cards.values()), workers, on_digest)), *failed]

    def _summary(
        self, cards: list[Card], workers: Workers, on_digest: Callable[[], None]
    ) -> Summary:
        infos = [card.info for card in cards]
        key = hashlib.sha256("\0".join(info.id for info in infos).encode()).hexdigest()
        text = self._ledger.summary(key, self._fingerprint)
        if text is None:
            on_digest()
            started = time.perf_counter()
            made = workers.summariser().digest_of(cards, self._fetch, self._request)
            text = stored(made)
            seconds = time.perf_counter() - started
            self._ledger.keep(key, self._fingerprint, text, seconds, made.words)
        return with_receipt(self._ledger, key, self._fingerprint, text, infos, self._keep)

    def _fetch(self, info: DocumentInfo) -> Brief:
        text = self._ledger.summary(info.id, self._briefs)
        if text is None:
            raise LedgerError(
                f"The ledger has lost what was read of {info.source}.",
                "Run the same command again.",
            )
        return brief_in(text, info)


def _add(cards: dict[str, Card], text: str, info: DocumentInfo) -> None:
    """A card of each text, whose info names every place where it was found."""
    known = cards.get(info.id)
    if known is None:
        cards[info.id] = card_in(text, info)
    else:
        places = (*known.info.sources, *info.sources)
        cards[info.id] = replace(known, info=replace(known.info, sources=places))
