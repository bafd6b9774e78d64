"""One writer at a time, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from assistant.errors import CollectionBusy, CollectionError

WAIT_SECONDS = 1.0
_POLL_SECONDS = 0.05


class Held(Exception):
    """Another process holds the lock; its id, where it is known, is the text."""


@contextmanager
def writer_lock(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold `writer.lock` in `folder`, waiting a moment for it unless `wait` is false.

    The kernel lets go of it when the process ends in any way, so it can never go stale.

    Raises:
        CollectionBusy: another process holds it; the message gives its process id.
        CollectionError: the folder may not be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / "writer.lock", WAIT_SECONDS if wait else 0))
        except Held as held:
            raise CollectionBusy(
                f"Process {held} is writing to the collection at {folder}.",
                "Wait for it to end, or stop it, and try again.",
            ) from held
        except OSError as error:
            raise CollectionError(
                f"The collection at {folder} cannot be written ({error.strerror}).",
                "Check the folder's permissions, or use another one with --collection DIR.",
            ) from error
        yield


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold a lock file against other processes.

    Raises:
        Held: another process still holds it after `wait_seconds`.
        OSError: the file may not be written.
    """
    with open(path, "a+", encoding="ascii") as file:
        deadline = time.monotonic() + wait_seconds
        while not _acquired(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                raise Held(file.read().strip() or "(unknown)")
            time.sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _acquired(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
