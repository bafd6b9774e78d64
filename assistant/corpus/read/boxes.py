"""What a page of a PDF file shows at which place: lines of text, their parts, and drawn rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import dropwhile, islice, pairwise
from typing import Any, NamedTuple

from assistant.corpus.layout import is_list_item
from assistant.corpus.read.build import normalise
from assistant.corpus.read.printed import Line
from assistant.corpus.read.raised import raised, with_marks_apart
from assistant.corpus.read.rules import Rule

# In heights of a line: white space that no space between words is, even in justified lines.
_GAP = 0.6
_SPACE = 0.1  # between words
_SMALL = 0.8  # of the height of a letter's font: a raised figure is set in one below it
_RAISED = 0.2  # of the same: it stands higher by that, at least
_STRAIGHT = 1.0  # how far a rule may lean, in points
_SHORT = 4.0  # rules below this length, in points, are parts of letters and drawings
_DOT = 1.5, 8.0  # points, from the least to the most
_LUMA = 0.299, 0.587, 0.114  # shares of red, green and blue in how light a colour is: ITU-R BT.601
_MOST_PATHS = 10_000
_MOST_SEGMENTS = 40  # of a path: one with more is a curve or a letter
_UNITS = 100_000  # to a page's width and height, where a place on it is worked out


BULLET = "•"


class Printed(NamedTuple):
    """A line as PDFium joins it, and its parts between wide gaps, left to right."""

    line: Line
    parts: tuple[Line, ...]


class Letter(NamedTuple):
    """A character of a page and its box in points; `y` grows upwards, as in PDF.

    `shade` is how light it is, in 0-1: 0 for black.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    shade: float = 0.0


class Box(NamedTuple):
    """A part of a page as it is seen, in shares of its width and height, from the top left."""

    left: float
    top: float
    width: float
    height: float


def printed_lines(page: Any, vertical: Sequence[Rule]) -> list[Printed]:
    """The lines of a pypdfium2 page in the order of the file, cut at these vertical rules too."""
    return [
        Printed(_line(with_marks_apart(normalise(text)), letters), _parts(letters, vertical))
        for text, letters in _lines(page)
    ]


def page_letters(page: Any) -> list[Letter]:
    """All characters of a pypdfium2 page in the order of the file, its lines' ends left out."""
    return [letter for _, letters in _lines(page) for letter in letters]


def seen_box(page: Any, letters: Sequence[Letter]) -> Box:
    """The box around some characters of a pypdfium2 page, however it is turned and cropped."""
    import ctypes

    import pypdfium2.raw as raw

    x, y = ctypes.c_int(), ctypes.c_int()
    corners: list[tuple[float, float]] = []
    for at in (
        (min(one.left for one in letters), max(one.top for one in letters)),
        (max(one.right for one in letters), min(one.bottom for one in letters)),
    ):
        raw.FPDF_PageToDevice(page, 0, 0, _UNITS, _UNITS, 0, *at, x, y)
        corners.append((min(max(x.value / _UNITS, 0), 1), min(max(y.value / _UNITS, 0), 1)))
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    return Box(left, top, right - left, bottom - top)


def _lines(page: Any) -> list[tuple[str, list[Letter]]]:
    """The lines of a page's text layer, each with the boxes of its characters."""
    with closing(page.get_textpage()) as layer:
        count = layer.count_chars()
        lines: list[tuple[str, list[Letter]]] = []
        at = 0
        for raw in layer.get_text_range().split("\r\n"):
            text = raw.strip()
            first = at + len(raw[: len(raw) - len(raw.lstrip())])
            last = first + _utf16_length(text) - 1
            at += _utf16_length(raw) + 2
            if text and last < count:
                letters = list(_with_raised(_letters(layer, text, first)))
                lines.append(("".join(letter.text for letter in letters), letters))
        return lines


def _with_raised(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Figures that are smaller than what they follow, and stand higher, as raised ones."""
    base: Letter | None = None
    for letter in letters:
        if base and letter.text.isdecimal() and _is_raised(letter, base):
            yield letter._replace(text=raised(letter.text))
        else:
            yield letter
            base = base if letter.text.isspace() else letter


def _is_raised(letter: Letter, base: Letter) -> bool:
    height = base.top - base.bottom
    is_small = letter.top - letter.bottom < _SMALL * height
    return is_small and _RAISED * height < letter.bottom - base.bottom < height


def drawn_rules(page: Any) -> list[Rule]:
    """The horizontal and vertical lines and edges of boxes that a pypdfium2 page draws."""
    import pypdfium2.raw as raw

    objects = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1)
    return [rule for path in islice(objects, _MOST_PATHS) for rule in _rules_of(path)]


def drawn_marks(page: Any) -> list[Line]:
    """What a pypdfium2 page draws that may be the mark of a list's item, as boxes of `BULLET`.

    Browsers draw dots and small squares, as wide as they are high. Their boxes are made higher, as
    those of letters are.
    """
    import pypdfium2.raw as raw

    marks: list[Line] = []
    for path in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1), _MOST_PATHS):
        left, bottom, right, top = path.get_bounds()
        size = top - bottom
        if _DOT[0] <= size <= _DOT[1] and abs(right - left - size) <= _STRAIGHT:
            marks.append(Line(BULLET, left, right, bottom - size, bottom - size, 3 * size))
    return marks


def _rules_of(path: Any) -> Iterator[Rule]:
    import ctypes

    import pypdfium2.raw as raw

    count = raw.FPDFPath_CountSegments(path.raw)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    matrix = path.get_matrix()
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(path.raw, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO and points:
            yield from _rule(points[-1], point)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            points = []
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _rule(point, points[0])


def _rule(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Rule]:
    for axis in (0, 1):
        low, high = sorted((start[axis], end[axis]))
        if high - low >= _SHORT and abs(start[1 - axis] - end[1 - axis]) <= _STRAIGHT:
            yield Rule(axis == 1, (start[1 - axis] + end[1 - axis]) / 2, low, high)


def _letters(layer: Any, text: str, first: int) -> Iterator[Letter]:
    shade: float | None = None
    for letter in text:
        left, bottom, right, top = layer.get_charbox(first, loose=True)
        shade = _shade(layer, first) if shade is None else shade
        yield Letter(letter, left, right, bottom, top, shade)
        shade = None if letter.isspace() else shade  # asked once a word: it takes its time
        first += _utf16_length(letter)


def _shade(layer: Any, number: int) -> float:
    """How light a character of a text layer is; 0 where the file does not say."""
    import ctypes

    import pypdfium2.raw as raw

    colour = [ctypes.c_uint() for _ in range(4)]  # the last one is opacity
    if not raw.FPDFText_GetFillColor(layer, number, *colour):
        return 0.0
    return sum(weight * one.value for weight, one in zip(_LUMA, colour, strict=False)) / 255


def _line(text: str, letters: Sequence[Letter]) -> Line:
    first, last = letters[0], letters[-1]
    height = first.top - first.bottom
    indent = _second_word(letters) if is_list_item(text) else None
    return Line(
        text, first.left, last.right, first.bottom, last.bottom, height,
        indent=indent, shade=first.shade,
    )  # fmt: skip


def _second_word(letters: Sequence[Letter]) -> float:
    behind = dropwhile(lambda letter: not letter.text.isspace(), letters)
    return next(letter.left for letter in behind if not letter.text.isspace())


def _parts(letters: Sequence[Letter], rules: Sequence[Rule]) -> tuple[Line, ...]:
    """A line cut at wide gaps, at vertical rules and where another line of print begins."""
    seen = [letter for letter in letters if not letter.text.isspace()]
    cuts = [0, *(n for n, pair in enumerate(pairwise(seen), 1) if _apart(*pair, rules)), len(seen)]
    places = {id(letter): number for number, letter in enumerate(letters)}
    parts: list[Line] = []
    for start, end in pairwise(cuts):
        held = letters[places[id(seen[start])] : places[id(seen[end - 1])] + 1]
        text = " ".join(normalise("".join(letter.text for letter in held)).split())
        parts.append(_line(with_marks_apart(text), held))
    return tuple(parts)


def _apart(left: Letter, right: Letter, rules: Sequence[Rule]) -> bool:
    height = left.top - left.bottom
    gap = right.left - left.right
    return (
        gap > _GAP * height
        or gap < -height
        or abs(right.bottom - left.bottom) > height / 2
        or (
            gap > _SPACE * height
            and any(
                left.right <= rule.at <= right.left
                and rule.start < left.bottom + height / 2 < rule.end
                for rule in rules
            )
        )
    )


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
