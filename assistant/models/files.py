"""Files of the model store: hashed, written whole or not at all, locked, synced to the disk."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from assistant.errors import ModelError, StorageFull

_BLOCK = 1 << 20  # bytes


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The rest of a stream in blocks of 1 MiB."""
    while block := stream.read(_BLOCK):
        yield block


def write_whole(target: Path, content: Iterable[bytes]) -> None:
    """Write a file that is either complete, under its own name, or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    with partial.open("wb") as stream:
        for block in content:
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(target)


def copy_whole(source: Path, target: Path) -> None:
    """`write_whole` with the bytes of another file."""
    with source.open("rb") as stream:
        write_whole(target, blocks(stream))


def files_below(folder: Path) -> Iterator[Path]:
    """Every file below a folder; one that another process removes meanwhile may be missing."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def size_below(folder: Path) -> int:
    """Bytes of all files below a folder that another process may be writing."""
    total = 0
    for path in files_below(folder):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # a temporary file that is gone again
            continue
    return total


def sync_tree(folder: Path) -> None:
    """Force every file and folder below a folder, and itself, to the disk."""
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, as after a rename."""
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive_lock(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold a lock file against other processes; `on_wait` is called once where one holds it.

    The system drops the lock with its process, so a killed one leaves nothing to clean up.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def require_space(folder: Path, said: str = "") -> None:
    """For a library that could not write: each tells of a full disk in words of its own, or not.

    Args:
        folder: where it wrote; what it did write is still there.
        said: what it failed with.

    Raises:
        OSError: the disk is full (`ENOSPC`).
    """
    full = os.strerror(errno.ENOSPC)
    if full in said or shutil.disk_usage(folder).free < _BLOCK:
        raise OSError(errno.ENOSPC, full, str(folder))


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn a full or read-only disk into one clear sentence.

    Raises:
        StorageFull: the disk or the quota is full.
        ModelError: the folder may not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                f"The disk that holds {folder} is full.",
                "Free some space and run the command again: what was downloaded is kept.",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ModelError(
                f"{error.filename or folder} may not be read or written.",
                "Correct its permissions, or set ASSISTANT_HOME to a folder of yours.",
            ) from error
        raise
