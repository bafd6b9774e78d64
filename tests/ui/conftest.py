"""A desk over fakes, with a small collection of made-up articles; servers and browsers."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from assistant.batch.recipe import ProfileRecipe, fingerprint_of
from assistant.config import home
from assistant.indexing import index_paths
from assistant.protocols import Embedder, Reader
from assistant.protocols import Generator as TextGenerator
from assistant.search.collection import Collection
from assistant.serving.models import Models
from assistant.ui.desk import Desk
from tests.faked import put_fingerprints
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.ui.browser import (
    Server,
    Window,
    chromium,
    home_with_models,
    running_server,
    use_examples,
)

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


def written(folder: Path) -> Path:
    """A new folder with the articles."""
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    return written(tmp_path / "documents")


@pytest.fixture
def writer() -> FakeGenerator:
    return FakeGenerator(OPENED)


@pytest.fixture
def fake_models(monkeypatch: pytest.MonkeyPatch, writer: FakeGenerator) -> None:
    """The models of every desk are fakes."""

    def embedder_for(*_: object) -> Embedder:
        return FakeEmbedder()

    def reader_for(*_: object) -> Reader:
        return FakeReader()

    def writer_for(*_: object, **__: object) -> TextGenerator:
        return writer

    monkeypatch.setattr("assistant.runtime.load_embedder", embedder_for)
    monkeypatch.setattr("assistant.models.reader.load_reader", reader_for)
    monkeypatch.setattr("assistant.models.judge.judged", lambda reader, *_: reader)
    monkeypatch.setattr("assistant.models.generate.load_generator", writer_for)

    def fingerprint(recipe: ProfileRecipe) -> str:
        return fingerprint_of(["fake"], recipe.request)

    def brief_fingerprint(recipe: ProfileRecipe) -> str:
        return fingerprint_of(["fake brief"], recipe.request)

    monkeypatch.setattr(ProfileRecipe, "fingerprint", fingerprint)
    monkeypatch.setattr(ProfileRecipe, "brief_fingerprint", brief_fingerprint)
    put_fingerprints(monkeypatch, writer)
    monkeypatch.setattr(Models, "absent", lambda *_: {})


@pytest.fixture
def empty_desk(fake_models: None) -> Iterator[Desk]:
    """A desk without any collection, whose models are fakes."""
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails in a browser says what was to be seen there."""
    report = yield
    window = getattr(item, "funcargs", {}).get("window")
    if report.failed and isinstance(window, Window):
        report.sections.append(("the open pages", window.seen()))
    return report


# ── For tests in a browser: each module has a Chromium and a server of its own ──────────────


@pytest.fixture(scope="module")
def window() -> Iterator[Window]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_models(tmp_path_factory.mktemp("ui") / "home", home() / "models")


@pytest.fixture(scope="module")
def server(own_home: Path) -> Iterator[Server]:
    with running_server(own_home) as running:
        yield running


@pytest.fixture(scope="module")
def ready(server: Server, window: Window) -> Server:
    """The server after its first start: the example articles are indexed."""
    page = window.page(server.address)
    assert page.get_by_role("heading", name="No documents yet").is_visible()
    use_examples(page)
    page.context.close()
    return server


@pytest.fixture(scope="module")
def quoting(own_home: Path, window: Window) -> Iterator[Server]:
    """The example articles, and at first the profile without a writer."""
    with running_server(own_home, "--profile", "extractive") as server:
        page = window.page(server.address)
        use_examples(page)
        page.context.close()
        yield server
