"""How fast and how well scanned pages are read, against RapidOCR as it comes, in one run.

    python -m benchmarks.ocr [--pages 18] [--seed 1] [--json FILE]

Needs the extra `ocr`, onnxruntime and Debian's packages fonts-dejavu, fonts-liberation and
fonts-liberation-sans-narrow. Pages of A4 are drawn (`benchmarks/scanned.py`), and each is read by
all in turn, in one process; two others before them are not counted. The models are the same, those
in rapidocr's wheel. Wrong are letters and spaces that would have to be put in, taken out or
changed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
import rapidocr
from rapidfuzz.distance import Levenshtein

from assistant.corpus.read import ocr
from assistant.corpus.read.pictures import flat
from benchmarks.measured import Row, seconds, tell
from benchmarks.scanned import Scanned, pages

Reader = Callable[[Scanned], str]


class Read(NamedTuple):
    """What reading a page took and gave.

    Attributes:
        seconds: by the clock.
        processor: seconds of all cores.
        wrong: letters.
    """

    seconds: float
    processor: float
    wrong: int


def here(page: Scanned) -> str:
    """A page as the program reads it, from the picture on."""
    picture = np.asarray(flat(page.image, Path("page.png")))
    return " ".join(line.text for line in ocr.recognise(picture).lines)


def unrounded() -> Reader:
    """The program with the network that reads lines as it comes, without layers of 8 bits."""
    with patch("assistant.corpus.read.quantised.bounds_of", return_value={}):
        engine = ocr._engine.__wrapped__()

    def reader(page: Scanned) -> str:
        with patch.object(ocr, "_engine", return_value=engine):
            return here(page)

    return reader


def plain() -> Reader:
    """RapidOCR on ONNX Runtime with its own settings; models are named, so that none is fetched."""
    models = Path(rapidocr.__file__).with_name("models")
    engine: Any = rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Cls.model_path": str(models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
        }
    )
    return lambda page: " ".join(engine(np.asarray(page.image)).txts or ())


def read(reader: Reader, page: Scanned) -> Read:
    """Read a page once."""
    texts: list[str] = []
    before = os.times()
    taken = seconds(lambda: texts.append(reader(page)))
    processor = sum(os.times()[:2]) - sum(before[:2])
    return Read(taken, processor, Levenshtein.distance(texts[0], page.text))


def rows(pages: Sequence[Scanned], taken: Mapping[str, Sequence[Read]]) -> list[Row]:
    """Each reader's means over the pages, and times the last of them."""
    letters = sum(len(page.text) for page in pages)
    *_, plainly = taken.values()
    return [
        {
            "read by": name,
            "s a page": sum(one.seconds for one in read) / len(read),
            "processor s a page": sum(one.processor for one in read) / len(read),
            "times the time": _times(read, plainly, "seconds"),
            "times the processor's": _times(read, plainly, "processor"),
            "letters wrong": sum(one.wrong for one in read),
            "% wrong": 100 * sum(one.wrong for one in read) / letters,
        }
        for name, read in taken.items()
    ]


def _times(read: Sequence[Read], other: Sequence[Read], what: str) -> float:
    return float(sum(getattr(one, what) for one in read) / sum(getattr(one, what) for one in other))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Scanned pages against plain RapidOCR")
    parser.add_argument("--pages", type=int, default=18)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    readers: dict[str, Reader] = {
        "the program": here,
        "the program without 8 bits": unrounded(),
        "RapidOCR": plain(),
    }
    for page in pages(2, arguments.seed + 1):
        for reader in readers.values():
            reader(page)
    drawn = [*pages(arguments.pages, arguments.seed)]
    taken: dict[str, list[Read]] = {name: [] for name in readers}
    for page in drawn:
        for name, reader in readers.items():
            taken[name].append(read(reader, page))
    tell(
        "ocr",
        rows(drawn, taken),
        arguments.json,
        pages=len(drawn),
        words_a_page=round(sum(len(page.text.split()) for page in drawn) / len(drawn)),
        letters=sum(len(page.text) for page in drawn),
        engine=f"rapidocr {version('rapidocr')}, onnxruntime {version('onnxruntime')}",
    )


if __name__ == "__main__":
    main()
