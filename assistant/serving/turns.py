"""One model for many people: who writes, and who waits in which place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from assistant.models.wrapped import WrappedEmbedder
from assistant.protocols import Embedder, Generator, Written

_LOOK_SECONDS = 0.05
"""How often someone who waits looks whether they still want to."""


class Line:
    """First come, first served; one at a time, and each can see how many are before them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._threads: list[int] = []

    def ahead_of(self, thread: int) -> int:
        """How many turns come before that thread's; 0 for the one whose turn it is, or for none."""
        with self._changed:
            return self._threads.index(thread) if thread in self._threads else 0

    def others(self, than: int) -> bool:
        """Whether another thread than that one has a turn or waits for one."""
        with self._changed:
            return any(thread != than for thread in self._threads)

    @contextmanager
    def turn(self, should_stop: Callable[[], bool]) -> Iterator[bool]:
        """Wait for this thread's turn and hold it; yields False if it was given up before."""
        mine = threading.get_ident()
        with self._changed:
            self._threads.append(mine)
        try:
            yield self._wait(mine, should_stop)
        finally:
            with self._changed:
                self._threads.remove(mine)
                self._changed.notify_all()

    def _wait(self, mine: int, should_stop: Callable[[], bool]) -> bool:
        with self._changed:
            while self._threads[0] != mine:
                if should_stop():
                    return False
                self._changed.wait(_LOOK_SECONDS)
        return not should_stop()


class SharedEmbedder(WrappedEmbedder):
    """An `Embedder` that several threads may use: each call waits for the one before it."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner)
        self._lock = threading.Lock()

    def _during(self) -> AbstractContextManager[object]:
        return self._lock


class SharedWriter:
    """A `Generator` that writes for one thread at a time, in the order of the line."""

    def __init__(self, writer: Generator, line: Line) -> None:
        self.name = writer.name
        self.fingerprint = writer.fingerprint
        self.context_tokens = writer.context_tokens
        self.is_taught = writer.is_taught
        self._writer = writer
        self._line = line
        self._lock = threading.Lock()

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Written:
        with self._line.turn(should_stop) as has_turn:
            if not has_turn:
                return None
            return (
                yield from self._writer.generate(
                    system, user, max_tokens=max_tokens, should_stop=should_stop
                )
            )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._lock:
            return self._writer.count_tokens(texts)
