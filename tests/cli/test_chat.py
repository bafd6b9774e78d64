"""A conversation: with lines from a pipe, and at a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import pytest

from assistant.answering import conversation, ways
from assistant.answering.kinds import Kind
from assistant.assistant import Assistant, Understood
from assistant.errors import ModelError
from assistant.records import Answer
from assistant.search.filters import Filter
from tests.cli.conftest import OPENED, Run
from tests.fakes import FakeGenerator
from tests.search.samples import remove

ROOT = Path(__file__).parents[2]
QUESTION = "When was the new bridge over the Tamsel opened?"
BREAD = "Who sells rye bread on Fridays?"
UNKNOWN = "Which orchestra played Mahler in Vienna?"
WISHES: dict[str, Kind] = {"shorter": "shorter", "as a list": "bullets", "source?": "source"}


def lines(*typed: str) -> str:
    return "".join(f"{line}\n" for line in typed)


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (conversation, ways):
        monkeypatch.setattr(module, "kind_of", lambda text, *_: WISHES.get(text, "passages"))


pytestmark = pytest.mark.usefixtures("indexed")


def test_each_line_is_answered_below_its_question(run: Run) -> None:
    result = run("chat", input=lines(QUESTION, "", f"  {UNKNOWN} "))
    assert result.exit_code == 0
    first, second = result.stdout.split(f"> {UNKNOWN}\n")
    assert first.startswith(f"> {QUESTION}\nAnswer  ")
    assert f"{OPENED} [1]" in first
    assert second.startswith("No answer found in these documents\n")
    assert result.stderr == ""


def test_a_follow_up_is_shown_as_it_was_understood(run: Run) -> None:
    asked = lines("What is the bridge over the Tamsel?", "How long is it?")
    said = run("chat", "--extractive", input=asked).stdout.split("> How long is it?\n")[1]
    assert said.startswith("Understood as: How long is the bridge over the Tamsel?\n")
    assert "212 metres" in said


@pytest.mark.usefixtures("wishes")
def test_wishes_are_about_the_last_answer(run: Run) -> None:
    typed = lines(QUESTION, "as a list", "source?", "/new", "shorter")
    _, listed, source, _, alone = run("chat", input=typed).stdout.split("\n> ")
    assert f"• {OPENED} [1]" in listed
    assert "In “Bridge opened”, 3 May 2024" in source
    assert "There is no answer yet" in alone


@pytest.mark.usefixtures("wishes")
def test_a_document_that_was_removed_is_not_answered_from_again(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = Assistant.reply

    def then_removed(self: Assistant, *given: Any, **named: Any) -> Answer:
        answer = reply(self, *given, **named)
        for info in self.collection.documents(Filter(source_glob="bridge.txt")):
            remove(self.collection, info.source)
        return answer

    monkeypatch.setattr(Assistant, "reply", then_removed)
    first, listed = run("chat", input=lines(QUESTION, "as a list")).stdout.split("\n> ")
    assert OPENED in first
    assert "Tamsel" not in listed


@pytest.mark.parametrize("command", ["/sources", "/open 1", "/save {}"])
def test_what_quotes_a_document_that_was_removed_is_neither_shown_nor_saved(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    reply, file = Assistant.reply, tmp_path / "talk.md"

    def then_removed(self: Assistant, understood: Understood, *given: Any, **named: Any) -> Answer:
        answer = reply(self, understood, *given, **named)
        for info in self.collection.documents(Filter(source_glob="bridge.txt")):
            if understood.text == QUESTION:
                remove(self.collection, info.source)
        return answer

    monkeypatch.setattr(Assistant, "reply", then_removed)
    typed = lines(BREAD, QUESTION, command.format(file))
    result = run("chat", "--extractive", input=typed)
    *_, answered, shown = result.stdout.split("\n> ")
    assert OPENED in answered
    assert OPENED not in shown
    if command != "/save {}":
        assert "The last answer quotes a document that was removed since." in result.stderr
        return
    text = file.read_text(encoding="utf-8")
    assert "Tamsel" not in text
    assert BREAD in text
    assert "without 1 that quoted a document which was removed" in result.stderr


@pytest.mark.parametrize("command", ["/open 1", "/open [1]", "/Open  1", "/open\t1"])
def test_sources_and_their_context(run: Run, command: str) -> None:
    result = run("chat", input=lines(QUESTION, "/sources", command))
    _, sources, opened = result.stdout.split("\n> ")
    assert f"“{OPENED}”" in sources
    assert sources.startswith("/sources\n[1] Bridge opened · 3 May 2024\n")
    before, after = opened.split(OPENED)
    assert "Bridge opened" in before
    assert "It is 212 metres long." in after
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("/open 7", "error: There is no source 7.\nThe last answer has 1: write /open 1.\n"),
        ("/open", "error: There is no source without a number.\n"),
        ("/nope", "error: There is no command /nope.\n/help lists them.\n"),
        ("/save", "error: No file is named.\n"),
        ("/save /", "error: / exists.\n"),
        ("/save /no/such/folder/talk.md", "error: /no/such/folder/talk.md cannot be written"),
        ("/save a\0b", "error: ab cannot be written"),
        ("a" * 20_000, "error: The question has 20,000 characters"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_the_talk_goes_on(
    run: Run, line: str, complaint: str
) -> None:
    result = run("chat", input=lines(QUESTION, line, QUESTION))
    assert result.stdout.count(f"{OPENED} [1]") == 2
    assert result.stderr.startswith(complaint)
    assert result.exit_code == 1


@pytest.mark.parametrize("line", ["/sources", "/open 1", "/save talk.md"])
def test_without_an_answer_there_is_nothing_to_show(run: Run, line: str) -> None:
    result = run("chat", input=lines(line, QUESTION))
    assert result.stderr.startswith("error: ")
    assert f"{OPENED} [1]" in result.stdout


def test_a_model_that_fails_once_costs_one_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = Assistant.reply

    def fail_once(self: Assistant, understood: Understood, *rest: object, **how: object) -> Answer:
        if understood.text == UNKNOWN:
            raise ModelError("The model gave up.", "Ask again.")
        return reply(self, understood, *rest, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "reply", fail_once)
    result = run("chat", input=lines(UNKNOWN, QUESTION))
    assert result.stderr == "error: The model gave up.\nAsk again.\n"
    assert f"{OPENED} [1]" in result.stdout


def test_a_conversation_is_saved_as_markdown_and_nothing_is_overwritten(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "talk.md"
    typed = lines(QUESTION, f"/save {file}", f"/save {file}", "/new", UNKNOWN, f"/save {file}")
    result = run("chat", input=typed)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# {QUESTION}\n\n## {QUESTION}\n")
    assert f"{OPENED} \\[1\\]" in text
    assert "Mahler" not in text
    assert result.stderr.count("exists.") == 2


def test_what_was_said_is_no_evidence(run: Run, writer: FakeGenerator) -> None:
    writer._texts = ("The orchestra played Mahler in Vienna in 1905.",)
    result = run("chat", input=lines(QUESTION, UNKNOWN))
    assert "1905" not in result.stdout


def test_quit_ends_it_and_help_names_every_command(run: Run) -> None:
    result = run("chat", input=lines("/help", "/quit", QUESTION))
    for command in ("/sources", "/open", "/new", "/save", "/help", "/quit"):
        assert command in result.stdout
    assert OPENED not in result.stdout
    assert result.exit_code == 0


def test_hostile_text_reaches_no_terminal(run: Run) -> None:
    result = run("chat", input=lines("\x1b]0;owned\x07 When was the bridge opened?"))
    assert "\x1b" not in result.stdout


def test_paths_and_filters_hold(run: Run, docs: Path) -> None:
    assert f"{OPENED} [1]" in run("chat", "--in", docs, input=lines(QUESTION)).stdout
    late = run("chat", "--since", "2024-06-01", input=lines(QUESTION))
    assert "No answer found in these documents" in late.stdout
    assert run("chat", "--in", docs, "--collection", docs).exit_code == 2


_SCRIPT = """
import sys
import assistant.models.judge
import assistant.models.reader
import assistant.runtime
from assistant.cli.app import app
from assistant.models.store import ModelStore
from tests.fakes import FakeEmbedder, FakeReader
assistant.runtime.load_embedder = lambda *_: FakeEmbedder()
assistant.models.reader.load_reader = lambda *_: FakeReader()
assistant.models.judge.judged = lambda reader, *_: reader
ModelStore.path = lambda self, name: self.root / name
app(["chat", "--extractive"])
"""
HANGS = 60


class Terminal:
    """The program at a terminal of its own."""

    def __init__(self) -> None:
        self._ours, theirs = pty.openpty()
        environment = os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "80"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            env=environment | {"NO_COLOR": "1"},
            start_new_session=True,
        )
        os.close(theirs)
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def until(self, text: str) -> str:
        """What is shown next, without control sequences, up to this text."""
        deadline = time.monotonic() + HANGS
        while text not in self._shown:
            ready, _, _ = select.select([self._ours], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{text!r} did not come after {self._shown!r}"
            try:
                self._shown += os.read(self._ours, 10_000).decode(errors="replace")
            except OSError:  # the other end is closed
                pytest.fail(f"it ended after {self._shown!r}")
            self._shown = re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[>=])", "", self._shown)
        before, _, self._shown = self._shown.partition(text)
        return before


def test_at_a_terminal_lines_come_back_and_only_ctrl_d_ends_it() -> None:
    with Terminal() as terminal:
        assert "2 documents" in terminal.until("Ctrl-D ends.")
        terminal.until(">")
        terminal.type(f"{QUESTION}\r")
        assert OPENED in terminal.until("Sources")
        terminal.until(">")
        terminal.type("half a question\x03")  # Ctrl-C
        terminal.until(">")
        terminal.type("\x1b[A\r")  # the line before, once more
        assert OPENED in terminal.until("Sources")
        terminal.until(">")
        terminal.type("/open 1\r")
        terminal.until("It is 212 metres long.")
        terminal.until(">")
        terminal.type("\x04")
        assert terminal.process.wait(HANGS) == 0
