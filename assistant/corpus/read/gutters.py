"""Rows of print that white space parts into columns, where no rules do.

After T. Kieninger, "Table structure recognition based on robust block segmentation", 1998: a
column ends where hardly any of several adjacent rows has text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import mean, median, median_low
from typing import NamedTuple

from assistant.corpus.read.columns import middle, row_groups
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule, across
from assistant.corpus.read.table import is_caption, is_number

_LEAST = 0.3  # width of a gutter, in heights of a line
_CROSSING = 0.15  # share of rows that may cross a gutter: heads over several columns
_SUPPORT = 0.3  # share of rows that have text on both sides of a gutter
_APART = 3.0  # pitch, in heights, that ends a table without a rule
_WIDER = 1.5  # times the usual pitch, that may part a table from lines above or below it
_WRAPPED = 1.5  # pitch, in heights, of a line that goes on with a cell
_OVER = 0.6  # of a table's width that a line over some of its rows may take
_REGULAR = 0.7  # share of boxes that are where they have to be
_SEVERAL = 0.5  # share of rows with several boxes
_SLACK = 0.3  # of an edge, in heights of a line

Row = list[Line]


class Gutter(NamedTuple):
    """White space between two columns, in points."""

    left: float
    right: float


class Run(NamedTuple):
    """Adjacent rows with the gutters between their columns."""

    rows: list[Row]
    gutters: list[Gutter]


def runs(block: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Run]:
    """Rows of a block of print that may be tables: set to columns, or between rules."""
    for rows in _adjacent(row_groups(block), rules):
        for part in _without_prose(rows):
            yield from _regular(part, rules)


def _regular(rows: list[Row], rules: Sequence[Rule]) -> Iterator[Run]:
    """Rows that are a table; where they are none as a whole, those on each side of a wide gap."""
    gutters = find_gutters(rows)
    boxes = [box for row in rows for box in row]
    if gutters and (len(across(boxes, rules)) > 1 or _is_aligned(rows, gutters)):
        yield Run(rows, gutters)
        return
    pitches = [middle(above[0]) - middle(row[0]) for above, row in pairwise(rows)]
    widest = max(pitches, default=0.0)
    if pitches and widest > _WIDER * median(pitches):
        at = pitches.index(widest) + 1
        for side in (rows[:at], rows[at:]):
            for trimmed in _trimmed(side):
                for part in _without_prose(trimmed):
                    yield from _regular(part, rules)


def find_gutters(rows: Sequence[Row]) -> list[Gutter]:
    """White space from top to bottom, but for a few boxes that stand over several columns."""
    several = [row for row in rows if len(row) > 1]
    if not several:
        return []
    most = max(int(_CROSSING * len(several)), int(len(several) > 3))
    least = _LEAST * mean(box.height for row in several for box in row)
    edges = sorted(
        edge for row in several for box in row for edge in ((box.left, 1), (box.right, -1))
    )
    free: list[Gutter] = []
    depth = 0
    for (at, change), (following, _) in pairwise(edges):
        depth += change
        if depth > most:
            continue
        if free and free[-1].right >= at:
            free[-1] = Gutter(free[-1].left, following)
        else:
            free.append(Gutter(at, following))
    support = max(2.0, _SUPPORT * len(several))
    return [
        one
        for one in free
        if one.right - one.left >= least and _count_parted(several, one) >= support
    ]


def _count_parted(rows: Sequence[Row], gutter: Gutter) -> int:
    at = (gutter.left + gutter.right) / 2
    return sum(
        any(box.right <= at for box in row) and any(box.left >= at for box in row) for row in rows
    )


def _adjacent(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[list[Row]]:
    """Adjacent rows of several boxes, with the single lines among them that may belong to them."""
    run: list[Row] = []
    for row in rows:
        if run and _ends(run, row, rules):
            yield from _trimmed(run)
            run = []
        if run or len(row) > 1:
            run.append(row)
    yield from _trimmed(run)


def _ends(run: Sequence[Row], row: Row, rules: Sequence[Rule]) -> bool:
    """Whether a row begins something else: far below, a caption, or a line of prose."""
    above, first = run[-1][0], row[0]
    low, high = middle(first), middle(above)
    if high - low > _APART * max(above.height, first.height) and not any(
        low < rule.at < high and rule.start < first.right and rule.end > first.left
        for rule in rules
        if not rule.is_vertical
    ):
        return True
    if len(row) > 1:
        return False
    left, right = min(one[0].left for one in run), max(one[-1].right for one in run)
    return is_caption(first.text) or (
        first.left < left + first.height and first.right - left > _OVER * (right - left)
    )


def _trimmed(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows without the single lines at both ends; one may go on with the last row."""
    places = [number for number, row in enumerate(rows) if len(row) > 1]
    if len(places) < 2:
        return
    first, last = places[0], places[-1]
    for above, row in pairwise(rows[last:]):
        is_rest = row[0].left > rows[last][0].right
        if not is_rest or middle(above[0]) - middle(row[0]) > _WRAPPED * row[0].height:
            break
        last += 1
    if len(places) >= _SEVERAL * (last + 1 - first):
        yield list(rows[first : last + 1])


def _without_prose(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows parted where one stands over the gutters, and is no head of several columns."""
    gutters = find_gutters(rows)
    over = [number for number, row in enumerate(rows) if _stands_over(row, gutters)]
    if over[:1] == [0] and _is_head(rows[:2], len(gutters) + 1):
        over = over[1:]
    if not over:
        yield rows
        return
    for start, end in pairwise([-1, *over, len(rows)]):
        for part in _trimmed(rows[start + 1 : end]):
            yield from _without_prose(part)


def _stands_over(row: Row, gutters: Sequence[Gutter]) -> bool:
    return len(row) > 1 and any(
        box.left < gutter.left and box.right > gutter.right for box in row for gutter in gutters
    )


def _is_head(rows: Sequence[Row], columns: int) -> bool:
    """Whether the first of two rows holds heads of several columns, the second those below."""
    numbers = any(is_number(box.text) for row in rows for box in row)
    return not numbers and sum(map(len, rows)) > columns


def _is_aligned(rows: Sequence[Row], gutters: Sequence[Gutter]) -> bool:
    """Whether most rows have most columns, and what stands in each is set to one edge."""
    several = [row for row in rows if len(row) > 1]
    if mean(map(len, several)) < _REGULAR * (len(gutters) + 1):
        return False
    edges = [-inf, *((gutter.left + gutter.right) / 2 for gutter in gutters), inf]
    columns = (
        [box for row in several for box in row if left < (box.left + box.right) / 2 < right]
        for left, right in pairwise(edges)
    )
    return all(map(_is_set_to_one, columns))


def _is_set_to_one(boxes: Sequence[Line]) -> bool:
    """Whether most texts begin, end or have their middle at one place; numbers need not."""
    if any(set(box.text) <= {".", " "} for box in boxes):  # leads to a page number
        return False
    texts = [box for box in boxes if not is_number(box.text)]
    if 2 * len(texts) <= len(boxes):
        return True
    slack = _SLACK * mean(box.height for box in texts)
    return any(
        sum(abs(at - median_low(places)) <= slack for at in places) >= _REGULAR * len(texts)
        for places in (
            [box.left for box in texts],
            [box.right for box in texts],
            [(box.left + box.right) / 2 for box in texts],
        )
    )
