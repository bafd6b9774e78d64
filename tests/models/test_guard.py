"""What becomes of a library's own failures."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from assistant.errors import ModelCorrupt, ModelFailed, ModelMissing
from assistant.models import guard
from assistant.models.guard import (
    GuardedEmbedder,
    GuardedGenerator,
    GuardedReader,
    loading,
    require_room,
)
from assistant.models.store import ModelStore
from assistant.protocols import Scores, Silent, Vectors, Written
from assistant.runtime import Runtime
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.models.copies import copied_model
from tests.models.wheels import FakePip, build_index, catalogue

NATIVE = RuntimeError("Exception from core.cpp:84:\nFailed to allocate 61440 bytes.\n")
SAID = "cannot be run here: Failed to allocate 61440 bytes."


class OfALibrary(Exception):
    """The base of its own that many a library has."""


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    build_index(tmp_path / "index")
    store = ModelStore(tmp_path / "models", catalogue(), FakePip(tmp_path / "index"))
    store.pull("whole", Silent())
    return store


@pytest.mark.parametrize("error", [OfALibrary("?"), ValueError("?"), RuntimeError("?"), OSError()])
def test_a_damaged_file_explains_any_failure(store: ModelStore, error: Exception) -> None:
    (store.root / "whole" / "config.json").write_bytes(b"{")
    with pytest.raises(ModelCorrupt, match=r"config\.json") as raised, loading(store, "whole"):
        raise error
    assert "models pull whole" in raised.value.hint
    assert raised.value.__cause__ is error


def test_a_bug_stays_a_bug_where_the_files_are_whole(store: ModelStore) -> None:
    with pytest.raises(ValueError, match="a bug"), loading(store, "whole"):
        raise ValueError("a bug")


def test_what_the_store_says_itself_is_left(store: ModelStore) -> None:
    with pytest.raises(ModelMissing), loading(store, "joined"):
        store.path("joined")


def test_an_interrupt_is_not_explained(store: ModelStore) -> None:
    (store.root / "whole" / "config.json").write_bytes(b"{")
    with pytest.raises(KeyboardInterrupt), loading(store, "whole"):
        raise KeyboardInterrupt


def test_a_library_that_gives_up_is_one_sentence_and_a_traceback_in_the_log(
    store: ModelStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with pytest.raises(ModelFailed) as raised, loading(store, "whole"):
        raise NATIVE
    assert raised.value.message == f"whole {SAID}"
    assert "--extractive" in raised.value.hint
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is NATIVE


@pytest.mark.parametrize("failure", [NATIVE, MemoryError()])
def test_giving_up_while_it_computes(failure: Exception) -> None:
    class Exhausted(FakeEmbedder):
        def encode_passages(self, texts: object) -> Vectors:
            raise failure

    class ExhaustedWriter(FakeGenerator):
        def generate(self, *_: object, **__: object) -> Written:
            yield "The"
            raise failure

    class ExhaustedReader(FakeReader):
        def score(self, *_: object) -> Scores:
            raise failure

        def entail(self, *_: object) -> Scores:
            raise failure

    reader = GuardedReader(ExhaustedReader())
    for call in (
        lambda: reader.score("Who?", ["a text"]),
        lambda: reader.read("Who?", ["a text"]),
        lambda: reader.entail([("a claim", "a text")]),
    ):
        with pytest.raises(ModelFailed, match="fake-reader cannot be run here"):
            call()
    embedder = GuardedEmbedder(Exhausted())
    for encode in (embedder.encode_passages, embedder.encode_queries):
        with pytest.raises(ModelFailed, match="fake cannot be run here"):
            encode(["a text"])
    writer = GuardedGenerator(ExhaustedWriter("The bridge."))
    written = writer.generate("system", "user", max_tokens=8)
    assert next(written) == "The"
    with pytest.raises(ModelFailed, match="cannot be run here"):
        next(written)


def test_weights_that_cannot_fit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weights.bin").write_bytes(bytes(1000))
    left = {"memory": 1000, "address_space": 2000}
    monkeypatch.setattr(guard, "memory_left", lambda: left["memory"])
    monkeypatch.setattr(guard, "address_space_left", lambda: left["address_space"])
    require_room("writer", tmp_path)
    for kind in left:
        monkeypatch.setitem(left, kind, left[kind] - 1)
        with pytest.raises(ModelFailed, match="writer needs at least"):
            require_room("writer", tmp_path)
        monkeypatch.setitem(left, kind, left[kind] + 1)


def test_what_is_left_is_asked_of_the_system() -> None:
    assert guard.memory_left() > 0
    assert guard.address_space_left() > 0


@pytest.mark.models
@pytest.mark.parametrize("role", ["embedder", "writer"])
@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_file_cut_in_the_middle(
    real_store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, role: str
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    runtime = Runtime.open("tiny")
    name = str(getattr(runtime.profile, role))
    path = copied_model(real_store, name, tmp_path / "models").path(name) / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    load = {"embedder": runtime.load_embedder, "writer": runtime.load_writer}[role]
    assert load is not None
    with pytest.raises(ModelCorrupt, match=file.replace(".", r"\.")):
        load()
