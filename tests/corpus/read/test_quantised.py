"""Layers of the network that reads lines multiply in 8 bits, where that is known to be right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rapidocr

from assistant import processor
from assistant.corpus.read import quantised
from assistant.corpus.read.quantised import (
    BOUNDS,
    bounds_of,
    quantise,
    read_network,
)
from assistant.offline import openvino_library
from assistant.processor import has_vnni

MODEL = Path(rapidocr.__file__).with_name("models") / "PP-OCRv6_rec_small.onnx"


def rounded(network: Any) -> int:
    return sum(one.get_type_name() == "FakeQuantize" for one in network.get_ops())


@pytest.fixture
def cpuinfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cpuinfo"
    path.write_text("flags : avx512f avx512_vnni amx_int8", encoding="utf-8")
    monkeypatch.setattr(processor, "_PROCESSOR", path)
    return path


@pytest.mark.usefixtures("cpuinfo")
def test_bounds_are_of_the_network_that_is_installed() -> None:
    """If not, run benchmarks.fit_ocr and benchmarks.ocr."""
    network, options = read_network(MODEL)
    assert rounded(network) == 2 * len(bounds_of(MODEL)) > 0
    assert options


@pytest.mark.parametrize("told", ["flags : avx2 avx512f", None])
def test_a_processor_without_the_instructions_takes_it_as_it_is(
    cpuinfo: Path, told: str | None
) -> None:
    if told is None:
        cpuinfo.unlink()
    else:
        cpuinfo.write_text(told, encoding="utf-8")
    network, options = read_network(MODEL)
    assert (rounded(network), options) == (0, {})


@pytest.mark.usefixtures("cpuinfo")
def test_another_network_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = json.loads(BOUNDS.read_text(encoding="utf-8"))
    monkeypatch.setattr(quantised, "BOUNDS", tmp_path / "bounds.json")
    quantised.BOUNDS.write_text(json.dumps({"0" * 64: next(iter(known.values()))}), "utf-8")
    network, options = read_network(MODEL)
    assert (rounded(network), options) == (0, {})


@pytest.mark.skipif(not has_vnni(), reason="no network is rounded on this processor")
@pytest.mark.parametrize("kind", ["convolution", "matrix"])
def test_products_are_those_of_rounded_numbers(kind: str) -> None:
    random = np.random.default_rng(1)
    openvino = openvino_library()
    ops = openvino.opset13
    weights = random.normal(size=(24, 16)).astype(np.float32)
    given = random.uniform(-1, 3, (1, 16, 5, 7)).astype(np.float32)
    expected = np.einsum("oi,bihw->bohw", weights, given)
    if kind == "convolution":
        taken = ops.parameter(given.shape, np.float32)
        shaped = ops.constant(weights[:, :, None, None])
        layer = ops.convolution(taken, shaped, [1, 1], [0, 0], [0, 0], [1, 1])
    else:
        given = given.transpose(0, 2, 3, 1)
        expected = expected.transpose(0, 2, 3, 1)
        taken = ops.parameter(given.shape, np.float32)
        layer = ops.matmul(taken, ops.constant(weights.T.copy()), False, False)
    layer.set_friendly_name("one")
    network = openvino.Model([layer], [taken])
    quantise(network, {"one": (-1.0, 3.0), "none of these": (0.0, 1.0)})
    assert rounded(network) == 2
    options = {"INFERENCE_PRECISION_HINT": "f32"}
    found = openvino.Core().compile_model(network, "CPU", options)([given])[0]
    wrong = np.abs(found - expected)
    # Half a step of each of 16 products, at worst.
    most = 16 * (4 / 255 / 2 * np.abs(weights).max() + 3 * np.abs(weights).max() / 127 / 2)
    assert 0 < wrong.max() < most
    assert wrong.mean() < 0.02 * np.abs(expected).mean()
