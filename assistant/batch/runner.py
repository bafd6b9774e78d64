"""The loop of a batch: what the ledger holds is taken from it, the rest is made and kept.

Results come in the order of the inputs, whatever the workers do; what is done is committed at
once, also while an earlier document is still being made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace

from assistant.batch.inputs import Known, Unread
from assistant.batch.ledger import Ledger
from assistant.batch.workers import Made, Workers, result_of
from assistant.grounding.stored import restored, stored
from assistant.records import Document, DocumentInfo, Summary

Keep = Callable[[Summary, Sequence[DocumentInfo]], Summary]
"""Keeps a receipt of a summary of these documents, in the order in which they were read, and gives
the summary with its id. A receipt that the summary already names is not kept twice."""


def without_receipt(summary: Summary, _: Sequence[DocumentInfo] = ()) -> Summary:
    """A `Keep` for summaries that have none: of files, or where the settings say so."""
    return replace(summary, receipt=replace(summary.receipt, id=""))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an output: a summary, or why there is none.

    Attributes:
        source: of the document; empty for a digest of many.
        tokens: size of the text, where the summary was made now; 0 where it was kept from before.
    """

    source: str
    summary: Summary | None
    error: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one document: the text that the ledger keeps, or why there is none.

    Attributes:
        info: None where the file could not be read.
        tokens: as for a row.
    """

    source: str
    info: DocumentInfo | None
    text: str = ""
    error: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        done: documents whose summaries are kept already.
        failed: documents that failed before, and would not be tried again.
        words: of the texts that are to be summarised.
    """

    done: int
    failed: int
    to_do: int
    words: int


@dataclass(slots=True)
class _Flight:
    """A document on its way; `made` is set once it is done and committed."""

    info: DocumentInfo | None
    result: Result | None = None
    future: Future[Made] | None = None
    made: Made | None = None


class Batch:
    """One run over one ledger.

    Args:
        ledger: open.
        fingerprint: of the models and settings that make the summaries.
        retry_failed: try again what failed before and has not changed.
        keep: keeps the receipts.
    """

    def __init__(
        self,
        ledger: Ledger,
        fingerprint: str,
        *,
        retry_failed: bool = False,
        keep: Keep = without_receipt,
    ) -> None:
        self._ledger = ledger
        self._fingerprint = fingerprint
        self._retry = retry_failed
        self._receipt_of = keep

    def rows(
        self, read: Callable[[Known], Iterator[Document | Unread]], workers: Workers
    ) -> Generator[Row]:
        """A row for each document, in order, for workers that make summaries; see `results`."""
        for result in self.results(read, workers):
            summary = None
            if result.info is not None and not result.error:
                info = result.info
                summary = with_receipt(
                    self._ledger, info.id, self._fingerprint, result.text, [info], self._receipt_of
                )
            yield Row(result.source, summary, result.error, result.tokens)

    def results(
        self, read: Callable[[Known], Iterator[Document | Unread]], workers: Workers
    ) -> Generator[Result]:
        """What the workers make of each document, in order.

        Raises:
            ModelError, ConfigError: the models cannot be used.
            StorageFull, LedgerError: what was made could not be kept.
        """
        waiting: deque[_Flight] = deque()
        for item in read(self._known):
            waiting.append(self._start(item, workers))
            self._keep_done(waiting)
            yield from self._ready(waiting)
            while len(waiting) >= workers.window:
                self._keep_next(waiting)
                yield from self._ready(waiting)
        while waiting:
            self._keep_next(waiting)
            yield from self._ready(waiting)

    def plan(self, read: Callable[[Known], Iterator[Document | Unread]]) -> Plan:
        """What `rows` would do; nothing is written."""
        done = failed = to_do = words = 0
        for item in read(self._unreadable):
            if isinstance(item, Unread) or self._failed(item):
                failed += 1
            elif self._ledger.summary(item.id, self._fingerprint) is not None:
                done += 1
            else:
                to_do += 1
                words += len(item.text.split())
        return Plan(done, failed, to_do, words)

    def _start(self, item: Document | Unread, workers: Workers) -> _Flight:
        if isinstance(item, Unread):
            self._ledger.fail(item.state, item.error)
            return _Flight(None, Result(item.source, None, error=item.error))
        info = DocumentInfo.of(item)
        error = self._failed(item)
        if error is not None:
            return _Flight(info, Result(info.source, info, error=error))
        kept = self._ledger.summary(item.id, self._fingerprint)
        if kept is not None:
            return _Flight(info, Result(info.source, info, kept))
        return _Flight(info, future=workers.submit(item))

    def _unreadable(self, state: str) -> str | None:
        return None if self._retry else self._ledger.failure(state)

    def _known(self, state: str) -> str | None:
        """As `_unreadable`; what is tried again counts as failed only if it fails once more."""
        if self._retry:
            self._ledger.forget_failure(state)
        return self._unreadable(state)

    def _failed(self, document: Document) -> str | None:
        return None if self._retry else self._ledger.failure(document.id, self._fingerprint)

    def _keep_next(self, waiting: Iterable[_Flight]) -> None:
        """Wait until something is done, and commit all that is."""
        futures = [one.future for one in waiting if one.future and one.made is None]
        if futures:
            wait(futures, return_when=FIRST_COMPLETED)
            self._keep_done(waiting)

    def _keep_done(self, waiting: Iterable[_Flight]) -> None:
        """Commit all that is done, and only then raise what ends the run."""
        done = [
            (flight, flight.future)
            for flight in waiting
            if flight.future and flight.made is None and flight.future.done()
        ]
        for flight, future in sorted(done, key=lambda one: one[1].exception() is not None):
            flight.made = self._keep(flight, result_of(future))

    def _keep(self, flight: _Flight, made: Made) -> Made:
        assert flight.info is not None
        document_id = flight.info.id
        if made.error:
            self._ledger.fail(document_id, made.error, self._fingerprint)
        else:
            self._ledger.keep(document_id, self._fingerprint, made.text, made.seconds, made.words)
        return made

    def _ready(self, waiting: deque[_Flight]) -> Iterator[Result]:
        """The results at the front that are done."""
        while waiting:
            result = _result_of(waiting[0])
            if result is None:
                return
            waiting.popleft()
            yield result


def with_receipt(
    ledger: Ledger,
    key: str,
    fingerprint: str,
    text: str,
    documents: Sequence[DocumentInfo],
    keep: Keep,
) -> Summary:
    """A summary of the ledger with its receipt, whose id the ledger then holds, too.

    The summary is committed before: a kill in between leaves one without a receipt, which the
    next run keeps.

    Args:
        ledger: open.
        key: of the document, or of the documents together.
        fingerprint: of what made it.
        text: what the ledger holds under both.
        documents: those that were summarised, in the order in which they were read.
        keep: keeps the receipt.

    Raises:
        LedgerError, StorageFull: the ledger cannot be written.
    """
    before = restored(text, documents)
    summary = keep(before, documents)
    if summary.receipt.id not in ("", before.receipt.id):
        ledger.rewrite(key, fingerprint, stored(summary))
    return summary


def _result_of(flight: _Flight) -> Result | None:
    if flight.result is not None or flight.made is None:
        return flight.result
    assert flight.info is not None
    made, source = flight.made, flight.info.source
    if made.error:
        return Result(source, flight.info, error=made.error)
    return Result(source, flight.info, made.text, tokens=made.tokens)
