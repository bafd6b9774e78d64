"""Around every model: what a library fails with, when it loads or runs one, becomes one sentence.

The error itself says little: a damaged file shows itself as whatever the library first trips over,
and no two libraries run out of memory in the same way. So the files are asked; where they are
whole, the library's own last line is told, and its traceback goes into the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from assistant.errors import AtTerminal, ModelCorrupt, ModelFailed, ModelMissing
from assistant.models.store import ModelStore
from assistant.models.wrapped import WrappedEmbedder, WrappedReader
from assistant.protocols import Generator, Judge, Scores, Written

_LOG = logging.getLogger(__name__)
_HINT = AtTerminal(
    "If memory is short, end other programs, or choose smaller models with --profile, or none that "
    "writes with --extractive.",
    "If memory is short, end other programs, or choose smaller models.",
)


class loading:
    """Around the loading of a model of the store.

    Raises:
        ModelCorrupt: it failed, whatever with, and a file differs from what was pulled or made.
        ModelFailed: it failed with all files as they should be.
    """

    def __init__(self, store: ModelStore, name: str) -> None:
        self._store = store
        self._name = name
        self._running = running(name)

    def __enter__(self) -> Self:
        self._running.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        known = ModelMissing | ModelCorrupt
        kept = self._store.catalogue.model(self._name).server is None
        asked = kept and isinstance(error, Exception) and not isinstance(error, known)
        if damage := self._store.verify(self._name) if asked else []:
            raise ModelCorrupt(
                f"The model {self._name} is damaged: {damage[0]}",
                AtTerminal(
                    f"Pull it again: python -m assistant models pull {self._name}",
                    "Ask whoever started the assistant to download it again.",
                ),
            ) from error
        return self._running.__exit__(kind, error, trace)


@contextmanager
def running(name: str) -> Iterator[None]:
    """Around whatever a library computes with a model.

    Raises:
        ModelFailed: the library gave up, most often for want of memory.
    """
    try:
        yield
    except (RecursionError, NotImplementedError):
        raise  # of Python's own errors, these are none that a library tells its troubles with
    except (MemoryError, RuntimeError) as error:
        _LOG.warning("%s failed", name, exc_info=error)
        raise ModelFailed(f"{name} cannot be run here: {_told(error)}.", _HINT) from error


def require_room(name: str, folder: Path) -> None:
    """Refuse a model whose weights cannot fit, before a library dies of it without a word.

    The weights are mapped and then packed for the processor: address space is needed for both,
    memory at least for one.

    Raises:
        ModelFailed: there is too little of either.
    """
    weights = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    for needed, left in ((weights, memory_left()), (2 * weights, address_space_left())):
        if needed > left:
            raise ModelFailed(
                f"{name} needs at least {needed / 1e6:,.0f} MB of memory, and {left / 1e6:,.0f} MB "
                "are left.",
                _HINT,
            )


def memory_left() -> int:
    """Bytes that the machine can still give, swap included."""
    return int(psutil.virtual_memory().available + psutil.swap_memory().free)


def address_space_left() -> int:
    """Bytes that this process may still map; very many where nothing limits it."""
    process = psutil.Process()
    limit = process.rlimit(psutil.RLIMIT_AS)[0] if hasattr(process, "rlimit") else -1
    return 1 << 62 if limit < 0 else max(0, limit - int(process.memory_info().vms))


class GuardedEmbedder(WrappedEmbedder):
    """An embedder whose library may give up."""

    def _during(self) -> AbstractContextManager[object]:
        return running(self.name)


class GuardedReader(WrappedReader):
    """A reader whose library may give up."""

    def _during(self) -> AbstractContextManager[object]:
        return running(self.name)


class GuardedJudge:
    """A judge whose library may give up."""

    def __init__(self, inner: Judge) -> None:
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self._inner = inner

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        """The probability of each verdict; see `Judge`."""
        with running(self.name):
            return self._inner.entail(pairs)


class GuardedGenerator:
    """A writer whose library may give up."""

    def __init__(self, inner: Generator) -> None:
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self.context_tokens = inner.context_tokens
        self.is_taught = inner.is_taught
        self._inner = inner

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Written:
        """Yield the answer as it is written; see `Generator`."""
        with running(self.name):
            return (
                yield from self._inner.generate(
                    system, user, max_tokens=max_tokens, should_stop=should_stop
                )
            )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        return self._inner.count_tokens(texts)


def _told(error: BaseException) -> str:
    """The last line of a library's message: the innermost of what it passed on."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "memory ran out"
