"""Plain text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.corpus.read.build import Extract
from assistant.corpus.read.files import read_text


def read(path: Path) -> Iterator[Extract]:
    """Read the file as one text."""
    yield Extract(read_text(path))
