"""A network of text recognition whose largest layers multiply in 8 bits.

Weights are rounded as they are loaded, by the largest of each output channel. What goes into a
layer is rounded between two bounds that `benchmarks.fit_ocr` found for the network (Jacob et al.,
2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference"). OpenVINO makes layers of integers of that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.offline import openvino_library
from assistant.processor import has_vnni

BOUNDS = Path(__file__).with_name("ocr_bounds.json")
"""For each network, by the SHA-256 of its file: the bounds of each layer, by its name."""

_LEVELS = 256

Bounds = Mapping[str, tuple[float, float]]


def read_network(model: Path) -> tuple[Any, dict[str, str]]:
    """A network, and options to compile it with.

    It is as its file has it where no bounds are known for it, or the processor has no instructions
    for products of 8 bits (VNNI): others add them in 16 bits, which overflow.
    """
    network = openvino_library().Core().read_model(model)
    bounds = bounds_of(model)
    if not bounds or not has_vnni():
        return network, {}
    quantise(network, bounds)
    return network, {"INFERENCE_PRECISION_HINT": "f32"}  # of what is left; bfloat16 may be slower


def bounds_of(model: Path) -> Bounds:
    """What is known of exactly this file; nothing of another version of the network."""
    known: dict[str, Bounds] = json.loads(BOUNDS.read_text(encoding="utf-8"))
    return known.get(hashlib.sha256(model.read_bytes()).hexdigest(), {})


def quantise(network: Any, bounds: Bounds) -> None:
    """Have some layers of a network, convolutions and products with a matrix, use 8 bits."""
    import numpy as np

    rounded = openvino_library().opset13.fake_quantize
    for layer in network.get_ops():
        if layer.get_friendly_name() not in bounds:
            continue
        low, high = bounds[layer.get_friendly_name()]
        step = (high - low) / (_LEVELS - 1)
        low = round(low / step) * step  # nought stays nought
        ends = [np.float32(end) for end in (low, low + step * (_LEVELS - 1))]
        given = rounded(layer.input_value(0), *ends, *ends, _LEVELS)
        layer.input(0).replace_source_output(given.output(0))
        weights = layer.input_value(1)
        values = np.abs(weights.get_node().data)  # (out, in, 1, 1) of a convolution, or (in, out)
        most = values.max(axis=(1, 2, 3) if values.ndim == 4 else 0, keepdims=True)
        kept = rounded(weights, -most, most, -most, most, _LEVELS - 1)
        layer.input(1).replace_source_output(kept.output(0))
    network.validate_nodes_and_infer_types()
