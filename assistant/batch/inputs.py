"""What a batch reads: documents one after the other, and what cannot be read in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.corpus.read import Skipped, check_readable, discover, read_documents, readers
from assistant.corpus.read.files import name_of
from assistant.errors import ConfigError, DocumentUnknown, ReadError
from assistant.records import Document
from assistant.search.collection import Collection
from assistant.search.filters import Filter

TABLES = frozenset({".csv", ".jsonl"})
"""Files with a document in each row: one bad row does not spoil the rows before it."""

Known = Callable[[str], str | None]
"""Why a file in this state could not be read before; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read; `state` names it with its size, its times and its readers."""

    source: str
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The documents of a batch, in order; made anew for each pass over them.

    Attributes:
        count: about how many there are; rows of table files are counted as lines.
        skipped: what was found and is not meant to be read, with the reason.
        read: gives the documents, and `Unread` where there is none.
        collection: that they are of, which keeps receipts of their summaries; None for files.
    """

    count: int
    skipped: tuple[Skipped, ...]
    read: Callable[[Known], Iterator[Document | Unread]]
    collection: Collection | None = None


def from_paths(
    paths: Sequence[Path], outputs: Sequence[Path] = (), *, follow_links: bool = False
) -> Inputs:
    """The documents under `paths`, without what lies under `outputs`.

    Raises:
        ReadError: one of `paths` does not exist.
        ConfigError: all that is found under them lies under `outputs`.
    """
    own = [os.path.realpath(path) for path in outputs]
    all_found = list(discover(paths, follow_links=follow_links))
    found = [item for item in all_found if not _is_below(item, own)]
    if all_found and not found:
        raise ConfigError(
            "What is to be read lies where the summaries are to be written.",
            "Write them to another place.",
        )
    files = [item for item in found if isinstance(item, Path)]

    def read(known: Known) -> Iterator[Document | Unread]:
        for path in files:
            yield from _documents(path, known)

    return Inputs(
        count=sum(map(_rows, files)),
        skipped=tuple(item for item in found if isinstance(item, Skipped)),
        read=read,
    )


def from_collection(collection: Collection, among: Filter) -> Inputs:
    """The documents of a collection that pass a filter, in the order in which they were added."""
    ids = [info.id for info in collection.documents(among)]

    def read(_: Known) -> Iterator[Document | Unread]:
        return still_there(collection, ids)

    return Inputs(count=len(ids), skipped=(), read=read, collection=collection)


def still_there(collection: Collection, ids: Sequence[str]) -> Iterator[Document]:
    """The documents with these ids, but for those that were removed since they were chosen."""
    for id_ in ids:
        document = None
        with suppress(DocumentUnknown):
            document = collection.document(id_)
        if document is not None:
            yield document


def _is_below(item: Path | Skipped, folders: Sequence[str]) -> bool:
    path = os.path.realpath(item.path if isinstance(item, Skipped) else item)
    return any(path == folder or path.startswith(f"{folder}{os.sep}") for folder in folders)


def _documents(path: Path, known: Known) -> Iterator[Document | Unread]:
    source = name_of(path)
    state = _state(path, source)
    error = None if path.suffix.lower() in TABLES else known(state)
    if error is not None:
        yield Unread(source, state, error)
        return
    if source != str(path):
        yield Unread(source, state, f"The name {source} is not valid Unicode.")
        return
    try:
        yield from read_documents(path)
    except ReadError as unreadable:
        yield Unread(source, state, unreadable.message)


def _state(path: Path, source: str) -> str:
    """A file, what changes when it or its permissions are written, and what reads it."""
    try:
        status = path.stat()
    except OSError:
        return source
    times = f"{status.st_mtime_ns}\0{status.st_ctime_ns}"
    return f"{source}\0{status.st_size}\0{times}\0{readers()[0]}"


def _rows(path: Path) -> int:
    if path.suffix.lower() not in TABLES:
        return 1
    try:
        check_readable(path)
        with path.open("rb") as file:
            lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except (OSError, ReadError):
        return 1
    return max(lines, 1)
