"""The tables of a page, row by row: each is replaced in the tree by a paragraph for each line.

Those that only lay out a page are none: they hold other tables or headings, whose cells become
parts of the page, or long texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from assistant.corpus.read.table import is_caption, loose_table_lines, table_lines

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_LAYOUT = frozenset(("table", "h1", *_HEADINGS, "form", "nav", "article", "section"))
_PARTS = tuple("table caption thead tbody tfoot tr td th".split())
_BREAKS = frozenset("p div li br dd dt".split())
_UNSEEN = frozenset(("script", "style", "template"))
_LAYOUT_WORDS = 150
# A cell may say that it covers more columns than there are atoms.
_MAX_SPAN = 100
_MAX_COLUMNS = 500


class _Row(NamedTuple):
    cells: list[str]
    is_head: bool


def replace_tables(root: Any) -> None:
    """Put paragraphs in place of the tables below an lxml element."""
    heading = above = ""
    laid_out: list[Any] = []
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            continue
        if node.tag in _HEADINGS or node.tag in ("h1", "p"):
            text = _text(node)
            heading = text if node.tag in _HEADINGS else "" if node.tag == "h1" else heading
            above = "" if node.tag != "p" else text
        elif node.tag == "table" and node.getparent() is not None:
            about = above if above and is_caption(above) else heading
            if _is_layout(node):
                laid_out.append(node)
            elif lines := _lines(node, about):
                _replace(node, lines)
            above = ""
    for table in laid_out:
        lay_out(table)


def lay_out(root: Any) -> None:
    """Make the cells of the tables in an element its blocks."""
    for node in root.iter(*_PARTS):
        node.tag = "div"


def _replace(table: Any, lines: list[str]) -> None:
    block = table.makeelement("div")
    for line in lines:
        paragraph = table.makeelement("p")
        paragraph.text = line
        block.append(paragraph)
    block.tail = table.tail
    table.getparent().replace(table, block)


def _is_layout(table: Any) -> bool:
    return any(node.tag in _LAYOUT for node in table.iterdescendants())


def _lines(table: Any, about: str) -> list[str]:
    """The table's lines; none where it has long texts, or no two rows of several cells.

    A single row may be a label and its value.
    """
    rows = list(_rows(table))
    if len(rows) == 1 and len(rows[0].cells) == 2 and rows[0].cells[0].endswith(":"):
        return loose_table_lines([rows[0].cells])
    is_loose = sum(len(row.cells) > 1 for row in rows) < 2
    if is_loose or any(len(cell.split()) > _LAYOUT_WORDS for row in rows for cell in row.cells):
        return []
    captions = [[_text(child)] for child in table if child.tag == "caption"]
    head = [row.cells for row in takewhile(lambda row: row.is_head, rows)]
    body = [row.cells for row in rows[len(head) :]]
    if not body:
        return []
    if head or next(table.iter("th"), None) is not None:
        return table_lines([*captions, *head], body, about)
    return loose_table_lines([*captions, *body], about)


def _rows(table: Any) -> Iterator[_Row]:
    """The rows, a merged cell in each place that it covers, or alone where it is the whole row."""
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if not cells:
            continue
        texts: list[str] = []
        pending = iter(cells)
        cell = next(pending, None)
        while (cell is not None or len(texts) in hanging) and len(texts) < _MAX_COLUMNS:
            if len(texts) in hanging:
                left, text = hanging.pop(len(texts))
                if left > 1:
                    hanging[len(texts)] = (left - 1, text)
                texts.append(text)
                continue
            assert cell is not None
            text = _text(cell)
            down = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    hanging[len(texts)] = (down - 1, text)
                texts.append(text)
            cell = next(pending, None)
        is_head = row.getparent().tag == "thead" or all(
            cell.tag == "th" for cell in cells if _text(cell)
        )
        yield _Row(texts[:1] if len(cells) == 1 and len(texts) > 1 else texts, is_head)


def _span(cell: Any, name: str) -> int:
    stated = cell.get(name, "")[:9]
    return min(max(1, int(stated)), _MAX_SPAN) if stated.isascii() and stated.isdigit() else 1


def _text(node: Any) -> str:
    """The text of an element in one line; its paragraphs are parted by semicolons."""
    parts: list[str] = []
    for event_node in node.iter():
        if not isinstance(event_node.tag, str) or event_node.tag in _UNSEEN:
            text = ""
        else:
            text = _in_line(event_node.text)
        if event_node.tag in _BREAKS:
            parts.append("\n")
        parts.append(text)
        if event_node is not node:
            parts.append(_in_line(event_node.tail))
    return "; ".join(filter(None, (" ".join(line.split()) for line in "".join(parts).split("\n"))))


def _in_line(text: str | None) -> str:
    """A text of the page without its lines, which mean nothing."""
    return re.sub(r"\s+", " ", text or "")
