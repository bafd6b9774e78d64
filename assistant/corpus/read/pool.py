"""The reading children of this process: started when a file is to be read, kept while idle."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from assistant.corpus.read import wire
from assistant.corpus.read.pages import Look, Seen
from assistant.corpus.read.process import Gone, Reader
from assistant.corpus.read.rendered import Markdown, Piece
from assistant.records import Document

Shown = TypeVar("Shown")

_idle: list[Reader] = []
_lock = threading.Lock()


def read_in_child(path: Path) -> Iterator[Document]:
    """The documents of a file, read by a child of this process.

    Threads that read at the same time have a child each; one that is idle is kept.
    """
    while True:
        reader = _take()
        try:
            yield from reader.read(path)
            return
        except Gone:
            continue
        finally:
            _give_back(reader)


def look_in_child(path: Path, look: Look) -> Seen:
    """A page of a file, looked at by a child of this process."""
    return _shown(lambda reader: reader.look(path, look))


def render(source: Path, markdown: Markdown) -> list[Piece]:
    """A text as its Markdown says that it should look, in pieces; see `rendered`.

    A child process takes it apart, in the time that `look_at` has: Markdown can be made to cost.
    The source is for messages; it is not opened.

    Raises:
        ReadError: if it is too long, takes too long, or does not show what is marked.
    """
    return _shown(lambda reader: reader.render(source, markdown))


def _shown(asked: Callable[[Reader], Shown]) -> Shown:
    while True:
        reader = _take()
        try:
            return asked(reader)
        except Gone:
            continue
        finally:
            _give_back(reader)


def close_readers() -> None:
    """End the children that nobody reads with."""
    while True:
        with _lock:
            reader = _idle.pop() if _idle else None
        if reader is None:
            return
        reader.close()


def _take() -> Reader:
    while True:
        with _lock:
            reader = _idle.pop() if _idle else None
        if reader is None:
            return Reader(_limits())
        if reader.is_alive:
            return reader
        reader.close()


def _give_back(reader: Reader) -> None:
    with _lock:
        keep = reader.idle and not _idle
        if keep:
            _idle.append(reader)
    if not keep:
        reader.close()


def _limits() -> wire.Limits:
    from assistant.config import load_settings

    settings = load_settings()
    return wire.Limits(
        memory=settings.read_memory_mb * 1_000_000,
        output=settings.read_output_mb * 1_000_000,
        seconds=settings.read_seconds,
    )


atexit.register(close_readers)
if hasattr(os, "register_at_fork"):
    # A fork has copies of the pipes; two processes on one pipe would garble each other.
    os.register_at_fork(after_in_child=_idle.clear)
