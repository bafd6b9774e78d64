"""The order in which a person reads boxes of print: column by column, row by row.

Recursive cuts at white space (G. Nagy and S. Seth, "Hierarchical Representation of Optically
Scanned Documents", 1984): a gutter that hardly any line crosses parts columns; a line that
crosses it, a heading, ends what stands above it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.corpus.read.printed import Line

_GUTTER = 0.7  # least width, in heights of a line
_LEAST_LINES = 3  # on either side
_CROSSING = 0.3  # share of lines that may cross the gutter
_PROSE_WORDS = 4.0  # in the box of a word, on average: fewer are a table, which is read by rows
_FILLED = 0.75  # of the longest line's width, that most lines of prose have
_LOWER = 0.3  # share of lines of prose, at least, that begin with a small letter
_TABLE = 0.1  # share of rows, at most, with more than two boxes
_SAME_ROW = 0.5  # of a height, between the middles of two boxes in one row


def in_reading_order(boxes: Sequence[Line]) -> list[Line]:
    """Boxes of print as lines; those that stand beside each other in one row are joined."""
    return [joined_row(row) for block in blocks(boxes) for row in row_groups(block)]


def blocks(boxes: Sequence[Line]) -> list[list[Line]]:
    """Parts of a page in the order in which they are read, none of which has columns of prose."""
    gutter = _gutter(boxes)
    if gutter is None:
        return [list(boxes)] if boxes else []
    ordered: list[list[Line]] = []
    band: list[Line] = []
    for box in sorted(boxes, key=top, reverse=True):
        if box.left < gutter < box.right:
            ordered += [*_columns(band, gutter), [box]]
            band = []
        else:
            band.append(box)
    return [*ordered, *_columns(band, gutter)]


def are_mixed(boxes: Sequence[Line]) -> bool:
    """Whether a page has two columns of prose, and its boxes go from one to the other and back.

    Not where several rows have more than two boxes: beside the columns there is a table.
    """
    beside = sum(_are_beside(*pair) for pair in pairwise(boxes))
    gutter = _gutter(boxes) if beside >= _LEAST_LINES else None
    if gutter is None:
        return False
    inside = [box for box in boxes if not box.left < gutter < box.right]
    rows = row_groups(inside)
    if sum(len(row) > 2 for row in rows) > _TABLE * len(rows):
        return False
    sides = [box.right > gutter for box in inside]
    turns = sum(side != other for side, other in pairwise(sides))
    columns = [
        [box for box, side in zip(inside, sides, strict=True) if side == at] for at in (False, True)
    ]
    return turns >= min(map(len, columns)) and all(map(_goes_on, columns))


def _goes_on(column: Sequence[Line]) -> bool:
    """Whether lines go on with a sentence, and are about as long, as names in a list are not."""
    widths = [box.right - box.left for box in column]
    lower = sum(box.text[0].islower() for box in column)
    return median(widths) >= _FILLED * max(widths) and lower >= _LOWER * len(column)


def _columns(boxes: Sequence[Line], gutter: float) -> list[list[Line]]:
    left = [box for box in boxes if box.right <= gutter]
    right = [box for box in boxes if box.right > gutter]
    return [*blocks(left), *blocks(right)]


def _gutter(boxes: Sequence[Line]) -> float | None:
    """Where two columns of prose part; None where there are none."""
    if len(boxes) < 2 * _LEAST_LINES:
        return None
    least = _GUTTER * median(box.height for box in boxes)
    rights, lefts = sorted(box.right for box in boxes), sorted(box.left for box in boxes)
    fewest = _CROSSING * len(boxes)
    best: float | None = None
    for edge in sorted({*rights}):
        crossing = bisect_left(lefts, edge + least) - bisect_right(rights, edge)
        if crossing > fewest or (best is not None and crossing == fewest):
            continue
        left = [box for box in boxes if box.right <= edge]
        right = [box for box in boxes if box.left >= edge + least]
        if (
            _is_column(left)
            and _is_column(right)
            and _bottom(left) < _top_of(right)
            and _bottom(right) < _top_of(left)
        ):
            fewest, best = crossing, (edge + min(box.left for box in right)) / 2
    return best


def _is_column(boxes: Sequence[Line]) -> bool:
    words = [len(box.text.split()) for box in boxes]
    return len(boxes) >= _LEAST_LINES and sum(n * n for n in words) >= _PROSE_WORDS * sum(words)


def row_groups(boxes: Sequence[Line]) -> list[list[Line]]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[Line]] = []
    for box in sorted(boxes, key=middle, reverse=True):
        if rows and _are_beside(rows[-1][0], box):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]


def _are_beside(box: Line, other: Line) -> bool:
    """Whether two boxes stand in one row."""
    return abs(middle(box) - middle(other)) < _SAME_ROW * min(box.height, other.height)


def middle(box: Line) -> float:
    """The height of a box's middle on the page."""
    return box.y + box.height / 2


def joined_row(row: Sequence[Line]) -> Line:
    """The boxes of a row as one line; its confidence is that of the least certain."""
    sure = [box.confidence for box in row if box.confidence is not None]
    return row[0]._replace(
        text=" ".join(box.text for box in row),
        right=max(box.right for box in row),
        height=max(box.height for box in row),
        confidence=min(sure, default=None),
    )


def top(box: Line) -> float:
    """The height of a box's upper edge on the page."""
    return box.y + box.height


def _top_of(boxes: Sequence[Line]) -> float:
    return max(map(top, boxes))


def _bottom(boxes: Sequence[Line]) -> float:
    return min(box.y for box in boxes)
