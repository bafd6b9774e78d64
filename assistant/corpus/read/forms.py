"""Forms on a page of print whose labels stand above their values.

    First name     Last name          First name: Odile
    Odile          Brandt             Last name: Brandt
    Street         Town               Street: 11 Quay Walk
    11 Quay Walk   Whitby             Town: Whitby

Labels are set smaller than values, or paler. In a grid they look like rows of a table, of which
the first labels and values seem to be the heads. So they are found before tables are: pairs that
begin at one place and follow each other down the page, and beside which nothing else stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from assistant.corpus.read.boxes import Printed
from assistant.corpus.read.columns import middle, row_groups, top
from assistant.corpus.read.hyphens import in_one
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule
from assistant.corpus.read.table import is_number

_EDGE = 1.5  # points, by which texts that begin at one place may begin apart
_SMALLER = 0.92  # of a value's height: a label is lower
_SAME_HEIGHT = 0.03  # of a height
_PALER = 0.2  # of the way from black to white, between a value and a label of its height
_BELOW = 1.5  # heights of a value, at most, between it and its label
_APART = 4.0  # heights, at most, between a value and the next label
_NEARER = 1.25  # times nearer to its value a label is than to the value above it
_DESCENT = 0.2  # of a height, below the line that letters stand on
_WRAPPED = 1.35  # pitch, in heights, of lines of one value
_EVEN = 1.5  # of the pitch of a label and its value: what stands so near is a row of a table
_LABEL_WORDS = 8
_VALUE_WORDS = 60
_LEAST_ROWS = 2
_LEAST = 3  # labels with values
_MOST_BOXES = 2_000  # a page with more is a drawing


class Pair(NamedTuple):
    """A label, the lines of its value, and what stands right above and below, at the same edge."""

    label: Line
    value: tuple[Line, ...]
    above: Line | None
    below: Line | None

    @property
    def boxes(self) -> tuple[Line, ...]:
        """All boxes of it."""
        return (self.label, *self.value)


def with_fields(lines: Sequence[Printed], rules: Sequence[Rule]) -> list[Printed]:
    """Lines of a page of which each label of a form is one with its value: "Town: Whitby".

    Args:
        lines: in the order of the file.
        rules: joined ones; a value ends at one.
    """
    boxes = [part for printed in lines for part in printed.parts]
    if len(boxes) > _MOST_BOXES:
        return list(lines)
    level = [rule for rule in rules if not rule.is_vertical]
    pairs = [pair for one in _edges(boxes) for pair in _pairs(one, level)]
    pairs = _alone([pair for row in _rows(pairs) if not _are_heads(row) for pair in row], boxes)
    forms = [form for form in _forms(pairs) if _is_form(form)]
    labels = {id(pair.label): _field(pair) for form in forms for pair in form}
    labels |= {id(box): box._replace(is_row=True) for form in forms for box in _empty(form, boxes)}
    values = {id(box) for form in forms for pair in form for box in pair.value}
    return [one for printed in lines for one in _parted(printed, labels, values)]


def _edges(boxes: Sequence[Line]) -> Iterator[list[Line]]:
    """Boxes that begin at one place, from top to bottom."""
    column: list[Line] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if column and box.left - column[-1].left > _EDGE:
            yield sorted(column, key=middle, reverse=True)
            column = []
        column.append(box)
    yield sorted(column, key=middle, reverse=True)


def _pairs(column: Sequence[Line], level: Sequence[Rule]) -> Iterator[Pair]:
    """What may be a label and its value, among boxes that begin at one place."""
    for at, (label, first) in enumerate(pairwise(column)):
        if not _may_be(label, first):
            continue
        end = at + 2
        while end < len(column) and _goes_on(column[end - 1], column[end], level):
            end += 1
        above = column[at - 1] if at else None
        below = column[end] if end < len(column) else None
        pair = Pair(label, tuple(column[at + 1 : end]), above, below)
        words = sum(len(box.text.split()) for box in pair.value)
        if words <= _VALUE_WORDS and not _is_column(pair):
            yield pair


def _may_be(label: Line, value: Line) -> bool:
    is_smaller = label.height < _SMALLER * value.height
    is_paler = _same_height(label, value) and label.shade - value.shade > _PALER
    return (
        (is_smaller or is_paler)
        and -value.height / 2 < label.y - top(value) < _BELOW * value.height
        and any(map(str.isalpha, label.text))
        and not is_number(label.text)
        and len(label.text.split()) <= _LABEL_WORDS
        and not (label.is_row or value.is_row)
    )


def _goes_on(above: Line, line: Line, level: Sequence[Rule]) -> bool:
    """Whether a line goes on with a value."""
    return (
        _same_look(above, line)
        and middle(above) - middle(line) < _WRAPPED * line.height
        and not any(
            middle(line) < rule.at < middle(above)
            and rule.start < line.right
            and rule.end > line.left
            for rule in level
        )
    )


def _is_column(pair: Pair) -> bool:
    """Whether a label is the head of a column: what is below the value stands as near as that."""
    first, last, below = pair.value[0], pair.value[-1], pair.below
    if below is None or not _same_look(last, below):
        return False
    return middle(last) - middle(below) < _EVEN * (middle(pair.label) - middle(first))


def _rows(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs by the rows that their labels stand in."""
    by_label = {id(pair.label): pair for pair in pairs}
    rows = row_groups([pair.label for pair in pairs])
    return [[by_label[id(label)] for label in row] for row in rows]


def _are_heads(row: Sequence[Pair]) -> bool:
    """Whether more than one line follows each label of a row: they are rows of a table."""
    return len(row) > 1 and all(len(pair.value) > 1 for pair in row)


def _alone(pairs: Sequence[Pair], boxes: Sequence[Line]) -> list[Pair]:
    """Pairs beside which only others stand, and labels without a value."""
    ordered = sorted(boxes, key=middle)
    places = [*map(middle, ordered)]
    held = list(pairs)
    beside = {
        id(pair.label): {
            id(box)
            for box in ordered[
                bisect_left(places, pair.value[-1].y) : bisect_right(places, top(pair.label))
            ]
            if not (_same_look(box, pair.label) and _are_level(box, pair.label))
        }
        for pair in pairs
    }
    while True:
        known = {id(box) for pair in held for box in pair.boxes}
        kept = [pair for pair in held if beside[id(pair.label)] <= known]
        if len(kept) == len(held):
            return kept
        held = kept


def _forms(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Pairs that stand beside each other or follow each other down the page, with equal labels."""
    by_label = {id(pair.label): pair for pair in pairs}
    linked: dict[int, list[int]] = defaultdict(list)
    for one, other in _neighbours(pairs):
        if _same_look(one, other):
            linked[id(one)].append(id(other))
            linked[id(other)].append(id(one))
    while by_label:
        waiting = [next(iter(by_label))]
        form: list[Pair] = []
        while waiting:
            at = waiting.pop()
            if (pair := by_label.pop(at, None)) is not None:
                form.append(pair)
                waiting += linked[at]
        yield form


def _neighbours(pairs: Sequence[Pair]) -> Iterator[tuple[Line, Line]]:
    """Labels that stand beside each other, or below each other with one value between."""
    labels = {id(pair.label) for pair in pairs}
    for pair in pairs:
        below, last = pair.below, pair.value[-1]
        if below is not None and id(below) in labels and last.y - top(below) < _APART * last.height:
            yield pair.label, below
    for row in _rows(pairs):
        yield from pairwise([pair.label for pair in row])


def _is_form(form: Sequence[Pair]) -> bool:
    """Whether the pairs of a form are enough, and are no rows of a table."""
    by_label = {id(pair.label): pair for pair in form}
    if len(form) < _LEAST or len(_rows(form)) < _LEAST_ROWS:
        return False
    followed = [(pair, by_label[id(pair.below)]) for pair in form if id(pair.below) in by_label]
    if all(_are_apart(*one) for one in followed):
        return True
    return all(pair.label.height < _SMALLER * pair.value[0].height for pair in form) and not any(
        _is_shifted(pair, form) for pair in form
    )


def _are_apart(pair: Pair, following: Pair) -> bool:
    """Whether a label stands nearer to its value than that to the next label."""
    pitch = _base(pair.label) - _base(pair.value[0])
    return _base(pair.value[-1]) - _base(following.label) > _NEARER * pitch


def _is_shifted(pair: Pair, form: Sequence[Pair]) -> bool:
    """Whether labels belong to what is above them: the first is below one, the last above none."""
    above, below, label, value = pair.above, pair.below, pair.label, pair.value[0]
    values = {id(box) for one in form for box in one.value}
    if above is not None and id(above) not in values:
        gap = above.y - top(label)
        if _same_look(above, value) and gap < _APART * value.height:
            return True
        if not _same_look(above, label) and gap < label.y - top(value):
            return True
    labels = {id(one.label) for one in form}
    return below is not None and id(below) not in labels and _same_look(below, label)


def _empty(form: Sequence[Pair], boxes: Sequence[Line]) -> Iterator[Line]:
    """Labels without a value, in a row with others."""
    known = {id(pair.label) for pair in form}
    for box in boxes:
        if id(box) not in known and any(
            _same_look(box, pair.label) and _are_level(box, pair.label) for pair in form
        ):
            yield box


def _field(pair: Pair) -> Line:
    text = f"{pair.label.text.rstrip(': ')}: {in_one(box.text for box in pair.value)}"
    right = max(box.right for box in pair.boxes)
    return pair.label._replace(text=text, right=right, y=pair.value[-1].y, is_row=True)


def _parted(
    printed: Printed, labels: Mapping[int, Line], values: AbstractSet[int]
) -> Iterator[Printed]:
    """A line, or the fields that begin in it, and what is of none."""
    if not any(id(part) in labels or id(part) in values for part in printed.parts):
        yield printed
        return
    for part in printed.parts:
        if id(part) not in values:
            shown = labels.get(id(part), part)
            yield Printed(shown, (shown,))


def _same_look(box: Line, other: Line) -> bool:
    return _same_height(box, other) and abs(box.shade - other.shade) < _PALER


def _same_height(box: Line, other: Line) -> bool:
    return abs(box.height - other.height) <= _SAME_HEIGHT * max(box.height, other.height)


def _are_level(box: Line, other: Line) -> bool:
    return abs(middle(box) - middle(other)) < other.height / 2


def _base(box: Line) -> float:
    """About where the letters of a box stand: rows of several sizes are even there."""
    return box.y + _DESCENT * box.height
