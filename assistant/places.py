"""Where collections lie when the user names no folder, and what this machine keeps with them."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import CollectionError
from assistant.search.place import Server, place_of


def default_collection(home: Path) -> Path:
    """The collection of a person's own documents."""
    return home / "collections" / "default"


def collection_of(
    home: Path, paths: Sequence[Path], embedder: str, *, follow_links: bool = False
) -> Path:
    """The collection that is kept for exactly these paths, this embedder, and links or none.

    The order of the paths, and the folder from which they are named, make no difference.
    """
    followed = ["follow-links"] if follow_links else []
    key = "\0".join([embedder, *followed, *sorted({os.path.abspath(path) for path in paths})])
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
    return home / "collections" / f"in-{digest[:16]}"


def kept_with(home: Path, name: str) -> Path | None:
    """Where this machine keeps what belongs to a collection, as conversations and uploads.

    Args:
        home: the program's home.
        name: of the collection, as `--collection` takes it.

    Returns:
        The collection's folder; of one on a server, a folder of the home, None before it is made.
    """
    place = place_of(name)
    if isinstance(place, Server):
        return min(_of_server(home, place).glob("*"), default=None)
    return place


def make_kept_with(home: Path, name: str) -> Path:
    """The same; for a collection on a server, the folder is made where there is none.

    Its name is random: else uploads on two machines could have the same path, which tells files
    apart in the collection that they share.

    Raises:
        CollectionError: it cannot be made.
    """
    place = place_of(name)
    if not isinstance(place, Server):
        return place
    found = kept_with(home, name)
    if found is not None:
        return found
    wanted = _of_server(home, place)
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=wanted.parent))
        inner = secrets.token_hex(4)
        (new / inner).mkdir()
        try:
            new.rename(wanted)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            made = kept_with(home, name)  # another process may have made it meanwhile
            if made is None:
                raise
            return made
        return wanted / inner
    except OSError as error:
        raise CollectionError(
            f"Nothing can be kept with the collection at {place} in {home} ({error.strerror}).",
            "Check that folder's permissions and the disk, or set ASSISTANT_HOME to another one.",
        ) from error


def _of_server(home: Path, server: Server) -> Path:
    return home / "served" / hashlib.sha256(server.identity.encode()).hexdigest()[:16]
