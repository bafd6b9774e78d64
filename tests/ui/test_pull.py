from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from assistant.errors import ModelUnavailable
from assistant.protocols import Progress
from assistant.serving.models import Models
from assistant.ui.desk import Desk
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
    said = all_of(Puller(empty_desk.models, workshop, allowed=True).pull())[-1]
    assert "No source can be reached. Check the network." in said


def test_nobody_downloads_from_elsewhere(empty_desk: Desk, workshop: Workshop) -> None:
    (said,) = all_of(Puller(empty_desk.models, workshop, allowed=False).pull())
    assert "on the machine itself" in said


def test_progress_is_told_in_words_and_as_a_bar() -> None:
    progress = PageProgress("Preparing")
    assert "Preparing" in progress.html()
    progress.start("Downloading <mini>", 84_000_000, "bytes")
    progress.advance(21_000_000)
    assert "Downloading &lt;mini&gt; 21 of 84 MB" in progress.html()
    assert 'value="21000000" max="84000000"' in progress.html()
