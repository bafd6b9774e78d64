"""One writer at a time, across processes."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from assistant.errors import CollectionBusy, CollectionError

WAIT_SECONDS = 1.0
_POLL_SECONDS = 0.05


@contextmanager
def writer_lock(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold `writer.lock` in `folder`, waiting a moment for it unless `wait` is false.

    The kernel lets go of it when the process ends in any way, so it can never go stale.

    Raises:
        CollectionBusy: another process holds it; the message gives its process id.
        CollectionError: the folder may not be written.
    """
    with _opened(folder) as file:
        deadline = time.monotonic() + (WAIT_SECONDS if wait else 0)
        while not _acquired(file.fileno()):
            if time.monotonic() >= deadline:
                file.seek(0)
                raise CollectionBusy(
                    f"Process {file.read().strip() or '(unknown)'} is writing to the collection "
                    f"at {folder}.",
                    "Wait for it to end, or stop it, and try again.",
                )
            time.sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _opened(folder: Path) -> IO[str]:
    try:
        return open(folder / "writer.lock", "a+", encoding="ascii")
    except OSError as error:
        raise CollectionError(
            f"The collection at {folder} cannot be written ({error.strerror}).",
            "Check the folder's permissions, or use another one with --collection DIR.",
        ) from error


def _acquired(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
