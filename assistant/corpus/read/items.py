"""The items of lists on a page of print: each mark is put before the text that it stands beside.

A file may hold a mark apart from its text, or behind all texts, or only draw it. So marks are
found by where they stand: close before a text, and before at least one more that begins at the
same place.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from assistant.corpus.layout import is_list_item
from assistant.corpus.read.boxes import BULLET, Printed
from assistant.corpus.read.columns import middle, row_groups
from assistant.corpus.read.printed import HYPHEN_BREAK, Line
from assistant.corpus.read.table import is_number

_REACH = 3.0  # heights of a line, at most, between a mark and its text
_LEAST = 2  # items in a list
_NEAR = 1.0  # points, by which texts of one list may begin apart

_SYMBOL = re.compile(r"[^\w\s]|o")  # the round mark of Word is a letter
_NUMBER = re.compile(r"\d{1,3}")
_DASHES = "-–—(+*"  # which prose has, too

Pair = tuple[Line, Line]
"""A mark and its text."""


def with_items(lines: Sequence[Printed], drawn: Sequence[Line] = ()) -> list[Printed]:
    """Lines of a page of which each item of a list begins one, with its mark.

    Args:
        lines: in the order of the file.
        drawn: marks that are no letters, as boxes with the text `BULLET`.
    """
    boxes = [part for printed in lines for part in printed.parts]
    pairs = [pair for row in row_groups([*boxes, *drawn]) for pair in _in_row(row)]
    items = [pair for one in _lists(pairs) for pair in one]
    marked = {id(text): _joined(mark, text) for mark, text in items}
    marks = {id(mark) for mark, _ in items}
    return _without_lone([one for printed in lines for one in _parted(printed, marked, marks)])


def _in_row(row: Sequence[Line]) -> Iterator[Pair]:
    """What may be a mark and its text; more than one where lists stand side by side."""
    for number, (mark, text) in enumerate(pairwise(row)):
        before = row[number - 1] if number else None
        behind = row[number + 2] if number + 2 < len(row) else None
        gap = text.left - mark.right
        if not _is_mark(mark.text) or _is_mark(text.text) or not 0 <= gap <= _REACH * text.height:
            continue
        if before is None:  # numbers may be the first column of a table
            may_be = behind is None or _is_mark(behind.text) or bool(_SYMBOL.fullmatch(mark.text))
        else:  # a sign may be the cell of one
            may_be = mark.left - before.right > gap and not is_number(text.text)
        if may_be:
            yield mark, text


def _lists(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Items whose texts begin at one place; bare numbers count them."""
    group: list[Pair] = []
    for pair in sorted(pairs, key=lambda pair: pair[1].left):
        if group and pair[1].left - group[-1][1].left > _NEAR:
            yield from _list(group)
            group = []
        group.append(pair)
    yield from _list(group)


def _list(group: Sequence[Pair]) -> Iterator[list[Pair]]:
    bare = [pair for pair in group if _NUMBER.fullmatch(pair[0].text)]
    numbers = [int(mark.text) for mark, _ in sorted(bare, key=lambda pair: -middle(pair[0]))]
    if not all(number in {1, last + 1} for last, number in pairwise(numbers)):
        group = [pair for pair in group if pair not in bare]
    if len(group) >= _LEAST:
        yield list(group)


def _is_mark(text: str) -> bool:
    return bool(_SYMBOL.fullmatch(text) or _NUMBER.fullmatch(text)) or is_list_item(f"{text} x")


def _joined(mark: Line, text: Line) -> Line:
    """A text with its mark, in a form by which it is known as an item."""
    shown = f"{mark.text}." if _NUMBER.fullmatch(mark.text) else mark.text
    shown = shown if is_list_item(f"{shown} x") else BULLET
    return text._replace(text=f"{shown} {text.text}", left=mark.left, indent=text.left)


def _parted(
    printed: Printed, marked: Mapping[int, Line], marks: AbstractSet[int]
) -> Iterator[Printed]:
    """A line from mark to mark, without the marks that belong elsewhere."""
    if not any(id(part) in marked or id(part) in marks for part in printed.parts):
        yield printed
        return
    segments: list[list[Line]] = []
    for part in printed.parts:
        if id(part) in marks:
            continue
        if not segments or id(part) in marked:
            segments.append([])
        segments[-1].append(marked.get(id(part), part))
    for parts in segments:
        yield Printed(_whole(parts), tuple(parts))


def _whole(parts: Sequence[Line]) -> Line:
    text = " ".join(part.text for part in parts).replace(f"{HYPHEN_BREAK} ", HYPHEN_BREAK)
    return parts[0]._replace(text=text, right=parts[-1].right, y=parts[-1].y)


def _without_lone(lines: Sequence[Printed]) -> list[Printed]:
    """Lines of which none is an item only because it happens to begin as one: "no. | 22. If …"."""
    begun = [part for printed in lines for part in printed.parts if part.indent is not None]
    places = [sorted(part.left for part in begun), sorted(part.indent or 0.0 for part in begun)]

    def checked(line: Line) -> Line:
        if line.indent is None or (not line.text[0].isalnum() and line.text[0] not in _DASHES):
            return line
        counts = (
            bisect_right(held, at + _NEAR) - bisect_left(held, at - _NEAR)
            for held, at in zip(places, (line.left, line.indent), strict=True)
        )
        return line if max(counts) >= _LEAST else line._replace(indent=None)

    return [Printed(checked(one.line), tuple(map(checked, one.parts))) for one in lines]
