"""The order in which a person reads boxes of print: column by column, row by row.

Recursive cuts at white space (G. Nagy and S. Seth, "Hierarchical Representation of Optically
Scanned Documents", 1984): a gutter that hardly any line crosses parts columns; a line that
crosses it, a heading, ends what stands above it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from statistics import median

from assistant.corpus.read.printed import Line

_GUTTER = 0.7  # least width, in heights of a line
_LEAST_LINES = 3  # on either side
_CROSSING = 0.3  # share of lines that may cross the gutter
_PROSE_WORDS = 4.0  # in the box of a word, on average: fewer are a table, which is read by rows
_SAME_ROW = 0.5  # of a height, between the middles of two boxes in one row


def in_reading_order(boxes: Sequence[Line]) -> list[Line]:
    """Boxes of print as lines; those that stand beside each other in one row are joined."""
    return [_joined(row) for block in blocks(boxes) for row in row_groups(block)]


def blocks(boxes: Sequence[Line]) -> list[list[Line]]:
    """Parts of a page in the order in which they are read, none of which has columns of prose."""
    gutter = _gutter(boxes)
    if gutter is None:
        return [list(boxes)] if boxes else []
    ordered: list[list[Line]] = []
    band: list[Line] = []
    for box in sorted(boxes, key=_top, reverse=True):
        if box.left < gutter < box.right:
            ordered += [*_columns(band, gutter), [box]]
            band = []
        else:
            band.append(box)
    return [*ordered, *_columns(band, gutter)]


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
        height = min(box.height, rows[-1][0].height) if rows else 0.0
        if rows and middle(rows[-1][0]) - middle(box) < _SAME_ROW * height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda box: box.left) for row in rows]


def middle(box: Line) -> float:
    """The height of a box's middle on the page."""
    return box.y + box.height / 2


def _joined(row: Sequence[Line]) -> Line:
    """The boxes of a row as one line; its confidence is that of the least certain."""
    sure = [box.confidence for box in row if box.confidence is not None]
    return row[0]._replace(
        text=" ".join(box.text for box in row),
        right=max(box.right for box in row),
        height=max(box.height for box in row),
        confidence=min(sure, default=None),
    )


def _top(box: Line) -> float:
    return box.y + box.height


def _top_of(boxes: Sequence[Line]) -> float:
    return max(map(_top, boxes))


def _bottom(boxes: Sequence[Line]) -> float:
    return min(box.y for box in boxes)
