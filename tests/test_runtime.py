"""Every way to a model is the same one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant.assistant import Assistant
from assistant.batch.recipe import ProfileRecipe
from assistant.checking import Checker
from assistant.config import home
from assistant.errors import ModelCorrupt
from assistant.models import adapter, embed, engine
from assistant.models.engine import Choice
from assistant.models.judge import load_judge
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Reader
from assistant.records import SummaryRequest
from assistant.runtime import Runtime
from assistant.serving.models import Models
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder
from tests.models.judges import NAME as JUDGE
from tests.models.judges import pulled as judges_pulled
from tests.models.judges import write_adapter, write_export
from tests.models.readers import NAME, pulled, write_reader

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
    assert [name for name, size in runtime.absent().items() if size == 0] == [
        runtime.profile.reader  # which comes with the program
    ]
    assert all(size >= 0 for size in runtime.absent().values())
    extractive = Runtime.open("default", extractive=True)
    quoting = runtime.profile.embedder, runtime.profile.reader, runtime.profile.judge
    assert tuple(extractive.absent()) == quoting


def test_a_server_keeps_its_own_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "models.yaml"
    path.write_text(
        CATALOGUE.read_text(encoding="utf-8").replace(
            "\nprofiles:\n",
            "\n  served:\n    role: writer\n    description: elsewhere\n    licence: MIT\n"
            "    format: server\n    context_tokens: 4096\n    sources:\n      - kind: server\n"
            "        base_url: http://127.0.0.1:1/v1\n        model: served\n"
            "\nprofiles:\n  served:\n    description: with a server\n"
            "    embedder: all-minilm-l6-v2\n    reader: reader-minilm-l12\n    writer: served\n",
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("ASSISTANT_MODELS", str(path))
    runtime = Runtime.open("served")
    assert runtime.names() == ["all-minilm-l6-v2", "reader-minilm-l12"]
    assert runtime.load_writer is not None


@pytest.fixture
def with_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """A catalogue whose profile has a reader, and a store that holds it: a tiny one."""
    write_reader(tmp_path / "files")
    store = pulled(tmp_path / "files", home() / "models")
    catalogue = yaml.safe_load(CATALOGUE.read_text("utf-8"))
    catalogue["models"] |= json.loads(store.catalogue.model_dump_json())["models"]
    embedder = catalogue["profiles"]["default"]["embedder"]
    catalogue["profiles"]["reading"] = {
        "description": "with a reader",
        "embedder": embedder,
        "reader": NAME,
    }
    (tmp_path / "models.yaml").write_text(yaml.safe_dump(catalogue), "utf-8")
    monkeypatch.setenv("ASSISTANT_MODELS", str(tmp_path / "models.yaml"))
    (home() / "settings.yaml").write_text("engine: torch\nprofile: reading\n", encoding="utf-8")
    return store


READERS: dict[str, Callable[[Path], Reader]] = {
    "assistant": lambda folder: Assistant.open(folder, create=True).reader,
    "quoting": lambda folder: Assistant.open(folder, create=True).quoting().reader,
    "page": lambda _: Models().reader(Models().chosen()),
    "runtime": lambda _: Runtime.open().load_reader(),
}


@pytest.mark.parametrize("way", READERS)
def test_every_way_gets_the_reader_of_the_profile(
    with_reader: ModelStore, way: str, tmp_path: Path
) -> None:
    reader = READERS[way](tmp_path / "collection")
    assert reader.name == NAME
    found = reader.read("When opened the bridge?", ["The bridge opened in May."])
    assert reader.score("When opened the bridge?", ["The bridge opened in May."]) == found.relevance
    assert reader.entail([("It opened.", "The bridge opened.")]).shape == (1, 3)


def test_fingerprints_are_told_without_loading(
    with_reader: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Runtime, "embedder_identity", lambda _: ["embedder@1", "torch"])
    told = Runtime.open().fingerprints()
    assert told == {"embedder": "embedder@1", "reader": Runtime.open().load_reader().fingerprint}


def test_a_reader_has_to_be_pulled_for_quoting_too(with_reader: ModelStore) -> None:
    embedder = Runtime.open().profile.embedder
    assert Runtime.open().names() == [embedder, NAME]
    assert list(Runtime.open().absent()) == [embedder]
    with_reader.remove(NAME)
    absent = Runtime.open().absent()
    assert list(absent) == [embedder, NAME]
    assert absent[embedder] > 0 == absent[NAME]  # its files are on this machine
    assert Runtime.open(extractive=True).names() == [embedder, NAME]


@pytest.fixture
def with_judge(
    with_reader: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ModelStore:
    """The same with a judge: its store holds both."""
    write_export(tmp_path / "export")
    taught = write_adapter(tmp_path / "weights" / "judge")
    monkeypatch.setattr(adapter, "_file", lambda spec, weights: taught)
    judges = judges_pulled(tmp_path / "export", taught, with_reader.root)
    catalogue = yaml.safe_load((tmp_path / "models.yaml").read_text("utf-8"))
    catalogue["models"] |= json.loads(judges.catalogue.model_dump_json())["models"]
    catalogue["profiles"]["reading"]["judge"] = JUDGE
    (tmp_path / "models.yaml").write_text(yaml.safe_dump(catalogue), "utf-8")
    return judges


@pytest.mark.parametrize("way", READERS)
def test_every_way_has_claims_judged_by_the_judge_of_the_profile(
    with_judge: ModelStore, way: str, tmp_path: Path
) -> None:
    reader, pairs = READERS[way](tmp_path / "collection"), [("It opened.", "The bridge opened.")]
    assert reader.name == f"{NAME}, {JUDGE}"
    expected = load_judge(with_judge, JUDGE, "torch").entail(pairs)
    assert reader.entail(pairs).tolist() == expected.tolist()
    assert Runtime.open().names()[1:] == [NAME, JUDGE]
    assert Runtime.open().reader_identity() == [reader.fingerprint]


def test_a_judge_that_is_gone_is_one_sentence(with_judge: ModelStore) -> None:
    (with_judge.path(JUDGE) / "model.safetensors").unlink()
    with pytest.raises(ModelCorrupt, match="safetensors is gone") as raised:
        Runtime.open().load_reader().entail([("It opened.", "The bridge opened.")])
    assert f"models pull {JUDGE}" in raised.value.hint


def test_a_damaged_reader_is_one_sentence(with_reader: ModelStore) -> None:
    weights = with_reader.path(NAME) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelCorrupt, match=f"The model {NAME} cannot be opened") as raised:
        Runtime.open().load_reader()
    assert f"models pull {NAME}" in raised.value.hint
