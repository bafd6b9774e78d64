"""Every way to a model is the same one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.batch.recipe import ProfileRecipe
from assistant.checking import Checker
from assistant.config import home
from assistant.models import embed, engine
from assistant.models.engine import Choice
from assistant.models.store import ModelStore
from assistant.protocols import Embedder
from assistant.records import SummaryRequest
from assistant.runtime import Runtime
from assistant.summariser import Summariser
from assistant.ui.models import Models
from tests.fakes import FakeEmbedder

CATALOGUE = Path(__file__).parents[1] / "models.yaml"

WAYS: dict[str, Callable[[Path], Embedder]] = {
    "assistant": lambda folder: Assistant.open(folder, create=True).embedder,
    "summariser": lambda _: Summariser.open().embedder,
    "batch": lambda _: ProfileRecipe(SummaryRequest()).summariser().embedder,
    "checker": lambda _: Checker.open().embedder,
    "page": lambda _: Models().embedder(Models().chosen()),
    "runtime": lambda _: Runtime.open().load_embedder(),
}


def set_up(settings: str) -> None:
    home().mkdir(parents=True)
    (home() / "settings.yaml").write_text(settings, encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_the_engine_of_the_settings_computes_the_embedder(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []

    def choose(asked: str, *_: str) -> Choice:
        wanted.append(asked)
        return Choice("torch", "")

    monkeypatch.setattr(engine, "choose_engine", choose)
    monkeypatch.setattr(embed, "load_reference", lambda *_: FakeEmbedder())
    monkeypatch.setattr(ModelStore, "path", lambda self, name: self.root / name)
    set_up("engine: torch\n")
    WAYS[way](tmp_path / "collection")
    assert wanted == ["torch"]


def test_without_a_writer_there_is_nothing_to_load() -> None:
    assert Runtime.open("default").load_writer is not None
    assert Runtime.open("default", extractive=True).load_writer is None
    assert Runtime.open("extractive").load_writer is None


def test_what_is_absent_is_what_the_store_cannot_give() -> None:
    runtime = Runtime.open("default")
    assert list(runtime.absent()) == runtime.names()
    assert all(size > 0 for size in runtime.absent().values())
    extractive = Runtime.open("default", extractive=True)
    assert list(extractive.absent()) == [runtime.profile.embedder]


def test_a_server_keeps_its_own_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(
        CATALOGUE.read_text(encoding="utf-8").replace(
            "\nprofiles:\n",
            "\n  served:\n    role: writer\n    description: elsewhere\n    licence: MIT\n"
            "    format: server\n    context_tokens: 4096\n    sources:\n      - kind: server\n"
            "        base_url: http://127.0.0.1:1/v1\n        model: served\n"
            "\nprofiles:\n  served:\n    description: with a server\n"
            "    embedder: all-minilm-l6-v2\n    writer: served\n",
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("ASSISTANT_MODELS", str(path))
    runtime = Runtime.open("served")
    assert runtime.names() == ["all-minilm-l6-v2"]
    assert runtime.load_writer is not None
