"""Models are loaded while a server starts, and none is in the middle of it when it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

from assistant.errors import ModelFailed
from assistant.serving.models import Models


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Models:
    """Models that are all here."""
    monkeypatch.setattr(Models, "absent", lambda self, profile=None: {})
    return Models("default")


def loads(monkeypatch: pytest.MonkeyPatch, **loaders: Callable[[], object]) -> list[str]:
    """Stand in for the loaders; the list tells which ended, in order."""
    loaded: list[str] = []

    def standing_in(name: str, load: Callable[[], object]) -> Any:
        def loader(self: Models, profile: object) -> None:
            load()
            loaded.append(name)

        return loader

    for name, load in loaders.items():
        monkeypatch.setattr(Models, name, standing_in(name, load))
    return loaded


def test_all_models_are_loaded_meanwhile(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    loaded = loads(monkeypatch, embedder=lambda: None, reader=lambda: None, writer=done.set)
    with models.warming():
        assert done.wait(30)
    assert loaded == ["embedder", "reader", "writer"]


def test_at_the_end_only_what_is_being_loaded_is_waited_for(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert may_end.wait(30)

    loaded = loads(monkeypatch, embedder=slow, reader=lambda: None, writer=lambda: None)
    with models.warming():
        assert begun.wait(30)
        threading.Timer(0.1, may_end.set).start()
    assert loaded == ["embedder"]


def test_a_model_that_fails_meanwhile_ends_nothing_and_is_logged(
    models: Models, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing() -> None:
        raise ModelFailed("The reader does not fit into memory.")

    loaded = loads(monkeypatch, embedder=lambda: None, reader=failing, writer=lambda: None)
    with caplog.at_level(logging.WARNING, logger="assistant"):
        models.warm_up()
    assert loaded == ["embedder"]
    assert "does not fit into memory" in caplog.text
