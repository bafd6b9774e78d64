from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from inspect import isasyncgenfunction
from typing import Any

import gradio as gr
import pytest

from assistant.errors import ModelUnavailable, StorageFull
from assistant.protocols import Progress
from assistant.serving.models import Models
from assistant.ui.desk import Desk
from assistant.ui.events import with_failure
from assistant.ui.handlers import Handlers
from assistant.ui.page import build_page
from assistant.ui.pull import Puller
from assistant.ui.work import PageProgress, Workshop


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def all_of(htmls: AsyncIterator[str]) -> list[str]:
    async def run() -> list[str]:
        return [html async for html in htmls]

    return asyncio.run(run())


def all_before(shown: AsyncIterator[Any]) -> list[Any]:
    """All that an event shows before it ends without success."""
    found: list[Any] = []

    async def run() -> None:
        async for one in shown:
            found.append(one)

    with pytest.raises(gr.Error):
        asyncio.run(run())
    return found


def test_models_are_pulled_where_the_page_is_local(
    empty_desk: Desk, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulled: list[str] = []

    def pull(self: Models, names: list[str], progress: Progress) -> None:
        pulled.extend(names)

    missing: list[dict[str, float]] = [{}, {"mini": 80.0}]
    monkeypatch.setattr(Models, "absent", lambda *_: missing.pop() if missing else {})
    monkeypatch.setattr(Models, "pull", pull)
    assert all_of(Puller(empty_desk.models, workshop, allowed=True).pull())[-1] == ""
    assert pulled == ["mini"]


def test_a_failed_download_says_what_to_do(
    empty_desk: Desk, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pull(*_: object) -> None:
        raise ModelUnavailable("No source can be reached.", "Check the network.")

    monkeypatch.setattr(Models, "pull", pull)
    puller = Puller(empty_desk.models, workshop, allowed=True)
    with pytest.raises(ModelUnavailable, match="No source can be reached"):
        all_of(puller.pull())
    said = all_before(with_failure(puller.pull()))[-1]
    assert "No source can be reached. Check the network." in said


def test_nobody_downloads_from_elsewhere(empty_desk: Desk, workshop: Workshop) -> None:
    puller = Puller(empty_desk.models, workshop, allowed=False)
    (said,) = all_before(with_failure(puller.pull()))
    assert "on the machine itself" in said


@pytest.mark.parametrize("name", ["pull", "examples"])
def test_what_failed_before_a_conversation_is_opened_is_no_success(
    empty_desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Only after a success a conversation is opened."""

    def fails(*_: object, **__: object) -> None:
        raise StorageFull("The disk is full.", "Free some space.")

    monkeypatch.setattr(Models, "pull", fails)
    monkeypatch.setattr("assistant.ui.documents.index_paths", fails)
    handlers = Handlers.of(empty_desk, is_local=True)

    async def step() -> Callable[[], AsyncIterator[Any]]:
        """Gradio makes event loops that nobody closes where none runs."""
        steps = [one.fn for one in build_page(handlers).fns.values() if one.name == name]
        (found,) = filter(isasyncgenfunction, steps)
        called: Callable[[], AsyncIterator[Any]] = found
        return called

    try:
        shown = all_before(asyncio.run(step())())[-1]
    finally:
        handlers.close()
    html = shown if isinstance(shown, str) else shown[0]
    assert "The disk is full. Free some space." in html


def test_progress_is_told_in_words_and_as_a_bar() -> None:
    progress = PageProgress("Preparing")
    assert "Preparing" in progress.html()
    progress.start("Downloading <mini>", 84_000_000, "bytes")
    progress.advance(21_000_000)
    assert "Downloading &lt;mini&gt; 21 of 84 MB" in progress.html()
    assert 'value="21000000" max="84000000"' in progress.html()
