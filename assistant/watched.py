"""What `watch` says of itself beside the collection that it keeps in step, for others to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from assistant.models.files import write_whole
from assistant.strict import Strict

_FILE = "watched.json"
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
    """What is watched for the collection in `folder` now; None where nothing is."""
    try:
        found = Watched.model_validate_json((folder / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    least = timedelta(seconds=_ROUNDS * found.every)
    return found if datetime.now().astimezone() - found.read < least else None


def note_round(folder: Path, roots: Sequence[Path], every: float) -> None:
    """Say that these were gone through just now."""
    now = datetime.now().astimezone()
    said = Watched(roots=tuple(map(str, roots)), read=now, every=every)
    write_whole(folder / _FILE, [said.model_dump_json().encode()])


@contextmanager
def noted(folder: Path) -> Iterator[None]:
    """Takes back in the end what was said of a collection."""
    try:
        yield
    finally:
        (folder / _FILE).unlink(missing_ok=True)
