"""Pictures are shown to the networks in a few sizes only, and lines come back in their order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rapidocr
from PIL import Image, ImageDraw, ImageFont

from assistant.corpus.read.ocr import _framed
from assistant.corpus.read.recogniser import HEIGHT, WIDTHS, LineReader, decoded, pixels

LINES = (
    "The ferry leaves at noon.",
    "On 12 March 2024 the office said that the new terminal cost 48.6 million euros, a third more.",
    "48.6",
    "Boats leave every forty minutes from nine in the morning.",
    "It rained.",
)


def drawn(text: str) -> Any:
    """A line in print of 28 pixels."""
    font = ImageFont.load_default(28)
    image = Image.new("RGB", (int(font.getlength(text)) + 20, 40), "white")
    ImageDraw.Draw(image).text((10, 2), text, fill="black", font=font)
    return np.asarray(image)


def test_lines_are_read_in_their_order() -> None:
    models = Path(rapidocr.__file__).with_name("models")
    reader = LineReader(models / "PP-OCRv6_rec_small.onnx")
    for texts in (LINES, LINES[::-1], LINES[:1]):
        found = reader.read([drawn(text) for text in texts])
        assert tuple(text for text, _ in found) == texts
        assert all(0.9 < sure <= 1.0 for _, sure in found)
    ((text, sure),) = reader.read([np.full((40, 600, 3), 255, np.uint8)])
    assert (text, sure) == ("", 0.0)
    assert reader.read([]) == []


def test_a_space_needs_less_to_be_read_than_a_letter() -> None:
    characters = ("", "a", "b", " ")

    def likely(*places: tuple[float, ...]) -> Any:
        return np.array(places, np.float32)

    a, b, blank = (0.1, 0.9, 0.0, 0.0), (0.1, 0.0, 0.8, 0.1 / 16), (1.0, 0.0, 0.0, 0.0)
    maybe, hardly = (0.9, 0.0, 0.0, 0.1), (0.95, 0.0, 0.0, 0.05)
    for between, text in ((maybe, "a b"), (hardly, "ab"), (blank, "ab"), (a, "ab")):
        found, sure = decoded(likely(a, between, between, b), characters)
        assert found == text
        assert sure == pytest.approx(0.85)
    assert decoded(likely(a, blank, a, a, blank), characters)[0] == "aa"
    assert decoded(likely(blank, maybe), characters) == (" ", 0.0)


@pytest.mark.parametrize("height", [20, 48, 61])
def test_lines_are_of_few_widths(height: int) -> None:
    for width in range(1, 4_000, 97):
        found = pixels(np.full((height, width, 3), 255, np.uint8))
        assert found.shape[:3] == (1, 3, HEIGHT)
        assert found.shape[3] in WIDTHS
        filled = int((found[0, 0, 0] == 1.0).sum())
        assert not found[0, :, :, filled:].any()
        natural = HEIGHT * width / height
        assert filled == pytest.approx(min(natural, found.shape[3]), abs=1)
        assert filled > 0.84 * natural or found.shape[3] == WIDTHS[-1]
        assert filled > 0.65 * found.shape[3] or natural < 0.85 * WIDTHS[1]


@pytest.mark.parametrize(
    ("height", "width"),
    [(1, 1), (420, 800), (2_338, 1_654), (1_654, 2_338), (2_400, 2_399), (9, 2_400)],
)
def test_pages_are_of_two_forms(height: int, width: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    framed = _framed(picture)
    assert (framed[:height, :width] == picture).all()
    high, wide = framed.shape[:2]
    assert (high > wide) == (height > width)
    shown = 1_280 / max(high, wide)
    assert (round(high * shown), round(wide * shown)) in {(1_280, 1_024), (1_024, 1_280)}
    beside = framed[height:].reshape(-1, 3)
    assert (beside == beside[:1]).all()
