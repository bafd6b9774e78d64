"""Drawn lines of a page, and the grids that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mean
from typing import NamedTuple

from assistant.corpus.read.columns import middle, row_groups
from assistant.corpus.read.printed import Line

# Lengths in points; shares and multiples have no unit.
_TOUCH = 3.0  # between rules that meet
_SAME_PLACE = 1.5  # the two edges of one thin line
_MOST = 500  # a page with more is a drawing
_MOST_PIECES = 10_000
_ROOM = 1.3  # between filled rows, in heights of one
_VERTICAL = 0.3  # of a grid's height that rules of a column cover: every other row may be filled
_HORIZONTAL = 0.5  # of a table's width that a rule between rows covers
_NEAR = 2.0  # heights of a line, above and below a table


class Rule(NamedTuple):
    """A drawn line: at `at` on the one axis, from `start` to `end` on the other, in points."""

    is_vertical: bool
    at: float
    start: float
    end: float


class Grid(NamedTuple):
    """Rules that meet, the boxes of text between them, and where vertical ones part columns."""

    rules: list[Rule]
    boxes: list[Line]
    parts: list[float]


def joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules with their pieces put together; none of a page that has too many to be tables."""
    if len(rules) > _MOST_PIECES:
        return []
    made = [
        piece
        for vertical in (False, True)
        for lane in _lanes([rule for rule in rules if rule.is_vertical == vertical])
        for piece in _pieces(lane)
    ]
    return made if len(made) <= _MOST else []


def _lanes(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules of one direction by where they run; the two edges of a thin line are one."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if lanes and rule.at - lanes[-1][0].at <= _SAME_PLACE:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    return lanes


def _pieces(lane: Sequence[Rule]) -> list[Rule]:
    at = mean(rule.at for rule in lane)
    pieces: list[Rule] = []
    for rule in sorted(lane, key=lambda one: one.start):
        if pieces and rule.start <= pieces[-1].end + _TOUCH:
            pieces[-1] = pieces[-1]._replace(end=max(pieces[-1].end, rule.end))
        else:
            pieces.append(rule._replace(at=at))
    return pieces


def grids(boxes: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Grid]:
    """The grids among joined rules that hold text in several columns."""
    for group in _stacked(list(_meeting(rules))):
        left, right, bottom, top = _bounds(group)
        inside = [
            box
            for box in boxes
            if left - _TOUCH < (box.left + box.right) / 2 < right + _TOUCH
            and bottom < middle(box) < top
        ]
        covered: dict[float, float] = defaultdict(float)
        for rule in group:
            if rule.is_vertical and left + _TOUCH < rule.at < right - _TOUCH:
                covered[rule.at] += rule.end - rule.start
        parts = [at for at, length in covered.items() if length >= _VERTICAL * (top - bottom)]
        if parts and inside:
            yield Grid(group, [*inside, *_beside(inside, boxes)], sorted(parts))


def across(boxes: Sequence[Line], rules: Sequence[Rule]) -> list[float]:
    """Where rules run over most of the width of some boxes: between, right above, right below."""
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    slack = _NEAR * max(box.height for box in boxes)
    bottom, top = min(map(middle, boxes)) - slack, max(map(middle, boxes)) + slack
    covered: dict[float, float] = defaultdict(float)
    for rule in rules:
        if not rule.is_vertical and bottom < rule.at < top:
            covered[rule.at] += max(0.0, min(rule.end, right) - max(rule.start, left))
    return [at for at, length in covered.items() if length >= _HORIZONTAL * (right - left)]


def is_parted(rules: Sequence[Rule], at: float, y: float) -> bool:
    """Whether a vertical rule runs at a place, at a height of the page."""
    return any(
        rule.is_vertical and abs(rule.at - at) < _SAME_PLACE and rule.start < y < rule.end
        for rule in rules
    )


def _meeting(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Groups of rules that meet; those of one direction alone are no grid."""
    waiting = list(rules)
    while waiting:
        group = [waiting.pop()]
        for rule in group:
            met = [one for one in waiting if _meet(rule, one)]
            group += met
            waiting = [one for one in waiting if one not in met]
        if len({rule.is_vertical for rule in group}) == 2:
            yield group


def _meet(rule: Rule, other: Rule) -> bool:
    return (
        rule.is_vertical != other.is_vertical
        and other.start - _TOUCH <= rule.at <= other.end + _TOUCH
        and rule.start - _TOUCH <= other.at <= rule.end + _TOUCH
    )


def _stacked(groups: Sequence[list[Rule]]) -> list[list[Rule]]:
    """Groups, those that stand below each other as one: every other row may be filled.

    Only a group that is one row has the next such one a row below it: two tables have more between
    them, however high they are.
    """
    stacked: list[list[Rule]] = []
    for group in sorted(groups, key=lambda one: -_bounds(one)[3]):
        left, right, bottom, top = _bounds(group)
        above = _bounds(stacked[-1]) if stacked else (0.0, 0.0, 0.0, 0.0)
        if (
            stacked
            and _is_row(group)
            and abs(left - above[0]) < _TOUCH
            and abs(right - above[1]) < _TOUCH
            and above[2] - top < _ROOM * (top - bottom)
        ):
            stacked[-1] += group
        else:
            stacked.append(group)
    return stacked


def _is_row(rules: Sequence[Rule]) -> bool:
    """Whether rules that meet make one row: no level one runs within it."""
    _, _, bottom, top = _bounds(rules)
    return not any(
        bottom + _TOUCH < rule.at < top - _TOUCH for rule in rules if not rule.is_vertical
    )


def _bounds(rules: Sequence[Rule]) -> tuple[float, float, float, float]:
    """Left, right, bottom and top."""
    xs = [x for one in rules for x in ((one.at,) if one.is_vertical else (one.start, one.end))]
    ys = [y for one in rules for y in ((one.start, one.end) if one.is_vertical else (one.at,))]
    return min(xs), max(xs), min(ys), max(ys)


def _beside(inside: Sequence[Line], boxes: Sequence[Line]) -> list[Line]:
    """The rows right above and below: where every other row is filled, one may be left over."""
    rows = row_groups(inside)
    left, right = min(box.left for box in inside), max(box.right for box in inside)
    most = max(map(len, rows))
    pitch = min((middle(a[0]) - middle(b[0]) for a, b in pairwise(rows)), default=0.0)
    known = set(map(id, inside))
    return [
        box
        for row in row_groups([box for box in boxes if id(box) not in known])
        if len(row) == most > 2
        and left - _TOUCH < row[0].left
        and row[-1].right < right + _TOUCH
        and min(abs(middle(row[0]) - middle(one[0])) for one in (rows[0], rows[-1])) < _ROOM * pitch
        for box in row
    ]
