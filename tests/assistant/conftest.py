"""An assistant over fakes, with a small collection of made-up articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.indexing import index_paths
from assistant.protocols import Embedder, Generator
from assistant.search.collection import Collection
from tests.assistant.samples import ARTICLES
from tests.fakes import FakeEmbedder, FakeReader


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    docs = tmp_path_factory.mktemp("docs")
    for name, text in ARTICLES.items():
        (docs / name).write_text(text, encoding="utf-8")
    path = tmp_path_factory.mktemp("collection")
    with Collection.open(path, create=True) as collection:
        report = index_paths(collection, [docs], FakeEmbedder())
        assert report.added == len(ARTICLES)
    return path


@pytest.fixture
def open_assistant(folder: Path) -> Iterator[Callable[..., Assistant]]:
    opened: list[Assistant] = []

    def make(
        writer: Callable[[], Generator] | None = None, embedder: Embedder | None = None
    ) -> Assistant:
        opened.append(
            Assistant(
                Collection.open(folder), lambda: embedder or FakeEmbedder(), FakeReader, writer
            )
        )
        return opened[-1]

    yield make
    for assistant in opened:
        assistant.close()
