"""Files on their way: only what came in through the upload route may be taken by an event."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ABANDONED_SECONDS = 3600
"""What nobody took by then is thrown away."""


class Uploads:
    """What this server has received and nobody has taken yet.

    Args:
        folder: where files are received; nothing of the user's own lies in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._received: set[str] = set()

    def received(self, paths: Iterable[str]) -> None:
        """Files have come in through the upload route."""
        self._received = {path for path in self._received if Path(path).exists()} | set(paths)

    def holds(self, path: object) -> bool:
        """Whether that is, to the letter, a file that was uploaded here and is here still."""
        if not isinstance(path, str) or path not in self._received:
            return False
        place = Path(path).resolve()
        return place.is_relative_to(self._folder) and place.is_file()

    def clear_abandoned(self) -> None:
        """Throw away what was received long ago, whole or in part, and never taken."""
        before = time.time() - ABANDONED_SECONDS
        for path in list(self._folder.rglob("*")):
            if path.is_file() and path.lstat().st_ctime < before:
                path.unlink(missing_ok=True)


def named_files(data: Any) -> Iterator[object]:
    """Everything that JSON names as a file, however deep: the `path` of each object."""
    left = [data]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            if "path" in item:
                yield item["path"]
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
