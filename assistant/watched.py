"""What `watch` says of itself beside the collection that it keeps in step, for others to show."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from assistant.models.files import write_whole
from assistant.strict import Strict

_FILES = "watched*.json"
_PROCESS = secrets.token_hex(4)  # ids of processes are no proof where containers share a folder
_ROUNDS = 3  # without a sign, then it is over: a process that was killed takes nothing back


class Watched(Strict):
    """Folders and files that a process keeps a collection in step with.

    Attributes:
        roots: absolute paths.
        read: when they were last gone through.
        every: seconds after which that happens again at the latest.
    """

    roots: tuple[str, ...]
    read: AwareDatetime
    every: float


def watched(folder: Path) -> Watched | None:
    """What is watched for the collection in `folder` now; None where nothing is.

    Of several processes: all that they watch, read when the last of them to do so did it.
    """
    found = [said for path in sorted(folder.glob(_FILES)) if (said := _said(path))]
    if not found:
        return None
    return Watched(
        roots=tuple(dict.fromkeys(root for said in found for root in said.roots)),
        read=min(said.read for said in found),
        every=max(said.every for said in found),
    )


def note_round(folder: Path, roots: Sequence[Path], every: float) -> None:
    """Say that these were gone through just now, where there is room to."""
    now = datetime.now().astimezone()
    said = Watched(roots=tuple(map(str, roots)), read=now, every=every)
    with suppress(OSError):
        write_whole(folder / _own(), [said.model_dump_json().encode()])


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """Takes back in the end what this process said of a collection.

    What others said that were killed goes at the start.
    """
    for path in list(folder.glob(_FILES)):
        if _said(path) is None:
            _remove(path)
    try:
        yield
    finally:
        _remove(folder / _own())


def _said(path: Path) -> Watched | None:
    """What one process says, where it still holds."""
    try:
        found = Watched.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    seconds = (datetime.now().astimezone() - found.read).total_seconds()
    return found if seconds < _ROUNDS * found.every else None


def _own() -> str:
    return f"watched-{_PROCESS}.json"


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
