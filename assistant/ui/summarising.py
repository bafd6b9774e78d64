"""Summaries for the page: a batch over the documents of a collection, or one digest of them.

A batch is the one of `summarise`: its ledger, its loop, its outputs. The models are those of the
page, in this process.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answering.receipts import keep_of_batch
from assistant.assistant import Assistant
from assistant.batch.digest import DigestBatch
from assistant.batch.inputs import Known, Unread, still_there
from assistant.batch.ledger import Ledger, ledger_folder, open_ledger
from assistant.batch.output import JsonlFile, MarkdownFolder, Outputs, row_to_json
from assistant.batch.recipe import ProfileRecipe
from assistant.batch.runner import Batch, Keep, Row
from assistant.batch.workers import make_brief, workers
from assistant.config import home
from assistant.errors import AssistantError, ReadError
from assistant.models.wrapped import WrappedEmbedder, WrappedReader
from assistant.places import default_collection
from assistant.protocols import Embedder, Progress, Reader
from assistant.records import Document, Summary, SummaryRequest
from assistant.search.collection import Collection
from assistant.search.place import Server, place_of
from assistant.summariser import OnClaim, Summariser
from assistant.ui.only import Only
from assistant.writing.brief import Card
from assistant.writing.digest import Fetch

SHOWN = 20
"""Summaries of one run that the page shows; the download holds all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: no `documents` means all of the collection's in that part."""

    shelf: str
    profile: str
    documents: tuple[str, ...]
    request: SummaryRequest
    together: bool = False
    only: Only = Only()  # noqa: RUF009 - frozen


class Stopped(Exception):
    """Somebody stopped the run: what is under way is not kept, since it was cut short."""


@dataclass(slots=True)
class SummaryRun:
    """One run and what came of it; the working thread writes it, and any other may read it.

    Attributes:
        scratch: in it, a folder holds its outputs as `summarise --jsonl --out` writes them.
        recent: the last rows, as JSON.
        made, failed: how many documents were summarised, taken from the ledger or not, and
            how many could not be.
        has_ended: whether it is over, in whatever way.
        failure: what ended it before its time.
    """

    wanted: Wanted
    scratch: Path
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    recent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=SHOWN))
    made: int = 0
    failed: int = 0
    is_complete: bool = False
    has_ended: bool = False
    failure: AssistantError | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def folder(self) -> Path:
        return self.scratch / self.id

    @property
    def jsonl(self) -> Path:
        return self.folder / "summaries.jsonl"

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    def stop(self) -> None:
        """End it within a token; finished summaries are kept."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def take(self, row: Row, fingerprint: str) -> None:
        """One more document is done."""
        self.recent.append(row_to_json(row, fingerprint))
        if row.summary is None:
            self.failed += 1
        else:
            self.made += 1


def summarise(
    run: SummaryRun, assistant: Assistant, recipe: ProfileRecipe, progress: Progress
) -> None:
    """Make the summaries of a run; ends early, without any error, where it is stopped.

    Args:
        run: what is wanted; takes what is made.
        assistant: gives the documents and the models.
        recipe: the same as `summarise` has it; names what is made in the ledger.
        progress: counts documents.

    Raises:
        LedgerBusy: another process summarises this collection.
        ReadError: there is nothing to summarise.
        ConfigError: what narrows the collection is no span of days.
        ModelError: the models cannot be used.
    """
    wanted = run.wanted
    found = () if wanted.documents else assistant.collection.documents(wanted.only.filter())
    ids = wanted.documents or [info.id for info in found]
    if not ids:
        raise _nothing(wanted.only.words())
    fingerprint = recipe.fingerprint()
    summariser = StoppableSummariser(assistant, wanted.request, lambda: run.stopped)
    keep = keep_of_batch(assistant.collection, recipe, together=wanted.together)
    build = _Build(assistant.collection, ids, summariser, recipe, fingerprint, keep, progress)
    run.folder.mkdir()
    try:
        with (
            open_ledger(ledger_folder(home(), _key(assistant.collection))) as ledger,
            Outputs(JsonlFile(run.jsonl, fingerprint), MarkdownFolder(run.pages)) as outputs,
        ):
            for row in build.digest(ledger) if wanted.together else build.each(ledger):
                outputs.put(row)
                run.take(row, fingerprint)
        run.is_complete = True
    except Stopped:
        return


@dataclass(frozen=True, slots=True)
class _Build:
    """What a batch needs: documents, models, and how they are used."""

    collection: Collection
    ids: Sequence[str]
    summariser: StoppableSummariser
    recipe: ProfileRecipe
    fingerprint: str
    keep: Keep
    progress: Progress

    def each(self, ledger: Ledger) -> Iterator[Row]:
        """A row for each document; what the ledger holds is not made again."""
        self.progress.start("Summarising", len(self.ids), "documents")
        batch = Batch(ledger, self.fingerprint, retry_failed=True, keep=self.keep)
        with workers(self._loaded, 1) as here:
            for row in batch.rows(self._read, here):
                yield row
                self.progress.advance(1)

    def digest(self, ledger: Ledger) -> Iterator[Row]:
        """One row for all documents together, and one for each that failed."""
        progress = self.progress
        batch = DigestBatch(
            ledger,
            self.recipe.request,
            self.recipe.brief_fingerprint(),
            self.fingerprint,
            retry_failed=True,
            keep=self.keep,
        )
        progress.start("Reading", len(self.ids), "documents")
        with workers(self._loaded, 1, make_brief) as here:
            yield from batch.rows(
                self._read,
                here,
                on_result=lambda result: progress.advance(1),
                on_digest=lambda: progress.start("Putting the stories together", None, ""),
            )

    @property
    def _loaded(self) -> _Loaded:
        return _Loaded(self.recipe.request, self.summariser)

    def _read(self, _: Known) -> Iterator[Document | Unread]:
        return still_there(self.collection, self.ids)


class StoppableSummariser(Summariser):
    """Summarises with the models of an assistant until it is stopped, and then raises `Stopped`."""

    def __init__(
        self, assistant: Assistant, request: SummaryRequest, should_stop: Callable[[], bool]
    ) -> None:
        writer = None if request.style == "extractive" else assistant.writer
        super().__init__(
            lambda: _StoppableEmbedder(assistant.embedder, should_stop),
            lambda: _StoppableReader(assistant.reader, should_stop),
            (lambda: writer) if writer else None,
        )
        self._should_stop = should_stop

    def summarise(
        self,
        document: Document,
        request: SummaryRequest = SummaryRequest(),  # noqa: B008 - frozen
        *,
        on_claim: OnClaim = lambda claim: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Summary:
        """As `Summariser.summarise`; `should_stop` gives way to the one of the run."""
        return self._whole(
            super().summarise(document, request, on_claim=on_claim, should_stop=self._should_stop)
        )

    def digest_of(
        self,
        cards: Sequence[Card],
        fetch: Fetch,
        request: SummaryRequest,
        *,
        should_stop: Callable[[], bool] = lambda: False,
        started: float | None = None,
    ) -> Summary:
        """As `Summariser.digest_of`, in the same way."""
        return self._whole(
            super().digest_of(cards, fetch, request, should_stop=self._should_stop, started=started)
        )

    def _whole(self, summary: Summary) -> Summary:
        if self._should_stop():
            raise Stopped
        return summary


class _StoppableEmbedder(WrappedEmbedder):
    """An `Embedder` that begins no call once it is stopped."""

    def __init__(self, inner: Embedder, should_stop: Callable[[], bool]) -> None:
        super().__init__(inner)
        self._should_stop = should_stop

    def _during(self) -> AbstractContextManager[object]:
        if self._should_stop():
            raise Stopped
        return super()._during()


class _StoppableReader(WrappedReader):
    """A `Reader` that begins no call once it is stopped."""

    def __init__(self, inner: Reader, should_stop: Callable[[], bool]) -> None:
        super().__init__(inner)
        self._should_stop = should_stop

    def _during(self) -> AbstractContextManager[object]:
        if self._should_stop():
            raise Stopped
        return super()._during()


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A `batch.workers.Recipe` whose models are loaded."""

    request: SummaryRequest
    loaded: Summariser

    def summariser(self) -> Summariser:
        return self.loaded


def _nothing(words: str) -> ReadError:
    if words:
        return ReadError(f"There is no document {words}.", "Name more days, or more of the paths.")
    return ReadError("There is no document to summarise.", "Add some under Documents.")


def _key(collection: Collection) -> tuple[str, str]:
    """Names the ledger that `summarise` uses for this collection without any output."""
    place = place_of(collection.name)
    if isinstance(place, Server):
        return "in", str(place)
    folder = place.absolute()
    return "in", "" if folder == default_collection(home()).absolute() else str(folder)
