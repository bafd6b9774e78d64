"""A tiny judge with random weights, exported as the real one is, and a store that has pulled it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from safetensors.numpy import save_file

from assistant.config import Catalogue
from assistant.models.adapter import ADAPTER
from assistant.models.files import sha256_of
from assistant.models.store import ModelStore
from assistant.protocols import VERDICTS, Silent
from tests.models.readers import MARKS, WORDS, write_tokenizer

NAME = "tiny-judge"
MAX_TOKENS = 48
WIDTH = 64
LAYER = "deberta.encoder.layer.0"
TAUGHT = f"{LAYER}.output.dense"
"""The one matrix to which the adapter adds."""

Array = NDArray[Any]


def weights() -> dict[str, NDArray[np.float32]]:
    """What the encoder and its pooler hold, of one layer."""
    chance = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "deberta.embeddings.word_embeddings.weight": (len(MARKS) + len(WORDS), WIDTH),
        "deberta.encoder.rel_embeddings.weight": (16, WIDTH),
        "pooler.dense.weight": (WIDTH, WIDTH),
        "pooler.dense.bias": (WIDTH,),
        f"{LAYER}.intermediate.dense.weight": (32, WIDTH),
        f"{LAYER}.intermediate.dense.bias": (32,),
        f"{LAYER}.output.dense.weight": (WIDTH, 32),
        f"{LAYER}.output.dense.bias": (WIDTH,),
    }
    for part in ("self.query_proj", "self.key_proj", "self.value_proj", "output.dense"):
        shapes[f"{LAYER}.attention.{part}.weight"] = (WIDTH, WIDTH)
        shapes[f"{LAYER}.attention.{part}.bias"] = (WIDTH,)
    found = {
        name: chance.normal(size=shape, scale=0.15).astype(np.float32)
        for name, shape in shapes.items()
    }
    norms = ("embeddings", "encoder", f"{LAYER[8:]}.attention.output", f"{LAYER[8:]}.output")
    for norm in norms:
        found[f"deberta.{norm}.LayerNorm.weight"] = np.ones(WIDTH, np.float32)
        found[f"deberta.{norm}.LayerNorm.bias"] = np.zeros(WIDTH, np.float32)
    return found


def write_export(folder: Path) -> None:
    """Write a judge as it comes: 8 bits in ONNX, matrices turned and named after their place."""
    folder.mkdir(parents=True)
    write_tokenizer(folder)
    stored: dict[str, Array] = {"m.classifier.bias": np.zeros(2, np.float32)}
    nodes = []
    for number, (name, value) in enumerate(weights().items()):
        module = name.removesuffix(".weight")
        if name == "deberta.embeddings.word_embeddings.weight":
            stored |= _packed(f"m.{name}", value)
        elif name == "pooler.dense.weight":
            stored |= _packed(f"m.{name}", value.T)
        elif name.endswith((".dense.weight", "_proj.weight")):
            own = f"onnx::MatMul_{number}"
            stored |= _packed(own, value.T)
            if "query" in name:  # positions are multiplied with the full matrix
                stored[own] = value.T
            path = f"/m/{module.replace('.', '/').replace('layer/', 'layer.')}/MatMul_quant"
            inputs = ["x", f"{own}_quantized", "x_zero", f"{own}_zero_point"]
            nodes.append(helper.make_node("MatMulInteger", inputs, [f"y{number}"], name=path))
        else:
            stored[f"m.{name}"] = value
    initialisers = [numpy_helper.from_array(value, name) for name, value in stored.items()]
    graph = helper.make_graph(nodes, "judge", [], [], initialisers)
    onnx.save(helper.make_model(graph), str(folder / "judge.onnx"))


def _packed(name: str, value: Array) -> dict[str, Array]:
    """The three numbers of a matrix in 8 bits."""
    low, high = float(value.min()), float(value.max())
    scale = np.float32((high - low) / 255)
    zero = np.uint8(round(-low / scale))
    packed = np.clip(np.round(value / scale) + zero, 0, 255).astype(np.uint8)
    return {
        f"{name}_quantized": packed,
        f"{name}_scale": np.array(scale),
        f"{name}_zero_point": np.array(zero),
    }


def write_adapter(folder: Path) -> Path:
    """Write what such a judge was taught: its head, and what is added to one matrix."""
    chance = np.random.default_rng(3)
    taught = {
        "classifier.weight": chance.normal(size=(len(VERDICTS), WIDTH)) * 0.4,
        "classifier.bias": chance.normal(size=len(VERDICTS)),
        f"{TAUGHT}.lora_A.weight": chance.normal(size=(2, 32)) * 0.2,
        f"{TAUGHT}.lora_B.weight": chance.normal(size=(WIDTH, 2)) * 0.2,
    }
    folder.mkdir(parents=True)
    path = folder / ADAPTER
    save_file({name: value.astype(np.float16) for name, value in taught.items()}, str(path))
    return path


def pulled(source: Path, adapter: Path, root: Path) -> ModelStore:
    """A store in `root` that has pulled the judge in `source`, taught what `adapter` holds."""
    spec = {
        "role": "judge",
        "description": "a test model",
        "licence": "MIT",
        "size_mb": 1,
        "format": "deberta",
        "max_tokens": MAX_TOKENS,
        "adapter": {"folder": adapter.parent.name, "sha256": sha256_of(adapter)},
        "files": {path.name: sha256_of(path) for path in sorted(source.iterdir())},
        "sources": [{"kind": "path", "folder": source}],
    }
    store = ModelStore(root, Catalogue.model_validate({"models": {NAME: spec}, "profiles": {}}))
    torch.manual_seed(7)
    store.pull(NAME, Silent())
    return store
