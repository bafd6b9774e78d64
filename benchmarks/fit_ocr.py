"""Between which bounds layers of text recognition get their inputs, for a network in 8 bits.

    python -m benchmarks.fit_ocr [--pages 16]

Has lines of drawn pages (`benchmarks/scanned.py`) with texts of training/collections, which
`benchmarks.ocr` does not draw, read by the network in rapidocr's wheel as it comes, and writes
assistant/corpus/read/ocr_bounds.json. A layer is quantised if it multiplies each place by a matrix
and has 1 % or more of all multiplications. One value in 100,000 is outside of either bound in the
line where they are furthest: the few that are far out would make the steps coarse for all.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import rapidocr
from numpy.typing import NDArray

from assistant.corpus.read import ocr
from assistant.corpus.read.pictures import flat
from assistant.corpus.read.quantised import BOUNDS
from assistant.corpus.read.recogniser import HEIGHT, LineReader, pixels
from assistant.offline import openvino_library
from benchmarks.scanned import drawn, looks

COLLECTIONS = Path(__file__).parents[1] / "training/collections"
OUTSIDE = 1e-5
SHARE = 0.01  # of all multiplications
WIDTH = 1_384  # pixels of a line, for which they are counted
SEED = 77

Pixels = NDArray[np.float32]


def lines(pages: int) -> list[NDArray[np.uint8]]:
    """The pictures of lines that are found on drawn pages."""
    random = np.random.default_rng(SEED)
    paths = sorted(COLLECTIONS.glob("*/documents/*.md"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    paragraphs = [part for text in texts for part in text.split("\n\n") if "|" not in part]
    random.shuffle(paragraphs)
    given = cycle(paragraphs)
    found: list[NDArray[np.uint8]] = []

    def read(_: LineReader, pictures: list[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        found.extend(pictures)
        return [("line", 1.0)] * len(pictures)

    with patch.object(LineReader, "read", read):
        for look in looks(pages, random):
            page = drawn(given, look, random)
            ocr.recognise(np.asarray(flat(page.image, Path("page.png"))))
    return found


def large(network: Any) -> list[str]:
    """The names of the layers that are worth it, for a line of a page's width."""
    network.reshape([1, 3, HEIGHT, WIDTH])
    costs: dict[str, int] = {}
    matrices: set[str] = set()
    for layer in network.get_ops():
        if layer.get_type_name() not in ("Convolution", "MatMul"):
            continue
        weights, name = layer.input_value(1), layer.get_friendly_name()
        if weights.get_node().get_type_name() == "Constant":
            shape = tuple(weights.get_shape())  # (out, in, high, wide), or (in, out)
            places = layer.get_output_partial_shape(0)
            made = math.prod(size.get_length() if size.is_static else 1 for size in places)
            costs[name] = made * (math.prod(shape[1:]) if len(shape) == 4 else shape[0])
            if shape[2:] in ((), (1, 1)):
                matrices.add(name)
    least = SHARE * sum(costs.values())
    return [name for name, cost in costs.items() if cost >= least and name in matrices]


def bounds(model: Path, shown: list[Pixels]) -> dict[str, tuple[float, float]]:
    """What the large layers of a network are given for lines: the lowest and the highest."""
    core = openvino_library().Core()
    names = large(core.read_model(model))
    network = core.read_model(model)
    inputs = {
        layer.get_friendly_name(): layer.input_value(0)
        for layer in network.get_ops()
        if layer.get_friendly_name() in names
    }
    first = len(network.outputs)
    network.add_outputs(list(inputs.values()))
    compiled = core.compile_model(network, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = np.array(
        [
            [np.quantile(values, (OUTSIDE, 1 - OUTSIDE)) for values in given[first:]]
            for given in ([*compiled({0: line}).values()] for line in shown)
        ]
    )  # of shape (lines, layers, 2)
    low, high = found[:, :, 0].min(axis=0), found[:, :, 1].max(axis=0)
    return {
        name: (round(float(least), 4), round(float(most), 4))
        for name, least, most in zip(inputs, low, high, strict=True)
    }


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Bounds of a network of text recognition")
    parser.add_argument("--pages", type=int, default=16)
    parser.add_argument("--lines", type=int, default=48, help="of these pages, any")
    arguments = parser.parse_args()
    model = Path(rapidocr.__file__).with_name("models") / "PP-OCRv6_rec_small.onnx"
    pictures = lines(arguments.pages)
    chosen = np.random.default_rng(SEED).permutation(len(pictures))[: arguments.lines]
    found = bounds(model, [pixels(pictures[number]) for number in chosen])
    known = {hashlib.sha256(model.read_bytes()).hexdigest(): found}
    BOUNDS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} layers, {len(chosen)} of {len(pictures)} lines of {arguments.pages} pages")


if __name__ == "__main__":
    main()
