"""Files to documents: one small reader for each file format.

    paths ─discover→ files ─(the format's reader)→ Extract ─build→ Document

A new format is a module with a `read(path) -> Iterator[Extract]` and a line in `_READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.corpus.read import csv, eml, epub, html, jsonl, office, pdf, text
from assistant.corpus.read.build import Extract, build_document
from assistant.corpus.read.discover import Skipped, find_files
from assistant.corpus.read.files import check_file, reading
from assistant.errors import ReadError
from assistant.records import Document

__all__ = ["EXTENSIONS", "Skipped", "discover", "read_documents"]

_READERS: Mapping[str, Callable[[Path], Iterator[Extract]]] = {
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".pdf": pdf.read,
    ".docx": office.read,
    ".pptx": office.read,
    ".xlsx": office.read,
    ".epub": epub.read,
    ".eml": eml.read,
    ".csv": csv.read,
    ".jsonl": jsonl.read,
}
EXTENSIONS = frozenset(_READERS)


def discover(paths: Sequence[Path], ignore: Sequence[str] = ()) -> Iterator[Path | Skipped]:
    """Find the files to read: files, folders with all they hold, and wildcards.

    Hidden, temporary and ignored files are passed over in silence; what was found but
    cannot be read is reported as `Skipped`. A path named twice is yielded once.

    Args:
        paths: a file that is named itself is never ignored.
        ignore: patterns in the manner of gitignore, relative to each folder in `paths`;
            a folder's `.assistantignore` adds to them.

    Yields:
        Absolute paths, sorted within each folder.

    Raises:
        ReadError: if a path does not exist, a wildcard matches nothing, or an ignore file
            cannot be read.
    """
    return find_files(paths, ignore, EXTENSIONS)


def read_documents(path: Path) -> Iterator[Document]:
    """Read the documents of one file: one, or one for each row of a .jsonl or .csv file.

    Yields:
        Documents in the file's order. An error in a later row follows the documents before it.

    Raises:
        ReadError: if the file, or a row of it, cannot be read as a document.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ReadError(
            f"{path} is of a type that is not read.",
            f"Readable types: {', '.join(sorted(EXTENSIONS))}.",
        )
    with reading(path):
        modified = check_file(path).st_mtime
        empty = True
        for extract in reader(path):
            empty = False
            yield build_document(extract, path, modified)
        if empty:
            raise ReadError(f"{path} holds no text.", "Leave it out.")
