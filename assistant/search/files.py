"""The state of a file: what decides whether it is read again."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assistant.errors import ReadError

_BLOCK = 1 << 20

READ_BY = ":"
"""Between a file's hash and what read it, as what its bytes say is a matter of that."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read to its end.

    `sha256`, of its bytes, tells a touched file from a changed one; it is empty while only
    some of the file's documents are stored.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str


def current_state(path: Path, known: FileState | None) -> FileState:
    """The file's state; its bytes are read only if size or time differ from `known`.

    Only a regular file is opened, and of it no more than the size that it has then.

    Raises:
        ReadError: the file is not regular, may not be read, or has just vanished.
    """
    try:
        status = path.stat()
        found = (status.st_size, _storable(status.st_mtime_ns))
        if known and (known.size, known.mtime_ns) == found:
            return known
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError(f"{path} is not a regular file.", "Leave it out.")
            sha256 = _sha256(file, status.st_size)
    except OSError as error:
        raise ReadError(
            f"{path} cannot be read ({error.strerror}).",
            "Check its permissions and the disk, or leave it out.",
        ) from error
    return FileState(str(path), status.st_size, _storable(status.st_mtime_ns), sha256)


def is_as_read(state: FileState) -> bool:
    """Whether a file is still the one that was read; its bytes are read only if its time differs.

    Raises:
        ReadError: as `current_state`.
    """
    sha256, _, _ = state.sha256.partition(READ_BY)
    if not sha256 or is_gone(state.path):
        return False
    known = FileState(state.path, state.size, state.mtime_ns, sha256)
    now = current_state(Path(state.path), known)
    return (now.size, now.sha256) == (known.size, known.sha256)


def _without_waiting(path: str, flags: int) -> int:
    """Opens a pipe that took the file's place without waiting for somebody to write to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _sha256(file: BinaryIO, size: int) -> str:
    digest = hashlib.sha256()
    while size > 0 and (block := file.read(min(size, _BLOCK))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()


def _storable(mtime_ns: int) -> int:
    """A time as SQLite stores one: file systems know times beyond its 64 bits."""
    return max(-(2**63), min(mtime_ns, 2**63 - 1))


def is_gone(path: str) -> bool:
    """Whether the file is certainly not there; one behind a closed door may be."""
    try:
        os.stat(path)
    except OSError as error:
        return isinstance(error, FileNotFoundError | NotADirectoryError)
    return False
