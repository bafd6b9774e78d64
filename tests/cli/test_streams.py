"""Standard streams that are full, closed, broken or endless, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import streams
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]

COMMANDS = (["models", "list"], ["--help"], ["ask", "--help"], ["--version"], ["models"])
"""What prints with and without rich, before a command is chosen and after."""


def shell(
    redirection: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            "/bin/sh",
            "-c",
            f'"$@" {redirection}',
            "sh",
            sys.executable,
            "-m",
            "assistant",
            *arguments,
        ],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("redirection", "why"),
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
)
def test_output_that_cannot_be_written_is_one_sentence(
    redirection: str, why: str, arguments: list[str], unbuffered: str
) -> None:
    process = shell(redirection, *arguments, PYTHONUNBUFFERED=unbuffered)
    assert process.returncode == 1
    first, _hint = process.stderr.splitlines()
    assert first == f"error: Standard output cannot be written ({why})."


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_reader_that_is_gone_ends_quietly(arguments: list[str]) -> None:
    process = shell("| true", *arguments)
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-", "<&-"])
def test_streams_that_are_not_needed_cost_nothing(redirection: str) -> None:
    process = shell(redirection, "models", "list")
    assert process.returncode == 0
    assert process.stdout == shell("", "models", "list").stdout


def test_messages_that_nobody_hears_leave_the_exit_code() -> None:
    for redirection in ("2>/dev/full", "2>&-"):
        assert shell(redirection, "models", "path", "nothing").returncode == 2


def test_closed_output_is_not_given_to_another_file(tmp_path: Path) -> None:
    """Else the first file that is opened would hold what was printed."""
    script = (
        "import os, sys\n"
        "from assistant.cli.streams import take_streams\n"
        "take_streams()\n"
        "sys.exit(os.open('file', os.O_WRONLY | os.O_CREAT))\n"
    )
    process = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&- >&- 2>&-', "sh", sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )
    assert process.returncode > 2


@pytest.mark.parametrize("arguments", [["ask", "-"], ["check", "-", "--against", "examples"]])
def test_closed_input_that_is_wanted_is_one_sentence(arguments: list[str], tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from assistant.cli import check, app\n"
        "check.require_models = lambda *_, **__: None\n"
        "app.main()\n"
    )
    process = subprocess.run(
        ["/bin/sh", "-c", '"$@" <&-', "sh", sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=os.environ | {"ASSISTANT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert process.returncode == 1
    assert process.stderr.startswith("error: Standard input cannot be read (Bad file descriptor).")
    assert len(process.stderr.splitlines()) == 2


def test_mark_of_the_encoding_is_no_part_of_the_input() -> None:
    script = (
        "from assistant.cli.streams import input_lines, take_streams\n"
        "take_streams()\n"
        "print(ascii([*input_lines()]))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        input='\ufeff{"question": "Who?"}\n\ufeff\n'.encode(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert process.stdout.decode().strip() == ascii(['{"question": "Who?"}\n', "\ufeff\n"])


def test_input_without_an_end_is_not_read_to_it(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_READ", 1000)
    result = run("ask", "-", input="a" * 1001)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: Standard input is longer than")
    result = run("ask", "--jsonl", input=f"when was the bridge opened?\n{'a' * 1001}\n")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.startswith("error: Line 2 of the input is longer than")
