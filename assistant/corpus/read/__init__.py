"""Files to documents: one small reader for each file format.

    paths ─discover→ files ─│child process│ (the format's reader)→ Extract ─build→ Document

A new format is a module with a `read(path) -> Iterator[Extract]` and a line in `formats`. It
never opens a file in the program's own process: `pool` has a child do it, within limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.corpus.read.discover import Skipped, find_files
from assistant.corpus.read.door import one_file
from assistant.corpus.read.formats import EXTENSIONS, NAMES, SHORTENED, check_readable
from assistant.corpus.read.marking import letter_count
from assistant.corpus.read.ocr import INSTALL, is_installed
from assistant.corpus.read.pages import Look, Seen
from assistant.corpus.read.pictures import EXTENSIONS as PICTURES
from assistant.corpus.read.pool import close_readers, look_in_child, read_in_child, render
from assistant.corpus.read.rendered import Markdown, Piece
from assistant.errors import AtTerminal
from assistant.records import Document

READERS_VERSION = "29"
"""Raise it whenever a file is read, or a text is split, differently: the next indexing then does
both again with all files, and embeds what has changed."""

_UNREAD = dict.fromkeys(
    PICTURES,
    AtTerminal(
        f"pictures are read once you run: {INSTALL}",
        "pictures are not read, since text recognition is not installed where the assistant runs",
    ),
)


def readers() -> tuple[str, ...]:
    """What reads files as well as they are read here, this program as it is installed first.

    With text recognition, pages are read that were left out without; never the reverse.
    """
    recognising = f"{READERS_VERSION}+ocr"
    return (recognising,) if is_installed() else (READERS_VERSION, recognising)


__all__ = [
    "EXTENSIONS",
    "NAMES",
    "PICTURES",
    "SHORTENED",
    "Look",
    "Markdown",
    "Piece",
    "Seen",
    "Skipped",
    "check_readable",
    "close_readers",
    "discover",
    "letter_count",
    "look_at",
    "one_file",
    "read_documents",
    "readers",
    "render",
]


def discover(
    paths: Sequence[Path], ignore: Sequence[str] = (), *, follow_links: bool = False
) -> Iterator[Path | Skipped]:
    """Find the files to read: files, folders with all they hold, and wildcards.

    Hidden, temporary and ignored files are passed over in silence; what was found but
    cannot be read is reported as `Skipped`. A path named twice is yielded once.

    Args:
        paths: a file that is named itself is never ignored.
        ignore: patterns in the manner of gitignore, relative to each folder in `paths`;
            a folder's `.assistantignore` adds to them.
        follow_links: whether links in a folder may lead out of what was named; else they
            are reported, since whoever wrote the folder could name any file with them.

    Yields:
        Absolute paths, sorted within each folder.

    Raises:
        ReadError: if a path does not exist, or a wildcard matches nothing.
    """
    unread = {} if is_installed() else _UNREAD
    return find_files(paths, ignore, EXTENSIONS, unread, follow_links=follow_links)


def read_documents(path: Path) -> Iterator[Document]:
    """Read the documents of one file: one, or one for each row of a .jsonl or .csv file.

    A child process reads it, within the limits of settings.yaml.

    Yields:
        Documents in the file's order. An error in a later row follows the documents before it.

    Raises:
        ReadError: if the file, or a row of it, cannot be read as a document, or costs more
            memory or time than a document may.
    """
    check_readable(path)
    yield from read_in_child(path)


def look_at(path: Path, look: Look) -> Seen:
    """How a page of a PDF file or a picture looks, and where on it a quotation stands.

    A child process looks, within the limits of settings.yaml and in less time.

    Raises:
        ReadError: if the file cannot be read, or has no such page.
    """
    check_readable(path)
    return look_in_child(path, look)
