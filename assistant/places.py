"""Where collections lie when the user names no folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path


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
