"""Text that is struck out: who wrote it took it back, so it is no evidence, and is left out.

What a page marks as deleted or no longer right (HTML, 4.5.6 and 4.7.2), or draws a line through.
The other formats are alike: each has a mark of its own, and says with `struck_note` how much of a
file was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TAGS = frozenset(("del", "s", "strike"))
"""The elements whose text is struck out."""

_LINE_THROUGH = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
# What goes with its text; and what stays, but what holds it may go.
_BLOCKS = frozenset("p li dd h1 h2 h3 h4 h5 h6 blockquote ul tr".split())
_BETWEEN = frozenset("b em font i span strong u td th".split())
# What is told by its place among others: it stays, without its text.
_PLACED = frozenset("td th li dt".split())
_CELLS = ("td", "th")


def struck_note(words: int) -> tuple[str, ...]:
    """What the report of a reading says of struck-out words; nothing where there are none."""
    if not words:
        return ()
    said = "1 struck-out word was" if words == 1 else f"{words:,} struck-out words were"
    return (f"{said} left out",)


def take_out_struck(root: Any) -> int:
    """Take struck-out text out of a tree of HTML; returns how many words.

    Args:
        root: an lxml element.
    """
    words = 0
    holders: dict[Any, None] = {}
    for node in list(_outermost(root)):
        words += len("".join(node.itertext()).split())
        holders[node if node.tag in _PLACED else node.getparent()] = None
        _empty(node)
    for holder in holders:
        _take_out_emptied(holder)
    return words


def _outermost(root: Any) -> Iterator[Any]:
    """What is struck out below an element, and in nothing else that is."""
    within: set[Any] = set()
    for node in root.iter():
        parent = node.getparent()
        if parent in within:
            within.add(node)
        elif parent is not None and isinstance(node.tag, str) and _is_struck(node):
            within.add(node)
            yield node


def _is_struck(node: Any) -> bool:
    """Whether something is struck out; a row is by its cells, each of which keeps its place."""
    if node.tag in TAGS:
        return True
    styled = (node, node.getparent()) if node.tag in _CELLS else (node,)
    is_lined = any(_LINE_THROUGH.search(one.get("style", "")) for one in styled)
    return is_lined and node.tag != "tr"


def _empty(node: Any) -> None:
    """Leave nothing of an element but what follows it, with one space where it stood.

    Cells, items and terms stay, empty, with what they say of their place: spans, numbers.
    """
    if node.tag in _PLACED:
        del node[:]
        node.text = None
        return
    before = node.getprevious()
    said = (node.getparent().text if before is None else before.tail) or ""
    tail = node.tail or ""
    node.clear()
    node.tag = "span"
    node.tail = tail.lstrip() if not said or said[-1].isspace() else tail


def _take_out_emptied(node: Any) -> None:
    """Take out a block without text, and those that hold nothing else.

    An item of a numbered list stays where it is, since it counts, and so does a row with a cell
    that reaches into the next one.
    """
    while (
        node.tag in _BLOCKS | _BETWEEN
        and (above := node.getparent()) is not None
        and not (node.tag == "li" and above.tag == "ol")
        and node.find("*[@rowspan]") is None
        and not any(text.strip() for text in node.itertext())
        and next(node.iter("img"), None) is None
    ):
        if node.tag in _BLOCKS and not (node.tail or "").strip():
            above.remove(node)
        node = above
