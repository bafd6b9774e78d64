"""Who makes the summaries: this process, several that share the work, or those of a cluster.

Several processes and not threads: choosing, shortening and checking sentences is Python, which
one process runs on one core, whatever its threads.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.synchronize import Event
from typing import Protocol

from assistant.cluster.crew import Crew, WorkerLost
from assistant.cluster.nodes import crew, require_same
from assistant.errors import AssistantError, AtTerminal, ConfigError, ModelError
from assistant.grounding.stored import stored
from assistant.records import Document, SummaryRequest
from assistant.summariser import Summariser
from assistant.writing.brief import kept


class Recipe(Protocol):
    """How summaries are made; a small value that can be sent to another process."""

    @property
    def request(self) -> SummaryRequest: ...
    def summariser(self) -> Summariser: ...


class SharedRecipe(Recipe, Protocol):
    """One that another machine can be given: its fingerprint says whether that makes the same."""

    def fingerprint(self) -> str: ...


ShouldStop = Callable[[], bool]
Make = Callable[[Summariser, SummaryRequest, Document, ShouldStop], str]
"""What is made of each document, as the text that a ledger keeps; a function of a module."""


def make_summary(
    summariser: Summariser, request: SummaryRequest, document: Document, should_stop: ShouldStop
) -> str:
    """The summary of a document, as `grounding.stored` writes it."""
    return stored(summariser.summarise(document, request, should_stop=should_stop))


def make_brief(
    summariser: Summariser, request: SummaryRequest, document: Document, _: ShouldStop
) -> str:
    """What a digest keeps of a document, as `writing.brief` writes it."""
    return kept(summariser.brief(document, request))


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one document.

    Attributes:
        text: what was made of it; empty where it failed.
        error: why there is none.
        seconds: what it took, without loading models.
        words, tokens: size of the text.
    """

    text: str
    error: str
    seconds: float
    words: int
    tokens: int


class Workers(Protocol):
    """Takes documents; `window` is how many it should be given ahead of the first result.

    `summariser` is one of this process, with the models of the workers where they are in it.
    """

    window: int

    def submit(self, document: Document) -> Future[Made]: ...
    def summariser(self) -> Summariser: ...


@contextmanager
def workers(recipe: Recipe, count: int, make: Make = make_summary) -> Iterator[Workers]:
    """Workers for one run; whatever ends the block ends them.

    Args:
        recipe: how summaries are made.
        count: how many processes; 1 is this process, with all cores to itself.
        make: what they make of each document.
    """
    if count == 1:
        yield _Here(recipe, make)
        return
    with _pool(recipe, count, make) as pool:
        yield pool


@contextmanager
def workers_on_nodes(
    recipe: SharedRecipe, address: str, count: int | None, make: Make = make_summary
) -> Iterator[Workers]:
    """Workers on the nodes of a Ray cluster; whatever ends the block ends them.

    Args:
        recipe: how summaries are made.
        address: HOST:PORT of the cluster; this machine is one of its nodes.
        count: how many processes; None is one for each node.
        make: what they make of each document.

    Raises:
        ConfigError: the cluster cannot be joined, or a node would make other summaries.
        ModelError: a node lacks a model.
    """
    begin = partial(_begin_on_node, recipe, make, recipe.fingerprint())
    with crew(address, count, begin) as actors:
        yield _Nodes(actors, recipe)


def result_of(future: Future[Made]) -> Made:
    """What came of a document, once it is done.

    Raises:
        AssistantError: a worker was ended from outside, or its models cannot be used.
    """
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise AssistantError(
            "A worker was ended by the system, most often because memory ran out.",
            AtTerminal(
                "Run the same command again with fewer --workers; what was summarised is kept.",
                "Try again; what was summarised is kept.",
            ),
        ) from error
    except WorkerLost as lost:  # one document's, not the run's
        return Made("", lost.message, 0.0, 0, 0)


class _Here:
    """Makes each summary when it is submitted."""

    window = 1

    def __init__(self, recipe: Recipe, make: Make) -> None:
        self._recipe = recipe
        self._make = make
        self._summariser = recipe.summariser()

    def submit(self, document: Document) -> Future[Made]:
        future: Future[Made] = Future()
        future.set_result(_make(self._make, self._summariser, self._recipe.request, document))
        return future

    def summariser(self) -> Summariser:
        return self._summariser


class _Pool:
    """Processes, each with models of its own and its share of the cores."""

    def __init__(self, pool: ProcessPoolExecutor, recipe: Recipe, count: int) -> None:
        self.window = 2 * count
        self._pool = pool
        self._recipe = recipe

    def submit(self, document: Document) -> Future[Made]:
        try:
            return self._pool.submit(_make_in_worker, _sendable(document))
        except BrokenProcessPool as error:  # a worker was ended while the document was read
            refused: Future[Made] = Future()
            refused.set_exception(error)
            return refused

    def summariser(self) -> Summariser:
        return self._recipe.summariser()


class _Nodes:
    """Actors on the nodes of a cluster."""

    def __init__(self, actors: Crew, recipe: Recipe) -> None:
        self.window = actors.window
        self._crew = actors
        self._recipe = recipe

    def submit(self, document: Document) -> Future[Made]:
        return self._crew.submit(_sendable(document))

    def summariser(self) -> Summariser:
        return self._recipe.summariser()


def _sendable(document: Document) -> Document:
    """A view of a mapping cannot be sent to another process."""
    return replace(document, metadata=dict(document.metadata))


def _begin_on_node(
    recipe: SharedRecipe, make: Make, fingerprint: str
) -> Callable[[Document], Made]:
    """What an actor makes of each document; on a node where that is the same as here."""
    require_same(recipe.fingerprint(), fingerprint)
    return partial(_make, make, recipe.summariser(), recipe.request)


@contextmanager
def _pool(recipe: Recipe, count: int, make: Make) -> Iterator[_Pool]:
    # Never a fork: torch has threads, and a forked copy of them hangs.
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    threads = max(1, (os.cpu_count() or 1) // count)
    pool = ProcessPoolExecutor(
        count, mp_context=context, initializer=_begin, initargs=(recipe, make, threads, stop)
    )
    try:
        yield _Pool(pool, recipe, count)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _make(
    make: Make,
    summariser: Summariser,
    request: SummaryRequest,
    document: Document,
    should_stop: Callable[[], bool] = lambda: False,
) -> Made:
    words = len(document.text.split())
    tokens = summariser.embedder.count_tokens([document.text])[0]
    started = time.perf_counter()
    try:
        text, error = make(summariser, request, document, should_stop), ""
    except (ModelError, ConfigError):
        raise  # the next document would fail in the same way
    except AssistantError as failure:
        text, error = "", failure.message
    return Made(text, error, time.perf_counter() - started, words, tokens)


# ── In a worker process ────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Worker:
    recipe: Recipe
    make: Make
    stop: Event
    summariser: Summariser


_worker: _Worker | None = None


def _begin(recipe: Recipe, make: Make, threads: int, stop: Event) -> None:
    global _worker
    # Ctrl-C reaches the whole group: the parent decides, and says so through `stop`.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Before any library that reads it: they are imported when the models are loaded.
    os.environ["OMP_NUM_THREADS"] = str(threads)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = _Worker(recipe, make, stop, recipe.summariser())


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _make_in_worker(document: Document) -> Made:
    assert _worker is not None
    worker = _worker
    return _make(
        worker.make, worker.summariser, worker.recipe.request, document, worker.stop.is_set
    )
