from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from assistant.cli.progress import TerminalBar, progress_on_terminal
from assistant.protocols import Progress


def terminal() -> tuple[Console, io.StringIO]:
    output = io.StringIO()
    return Console(file=output, force_terminal=True, width=80, color_system=None), output


def plain(output: io.StringIO) -> str:
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", output.getvalue())


def test_bar_counts_in_its_unit() -> None:
    console, output = terminal()
    bar: Progress = TerminalBar(console)
    bar.start("Indexing", 44, "files")
    bar.advance(12)
    bar.finish()
    assert "Indexing" in plain(output)
    assert "12/44 files" in plain(output)


def test_bytes_are_shown_in_megabytes() -> None:
    console, output = terminal()
    bar = TerminalBar(console)
    bar.start("Downloading [x]", 478_000_000, "B")
    bar.advance(100_000_000)
    bar.finish()
    assert "Downloading [x]" in plain(output)
    assert "100/478 MB" in plain(output)


def test_step_without_an_end_only_shows_that_it_runs() -> None:
    console, output = terminal()
    bar = TerminalBar(console)
    bar.start("Converting", None, "")
    bar.finish()
    assert "Converting" in plain(output)


def test_next_step_and_any_end_clear_the_bar() -> None:
    console, output = terminal()
    bar = TerminalBar(console)
    bar.start("One", 1, "files")
    bar.start("Two", 1, "files")
    bar.finish()
    bar.finish()
    assert output.getvalue().count("\x1b[?25l") == output.getvalue().count("\x1b[?25h") == 2


def test_note_is_text() -> None:
    console, output = terminal()
    TerminalBar(console).note("[red]waiting\x1b[2J\nfor it")
    assert output.getvalue() == "[red]waiting for it\n"


def test_log_gets_notes_and_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_terminal() as progress:
        progress.start("Indexing", 3, "files")
        progress.advance(3)
        progress.note("rebuilding")
        progress.finish()
    assert capsys.readouterr() == ("", "rebuilding\n")
