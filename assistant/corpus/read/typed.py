"""Tables that are typed into plain text, their columns set apart by spaces or tabs.

A text in one width of letter is print whose places are known, so its tables are found as those of
a page are (`grid`): a letter is a step to the right, a line a step down, and a line of dashes a
rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.corpus.layout import is_short_title
from assistant.corpus.read.grid import Table, find_tables
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule
from assistant.corpus.read.table import is_caption, loose_table_lines, table_lines

_LETTER, _HEIGHT, _PITCH = 6.0, 10.0, 12.0  # points, as a typewriter has them
_TAB = 8
_LEAST_LINES = 3
_CELL = re.compile(r"\S+(?: \S+)*")
_GAP = re.compile(r"\S(?:  |\t)")
_RULE = re.compile(r"[-=_+|]{3,}(?: +[-=_+|]{2,})*")


def lines_for_typed_tables(text: str) -> str:
    r"""Put a line of its own for each row of the tables in a text, and leave the rest as it is.

    Args:
        text: with line ends `\n`.
    """
    if len(_GAP.findall(text)) < _LEAST_LINES:
        return text
    lines = text.split("\n")
    made: list[str] = []
    at = 0
    for start, end in _blocks(lines):
        made += lines[at:start]
        made += _rewritten(lines[start:end], made)
        at = end
    return "\n".join([*made, *lines[at:]])


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where lines without an empty one between them may hold a table."""
    start = 0
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            continue
        if sum(bool(_GAP.search(one)) for one in lines[start:number]) >= _LEAST_LINES:
            yield start, number
        start = number + 1


def _rewritten(lines: Sequence[str], above: Sequence[str]) -> list[str]:
    """A block of lines with its tables by rows; `above` is what stands before it."""
    places: list[int] = []
    boxes: list[Line] = []
    rules: list[Rule] = []
    for number, line in enumerate(one.expandtabs(_TAB) for one in lines):
        y = -_PITCH * number
        if _RULE.fullmatch(line.strip()):
            start, end = len(line) - len(line.lstrip()), len(line.rstrip())
            rules.append(Rule(False, y + _HEIGHT / 2, _LETTER * start, _LETTER * end))
            continue
        for cell in _CELL.finditer(line):
            left, right = _LETTER * cell.start(), _LETTER * cell.end()
            boxes.append(Line(cell[0], left, right, y, y, _HEIGHT))
            places.append(number)
    made: list[str] = []
    at = 0
    for table in sorted(find_tables(boxes, rules), key=lambda one: min(one.held)):
        first, last = places[min(table.held)], places[max(table.held)]
        caption = _caption([*above, *lines[:first]])
        if not caption and len(table.columns) < 3:
            continue  # two columns of anything
        made += [*lines[at:first], "", "\n\n".join(_table_lines(table, caption)), ""]
        at = last + 1
    return [*made, *lines[at:]]


def _caption(above: Sequence[str]) -> str:
    """The last line before a table, where it names one; rules aside."""
    lines = (line.strip() for line in reversed(above[-2 * _LEAST_LINES :]))
    last = next((line for line in lines if line and not _RULE.fullmatch(line)), "")
    return last if is_caption(last) or is_short_title(last) else ""


def _table_lines(table: Table, caption: str) -> list[str]:
    if not table.heads:
        return loose_table_lines(table.rows, caption)
    return table_lines(table.rows[: table.heads], table.rows[table.heads :], caption)
