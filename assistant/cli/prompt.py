"""Lines that a person types, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from assistant.cli.streams import input_lines

PROMPT = "> "


def is_interactive() -> bool:
    """Whether a person sits at both ends; a pipe or a file gives its lines without a prompt."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def typed_lines() -> Iterator[str]:
    """What is typed, until Ctrl-D; Ctrl-C drops the line. The arrow keys bring back earlier lines.

    They are kept as long as the program runs, and nowhere else. Without a terminal: the lines of
    standard input.

    Raises:
        InputLost: standard input cannot be read.
    """
    if not is_interactive():
        yield from input_lines()
        return
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory

    session: PromptSession[str] = PromptSession(PROMPT, history=InMemoryHistory())
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
