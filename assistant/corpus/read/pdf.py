"""PDF files; the only importer of pypdfium2.

A PDF knows lines, not paragraphs: they are put together again from where the lines stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any, NamedTuple

from assistant.corpus.read.build import Extract, normalise
from assistant.errors import ReadError

# Above these, in units of the document's usual line pitch, line height or line width,
# two lines belong to different paragraphs.
_PITCH = 1.25
_HEIGHT = 1.15
_SHORT_LINE = 0.8

_HYPHEN_BREAK = "\ufffe"  # PDFium's mark where it joined a word cut at a line's end
_LINE_HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
# Tried at the start of a word only, or a word of n letters would be walked n times.
_CUT_WORD = re.compile(rf"(?<!\w)(\w+){_HYPHEN_BREAK}(\w+)")
_HYPHENATED = re.compile(r"(?<!\w)\w+-\w+")
_ENDS_SENTENCE = re.compile(r"[.!?:。！？][\"'”’»)\]]*$")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_REPEATED_PAGES = 3
_PAGE_NUMBER_CHARS = 40


class _Line(NamedTuple):
    """A line of text with its box in points; `y` grows upwards, as in PDF.

    `top_y` and `y` are the baselines' boxes of its first and last characters: a line that
    PDFium joined over a hyphen spans two lines of print.
    """

    text: str
    left: float
    right: float
    top_y: float
    y: float
    height: float


def read(path: Path) -> Iterator[Extract]:
    """Read the text layer; each page's offset is kept.

    Raises:
        ReadError: if the file is encrypted, broken or only has pictures of its pages.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(path, error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD) from error
    with closing(document):
        try:
            pages = [_lines(page) for page in document]
        except pypdfium2.PdfiumError as error:
            raise _refusal(path, encrypted=False) from error
        stated = document.get_metadata_dict()
    if not any(pages):
        raise ReadError(
            f"{path} has no text layer: its pages are pictures.",
            "Run text recognition over it first, for example with ocrmypdf.",
        )
    text, offsets = _join_pages(_paragraphs(_without_margins(pages)))
    author = stated.get("Author", "")
    yield Extract(
        text,
        title=stated.get("Title", ""),
        created=stated.get("CreationDate", ""),
        metadata={"author": author} if author else {},
        pages=offsets,
    )


def _refusal(path: Path, encrypted: bool) -> ReadError:
    if encrypted:
        return ReadError(
            f"{path} is encrypted with a password.", "Save a copy without the password."
        )
    return ReadError(
        f"{path} is not a readable PDF file.", "Open it in a PDF viewer and save it again."
    )


def _lines(page: Any) -> list[_Line]:
    with closing(page), closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        lines: list[_Line] = []
        at = 0
        for raw in layer.get_text_range().split("\r\n"):
            text = raw.strip()
            first = at + len(raw[: len(raw) - len(raw.lstrip())])
            last = first + _utf16_length(text) - 1
            at += _utf16_length(raw) + 2
            if text and last < count:
                lines.append(_line(layer, normalise(text), first, last))
        return lines


def _line(layer: Any, text: str, first: int, last: int) -> _Line:
    left, start_y, _, top = layer.get_charbox(first, loose=True)
    _, end_y, right, _ = layer.get_charbox(last, loose=True)
    return _Line(text, left, right, start_y, end_y, top - start_y)


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _without_margins(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Take away page numbers, and first and last lines that most pages repeat."""
    edges = Counter(
        key for lines in pages for key in {_edge_key(line) for line in (lines[:1] + lines[-1:])}
    )
    enough = max(_REPEATED_PAGES, len(pages) / 2)
    repeated = {key for key, count in edges.items() if count >= enough}

    def is_margin(line: _Line) -> bool:
        return _edge_key(line) in repeated or (
            len(line.text) <= _PAGE_NUMBER_CHARS and bool(_PAGE_NUMBER.fullmatch(line.text))
        )

    kept: list[list[_Line]] = []
    for lines in pages:
        start = 1 if lines and is_margin(lines[0]) else 0
        end = len(lines) - 1 if len(lines) > start and is_margin(lines[-1]) else len(lines)
        kept.append(lines[start:end] or lines)
    return kept


def _edge_key(line: _Line) -> str:
    return _DIGITS.sub("#", line.text)


def _paragraphs(pages: list[list[_Line]]) -> list[list[str]]:
    """Join the lines of each page to paragraphs."""
    neighbours = [pair for lines in pages for pair in pairwise(lines)]
    pitches = [upper.y - lower.top_y for upper, lower in neighbours if upper.y > lower.top_y]
    pitch = median_low(pitches) if pitches else 0.0
    width = median_low([line.right - line.left for lines in pages for line in lines] or [0.0])
    whole = "\n".join(line.text for lines in pages for line in lines)
    hyphenated = {word.lower() for word in _HYPHENATED.findall(whole)}
    joined: list[list[str]] = []
    for lines in pages:
        groups: list[list[_Line]] = []
        for line in lines:
            if groups and not _starts_paragraph(groups[-1][-1], line, pitch, width):
                groups[-1].append(line)
            else:
                groups.append([line])
        joined.append([_join_lines([line.text for line in group], hyphenated) for group in groups])
    return joined


def _starts_paragraph(upper: _Line, lower: _Line, pitch: float, width: float) -> bool:
    tall, low = max(upper.height, lower.height), min(upper.height, lower.height)
    gap = upper.y - lower.top_y
    ended = bool(_ENDS_SENTENCE.search(upper.text))
    if gap < 0:  # the next column, or a line out of order
        return ended or not lower.text[0].islower()
    return (
        tall > _HEIGHT * low
        or gap > _PITCH * pitch
        or (ended and upper.right - upper.left < _SHORT_LINE * width)
    )


def _join_lines(lines: Sequence[str], hyphenated: set[str]) -> str:
    """Join wrapped lines, and words that were cut at a line's end."""
    parts: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if following[:1].isalpha() and _LINE_HYPHEN.search(line, max(0, len(line) - 2)):
            parts += [line[:-1], _HYPHEN_BREAK]
        else:
            parts += [line, _gap(line, following)]

    def mend(match: re.Match[str]) -> str:
        left, right = match.groups()
        keep = f"{left}-{right}".lower() in hyphenated or not right[0].islower()
        return f"{left}-{right}" if keep else f"{left}{right}"

    return _CUT_WORD.sub(mend, "".join(parts)).replace(_HYPHEN_BREAK, "-")


def _gap(line: str, following: str) -> str:
    """A space, but not at the end, nor between characters of scripts that do without."""
    return "" if not following or min(line[-1], following[0]) >= "\u2e80" else " "


def _join_pages(pages: list[list[str]]) -> tuple[str, tuple[int, ...]]:
    """Join pages; a paragraph that plainly goes on over the page's end stays one."""
    parts: list[str] = []
    offsets: list[int] = []
    length = 0
    last = ""
    for paragraphs in pages:
        text = "\n\n".join(paragraphs)
        goes_on = bool(text) and text[0].islower() and not _ENDS_SENTENCE.search(last)
        gap = "" if not last or not text else " " if goes_on else "\n\n"
        offsets.append(length + len(gap))
        parts += [gap, text]
        length += len(gap) + len(text)
        last = paragraphs[-1] if paragraphs else last
    return "".join(parts), tuple(offsets)
