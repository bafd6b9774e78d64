"""Long work for the page: in a thread, with its progress in words."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from assistant.errors import AssistantError, ServerEnding, on_page
from assistant.ui.templates import render

Result = TypeVar("Result")
LOOK_SECONDS = 0.25
"""How often a page looks at long work; at first it looks sooner, since much is done at once."""
_FIRST_LOOK_SECONDS = 0.01


@dataclass(slots=True)
class PageProgress:
    """A `Progress` that a page can read while another thread reports to it.

    It begins with what is about to be done, until the first step is reported.

    Attributes:
        ending: set once the server is about to end: what reports then is ended by `ServerEnding`.
    """

    step: str
    total: int | None = None
    done: int = 0
    unit: str = ""
    notes: list[str] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def start(self, step: str, total: int | None, unit: str) -> None:
        self.step, self.total, self.unit, self.done = on_page(step), total, on_page(unit), 0
        self.go_on()

    def advance(self, amount: int) -> None:
        self.done += amount
        self.go_on()

    def note(self, message: str) -> None:
        self.notes.append(on_page(message))

    def finish(self) -> None:
        return

    def go_on(self) -> None:
        """Raise `ServerEnding` where the server is about to end."""
        if self.ending.is_set():
            raise ServerEnding

    def html(self) -> str:
        """The step, how far it is, and the last thing that was noted."""
        scale, unit = (1_000_000, "MB") if self.unit in {"bytes", "B"} else (1, self.unit)
        of = "" if self.total is None else f" of {self.total / scale:,.0f}"
        return render(
            "progress",
            step=self.step,
            done=f"{self.done / scale:,.0f}{of} {unit}" if self.unit else "",
            amount=self.done,
            total=self.total,
            note=self.notes[-1] if self.notes else "",
        )


def failure_of(future: Future[Any]) -> AssistantError | None:
    """The error that ended some work, if a user can mend it. A bug is raised instead."""
    if future.cancelled():
        return None
    error = future.exception()
    if error is None or isinstance(error, AssistantError):
        return error
    raise error


@dataclass(slots=True)
class Job(Generic[Result]):
    """Work under way: `progress` while it goes on, then its result or what went wrong."""

    progress: PageProgress
    future: Future[Result]

    @property
    def failure(self) -> AssistantError | None:
        """What a user can mend. A bug is raised instead."""
        return failure_of(self.future)

    async def watch(self) -> AsyncIterator[str]:
        """The progress as HTML, until the work has ended."""
        pause = _FIRST_LOOK_SECONDS
        while not self.future.done():
            yield self.progress.html()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LOOK_SECONDS)


class Workshop:
    """One thread for long work: what comes later waits."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="work")
        self._ending = threading.Event()

    def end(self) -> None:
        """The server is about to end: what is under way stops at what it reports next."""
        self._ending.set()

    def start(self, step: str, work: Callable[[PageProgress], Result]) -> Job[Result]:
        """Begin, or wait for what was begun before."""
        progress = PageProgress("Waiting until other work here has ended", ending=self._ending)

        def begin() -> Result:
            progress.step = step
            progress.go_on()
            return work(progress)

        return Job(progress, self._pool.submit(begin))

    def after(self, work: Callable[[], None]) -> Future[None]:
        """Do something, even at the end, once all that was begun before has ended."""
        try:
            return self._pool.submit(work)
        except RuntimeError:  # closed, and then all has ended
            work()
            done: Future[None] = Future()
            done.set_result(None)
            return done

    def close(self) -> None:
        """End what is under way, and wait for that."""
        self.end()
        self._pool.shutdown(wait=True)
