"""Lines of print to text: paragraphs and pages, put together from where the lines stand.

A page of a PDF file or a picture knows lines, not paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median_low
from typing import NamedTuple

from assistant.corpus.layout import is_row
from assistant.corpus.read.build import without_soft_hyphens
from assistant.corpus.read.hyphens import Spelling, gap
from assistant.records import Recognised

# Above these, in units of the document's usual line pitch, line height or line width,
# two lines belong to different paragraphs.
_PITCH = 1.25
_HEIGHT = 1.15
_SHORT_LINE = 0.8
_SAME_EDGE = 2.0  # points, between lines that begin below each other
_SAME_COLUMN = 30.0  # points, between the left edges of lines with one right edge
_NEAR_LINES = 6
SMALL = 0.95
"""Of a document's usual line height: below it is small print."""


HYPHEN_BREAK = "\ufffe"
"""PDFium's mark where it joined a word cut at a line's end."""

_LINE_HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
# Tried at the start of a word only, or a word of n letters would be walked n times.
_CUT_WORD = re.compile(rf"(?<!\w)(\w+){HYPHEN_BREAK}(\w+)")
_ENDS_SENTENCE = re.compile(r"[.!?:。！？][\"'”’»)\]]*$")
_ENDS_OPEN = re.compile(rf"[:;]$|{_ENDS_SENTENCE.pattern}")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?")
_OPENS_NOTE = re.compile(rf"{_NOTE_MARK.pattern}\s+\S")
_REPEATED_PAGES = 3
_PAGE_NUMBER_CHARS = 40
_BAND = 0.1  # of the height of print, at the top and at the foot


class Line(NamedTuple):
    """A line of text with its box in points; `y` grows upwards, as in PDF.

    `top_y` and `y` are the baselines' boxes of its first and last characters: a line that
    PDFium joined over a hyphen spans two lines of print. `confidence` is that of text recognition,
    in 0-1; None for a line that the file holds as text. `is_row`: it is a row of a table, and
    stands where the table does. `indent` is where the text behind the mark of a list's item begins;
    None for a line that is no item's first. `shade` is how light its first character is, in 0-1.
    """

    text: str
    left: float
    right: float
    top_y: float
    y: float
    height: float
    confidence: float | None = None
    is_row: bool = False
    indent: float | None = None
    shade: float = 0.0


class Printed(NamedTuple):
    """Pages as one text.

    Attributes:
        pages: offset at which each page starts.
        recognised: what text recognition read, paragraph by paragraph.
    """

    text: str
    pages: tuple[int, ...]
    recognised: tuple[Recognised, ...]


class _Usual(NamedTuple):
    """What most lines of a document have."""

    pitch: float
    width: float
    height: float

    def is_small(self, line: Line) -> bool:
        return line.height < SMALL * self.height


class _Paragraph(NamedTuple):
    text: str
    confidence: float | None
    is_small: bool  # its print


def printed(pages: Sequence[Sequence[Line]]) -> Printed:
    """Pages of lines as running text, without page numbers and lines that most pages repeat."""
    return _join_pages(list(_with_notes_aside(_paragraphs(_without_margins(pages)))))


def _without_margins(pages: Sequence[Sequence[Line]]) -> list[Sequence[Line]]:
    """Take away page numbers, and lines at the top and foot that most pages repeat.

    A file may hold them before or behind what stands between them. Only the outermost lines may
    differ in a number: below them may be rows of a table that are alike.
    """
    whole = [line for lines in pages for line in lines]
    low = min((line.y for line in whole), default=0.0)
    high = max((line.top_y for line in whole), default=0.0)
    band = _BAND * (high - low)

    def keys(lines: Sequence[Line]) -> dict[int, str]:
        """What each line at the top or foot of a page is compared by."""
        inner = {
            number: line.text
            for number, line in enumerate(lines)
            if not line.is_row and (line.top_y >= high - band or line.y <= low + band)
        }
        return inner | {number: _edge_key(lines[number]) for number in _outermost(lines)}

    margins = [keys(lines) for lines in pages]
    counts = Counter(key for one in margins for key in set(one.values()))
    enough = max(_REPEATED_PAGES, len(pages) / 2)
    kept: list[Sequence[Line]] = []
    for lines, one in zip(pages, margins, strict=True):
        outermost = _outermost(lines)
        rest = [
            line
            for number, line in enumerate(lines)
            if not (number in one and counts[one[number]] >= enough)
            and not (number in outermost and is_page_number(line))
        ]
        kept.append(rest or lines)
    return kept


def _outermost(lines: Sequence[Line]) -> set[int]:
    """The first and last lines of a page, in the file and on paper, that are no rows of tables."""
    places = [number for number, line in enumerate(lines) if not line.is_row]
    if not places:
        return set()
    low, *_, high = sorted([*places, *places], key=lambda number: lines[number].y)
    return {places[0], places[-1], low, high}


def is_page_number(line: Line) -> bool:
    """Whether a line is nothing but the number of a page."""
    return len(line.text) <= _PAGE_NUMBER_CHARS and bool(_PAGE_NUMBER.fullmatch(line.text))


def _edge_key(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[list[_Paragraph]]:
    """Join the lines of each page to paragraphs."""
    plain = [[line for line in lines if not line.is_row] for lines in pages]
    neighbours = [pair for lines in plain for pair in pairwise(lines)]
    pitches = [upper.y - lower.top_y for upper, lower in neighbours if upper.y > lower.top_y]
    usual = _Usual(
        median_low(pitches) if pitches else 0.0,
        median_low([line.right - line.left for lines in plain for line in lines] or [0.0]),
        median_low([line.height for lines in plain for line in lines] or [0.0]),
    )
    whole = "\n".join(line.text for lines in pages for line in lines)
    spelling = Spelling(whole)
    joined: list[list[_Paragraph]] = []
    for lines in pages:
        groups: list[list[list[Line]]] = []  # paragraphs of items of lines
        for number, line in enumerate(lines):
            has_room = _has_room(lines, number)
            if not groups or _starts_paragraph(groups[-1][-1], line, usual, has_room=has_room):
                groups.append([[line]])
            elif _starts_item(groups[-1][-1], line, has_room=has_room):
                groups[-1].append([line])
            else:
                groups[-1][-1].append(line)
        joined.append([_paragraph(group, spelling, usual) for group in groups])
    return joined


def _paragraph(items: Sequence[Sequence[Line]], spelling: Spelling, usual: _Usual) -> _Paragraph:
    """Lines as one, but for items of a list, and how sure text recognition was of its letters."""
    text = "\n".join(_join_lines([line.text for line in lines], spelling) for lines in items)
    lines = [line for item in items for line in item]
    sure = [(len(line.text), line.confidence) for line in lines if line.confidence is not None]
    letters = sum(length for length, _ in sure)
    mean = sum(length * confidence for length, confidence in sure) / letters if letters else None
    return _Paragraph(text, mean, all(map(usual.is_small, lines)))


def _has_room(lines: Sequence[Line], number: int) -> bool:
    """Whether the first word of a line would have fitted into the line above it.

    Lines near it that begin about there show how far they go.
    """
    upper, lower = lines[number - 1] if number else lines[number], lines[number]
    near = lines[max(0, number - _NEAR_LINES) : number + _NEAR_LINES]
    end = max(line.right for line in near if abs(line.left - upper.left) < _SAME_COLUMN)
    word = len(lower.text.split(maxsplit=1)[0]) / len(lower.text)
    return upper.right + word * (lower.right - lower.left) < end


def _starts_item(item: Sequence[Line], lower: Line, *, has_room: bool) -> bool:
    """Whether a line that begins with the mark of an item is one, and does not go on with a text.

    What goes on begins right below, where the line above had no room and ends no sentence.
    """
    upper = item[-1]
    edge = upper.left if item[0].indent is None else item[0].indent
    return lower.indent is not None and (
        abs(lower.left - edge) > _SAME_EDGE or bool(_ENDS_OPEN.search(upper.text)) or has_room
    )


def _starts_paragraph(item: Sequence[Line], lower: Line, usual: _Usual, *, has_room: bool) -> bool:
    """Whether a line begins a paragraph after the lines of an item of a list, or of a paragraph."""
    upper = item[-1]
    if upper.is_row or lower.is_row:
        return True
    tall, low = max(upper.height, lower.height), min(upper.height, lower.height)
    gap = upper.y - lower.top_y
    ended = bool(_ENDS_SENTENCE.search(upper.text))
    if _is_mark_of(upper, lower):
        return False
    if gap < 0:  # the next column, or a line out of order
        is_other = usual.is_small(upper) != usual.is_small(lower)
        return ended or is_other or not lower.text[0].islower()
    is_short = upper.right - upper.left < _SHORT_LINE * usual.width
    indent = item[0].indent
    if indent is not None and lower.indent is not None:  # the next item
        ended = False
    elif indent is not None and lower.left < indent - _SAME_EDGE:  # not below the item's text
        ended = is_short = (ended and is_short) or (has_room and not lower.text[0].islower())
    return (
        tall > _HEIGHT * low
        or gap > _PITCH * usual.pitch
        or (ended and is_short)
        or (_opens_note(lower, usual) and (ended or is_short or not usual.is_small(upper)))
    )


def _is_mark_of(upper: Line, lower: Line) -> bool:
    """Whether a line is the raised mark before the first words of a note."""
    is_beside = 0 <= upper.y - lower.top_y < lower.height / 2 and upper.right <= lower.left
    return is_beside and bool(_NOTE_MARK.fullmatch(upper.text))


def _opens_note(line: Line, usual: _Usual) -> bool:
    return usual.is_small(line) and bool(_OPENS_NOTE.match(line.text))


def _with_notes_aside(pages: Sequence[list[_Paragraph]]) -> Iterator[list[_Paragraph]]:
    """Pages with the notes at their foot before the last paragraph, where that goes on overleaf."""
    for paragraphs, following in zip(pages, [*pages[1:], []], strict=True):
        notes = [*takewhile(lambda one: one.is_small, reversed(paragraphs))][::-1]
        body = paragraphs[: len(paragraphs) - len(notes)]
        # The first paragraph of a page stays so: the page before may go on with it.
        if len(body) > 1 and following and _goes_on(body[-1], following[0]):
            yield [*body[:-1], *notes, body[-1]]
        else:
            yield paragraphs


def _goes_on(last: _Paragraph, paragraph: _Paragraph) -> bool:
    """Whether the first paragraph of a page plainly goes on with the one before it."""
    return (
        paragraph.text[0].islower()
        and not _ENDS_SENTENCE.search(last.text)
        and not (is_row(paragraph.text) or is_row(last.text))
        and paragraph.is_small == last.is_small
    )


def _join_lines(lines: Sequence[str], spelling: Spelling) -> str:
    """Join wrapped lines, and words that were cut at a line's end."""
    parts: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if following[:1].isalpha() and _LINE_HYPHEN.search(line, max(0, len(line) - 2)):
            parts += [line[:-1], HYPHEN_BREAK]
        else:
            parts += [line, gap(line, following)]

    def mend(match: re.Match[str]) -> str:
        left, right = match.groups()
        return f"{left}-{right}" if spelling.keeps_hyphen(left, right) else f"{left}{right}"

    joined = _CUT_WORD.sub(mend, "".join(parts)).replace(HYPHEN_BREAK, "-")
    return without_soft_hyphens(joined)  # before offsets are counted


def _join_pages(pages: Sequence[Sequence[_Paragraph]]) -> Printed:
    """Join pages; a paragraph that plainly goes on over the page's end stays one."""
    parts: list[str] = []
    offsets: list[int] = []
    recognised: list[Recognised] = []
    length = 0
    last: _Paragraph | None = None
    for paragraphs in pages:
        for number, paragraph in enumerate(paragraphs):
            text, confidence = paragraph.text, paragraph.confidence
            goes_on = last is not None and not number and _goes_on(last, paragraph)
            gap = "" if last is None else " " if goes_on else "\n\n"
            parts += [gap, text]
            length += len(gap)
            if not number:
                offsets.append(length)
            if confidence is not None:
                recognised.append(Recognised(length, length + len(text), confidence))
            length += len(text)
            last = paragraph
        if not paragraphs:
            offsets.append(length)
    return Printed("".join(parts), tuple(offsets), tuple(recognised))
