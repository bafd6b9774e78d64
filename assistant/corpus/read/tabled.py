"""The pages of a PDF file as lines, with those of tables in the place of their print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.corpus.layout import is_short_title
from assistant.corpus.read.boxes import Printed
from assistant.corpus.read.columns import are_mixed, blocks, joined_row, row_groups
from assistant.corpus.read.grid import Table, find_tables
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule
from assistant.corpus.read.table import is_caption, is_number, loose_table_lines, table_lines

_CAPTION_LINES = 3
_CAPTION_PITCH = 3.0  # in heights of a line
_NEARER = 1.5  # times, to another line than to the table: a line that is no title of that
_EDGE = 6.0  # points, between the columns of a table and those of its other part
_FURNITURE = 2  # lines, at most, between a table and the edge of its page


class Page(NamedTuple):
    """What a page shows: lines in the order of the file, and drawn rules."""

    lines: Sequence[Printed]
    rules: Sequence[Rule]


class _Set(NamedTuple):
    """A table in its page, with what is known of it from elsewhere."""

    table: Table
    caption: str
    head: list[list[str]] | None
    body: list[list[str]]
    is_first: bool  # nothing but furniture stands before it
    is_last: bool


def lines_with_tables(pages: Sequence[Page]) -> list[list[Line]]:
    """The lines of each page, each row of a table as one that stands alone."""
    found = [list(_sets(page)) for page in pages]
    last: _Set | None = None
    lines: list[list[Line]] = []
    for page, sets in zip(pages, found, strict=True):
        for number, one in enumerate(sets):
            if last is not None and (more := _continued(last, one)):
                sets[number] = more
            last = sets[number]
        lines.append(list(_ordered(page, sets)))
        last = last if sets and sets[-1].is_last else None
    return lines


def _sets(page: Page) -> Iterator[_Set]:
    boxes = [part for printed in page.lines for part in printed.parts]
    tables = find_tables(boxes, page.rules)
    held = {number for table in tables for number in table.held}
    others = [box for number, box in enumerate(boxes) if number not in held]
    for table in tables:
        own = [boxes[number] for number in table.held]
        caption = _caption(own, [box for box in others if not box.is_row])
        if not table.is_ruled and not caption and len(table.columns) < 3:
            continue  # two columns of anything
        head = table.rows[: table.heads] if table.heads else None
        above = sum(box.y > max(one.y for one in own) for box in others)
        below = sum(box.y < min(one.y for one in own) for box in others)
        yield _Set(
            table, caption, head, table.rows[table.heads or 0 :],
            above <= _FURNITURE, below <= _FURNITURE,
        )  # fmt: skip


def _caption(own: Sequence[Line], others: Sequence[Line]) -> str:
    """The lines right above a table that name it, or those right below."""
    left, right = min(box.left for box in own), max(box.right for box in own)
    beside = [box for box in others if box.left < right and box.right > left]
    top, bottom = max(box.y for box in own), min(box.y for box in own)
    above = sorted((box for box in beside if box.y > top), key=lambda box: box.y)
    lines: list[str] = []
    at = top
    for box in above[:_CAPTION_LINES]:
        if box.y - at > _CAPTION_PITCH * box.height:
            break
        lines.insert(0, box.text)
        at = box.y
        if is_caption(" ".join(lines)) and (len(lines) == 1 or not lines[-1].endswith(":")):
            return " ".join(lines)
    below = max((box for box in beside if box.y < bottom), key=lambda box: box.y, default=None)
    if (
        below is not None
        and bottom - below.y <= _CAPTION_PITCH * below.height
        and is_caption(below.text)
        and not below.text.endswith(":")
    ):
        return below.text
    if not lines or not is_short_title(lines[-1]) or _goes_with_others(above, top):
        return ""
    return lines[-1]


def _goes_with_others(above: Sequence[Line], top: float) -> bool:
    """Whether the line right above a table ends a block, as of an address: two above it are nearer.

    Args:
        above: lines above the table, the nearest first.
        top: where the table's first line stands.
    """
    places = [top]
    for box in above:
        if len(places) == 1 or box.y > places[-1] + box.height / 2:  # else it is in the same row
            places.append(box.y)
    pitch, *others = (after - at for at, after in pairwise(places))
    return len(others) > 1 and pitch > _NEARER * max(others[:2])


def _continued(above: _Set, below: _Set) -> _Set | None:
    """The rest of a table that the page before began; None where it is another one."""
    if len(above.table.columns) != len(below.table.columns) or not above.is_last:
        return None
    first = _first_rows(above)
    rows = below.table.rows
    if first and rows[: len(first)] == first:
        body = rows[len(first) :]
    elif below.is_first and not below.caption and _same_columns(above.table, below.table):
        body = rows
    else:
        return None
    return below._replace(caption=above.caption, head=first or None, body=body)


def _first_rows(one: _Set) -> list[list[str]]:
    """The rows of heads: known, or the first row where it has no number."""
    if one.head is not None:
        return one.head
    first = one.table.rows[0]
    return [] if any(map(is_number, first)) else [first]


def _same_columns(above: Table, below: Table) -> bool:
    pairs = zip(above.columns, below.columns, strict=True)
    return all(abs(one - other) <= _EDGE for one, other in pairs)


def _ordered(page: Page, sets: Sequence[_Set]) -> Iterator[Line]:
    """The lines of a page in the order of the file; column by column where it mixes them."""
    held = {number for one in sets for number in one.table.held}
    boxes = [part for printed in page.lines for part in printed.parts]
    prose = [box for number, box in enumerate(boxes) if number not in held]
    if not are_mixed(prose):
        yield from _merged(page, sets)
        return
    rows = {_place([boxes[number] for number in one.table.held]): one for one in sets}
    for row in (row for block in blocks([*prose, *rows]) for row in row_groups(block)):
        for box in row:
            if box in rows:
                yield from _rows(rows[box], box)
            elif box.is_row:
                yield box
        if lines := [box for box in row if box not in rows and not box.is_row]:
            yield joined_row(lines)


def _place(boxes: Sequence[Line]) -> Line:
    """What stands for the boxes of a table among those of a page: one over all of them."""
    low, high = min(box.y for box in boxes), max(box.y + box.height for box in boxes)
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    return Line(" ".join(box.text for box in boxes), left, right, low, low, high - low)


def _merged(page: Page, sets: Sequence[_Set]) -> Iterator[Line]:
    """The lines of a page; where the first box of a table stands, all its rows."""
    owner = {number: one for one in sets for number in one.table.held}
    told: list[Table] = []
    at = 0
    for printed in page.lines:
        numbers = range(at, at + len(printed.parts))
        at = numbers.stop
        held = [owner[number].table for number in numbers if number in owner]
        if not held:
            yield printed.line
            continue
        for number in numbers:
            if number not in owner:
                yield printed.parts[number - numbers.start]
            elif (one := owner[number]).table not in told:
                told.append(one.table)
                yield from _rows(one, printed.line)


def _rows(one: _Set, place: Line) -> Iterator[Line]:
    if one.head is None:
        texts = loose_table_lines(one.body, one.caption)
    else:
        texts = table_lines(one.head, one.body, one.caption)
    for text in texts:
        yield place._replace(text=text, is_row=True)
