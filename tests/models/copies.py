"""A model of the real store in a store of a test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.models.store import ModelStore


def copied_model(real: ModelStore, name: str, root: Path) -> ModelStore:
    """A store in `root` that holds this model, without what engines made of it."""
    ignored = shutil.ignore_patterns(".*")
    shutil.copytree(real.path(name), root / name, ignore=ignored, dirs_exist_ok=True)
    return ModelStore(root, real.catalogue)
