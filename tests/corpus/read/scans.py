"""Pictures of text, and PDF files of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from assistant.corpus.read.ocr import is_installed

PARAGRAPHS = (
    "On 12 March 2024 the office said that the new terminal cost 48.6 million euros.",
    "Boats leave every forty minutes.",
)

__all__ = ["PARAGRAPHS", "Image", "is_installed", "page", "pdf_of"]

_WORDS_IN_LINE = 8
_SIZE = (800, 420)  # of a note: a whole page takes seconds


def page(paragraphs: Sequence[str] = PARAGRAPHS) -> Image.Image:
    """A page in print of 28 pixels, a blank line between paragraphs."""
    image = Image.new("RGB", _SIZE, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    y = 80
    for paragraph in paragraphs:
        words = paragraph.split()
        for at in range(0, len(words), _WORDS_IN_LINE):
            draw.text((60, y), " ".join(words[at : at + _WORDS_IN_LINE]), fill="black", font=font)
            y += 42
        y += 42
    return image


def pdf_of(path: Path, *pages: Image.Image) -> Path:
    """A PDF whose pages are pictures."""
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=150)
    return path
