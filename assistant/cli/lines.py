"""Many tasks, one a line: each gets its own line of JSON, also one that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import typer

from assistant.cli.output import put_json, say
from assistant.errors import AssistantError, CollectionError, ConfigError, InputLost, ModelError

FAILED = 1

_FOR_ALL = (ConfigError, ModelError, CollectionError, InputLost)
"""With these, every other line would fail in the same way."""


class LineError(AssistantError):
    """A line that is no task."""


def answer_lines(lines: Iterable[str], answer: Callable[[str, int], Any]) -> None:
    """Print what `answer` makes of each line that is not blank and its number, as it comes.

    Raises:
        typer.Exit: a line failed; its error stands in its place.
    """
    failed = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            made = answer(line, number)
        except _FOR_ALL:
            raise
        except AssistantError as failure:
            made = {"line": number, "error": str(failure)}
            failed += 1
        put_json(made, indent=None)
    if failed:
        say(f"{failed:,} {'line' if failed == 1 else 'lines'} failed.", "yellow")
        raise typer.Exit(FAILED)
