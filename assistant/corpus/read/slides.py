"""Slides without what is struck out on them and in their notes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from assistant.corpus.read.archives import read_member
from assistant.corpus.read.word import copied, parsed

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDES = re.compile(r"ppt/(?:slides|notesSlides)/[^/]+\.xml", re.IGNORECASE)
_STRIKE, _NOT = "strike", "noStrike"
_FORMAT = "PowerPoint presentation"


def without_struck(archive: zipfile.ZipFile, path: Path) -> tuple[BytesIO | None, int]:
    """The file anew, None where nothing is struck out, and how many words of it were."""
    changed: dict[str, bytes] = {}
    words = 0
    for name in filter(_SLIDES.fullmatch, archive.namelist()):
        if _STRIKE.encode() not in read_member(archive, name, path, _FORMAT):
            continue
        slide = parsed(archive, name, path, _FORMAT)
        struck = sum(_emptied(paragraph) for paragraph in slide.iter(f"{_A}p"))
        if struck:
            words += struck
            changed[name] = ElementTree.tostring(slide, "utf-8")
    return (copied(archive, path, changed, _FORMAT) if changed else None), words


def _emptied(paragraph: ElementTree.Element) -> int:
    """Take what is struck out from a paragraph; returns how many words."""
    struck, kept, is_behind = "", " ", False
    for run in paragraph:
        properties, text = run.find(f"{_A}rPr"), run.find(f"{_A}t")
        said = "" if text is None else text.text or ""
        if text is not None and properties is not None and properties.get(_STRIKE, _NOT) != _NOT:
            struck += said
            text.text, is_behind = "", True
            continue
        if text is not None and is_behind and kept[-1].isspace():  # one space where there were two
            text.text = said.lstrip()
        struck, kept, is_behind = f"{struck} ", said or kept, False
    return len(struck.split())
