"""Pictures of text: scans and photographs; the only importer of Pillow."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.corpus.read import ocr
from assistant.corpus.read.build import Extract
from assistant.corpus.read.pace import part_done
from assistant.corpus.read.printed import Line, printed
from assistant.errors import AtTerminal, ReadError

if TYPE_CHECKING:
    from PIL import Image

EXTENSIONS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")

MOST_PIXELS = 120_000_000

_KINDS = ("PNG", "JPEG", "TIFF")
_WHITE = "white"


def read(path: Path) -> Iterator[Extract]:
    """Recognise the text of a picture, and of all pages of a TIFF file.

    Raises:
        ReadError: if it is broken or too large, or there is nothing here that recognises text.
    """
    if not ocr.is_installed():
        raise ReadError(
            f"{path} is a picture, and text recognition is not installed.",
            AtTerminal(f"Run: {ocr.INSTALL}", ocr.HAVE_IT),
        )
    pages, left_out = _pages(path)
    text, offsets, recognised = printed(pages)
    yield Extract(
        text,
        pages=offsets if len(pages) > 1 else (),
        recognised=recognised,
        notes=(f"its pages after the {len(pages)}th were left out",) if left_out else (),
    )


def png(pixels: Any) -> bytes:
    """A picture as a PNG file, from its colours: an array of shape (height, width, 3)."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def _pages(path: Path) -> tuple[list[list[Line]], bool]:
    """The lines of each page, and whether pages were left out."""
    import numpy as np

    pages: list[list[Line]] = []
    with opened(path) as image:
        while len(pages) < ocr.MOST_PAGES:
            pages.append(ocr.recognise(np.asarray(flat(image, path))).lines)
            part_done()
            try:
                image.seek(len(pages))
            except EOFError:
                return pages, False
        return pages, True


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A picture, closed at the end of the block.

    Raises:
        ReadError: if it is broken, also where that shows inside the block.
    """
    from PIL import Image

    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd about the file's own fields
        try:
            with Image.open(file, formats=_KINDS) as image:
                yield image
        # What its parsers raise for files that are none, or lack the size of a page.
        except (Image.DecompressionBombError, OSError, SyntaxError, TypeError, ValueError) as error:
            raise ReadError(
                f"{path} is not a readable picture.",
                "Open it in its own program and save it again, or leave it out.",
            ) from error


def flat(image: Image.Image, path: Path) -> Image.Image:
    """A page of a picture upright on white paper, as large as it is recognised.

    Raises:
        ReadError: if it has too many pixels.
    """
    from PIL import Image, ImageOps

    if image.width * image.height > MOST_PIXELS:
        raise ReadError(
            f"{path} has {image.width * image.height / 1_000_000:.1f} million pixels.",
            f"Make it smaller: at most {MOST_PIXELS // 1_000_000} million are read.",
        )
    image.draft("RGB", (ocr.LONGEST, ocr.LONGEST))  # of a photograph, no more than is needed
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((ocr.LONGEST, ocr.LONGEST))
    if upright.mode in ("1", "L", "RGB"):
        return upright.convert("RGB")
    layer = upright.convert("RGBA")  # what is transparent is paper
    return Image.alpha_composite(Image.new("RGBA", layer.size, _WHITE), layer).convert("RGB")
