"""A desk over fakes, with a small collection of made-up articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.indexing import index_paths
from assistant.protocols import Embedder, Generator
from assistant.search.collection import Collection
from assistant.ui.desk import Desk
from assistant.ui.models import Models
from tests.fakes import FakeEmbedder, FakeGenerator

OPENED = "The harbour bridge in Oslo opened on 12 May 2019."
ARTICLES = {
    "bridge.txt": f"The mayor spoke first. {OPENED} It cost 40 million euros.",
    "strike.txt": "Dock workers went on strike in Bergen. The strike lasted nine days.",
    "evil.txt": (
        "The harvest <script>alert(1)</script> in Lund was late & [poor](javascript:alert(2)). "
        "Farmers in Lund lost <b>a month</b> of work."
    ),
}
QUESTION = "When did the harbour bridge in Oslo open?"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def writer() -> FakeGenerator:
    return FakeGenerator(OPENED)


@pytest.fixture
def empty_desk(monkeypatch: pytest.MonkeyPatch, writer: FakeGenerator) -> Iterator[Desk]:
    """A desk without any collection, whose models are fakes."""

    def embedder_for(*_: object) -> Embedder:
        return FakeEmbedder()

    def writer_for(*_: object, **__: object) -> Generator:
        return writer

    monkeypatch.setattr("assistant.ui.models.load_embedder", embedder_for)
    monkeypatch.setattr("assistant.models.generate.load_generator", writer_for)
    monkeypatch.setattr(Models, "absent", lambda *_: {})
    desk = Desk()
    yield desk
    desk.close()


@pytest.fixture
def desk(empty_desk: Desk, documents: Path) -> Desk:
    """A desk whose first collection holds the articles."""
    folder = empty_desk.shelf("default").folder
    with Collection.open(folder, create=True) as collection:
        index_paths(collection, [documents], FakeEmbedder())
    return empty_desk
