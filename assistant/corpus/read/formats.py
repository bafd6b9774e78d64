"""Which reader reads which file, and how large one may be; reading in this very process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.read import csv, eml, epub, html, jsonl, office, pdf, pictures, text
from assistant.corpus.read.build import Extract, build_document
from assistant.corpus.read.door import one_file
from assistant.corpus.read.files import MAX_BINARY_BYTES, MAX_TEXT_BYTES, check_file, reading
from assistant.errors import ReadError
from assistant.records import Document


@dataclass(frozen=True, slots=True)
class _Format:
    read: Callable[[Path], Iterator[Extract]]
    max_bytes: int = MAX_BINARY_BYTES


_FORMATS: Mapping[str, _Format] = {
    ".txt": _Format(text.read, MAX_TEXT_BYTES),
    ".md": _Format(text.read, MAX_TEXT_BYTES),
    ".html": _Format(html.read, MAX_TEXT_BYTES),
    ".htm": _Format(html.read, MAX_TEXT_BYTES),
    ".pdf": _Format(pdf.read),
    ".docx": _Format(office.read),
    ".pptx": _Format(office.read),
    ".xlsx": _Format(office.read),
    ".epub": _Format(epub.read),
    ".eml": _Format(eml.read, MAX_TEXT_BYTES),
    ".csv": _Format(csv.read, MAX_TEXT_BYTES),
    ".jsonl": _Format(jsonl.read),
    **{extension: _Format(pictures.read) for extension in pictures.EXTENSIONS},
}
EXTENSIONS = frozenset(_FORMATS)
NAMES: Mapping[str, str] = {
    "text": ".txt",
    "markdown": ".md",
    "word": ".docx",
    "powerpoint": ".pptx",
    "excel": ".xlsx",
}
"""What else than by their endings files are called: "word documents"."""
SHORTENED: Mapping[str, str] = {".htm": ".html", ".jpg": ".jpeg", ".tif": ".tiff"}
"""Endings of three letters, where files of that format may have a longer one."""


def check_readable(path: Path) -> os.stat_result:
    """Make sure that a file is worth opening: of a known type, regular, and not too large.

    Raises:
        ReadError: if it is not; nothing of it was read.
    """
    with reading(path):
        return check_file(path, _format(path).max_bytes)


def read_here(path: Path) -> Iterator[Document]:
    """Read the documents of a file in this process, without any limit; see `read_documents`."""
    reader = _format(path)
    with one_file(path):
        modified = check_file(path, reader.max_bytes).st_mtime
        empty = True
        for extract in reader.read(path):
            empty = False
            yield build_document(extract, path, modified)
        if empty:
            raise ReadError(f"{path} holds no text.", "Leave it out.")


def _format(path: Path) -> _Format:
    found = _FORMATS.get(path.suffix.lower())
    if found is None:
        raise ReadError(
            f"{path} is of a type that is not read.",
            f"Readable types: {', '.join(sorted(EXTENSIONS))}.",
        )
    return found
