"""A failure on the page: its sentence, and a next step for somebody who has no terminal."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from pathlib import Path

import gradio as gr
import pytest

from assistant.errors import AtTerminal, StorageFull
from assistant.models.guard import require_room
from assistant.runtime import model_store
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.events import with_failure
from assistant.ui.notices import failure_html
from assistant.ui.pull import Puller
from assistant.ui.work import PageProgress, Workshop
from tests.fakes import FakeEmbedder
from tests.ui.asking import ask
from tests.ui.conftest import QUESTION

COMMAND = re.compile(r"pip |python -m|--|models pull")
EMBEDDER = "assistant.runtime.load_embedder"


@pytest.fixture
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def last(htmls: AsyncIterator[str], *ended_by: type[Exception]) -> str:
    """What is shown at last, before an error of such a kind if one is named."""
    shown: list[str] = []

    async def run() -> None:
        async for html in htmls:
            shown.append(html)

    with pytest.raises(ended_by) if ended_by else nullcontext():
        asyncio.run(run())
    return shown[-1]


def says(html: str, what: str, next_step: str) -> bool:
    """Whether a failure is told with what to do, and without a command."""
    return what in html and next_step in html and not COMMAND.search(html)


def test_a_collection_of_another_embedder(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(EMBEDDER, lambda *_: FakeEmbedder(name="another"))
    live = str(ask(desk, QUESTION)[-1].live)
    assert says(live, "was indexed with the embedder fake", "Choose models with that embedder")
    assert "python -m assistant index --reembed" in caplog.text, "for whoever has a terminal"


def test_a_model_that_is_not_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    store = model_store()
    name = next(entry.name for entry in store.listing())
    monkeypatch.setattr(EMBEDDER, lambda *_: store.path(name))
    live = str(ask(desk, QUESTION)[-1].live)
    assert says(live, f"The model {name} is not here yet", "offers to download what is missing")


def test_a_model_that_is_too_large(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weights").write_bytes(b"weights")
    monkeypatch.setattr("assistant.models.guard.memory_left", lambda: 0)
    monkeypatch.setattr(FakeEmbedder, "encode_queries", lambda *_: require_room("large", tmp_path))
    live = str(ask(desk, QUESTION)[-1].live)
    assert says(live, "large needs at least", "choose smaller models")


def test_a_collection_that_is_damaged(desk: Desk, workshop: Workshop) -> None:
    (desk.shelf("default").folder / "collection.sqlite").write_bytes(b"no database" * 1_000)
    documents = Documents(desk, workshop, paths_allowed=True)
    html = documents.table("default").html
    assert says(html, "is damaged", "Restore its folder from a backup")


def test_files_that_need_what_is_not_installed(
    empty_desk: Desk, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.corpus.read.is_installed", lambda: False)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "scan.png").write_bytes(b"a picture")
    (tmp_path / "note.txt").write_text("The lease ends in May.", encoding="utf-8")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "note.txt")
    documents = Documents(empty_desk, workshop, paths_allowed=True)
    html = last(documents.add_path("mine", str(tmp_path / "in")))
    assert says(html, "pictures are not read", "text recognition is not installed")
    assert says(html, "leads out of what was named", "name its target")


def test_nobody_downloads_from_elsewhere(empty_desk: Desk, workshop: Workshop) -> None:
    refused = Puller(empty_desk.models, workshop, allowed=False).pull()
    html = last(with_failure(refused), gr.Error)
    assert says(html, "on the machine itself", "Ask whoever started the assistant")


def test_what_is_noted_while_something_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    progress = PageProgress("Searching")
    progress.note(AtTerminal("It is damaged until the next --run.", "It is damaged."))
    assert says(progress.html(), "Searching", "It is damaged.")
    with caplog.at_level(logging.WARNING):
        failure_html(StorageFull("The disk is full.", "Free some space."))
    assert caplog.text == "", "what the page says whole is in no log"
