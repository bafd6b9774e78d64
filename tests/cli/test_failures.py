"""Exit codes, messages and streams, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.config import load_catalogue
from assistant.errors import AssistantError
from tests.cli.conftest import Run


def test_no_collection_names_both_ways_to_one(run: Run, fake_models: None) -> None:
    result = run("ask", "anything")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: There is no collection at ")
    assert "python -m assistant index PATH" in result.stderr
    assert "--in PATH" in result.stderr
    assert result.stdout == ""


def test_missing_models_are_named_together(run: Run, docs: Path) -> None:
    result = run("ask", "anything", "--in", docs)
    profile = load_catalogue().profile("default")
    assert result.exit_code == 1
    names = f"{profile.embedder} {profile.reader} {profile.judge} {profile.writer}"
    assert f"models pull {names}" in result.stderr
    assert "1243 MB" in result.stderr


def test_a_variable_with_a_misspelt_name_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODELSTORE", "/models")
    told = "$ASSISTANT_MODELSTORE is ignored: did you mean $ASSISTANT_MODEL_STORE?\n"
    assert run("models", "list").stderr.startswith(told)


def test_extractive_needs_no_writer(run: Run, docs: Path) -> None:
    profile = load_catalogue().profile("default")
    quoting = run("ask", "anything", "--in", docs, "--extractive").stderr
    assert str(profile.writer) not in quoting
    assert f"models pull {profile.embedder} {profile.reader}" in quoting
    assert str(profile.writer) not in run("index", docs).stderr


def test_nothing_is_made_while_models_are_missing(run: Run, docs: Path, tmp_path: Path) -> None:
    run("index", docs)
    run("ask", "anything", "--in", docs)
    assert not (tmp_path / "home").exists()


def test_message_is_text_whatever_it_holds(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssistantError("The file [red]\x1b[2Jx is bad.", "Remove it.")

    monkeypatch.setattr(Assistant, "ask", fail)
    result = run("ask", "anything")
    assert result.exit_code == 1
    assert result.stderr == "error: The file [red]x is bad.\nRemove it.\n"


def test_interrupt(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "ask", interrupt)
    result = run("ask", "anything")
    assert result.exit_code == 130
    assert result.stderr == "interrupted\n"


def test_bug_stays_a_traceback(run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Assistant, "ask", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        run("ask", "anything")


def test_too_little_memory_is_one_sentence(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Assistant, "ask", fail)
    result = run("ask", "anything")
    assert result.exit_code == 1
    assert result.stderr.startswith("error: Memory ran out.\n")


def test_a_library_that_cannot_be_loaded_is_one_sentence(
    run: Run, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = ImportError("libgomp.so: failed to map segment", path="/lib/_faiss.so")
    misspelt = ImportError("cannot import name", path="/assistant/ask.py")

    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(Assistant, "ask", fail)
    failure = broken
    result = run("ask", "anything")
    assert result.exit_code == 1
    assert "A library cannot be loaded (libgomp.so: failed to map segment)" in result.stderr
    failure = misspelt
    with pytest.raises(ImportError, match="cannot import name"):
        run("ask", "anything")


def test_closed_pipe_ends_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "models", "list"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


def test_argument_that_is_not_utf8_is_no_traceback() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "models", "path", b"\xff"],
        capture_output=True,
        check=False,
    )
    assert process.returncode == 2
    assert "There is no model called" in process.stderr.decode()


def test_latin_1_locale_still_gets_utf8() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", "--help"],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert "…" in process.stdout.decode("utf-8")


def test_unknown_command(run: Run) -> None:
    result = run("summon")
    assert result.exit_code == 2
    assert "No such command" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", ""],
        ["index", ".", ""],
        ["ask", "anything", "--in", " "],
        ["ask", "anything", "--collection", ""],
        ["search", "anything", "--collection", ""],
        ["summarise", ""],
        ["summarise", ".", "--out", ""],
        ["summarise", ".", "--jsonl", ""],
        ["check", "-", "--against", ""],
        ["documents", "list", "--collection", ""],
        ["calibrate", "--report", ""],
        ["evaluate", "--dataset", "questions", "--path", ""],
    ],
    ids=" ".join,
)
def test_an_empty_path_is_not_the_working_folder(run: Run, arguments: list[str]) -> None:
    result = run(*arguments, input="It is so.")
    assert result.exit_code == 2
    assert "The path is empty" in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""
