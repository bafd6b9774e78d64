"""Where the command line writes: results to standard output, messages to standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from assistant.cli.streams import ReaderGone, silence
from assistant.errors import AssistantError, OutputLost
from assistant.present.printable import dumps, one_line

REFUSED = 3
UNSUPPORTED = 5
SOME_FAILED = 4
INTERRUPTED = 130


def results() -> Console:
    """Standard output; without colour where it is piped or NO_COLOR is set."""
    return Console(markup=False, highlight=False, emoji=False)


def messages() -> Console:
    """Standard error, in the same manner."""
    return Console(markup=False, highlight=False, emoji=False, stderr=True)


def say(message: str, style: str = "") -> None:
    """One line for the user, on standard error."""
    messages().print(Text(one_line(message), style=style), soft_wrap=True)


def put(line: str) -> None:
    """One line of the result, as it is; the caller has made it printable."""
    sys.stdout.write(f"{line}\n")


def put_json(data: Any, *, indent: int | None = 2) -> None:
    """The result as JSON, sent off at once: a reader may be waiting for this line."""
    put(dumps(data, indent=indent))
    sys.stdout.flush()


@contextmanager
def failures_reported() -> Iterator[None]:
    """Turn what a user can cause into a message and an exit code; a bug stays a traceback."""
    try:
        with _flushed():
            yield
    except OutputLost as error:
        silence(sys.stdout)
        report(error)
        raise typer.Exit(error.exit_code) from error
    except AssistantError as error:
        report(error)
        raise typer.Exit(error.exit_code) from error
    except MemoryError as error:
        report(AssistantError("Memory ran out.", "End other programs, or give it less at once."))
        raise typer.Exit(AssistantError.exit_code) from error
    except ImportError as error:
        if not _is_broken_library(error):
            raise
        report(
            AssistantError(
                f"A library cannot be loaded ({error}).",
                "End other programs if memory is short, or see what is broken: "
                "python -m assistant doctor",
            )
        )
        raise typer.Exit(AssistantError.exit_code) from error
    except KeyboardInterrupt as interrupt:
        say("interrupted")
        raise typer.Exit(INTERRUPTED) from interrupt
    except ReaderGone as gone:
        silence(sys.stdout)
        raise typer.Exit(0) from gone


@contextmanager
def _flushed() -> Iterator[None]:
    """Send off what was printed, while a failure to do so can still be told."""
    try:
        yield
    except typer.Exit:
        sys.stdout.flush()
        raise
    sys.stdout.flush()


def _is_broken_library(error: ImportError) -> bool:
    """Whether the system would not load a compiled library; all else is a bug of the program."""
    return bool(error.path) and not str(error.path).endswith(".py")


def cleaned(text: str) -> str:
    """A line without outer blanks, and without halves of characters, which no model takes."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def report(error: AssistantError) -> None:
    """A failure and what to do next, on standard error."""
    say(f"error: {error.message}", "red")
    if error.hint:
        say(error.hint)
