"""One writer at a time, across processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import AtTerminal, CollectionBusy, CollectionError

WAIT_SECONDS = 1.0
_POLL_SECONDS = 0.05


_OWN: set[Path] = set()
"""The lock files that this process holds: ids of processes are no proof where two containers share
a folder."""


class Held(Exception):
    """Another process holds the lock; its id, where it is known, is the text."""


@contextmanager
def writer_lock(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold `writer.lock` in `folder`, waiting a moment for it unless `wait` is false.

    The system lets go of it when the process ends in any way, so it can never go stale.

    Raises:
        CollectionBusy: another process holds it; the message gives its process id.
        CollectionError: the folder may not be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / "writer.lock", WAIT_SECONDS if wait else 0))
        except Held as held:
            is_own = folder / "writer.lock" in _OWN
            raise CollectionBusy.by(f"Process {held}", folder, is_own=is_own) from held
        except OSError as error:
            raise CollectionError(
                f"The collection at {folder} cannot be written ({error.strerror}).",
                AtTerminal(
                    "Check the folder's permissions, or use another one with --collection DIR.",
                    "Check the folder's permissions, or choose another collection.",
                ),
            ) from error
        yield


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold a lock file against other processes.

    Raises:
        Held: another process still holds it after `wait_seconds`.
        OSError: the file may not be written.
    """
    holder = path.with_suffix(".pid")  # apart: what is locked cannot be read everywhere
    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=_POLL_SECONDS)
    except Timeout as error:
        raise Held(_said(holder)) from error
    try:
        _OWN.add(path)
        holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        _OWN.discard(path)
        lock.release()


def _said(holder: Path) -> str:
    try:
        said = holder.read_bytes()
    except OSError:
        said = b""
    return said.decode() if said.isdigit() else "(unknown)"  # a lost disk may leave anything
