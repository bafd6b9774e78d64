"""Tables on a page of print, found by where boxes of text and drawn lines stand.

A file of print has no tables, only text at places, and rules. Columns are parted by vertical
rules (`rules`) or by white space (`gutters`); rows by horizontal rules, or by their pitch where
cells are wrapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from assistant.corpus.read.columns import blocks, middle, row_groups
from assistant.corpus.read.gutters import Gutter, runs
from assistant.corpus.read.hyphens import in_one
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule, across, grids, is_parted
from assistant.corpus.read.table import is_number

_MOST_BOXES = 2_000  # a page with more is a drawing
_OVERLAP = 0.3  # in heights of a line, that a box reaches into a column
_PITCH = 0.8  # of the pitch of rows: below it a line goes on with its row
_TIGHT = 1.5  # pitch, in heights, of lines of one paragraph
_LEAST_ROWS = 3  # without rules: gaps of justified lines may stand below each other
_FILLED = 0.4  # least share of cells with text
_PROSE_WORDS = 4.5  # in a box on average: what has more is columns of prose
_RULED_WORDS = 9.0  # the same between rules


class Table(NamedTuple):
    """A table of a page.

    Attributes:
        rows: texts of cells. A merged cell is in each place that it covers; a row that is one
            merged cell has that cell alone.
        heads: how many of the first rows hold column heads; None where nothing tells.
        columns: left edges in points.
        held: places of its boxes among those of the page.
        is_ruled: whether drawn lines confirm that it is one.
    """

    rows: list[list[str]]
    heads: int | None
    columns: tuple[float, ...]
    held: frozenset[int]
    is_ruled: bool


class _Row(NamedTuple):
    """Texts by column, where on the page they stand, and whether a box is in several columns."""

    cells: list[str]
    y: float
    height: float
    spans: bool

    @property
    def filled(self) -> int:
        return sum(map(bool, self.cells))


def find_tables(boxes: Sequence[Line], rules: Sequence[Rule]) -> list[Table]:
    """The tables of a page.

    Args:
        boxes: text that no wide gap and no vertical rule cuts. What is a row already is of none.
        rules: joined ones.
    """
    if len(boxes) > _MOST_BOXES:
        return []
    numbers = {id(box): number for number, box in enumerate(boxes)}
    found: list[Table] = []

    def keep(own: Sequence[Line], gutters: Sequence[Gutter], lines: Sequence[Rule]) -> None:
        if table := _build(own, gutters, lines):
            found.append(table._replace(held=frozenset(numbers[id(box)] for box in own)))

    free = [box for box in boxes if not box.is_row]
    for grid in grids(free, rules):
        keep(grid.boxes, [Gutter(at, at) for at in grid.parts], grid.rules)
    taken = {number for table in found for number in table.held}
    level = [rule for rule in rules if not rule.is_vertical]
    for block in blocks([box for box in free if numbers[id(box)] not in taken]):
        for run in runs(block, level):
            keep([box for row in run.rows for box in row], run.gutters, level)
    return found


def _build(boxes: Sequence[Line], gutters: Sequence[Gutter], rules: Sequence[Rule]) -> Table | None:
    """The table of some boxes; None where they are no table."""
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    edges = [Gutter(left, left), *gutters, Gutter(right, right)]
    columns = [(one.right, other.left) for one, other in pairwise(edges)]
    between = across(boxes, rules)
    is_grid = any(rule.is_vertical for rule in rules)
    is_ruled = is_grid or len(between) > 1
    if mean(len(box.text.split()) for box in boxes) > (_RULED_WORDS if is_ruled else _PROSE_WORDS):
        return None
    groups = _parted([_row(row, columns) for row in row_groups(boxes)], between)
    most = max(line.filled for group in groups for line in group)
    is_banded = len(groups) > (1 if is_grid else 2) and all(
        sum(line.filled == most for line in group) < 2 for group in groups
    )
    wraps = [[one] for one in groups] if is_banded else [_wrapped(one, most) for one in groups]
    rows = [_joined(lines) for group in wraps for lines in group]
    least = _FILLED * len(rows) * len(columns)
    if len(rows) < (2 if is_ruled else _LEAST_ROWS) or sum(row.filled for row in rows) < least:
        return None
    if is_grid:
        rows = _spread(rows, [gutter.left for gutter in gutters], rules)
    is_told = not is_banded and 1 < len(groups) < len(rows)  # else a rule is below every row
    heads = _heads(rows, len(wraps[0]) if is_told else 0)
    texts = [_texts(row) for row in rows]
    return Table(texts, heads, tuple(one for one, _ in columns), frozenset(), is_ruled)


def _row(boxes: Sequence[Line], columns: Sequence[tuple[float, float]]) -> _Row:
    """A line of boxes as cells; one that stands over several columns is in each of them."""
    if len(boxes) == len(columns):  # a head may stand left of numbers that are set to the right
        return _Row([box.text for box in boxes], middle(boxes[0]), boxes[0].height, spans=False)
    cells = [""] * len(columns)
    spans = False
    for box in boxes:
        over = _columns_of(box, columns)
        spans |= 1 < len(over) < len(columns)
        for number in over:
            cells[number] = f"{cells[number]} {box.text}".strip()
    return _Row(cells, middle(boxes[0]), max(box.height for box in boxes), spans)


def _columns_of(box: Line, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a box reaches into, or the nearest one."""
    slack = _OVERLAP * box.height
    over = [
        number
        for number, (left, right) in enumerate(columns)
        if min(right, box.right) - max(left, box.left) > min(slack, (right - left) / 2)
    ]
    at = (box.left + box.right) / 2
    gaps = [max(left - at, at - right) for left, right in columns]
    return over or [gaps.index(min(gaps))]


def _parted(lines: Sequence[_Row], between: Sequence[float]) -> list[list[_Row]]:
    """Lines by the rules between them."""
    groups = [[lines[0]]]
    for above, line in pairwise(lines):
        if any(line.y < at < above.y for at in between):
            groups.append([])
        groups[-1].append(line)
    return groups


def _wrapped(lines: Sequence[_Row], most: int) -> list[list[_Row]]:
    """Lines by their row: one that stands nearer than rows do goes on with the row above it."""
    pitches = [above.y - line.y for above, line in pairwise(lines) if line.filled == most]
    rows = [[lines[0]]]
    for above, line in pairwise(lines):
        pitch = above.y - line.y
        is_tight = pitch < _TIGHT * line.height
        # "pH | 6.7 | 6.8" begins with a small letter, and is a row of its own.
        is_short = not line.cells[0] or 2 * line.filled <= most
        goes_on = is_tight and is_short and next(filter(None, line.cells))[0].islower()
        is_rest = goes_on or (is_tight and not pitches and not line.cells[0])
        if line.filled < most and (is_rest or pitch < _PITCH * min(pitches, default=0.0)):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joined(lines: Sequence[_Row]) -> _Row:
    cells = [in_one(texts) for texts in zip(*(line.cells for line in lines), strict=True)]
    return lines[0]._replace(cells=cells, spans=any(line.spans for line in lines))


def _spread(rows: Sequence[_Row], parts: Sequence[float], rules: Sequence[Rule]) -> list[_Row]:
    """Put a merged head in all places that it covers: those that no vertical rule parts."""
    spread: list[_Row] = []
    is_head = True
    for row in rows:
        is_head &= row.filled > 1 and not any(map(is_number, row.cells))
        cells = list(row.cells)
        for number, at in enumerate(parts, start=1):
            if is_head and not cells[number] and not is_parted(rules, at, row.y):
                cells[number] = cells[number - 1]
        spread.append(row._replace(cells=cells, spans=row.spans or cells != row.cells))
    return spread


def _heads(rows: Sequence[_Row], above: int) -> int | None:
    """How many rows hold heads: those above the first rule, or under a head of several columns."""
    count = above or (2 if rows[0].spans else 0)
    cells = [cell for row in rows[:count] for cell in row.cells]
    return count if 0 < count < len(rows) and not any(map(is_number, cells)) else None


def _texts(row: _Row) -> list[str]:
    """The cells; of a row that is one merged cell, that one."""
    filled = {cell for cell in row.cells if cell}
    return [filled.pop()] if len(filled) == 1 and len(row.cells) > 2 and row.cells[0] else row.cells
