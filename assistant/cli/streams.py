"""Standard input, output and error, whatever state the caller left them in."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from assistant.errors import AssistantError, InputLost, OutputLost

MOST_READ = 50_000_000
"""Characters of a text from standard input, or of one line of it."""


class ReaderGone(Exception):
    """Who read standard output has seen enough; no `OSError`, on which libraries act themselves."""


class Results(io.TextIOWrapper):
    """Standard output; what cannot be written is an `OutputLost`, and no reader a `ReaderGone`."""

    def write(self, text: str) -> int:
        with _writing():
            return super().write(text)

    def flush(self) -> None:
        with _writing():
            super().flush()


class Messages(io.TextIOWrapper):
    """Standard error; a message that nobody can be told must not cost the result."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            silence(self)


class Input(io.TextIOWrapper):
    """Standard input; what cannot be read is an `InputLost`."""

    def read(self, size: int | None = -1) -> str:
        with _reading():
            return super().read(size)

    def readline(self, size: int = -1) -> str:  # type: ignore[override]
        with _reading():
            return super().readline(size)


def take_streams() -> None:
    """Make the three streams sound: UTF-8 whatever the locale says, and each failure a sentence.

    A stream that was closed is opened the wrong way round, so that using it fails as it should
    and no other file gets its number; only messages may go nowhere.
    """
    for number, mode in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, mode), number)
            os.set_inheritable(number, True)
    sys.stdin = _taken(sys.stdin, 0, Input)
    sys.stdout = _taken(sys.stdout, 1, Results)
    sys.stderr = _taken(sys.stderr, 2, Messages)


def whole_input() -> str:
    """The whole of standard input.

    Raises:
        InputLost: it cannot be read.
        AssistantError: it is too long.
    """
    text = sys.stdin.read(MOST_READ + 1)
    if len(text) > MOST_READ:
        raise _too_long("Standard input is")
    return text


def input_lines() -> Iterator[str]:
    """The lines of standard input, as they come.

    Raises:
        InputLost: it cannot be read.
        AssistantError: a line is too long.
    """
    return lines_of(sys.stdin)


def lines_of(stream: TextIO) -> Iterator[str]:
    """As `input_lines`, of any stream."""
    number = 0
    while line := stream.readline(MOST_READ + 1):
        number += 1
        if len(line) > MOST_READ:
            raise _too_long(f"Line {number} of the input is")
        yield line


def silence(stream: TextIO) -> None:
    """Let what is still to be written go nowhere: Python flushes once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _taken(stream: TextIO | None, number: int, kind: type[io.TextIOWrapper]) -> io.TextIOWrapper:
    if isinstance(stream, io.TextIOWrapper):
        lines, through = stream.line_buffering, stream.write_through
        buffer = stream.detach()
    else:
        lines, through = False, False
        buffer = os.fdopen(number, "rb" if number == 0 else "wb", closefd=False)
    encoding = "utf-8" if number else "utf-8-sig"  # some programs mark the start of what they send
    return kind(
        buffer, encoding=encoding, errors="replace", line_buffering=lines, write_through=through
    )


def _too_long(what: str) -> AssistantError:
    return AssistantError(f"{what} longer than {MOST_READ:,} characters.", "Give it in parts.")


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise OutputLost(
            f"Standard output cannot be written ({error.strerror}).",
            "Send it to a file or a program that can take it.",
        ) from error


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputLost(
            f"Standard input cannot be read ({error.strerror}).",
            "Send it a file or the output of a program.",
        ) from error
