"""What a terminal shows while an answer is made, and that nothing else does."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.cli import live
from assistant.cli.live import Waiting
from assistant.records import Answer
from tests.cli.conftest import OPENED, Run

QUESTION = "When was the new bridge over the Tamsel opened?"
pytestmark = pytest.mark.usefixtures("indexed")


@pytest.mark.parametrize("command", ["ask", "chat"])
def test_a_checked_answer_is_shown_before_it_is_whole(
    command: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = io.StringIO()
    terminal = Console(file=seen, force_terminal=True, width=80, color_system=None)
    monkeypatch.setattr(live, "messages", lambda: terminal)
    shown: list[tuple[Answer, str]] = []
    show = Waiting.show_answer

    def watch(waiting: Waiting, answer: Answer) -> None:
        show(waiting, answer)
        waiting._live.refresh()
        shown.append((answer, seen.getvalue()))

    monkeypatch.setattr(Waiting, "show_answer", watch)
    asked = {"ask": (QUESTION,), "chat": ()}[command]
    result = run(command, *asked, input=f"{QUESTION}\n")
    ((answer, so_far),) = shown
    assert [claim.text for claim in answer.claims] == [OPENED]
    assert f"{OPENED} [1]" in so_far
    assert "Looking for more" in so_far
    assert "Looking for more" not in result.output
    assert f"{OPENED} [1]" in result.stdout
