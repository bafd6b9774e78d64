"""Requests under way: a few threads work, a few more wait, and whatever comes then is sent away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from assistant.errors import ServerBusy, ServerEnding

Result = TypeVar("Result")

THREADS = 4
"""Requests that are worked on at the same time; only one of them writes."""

MOST = 16
"""Requests under way, those that wait included."""


@dataclass(slots=True)
class Job(Generic[Result]):
    """One request: its result, and how to give it up.

    Attributes:
        future: gives the result, or what went wrong; nothing once it was given up.
    """

    future: Future[Result] = field(default_factory=Future)
    _task: Future[Result] = field(default_factory=Future)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Nobody wants it any more: it ends within a token, or does not begin."""
        self._stopped.set()
        self._task.cancel()

    def end(self) -> None:
        """The server is about to end: that is what comes of it, at once."""
        self.stop()
        with suppress(InvalidStateError):  # it has a result
            self.future.set_exception(ServerEnding())

    def begin(self, task: Future[Result]) -> None:
        """What comes of the task comes of this, unless it is ended before."""
        self._task = task
        task.add_done_callback(self._done)

    def _done(self, task: Future[Result]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        with suppress(InvalidStateError):  # it was ended, or nobody waits for it any more
            if error is None:
                self.future.set_result(task.result())
            else:
                self.future.set_exception(error)

    def should_stop(self) -> bool:
        return self._stopped.is_set()


class Work:
    """Threads for requests.

    Args:
        threads: how many are worked on at the same time.
        most: how many may be under way.
    """

    def __init__(self, threads: int = THREADS, most: int = MOST) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="api")
        self._most = most
        self._lock = threading.RLock()  # a task may have ended before its thread leaves the block
        self._open: dict[int, Job[object]] = {}
        self._seconds = 1.0
        self._is_ending = False

    @property
    def under_way(self) -> int:
        """How many requests are worked on or wait."""
        return len(self._open)

    @property
    def retry_after(self) -> int:
        """In how many seconds, by the last requests, one of those under way will have ended."""
        return max(1, round(self._seconds))

    def start(self, task: Callable[[Job[Result]], Result]) -> Job[Result]:
        """Begin as soon as a thread is free.

        Raises:
            ServerBusy: too many are under way.
            ServerEnding: see `end`.
        """
        job: Job[Result] = Job()
        with self._lock:
            if self._is_ending:
                raise ServerEnding
            if len(self._open) >= self._most:
                raise ServerBusy(
                    f"{self._most} requests are under way, and no more are taken.",
                    f"Ask again in {self.retry_after} s.",
                )
            self._open[id(job)] = job  # type: ignore[assignment]  # only stopped from here
            begun = self._pool.submit(self._run, task, job)
            # Its place is free before its result is there: who has that may ask again.
            begun.add_done_callback(lambda _: self._ended(job))
            job.begin(begun)
        return job

    def end(self) -> None:
        """The server is about to end: stop all, and take no more."""
        with self._lock:
            self._is_ending = True
            under_way = list(self._open.values())
        for job in under_way:
            job.end()

    def close(self) -> None:
        """Stop all, and wait until they have stopped."""
        self.end()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, task: Callable[[Job[Result]], Result], job: Job[Result]) -> Result:
        started = time.monotonic()
        try:
            return task(job)
        finally:
            self._seconds += (time.monotonic() - started - self._seconds) / 4

    def _ended(self, job: Job[Result]) -> None:
        with self._lock:
            self._open.pop(id(job), None)
