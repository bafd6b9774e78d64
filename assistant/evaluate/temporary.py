"""A folder that is gone with the process that made it; what a killed one left, the next clears."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from assistant.search.lock import Held, locked

_PREFIX = "assistant-run-"
_LOCK, _INNER = "run.lock", "run"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder among the system's temporary ones, on a disk of this machine."""
    _clear_abandoned()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(locked(folder / _LOCK, 0))
        (inner := folder / _INNER).mkdir()  # once it is locked: before, nobody clears it
        yield inner


def _clear_abandoned() -> None:
    """Remove the folders that no process holds: the system lets go of a dead one's lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(Held, OSError):
            if _is_ours(folder) and (folder / _INNER).is_dir():
                with locked(folder / _LOCK, 0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user's; in one of another's, nothing is opened."""
    found = folder.lstat()
    user = os.geteuid() if hasattr(os, "geteuid") else found.st_uid
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user
