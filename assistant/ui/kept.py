"""A collection's uploads in the folder kept with it, and the list of them.

    files/          what was uploaded
    uploaded.txt    their names, one a line

Only what is on the list is ever deleted: a folder may hold files of the user's own.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from filecmp import cmp
from itertools import chain
from itertools import count as count_from
from pathlib import Path

from assistant.errors import StorageFull

_UNSAFE = re.compile(r"[^\w .,()+-]")
_MOST_BYTES = 200
"""Of a name; file systems take 255, and a number may come to it."""

_LOCK = threading.Lock()


class KeptFiles:
    """The uploads of one collection; safe from several threads.

    Args:
        folder: the one kept with it.
    """

    def __init__(self, folder: Path) -> None:
        whole = Path(os.path.abspath(folder))  # as the collection names its sources
        self.folder = whole / "files"
        self._list = whole / "uploaded.txt"

    def keep(self, upload: Path) -> Path:
        """Move an upload in; its name is made safe, its bytes are not.

        Another file of that name is never replaced: this one gets a number.

        Raises:
            StorageFull: it cannot be kept.
        """
        with _LOCK:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                target = _free(self.folder / safe_name(upload.name), upload)
                if target.exists():
                    upload.unlink()
                    return target
                self._write([*self._names(), target.name])
                self._move(upload, target)
            except OSError as error:
                raise StorageFull(
                    f"{upload.name} cannot be kept in {self.folder} ({error.strerror}).",
                    "Free some space, or check the folder's permissions.",
                ) from error
            return target

    def has(self, path: Path) -> bool:
        """Whether that is one of the uploads."""
        return path.parent == self.folder and path.name in self._names()

    def drop(self, path: Path) -> None:
        """Delete a file, if it is one of the uploads; any other is left alone."""
        with _LOCK:
            if self.has(path):
                path.unlink(missing_ok=True)
                self._write([name for name in self._names() if name != path.name])

    def _move(self, upload: Path, target: Path) -> None:
        """Move whole or not at all, also to another disk."""
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.move(upload, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _names(self) -> list[str]:
        return self._list.read_text(encoding="utf-8").splitlines() if self._list.exists() else []

    def _write(self, names: list[str]) -> None:
        fresh = self._list.with_suffix(".new")
        fresh.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        fresh.replace(self._list)


def _free(wished: Path, upload: Path) -> Path:
    """The wished path, or the first one with a number, where no other file lies."""
    numbered = (wished.with_stem(f"{wished.stem} ({number})") for number in count_from(2))
    return next(
        path
        for path in chain([wished], numbered)
        if not path.exists() or cmp(path, upload, shallow=False)
    )


def safe_name(name: str) -> str:
    """A file name without anything that a file system or a page could misread."""
    stem, dot, suffix = Path(name).name.rpartition(".")
    cleaned = _UNSAFE.sub("_", stem).strip(" .")[:80] or "document"
    short = cleaned.encode()[:_MOST_BYTES].decode(errors="ignore")
    return f"{short}{dot}{suffix.lower()}"
