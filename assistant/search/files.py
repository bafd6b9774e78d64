"""The state of a file: what decides whether it is read again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ReadError


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

    Raises:
        ReadError: the file may not be read, or has just vanished.
    """
    try:
        status = path.stat()
        if known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
            return known
        with open(path, "rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(
            f"{path} cannot be read ({error.strerror}).",
            "Check its permissions and the disk, or leave it out.",
        ) from error
    return FileState(str(path), status.st_size, status.st_mtime_ns, sha256)


def is_gone(path: str) -> bool:
    """Whether the file is certainly not there; one behind a closed door may be."""
    try:
        os.stat(path)
    except OSError as error:
        return isinstance(error, FileNotFoundError | NotADirectoryError)
    return False
