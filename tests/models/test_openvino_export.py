"""The export for OpenVINO, with the real model: checked, whole, and made again at need."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.doctor import _engine
from assistant.models import openvino_export, openvino_network
from assistant.models.derived import read_record
from assistant.models.embed import load_embedder, prepare_embedder
from assistant.models.openvino_embed import OpenVinoEmbedder, export_recipe
from assistant.models.openvino_network import KIND, NETWORK, Content, Hint, precision
from assistant.models.reference import SentenceTransformerEmbedder
from assistant.models.store import ModelStore
from assistant.offline import go_offline
from tests.models.copies import copied_model
from tests.models.test_engine import Notes

pytestmark = pytest.mark.models

NAME = "all-minilm-l6-v2"


@pytest.fixture
def store(real_store: ModelStore, tmp_path: Path) -> ModelStore:
    """The model without an export."""
    return copied_model(real_store, NAME, tmp_path / "plain")


@pytest.fixture(scope="module")
def exported(real_store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with the model and its export."""
    root = tmp_path_factory.mktemp("exported")
    prepare_embedder(copied_model(real_store, NAME, root), NAME, "openvino")
    return root


@pytest.fixture
def with_export(exported: Path, tmp_path: Path, real_store: ModelStore) -> ModelStore:
    shutil.copytree(exported, tmp_path / "models")
    return ModelStore(tmp_path / "models", real_store.catalogue)


def forbidden(*_: object) -> str:
    raise AssertionError("it is exported already")


def test_exported_once_then_loaded(
    with_export: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert with_export.verify(NAME) == []
    monkeypatch.setattr(openvino_export, "export", forbidden)
    assert isinstance(load_embedder(with_export, NAME, "openvino"), OpenVinoEmbedder)


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damaged_export_is_made_again(with_export: ModelStore, damage: str) -> None:
    store = with_export
    expected = load_embedder(store, NAME, "openvino").encode_queries(["a question"])
    weights = store.derived(NAME, KIND) / NETWORK
    content = weights.read_bytes()
    match damage:
        case "cut":
            weights.write_bytes(content[:1000])
        case "changed":
            weights.write_bytes(content[:-9] + bytes(9))
    assert store.verify(NAME) != []
    again = load_embedder(store, NAME, "openvino")
    assert isinstance(again, OpenVinoEmbedder)
    assert store.verify(NAME) == []
    assert (again.encode_queries(["a question"]) == expected).all()


def test_export_for_another_processor_is_made_again(
    with_export: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, calls = openvino_network.open_network, []

    def refuse_once(content: Content, hint: Hint) -> object:
        calls.append(hint)
        if len(calls) == 1:
            raise RuntimeError("was compiled for other instructions")
        return opened(content, hint)

    monkeypatch.setattr("assistant.models.openvino_embed.open_network", refuse_once)
    before = (with_export.derived(NAME, KIND) / NETWORK).stat().st_mtime_ns
    assert isinstance(load_embedder(with_export, NAME, "openvino"), OpenVinoEmbedder)
    assert (with_export.derived(NAME, KIND) / NETWORK).stat().st_mtime_ns > before


def test_failed_check_falls_back_says_so_and_is_remembered(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_export, "LEAST_COSINE", 1.1)
    progress = Notes()
    loaded = load_embedder(store, NAME, "openvino", progress)
    assert isinstance(loaded, SentenceTransformerEmbedder)
    (note,) = progress.notes
    assert "its vectors differ from the reference engine's" in note
    record = read_record(store.derived(NAME, KIND), export_recipe(store, NAME))
    assert record is not None
    assert record.files == {}
    monkeypatch.setattr(openvino_export, "export", forbidden)
    load_embedder(store, NAME, "openvino", progress)
    assert progress.notes == [note, note]


def test_doctor_says_which_engine_runs(with_export: ModelStore, store: ModelStore) -> None:
    found = _engine(with_export, NAME, "openvino")
    assert (found.state, found.mend) == ("ok", "")
    assert f"OpenVINO in {precision()}: the settings choose it" in found.detail
    found = _engine(store, NAME, "openvino")
    assert (found.state, found.mend) == ("note", f"python -m assistant models pull {NAME}")
    assert "sentence-transformers: the settings choose it" in _engine(store, NAME, "torch").detail


def test_network_that_cannot_be_converted(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no such operation")

    monkeypatch.setattr("openvino.tools.ovc.convert_model", fail)
    progress = Notes()
    loaded = load_embedder(store, NAME, "openvino", progress)
    assert isinstance(loaded, SentenceTransformerEmbedder)
    assert "OpenVINO cannot convert it" in progress.notes[0]


def test_another_tokenizer_is_noticed(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenVinoEmbedder, "count_tokens", lambda self, texts: [0] * len(texts))
    progress = Notes()
    assert isinstance(load_embedder(store, NAME, "auto", progress), SentenceTransformerEmbedder)
    assert "are not read as the reference engine reads them" in progress.notes[0]


def test_loading_an_export_imports_no_torch(with_export: ModelStore) -> None:
    script = """
import sys
from pathlib import Path
from assistant.config import load_catalogue
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
embedder = load_embedder(ModelStore(Path(sys.argv[1]), load_catalogue()), sys.argv[2], "openvino")
assert embedder.encode_queries(["a question"]).shape == (1, 384)
assert embedder.count_tokens(["a question"]) == [4]
slow = {"torch", "transformers", "sentence_transformers", "openvino_telemetry.main"}
assert not slow & sys.modules.keys(), slow & sys.modules.keys()
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, with_export.root, NAME], cwd=root, check=True)


def test_what_cannot_be_traced_is_exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_offline()
    import openvino
    import torch
    from openvino.tools import ovc

    convert = ovc.convert_model

    @functools.wraps(convert)
    def untraceable(module: Any, **options: Any) -> Any:
        if "example_input" in options:
            raise RuntimeError("Couldn't get TorchScript module by tracing.")
        return convert(module, **options)

    class Near(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            places = torch.arange(input_ids.shape[1])
            near = (places[:, None] - places[None]).abs() < 2
            return (input_ids * attention_mask).float() @ near.float()

    monkeypatch.setattr(ovc, "convert_model", untraceable)
    network = openvino.compile_model(
        openvino_export.write_portable(Near(), openvino_export.example_inputs(), tmp_path)
    )
    ids = torch.arange(15).reshape(3, 5)
    given = {"input_ids": ids.numpy(), "attention_mask": torch.ones_like(ids).numpy()}
    assert np.allclose(network(given)[0], Near()(ids, torch.ones_like(ids)).numpy())
