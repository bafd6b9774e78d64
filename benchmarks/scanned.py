"""Pages of print drawn as scanners leave them: for measuring text recognition.

The texts are articles of examples/news, and the passages of benchmarks/languages in four
languages. Faces are those of Debian's packages fonts-dejavu, fonts-liberation and
fonts-liberation-sans-narrow.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any, NamedTuple

import numpy as np
import yaml
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.embedding import EXAMPLES
from benchmarks.languages import PARALLEL

FACES = (
    *("LiberationSerif-Regular", "LiberationSans-Regular", "LiberationSansNarrow-Regular"),
    *("DejaVuSerif", "DejaVuSans-Oblique", "LiberationMono-Regular", "LiberationSerif-Italic"),
)
POINTS = (9, 10, 11, 12)
DOTS = (150, 200, 300)
DAMAGES = ("none", "noise", "blur", "JPEG", "black and white")
ASKEW = (0.0, 0.4, -0.7, 1.0)
LANGUAGES = ("de", "fr", "es", "tr")

_PAPER = (8.27, 11.69)  # inches of A4
_MARGIN = 0.8  # inches
_SPACING = 1.2  # of lines, in sizes of the face
_INK, _GROUND = 25, 248


class Look(NamedTuple):
    """How a page is printed and scanned.

    Attributes:
        dots: in an inch.
        askew: degrees by which the page lies turned.
    """

    face: str
    points: int
    dots: int
    damage: str
    askew: float


class Scanned(NamedTuple):
    """A page, and the text on it with its words a space apart."""

    image: Image.Image
    text: str
    look: Look


def pages(count: int, seed: int = 1) -> Iterator[Scanned]:
    """Pages in every look alike: full ones in English, and then one in each other language."""
    random = np.random.default_rng(seed)
    articles = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt"))]
    english = cycle(paragraph for text in articles for paragraph in text.split("\n\n"))
    told = yaml.safe_load(PARALLEL.read_text(encoding="utf-8"))
    others = [iter([one[language][0] for one in told]) for language in LANGUAGES]
    texts = [*[english] * (count - len(others)), *others]
    for text, look in zip(texts[-count:], looks(count, random), strict=True):
        yield drawn(text, look, random)


def looks(count: int, random: np.random.Generator) -> list[Look]:
    """Each face, size, resolution, damage and slant as often as the others, in any order."""
    ways: tuple[Sequence[Any], ...] = (FACES, POINTS, DOTS, DAMAGES, ASKEW)
    places = [random.permutation(np.arange(count) % len(way)) for way in ways]
    return [
        Look(*(way[place] for way, place in zip(ways, chosen, strict=True)))
        for chosen in zip(*places, strict=True)
    ]


def drawn(paragraphs: Iterator[str], look: Look, random: np.random.Generator) -> Scanned:
    """A page with as much of the paragraphs as it has room for."""
    wide, high = (round(inches * look.dots) for inches in _PAPER)
    margin = _MARGIN * look.dots
    font = ImageFont.truetype(f"{look.face}.ttf", look.points * look.dots / 72)
    image = Image.new("L", (wide, high), _GROUND)
    draw, step = ImageDraw.Draw(image), _SPACING * font.size
    said: list[str] = []
    y = margin
    while y + step < high - margin and (paragraph := next(paragraphs, None)) is not None:
        for line in wrapped(paragraph, font, wide - 2 * margin):
            if y + step < high - margin:
                draw.text((margin, y), line, fill=_INK, font=font)
                said.append(line)
                y += step
        y += step / 2
    turned = image.rotate(look.askew, Image.Resampling.BICUBIC, fillcolor=_GROUND)
    return Scanned(damaged(turned, look, random), " ".join(said), look)


def wrapped(paragraph: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """A paragraph in lines that are at most as wide as a column, in pixels."""
    line = ""
    for word in paragraph.split():
        if line and font.getlength(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line


def damaged(image: Image.Image, look: Look, random: np.random.Generator) -> Image.Image:
    """A picture in grey as a poor scanner gives it, in colours."""
    if look.damage == "noise":
        grey = np.asarray(image) + random.normal(0, 14, (image.height, image.width))
        image = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    elif look.damage == "blur":
        image = image.filter(ImageFilter.GaussianBlur(look.dots / 250))
    elif look.damage == "JPEG":
        file = io.BytesIO()
        image.save(file, "JPEG", quality=40)
        image = Image.open(file)
    elif look.damage == "black and white":
        image = image.point(lambda value: 255 * (value > 150))
    return image.convert("RGB")
