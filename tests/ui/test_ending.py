"""Long work of the page when its server is ended: what is done stays, the rest is not begun."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

import assistant.indexing
from assistant.protocols import Vectors
from assistant.ui.desk import Desk
from assistant.ui.documents import Documents
from assistant.ui.work import Workshop
from tests.fakes import FakeEmbedder

TOWNS = ("Oslo", "Bergen", "Lund", "Turku")


class Ending(FakeEmbedder):
    """Ends a workshop while the second batch is embedded."""

    def __init__(self, workshop: Workshop) -> None:
        super().__init__()
        self.calls = 0
        self._workshop = workshop

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        if self.calls == 2:
            self._workshop.end()
        return super().encode_passages(texts)


def uploads(folder: Path) -> list[str]:
    """A letter about each town."""
    folder.mkdir()
    for town in TOWNS:
        (folder / f"{town}.txt").write_text(f"The ferry to {town} leaves at noon.", "utf-8")
    return [str(folder / f"{town}.txt") for town in TOWNS]


def test_an_upload_that_is_ended_leaves_what_was_committed_and_nothing_else(
    empty_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop()
    monkeypatch.setattr(assistant.indexing, "BATCH_PASSAGES", 1)
    embedder = Ending(workshop)
    monkeypatch.setattr("assistant.runtime.load_embedder", lambda *_: embedder)
    documents = Documents(empty_desk, workshop, paths_allowed=False)

    async def upload(folder: Path) -> str:
        return [html async for html in documents.upload("mine", uploads(folder))][-1]

    assert "The server is about to end." in asyncio.run(upload(tmp_path / "first"))
    waited = asyncio.run(upload(tmp_path / "second"))
    assert "The server is about to end." in waited, "what comes afterwards is not begun"
    workshop.close()
    held = {Path(one.source).name for one in empty_desk.assistant("mine").collection.documents()}
    kept = {path.name for path in (empty_desk.shelf("mine").folder / "files").iterdir()}
    assert held == kept
    assert 0 < len(held) < len(TOWNS)


def test_a_page_that_looks_on_after_the_end_cleans_up_as_well() -> None:
    workshop = Workshop()
    workshop.close()
    cleaned: list[bool] = []
    workshop.after(lambda: cleaned.append(True))
    assert cleaned == [True]
