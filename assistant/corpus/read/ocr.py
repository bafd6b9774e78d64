"""Text in pictures; the only importer of rapidocr.

Its models lie in its own package: PP-OCRv6 finds lines of print and reads them (PaddleOCR team,
"PP-OCRv6", 2026). They are named by their paths, else the library would look for others and fetch
them. They run on OpenVINO, which keeps a network for each size of a picture that it has met, so
only few are shown to it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.corpus.read.columns import in_reading_order
from assistant.corpus.read.printed import Line
from assistant.corpus.read.recogniser import LineReader, threads
from assistant.offline import openvino_library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

INSTALL = "pip install rapidocr"
HAVE_IT = "To have it read, have text recognition installed where the assistant runs."

DPI = 200
"""Of a rendered page; smaller print is not read well at less."""

LONGEST = 2_400
"""Pixels of the longer side, at most: what is larger is made smaller first."""

MOST_PAGES = 500
"""Pages of one document, at most, that are recognised."""

_LOOKED_AT = 1_280  # pixels of the longer side in which lines are looked for
_SHORTER = 0.8  # the other side, in longer ones; a page has less, and a margin beside it
_POOR = 0.85  # mean confidence below which the page may be upside down; such ones have 0.7
_TALL = 1.5  # height of a box, in widths, that holds a line of print on its side


def is_installed() -> bool:
    """Whether text can be recognised here."""
    return find_spec("rapidocr") is not None


class Upright(NamedTuple):
    """The lines of print in a picture, in reading order, and how it was turned to be read.

    Attributes:
        turns: quarters of a circle, to the left; the boxes are those of the turned picture.
    """

    lines: list[Line]
    turns: int


def recognise(picture: Picture, scale: float = 1.0) -> Upright:
    """The lines of print in a picture, each with its confidence.

    A page that was scanned on its side or upside down is turned.

    Args:
        picture: of shape (height, width, 3), at most `LONGEST` pixels high and wide.
        scale: points in a pixel; boxes are in points, with `y` growing upwards.
    """
    import numpy as np

    turns = 0
    found = _found(picture, scale)
    if 2 * sum(line.height > _TALL * (line.right - line.left) for line in found) > len(found):
        picture, turns = np.ascontiguousarray(np.rot90(picture)), 1
        found = _found(picture, scale)
    if found and _mean(found) < _POOR:
        turned = _found(np.ascontiguousarray(np.rot90(picture, 2)), scale)
        if _mean(turned) > _mean(found):
            found, turns = turned, turns + 2
    return Upright(in_reading_order(found), turns)


def _found(picture: Picture, scale: float) -> list[Line]:
    result = _engine()(_framed(picture))
    if result.boxes is None or result.txts is None:
        return []
    height, width = picture.shape[:2]
    return [
        _line(text, box.clip(0, (width, height)), confidence, height, scale)
        for text, box, confidence in zip(result.txts, result.boxes, result.scores, strict=True)
        if text.strip()
    ]


def _line(text: str, box: Any, confidence: float, height: int, scale: float) -> Line:
    """A line from the corners of its box, of shape (4, 2), in pixels from the top left."""
    left, top = box.min(axis=0).tolist()
    right, bottom = box.max(axis=0).tolist()
    y = (height - bottom) * scale
    return Line(
        text=" ".join(text.split()),
        left=left * scale,
        right=right * scale,
        top_y=y,
        y=y,
        height=(bottom - top) * scale,
        confidence=float(confidence),
    )


def _mean(lines: list[Line]) -> float:
    return sum(line.confidence or 0.0 for line in lines) / len(lines) if lines else 0.0


def _framed(picture: Picture) -> Picture:
    """A picture with a margin on the right and below, of its colour: all are of two forms."""
    import numpy as np

    height, width = picture.shape[:2]
    longest = max(max(height, width), round(min(height, width) / _SHORTER), _LOOKED_AT)
    shortest = round(longest * _SHORTER)
    high, wide = (longest, shortest) if height > width else (shortest, longest)
    framed = np.empty((high, wide, 3), np.uint8)
    framed[:] = np.median(picture[::16, ::16], axis=(0, 1))
    framed[:height, :width] = picture
    return framed


class _Recogniser:
    """Reads lines for rapidocr in place of its own recogniser."""

    def __init__(self, model: Path) -> None:
        self._reader = LineReader(model)

    def __call__(self, asked: Any) -> Any:
        from rapidocr.ch_ppocr_rec import TextRecOutput

        texts, scores = zip(*self._reader.read(asked.img), strict=True)
        made: Any = TextRecOutput
        return made(asked.img, texts, scores, word_results=(None,) * len(texts), elapse=0.0)


@lru_cache(maxsize=1)
def _engine() -> Any:
    openvino_library()  # before rapidocr imports all of it
    import rapidocr

    models = Path(rapidocr.__file__).with_name("models")
    engine: Any = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # it takes long lines for upside down
            "Global.max_side_len": round(LONGEST / _SHORTER),
            "Det.engine_type": rapidocr.EngineType.OPENVINO,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Det.limit_type": "max",
            "Det.limit_side_len": _LOOKED_AT,
            "Det.unclip_ratio": 1.5,  # as its makers have it: more around a line makes it smaller
            "EngineConfig.openvino.inference_num_threads": threads(),
        }
    )
    engine.text_rec = _Recogniser(models / "PP-OCRv6_rec_small.onnx")
    return engine
