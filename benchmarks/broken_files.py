"""Broken files of every format, and good ones among them.

Each is broken in one of `WAYS`: changed in its parts as `fuzz` does, cut, misnamed as another
format, of random bytes, empty, of a name that no terminal should be sent, nested deeply, one long
line, or a bomb: small, and of a size that no memory should hold once it is unpacked. What is broken
may still be read.
"""

from __future__ import annotations

import io
import json
import os
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.fuzz import mutant
from benchmarks.small_files import (
    docx_members,
    docx_paragraph,
    epub_members,
    one_of_each,
    pdf,
    zipped,
)

GOOD = "good"
GOOD_EVERY = 50
"""One file in so many is a good one."""

A_FOLDER = 500
"""Files of one folder."""

_UNPACKED = 200_000_000
_PIXELS = 30_000  # of each side of a picture
_MOST_CHANGED = 20_000  # bytes of a changed text: longer ones cost embedding, and are for `fuzz`
_LINE = 100_000  # characters of a long line
_DEEP = 20_000  # brackets or tags within each other

_NAMES = ("\x1b[31m red", "two\nlines", "\u202etxt.exe", "tab\t", "'\"$(id)`", "<b>&amp;", "%s {0}")
_NO_UNICODE = "\udcff\udc80"  # bytes that are no UTF-8
_WAY = re.compile(r"\d+-([a-z]+)")

_Broken = tuple[str, bytes]  # what a name ends with, content
_TEXTS = (".txt", ".md", ".html", ".csv", ".jsonl", ".eml")
_WHO = "keeper gardener baker librarian ferryman surgeon tailor miller beekeeper verger".split()
_WHAT = "lanterns kites barrels swallows letters umbrellas apples bridges candles sheep".split()
_LETTERS = "bdfgklmnprstvz"
_VOWELS = "aeiou"


class Good(NamedTuple):
    """A file that is not broken, and a question that it alone answers."""

    path: Path
    question: str


def write_files(folder: Path, count: int, seed: int) -> list[Good]:
    """Write so many broken files into folders below `folder`, and good ones among them.

    A file's name begins with its number and the way in which it is broken (`way_of`). A seed makes
    the same files each time.

    Returns:
        The good ones.
    """
    good: list[Good] = []
    for number, (way, ending, data) in enumerate(_broken(count, seed)):
        place = folder / f"{number // A_FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06}-{way}{ending}").write_bytes(data)
        if number % GOOD_EVERY == GOOD_EVERY // 2:
            good.append(_write_good(place, number, seed))
    return good


def way_of(path: str) -> str:
    """In which way a file of `write_files` is broken; `GOOD` where it is not."""
    found = _WAY.match(Path(path).name)
    return found[1] if found else ""


def _broken(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    originals = one_of_each()
    for number in range(count):
        chance = random.Random(f"{seed} {number}")  # the same on every machine
        (way,) = chance.choices(list(WAYS), [share for share, _ in WAYS.values()])
        yield way, *WAYS[way][1](originals, chance)


def _changed(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    extension = chance.choice(list(originals))
    data = mutant(extension, originals[extension], str(chance.random()))
    return extension, data[:_MOST_CHANGED] if extension in _TEXTS else data


def _cut(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    extension = chance.choice(list(originals))
    return extension, originals[extension][: chance.randrange(1, len(originals[extension]))]


def _misnamed(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    named, real = chance.sample(list(originals), 2)
    return named, originals[real]


def _empty(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    return chance.choice(list(originals)), chance.choice((b"", b"\n", b" \r\n\t " * 50, b"\0"))


def _noise(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    return chance.choice(list(originals)), chance.randbytes(chance.choice((1, 100, 10_000)))


def _named(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    extension = chance.choice(list(originals))
    name = chance.choice((*_NAMES, "n" * 220, *[_NO_UNICODE] * (os.name == "posix")))
    return f" {name}{extension}", originals[extension]


def _one_line(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    piece = chance.choice(("a", "tide ", "9", '"', ",", "<b>", "é", "&amp;", "=", "\\"))
    return chance.choice(_TEXTS), (piece * (_LINE // len(piece))).encode()


def _nested(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    opened, closed = chance.choice((("[", "]"), ('{"a":', "}"), ("<div>", "</div>"), ("> ", "")))
    text = f"{opened * _DEEP}1{closed * _DEEP}"
    if chance.random() < 0.3:
        return ".docx", zipped(docx_members(f"<w:p>{'<w:r>' * _DEEP}{'</w:r>' * _DEEP}</w:p>"))
    return chance.choice(_TEXTS), text.encode()


def _bomb(originals: Mapping[str, bytes], chance: random.Random) -> _Broken:
    extension = chance.choice((".docx", ".pptx", ".xlsx", ".epub", ".pdf", ".png", ".tiff"))
    if extension == ".pdf":
        return extension, _pdf_bomb(_UNPACKED)
    if extension in (".png", ".tiff"):
        return extension, _picture_bomb(extension, _PIXELS)
    return extension, _zip_bomb(originals[extension], _UNPACKED)


WAYS: Mapping[str, tuple[int, Callable[[Mapping[str, bytes], random.Random], _Broken]]] = {
    "changed": (510, _changed),
    "cut": (180, _cut),
    "misnamed": (150, _misnamed),
    "noise": (90, _noise),
    "empty": (40, _empty),
    "named": (10, _named),
    "nested": (6, _nested),
    "line": (6, _one_line),
    "bomb": (8, _bomb),
}
"""Each way to break a file, with how many of a thousand files are broken so."""


@cache
def _zip_bomb(original: bytes, size: int) -> bytes:
    """The archive with one more member, of so many zeros."""
    file = io.BytesIO(original)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("word/media/picture.xml"), bytes(size), zipfile.ZIP_DEFLATED, 1
        )
    return file.getvalue()


@cache
def _pdf_bomb(size: int) -> bytes:
    """A page whose drawing instructions are so much white space."""
    whole = pdf([[(72, 740, 12, "MARK")]])
    begin, end = whole.index(b"<< /Length"), whole.index(b"\nendstream")
    packed = zlib.compress(b" " * size, 1)
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    return whole[:begin] + head + packed + whole[end:]


@cache
def _picture_bomb(extension: str, side: int) -> bytes:
    """A black picture, so many pixels wide and high."""
    from PIL import Image

    file = io.BytesIO()
    options = {"compression": "group4"} if extension == ".tiff" else {}
    Image.new("1", (side, side)).save(file, extension[1:].upper(), **options)
    return file.getvalue()


def _write_good(folder: Path, number: int, seed: int) -> Good:
    chance = random.Random(f"{seed} {number} {GOOD}")
    name = "".join(chance.choice(_LETTERS) + chance.choice(_VOWELS) for _ in range(5)).title()
    who, what = chance.choice(_WHO), chance.choice(_WHAT)
    said = f"The {who} of {name} counted {chance.randrange(20, 900)} {what} that winter."
    extension, data = chance.choice(
        [
            (".txt", said.encode()),
            (".md", f"# {name}\n\n{said}\n".encode()),
            (".html", f"<html><body><h1>{name}</h1><p>{said}</p></body></html>".encode()),
            (".csv", f'title,text\n{name},"{said}"\n'.encode()),
            (".jsonl", json.dumps({"title": name, "text": said}).encode()),
            (".eml", f"Subject: {name}\r\n\r\n{said}\r\n".encode()),
            (".pdf", pdf([[(72, 740, 12, said)]])),
            (".docx", zipped(docx_members(docx_paragraph(said)))),
            (".epub", zipped(epub_members([f"<html><body><p>{said}</p></body></html>"]))),
        ]
    )
    path = folder / f"{number:06}-{GOOD}{extension}"
    path.write_bytes(data)
    return Good(path, f"How many {what} did the {who} of {name} count?")
