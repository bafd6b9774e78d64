"""One file written, and the one document that is read from it."""

from __future__ import annotations

from pathlib import Path

from assistant.corpus.read.formats import read_here
from assistant.records import Document


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_one(path: Path) -> Document:
    (document,) = read_here(path)
    return document
