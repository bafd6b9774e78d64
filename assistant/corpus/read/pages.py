"""One page as a person sees it, of a PDF file or a picture, and where on it a quotation stands.

A page whose text was recognised is recognised anew: what it was read from is in no file.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from assistant.corpus.read import ocr, pdf, pictures
from assistant.corpus.read.boxes import Box, Letter, page_letters, seen_box
from assistant.corpus.read.marking import marked, spread
from assistant.errors import ReadError

WIDTH = 1_400
"""Pixels of a picture: sharp on a screen with two of them to each of a column of text."""

_TALLEST = 4_000
_LABEL_CHARS = 20
_MOST_BOXES = 500


@dataclass(frozen=True, slots=True)
class Look:
    """What is wanted of a page.

    Attributes:
        page: its number, from 1.
        quote: what is to be marked, as the document's text has it; empty for nothing.
        before: about how many letters and digits of the page stand before it.
        is_recognised: text recognition read it.
        is_picture: the picture is wanted, not what is said of it.
    """

    page: int
    quote: str = ""
    before: int = 0
    is_recognised: bool = False
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A page.

    Attributes:
        pages: how many the document has.
        label: what is printed on it as its number, as the file says; empty where it does not.
        height: in widths of the page.
        boxes: where the quotation stands, a box for each of its lines; none where it does not.
        png: its picture, where that was wanted.
    """

    pages: int
    label: str
    height: float
    boxes: tuple[Box, ...] = ()
    png: bytes = b""

    def packed(self) -> dict[str, Any]:
        """The fields of a frame."""
        return asdict(self) | {"png": base64.b64encode(self.png).decode("ascii")}

    @classmethod
    def unpacked(cls, fields: Mapping[str, Any]) -> Self:
        """From the fields of a frame.

        Raises:
            KeyError, TypeError, ValueError: they are not those of a page.
        """
        return cls(
            pages=int(fields["pages"]),
            label=str(fields["label"]),
            height=float(fields["height"]),
            boxes=tuple(Box(*map(float, box)) for box in fields["boxes"]),
            png=base64.b64decode(fields["png"], validate=True),
        )


def look_here(path: Path, look: Look) -> Seen:
    """Look at a page in this process; see `look_at`."""
    if path.suffix.lower() in pictures.EXTENSIONS:
        return _in_picture(path, look)
    with pdf.opened(path) as document:
        _require(look.page, len(document), path)
        document.init_forms()  # what was filled in is drawn, too
        with closing(document[look.page - 1]) as page:
            width, height = page.get_size()
            scale = min(WIDTH / width, _TALLEST / height)
            return Seen(
                pages=len(document),
                label=document.get_page_label(look.page - 1)[:_LABEL_CHARS],
                height=height / width,
                boxes=_on_page(page, look)[:_MOST_BOXES],
                png=pictures.png(pdf.colours(page, scale)) if look.is_picture else b"",
            )


def _in_picture(path: Path, look: Look) -> Seen:
    """A picture, or a page of a TIFF file."""
    import numpy as np

    with pictures.opened(path) as image:
        count = getattr(image, "n_frames", 1)
        _require(look.page, count, path)
        image.seek(look.page - 1)
        flat = pictures.flat(image, path)
        boxes: tuple[Box, ...] = ()
        if look.quote and ocr.is_installed():
            boxes = _recognised(ocr.recognise(np.asarray(flat)), flat.size, look)
        height = flat.height / flat.width
        flat.thumbnail((WIDTH, _TALLEST))
        png = pictures.png(np.asarray(flat)) if look.is_picture else b""
        return Seen(count, "", height, boxes[:_MOST_BOXES], png)


def _require(page: int, count: int, path: Path) -> None:
    if not 1 <= page <= count:
        raise ReadError(f"{path} has no page {page}.", "Choose one that it has.")


def _on_page(page: Any, look: Look) -> tuple[Box, ...]:
    """Where a quotation stands on a page of a PDF file."""
    if not look.quote:
        return ()
    lines = marked(look.quote, page_letters(page), look.before)
    if lines or not (look.is_recognised and ocr.is_installed()):
        return tuple(seen_box(page, line) for line in lines)
    return _recognised(pdf.recognised(page), page.get_size(), look)


def _recognised(found: ocr.Upright, size: tuple[float, float], look: Look) -> tuple[Box, ...]:
    """The same by what text recognition reads on a picture of this size, in units of its boxes."""
    width, height = size[::-1] if found.turns % 2 else size
    letters = [
        letter
        for line in found.lines
        for letter in spread(line.text, line.left, line.right, line.y, line.y + line.height)
    ]
    return tuple(
        _turned_back(_share(line, width, height), found.turns)
        for line in marked(look.quote, letters, look.before)
    )


def _share(line: list[Letter], width: float, height: float) -> Box:
    left, right = min(one.left for one in line), max(one.right for one in line)
    bottom, top = min(one.bottom for one in line), max(one.top for one in line)
    return Box(left / width, 1 - top / height, (right - left) / width, (top - bottom) / height)


def _turned_back(box: Box, turns: int) -> Box:
    """Where a box of a picture that was turned to the left stands in the picture as it was."""
    for _ in range(turns):
        box = Box(1 - box.top - box.height, box.left, box.height, box.width)
    return box
