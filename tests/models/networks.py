"""A tiny cross-encoder as an ONNX file with 8-bit matrices, in the form that onnxruntime gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

VOCABULARY, POSITIONS, TYPES = 12, 16, 2
LAYERS, HEADS, HIDDEN, INNER = 2, 2, 4, 8
ZERO = 128

Weights = dict[str, NDArray[np.float32]]


def write_network(path: Path) -> Weights:
    """Write the file; returns the weights that it stands for, by the names that torch gives."""
    random = np.random.default_rng(1)
    nodes, stored, weights = [], [], Weights()

    def pack(name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Store a matrix in 8 bits under a name; each column has a scale of its own."""
        packed = random.integers(0, 256, (rows, columns), dtype=np.uint8)
        scales = (2.0 ** -random.integers(5, 9, columns)).astype(np.float32)
        zeros = np.full(columns, ZERO, dtype=np.uint8)
        for suffix, values in (("quantized", packed), ("scale", scales), ("zero_point", zeros)):
            stored.append(numpy_helper.from_array(values, f"{name}_{suffix}"))
        return (packed.astype(np.float32) - ZERO) * scales

    for name, rows in embeddings():
        weights[name] = pack(name, rows, HIDDEN)
        nodes.append(helper.make_node("Gather", [f"{name}_quantized", "ids"], [f"{name}_rows"]))
    for number, (module, inputs, outputs) in enumerate(modules()):
        matrix = f"onnx::MatMul_{number}"
        weights[f"{module}.weight"] = pack(matrix, inputs, outputs).T
        weights[f"{module}.bias"] = random.standard_normal(outputs).astype(np.float16).astype("f4")
        place = f"/{module.replace('.', '/').replace('layer/', 'layer.')}/MatMul_quant"
        packed = ["x", f"{matrix}_quantized", "zero", f"{matrix}_zero_point"]
        nodes.append(helper.make_node("MatMulInteger", packed, [f"product_{number}"], name=place))
    for name in norms():
        weights[f"{name}.weight"] = np.ones(HIDDEN, dtype=np.float32)
        weights[f"{name}.bias"] = np.full(HIDDEN, 0.5, dtype=np.float32)
    plain = [name for name in weights if name.endswith(".bias") or "LayerNorm" in name]
    stored += [numpy_helper.from_array(weights[name], name) for name in plain]
    stored.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "onnx::Unsqueeze_1"))
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 1])
    graph = helper.make_graph(nodes, "tiny", [ids], [scores], stored)
    onnx.save(helper.make_model(graph), path)
    return weights


def embeddings() -> Iterator[tuple[str, int]]:
    """Name and rows of each."""
    for name, rows in (("word", VOCABULARY), ("position", POSITIONS), ("token_type", TYPES)):
        yield f"bert.embeddings.{name}_embeddings.weight", rows


def modules() -> Iterator[tuple[str, int, int]]:
    """Name, inputs and outputs of each matrix."""
    for layer in range(LAYERS):
        place = f"bert.encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            yield f"{place}.attention.{part}", HIDDEN, HIDDEN
        yield f"{place}.intermediate.dense", HIDDEN, INNER
        yield f"{place}.output.dense", INNER, HIDDEN
    yield "bert.pooler.dense", HIDDEN, HIDDEN
    yield "classifier", HIDDEN, 1


def norms() -> Iterator[str]:
    """Name of each."""
    yield "bert.embeddings.LayerNorm"
    for layer in range(LAYERS):
        yield f"bert.encoder.layer.{layer}.attention.output.LayerNorm"
        yield f"bert.encoder.layer.{layer}.output.LayerNorm"
