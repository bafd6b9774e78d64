"""What of a Word file is none of its text: it is hidden, struck out or asks to be filled in.

It is emptied where it stands, so that everything else keeps its place and its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset(("0", "false", "off"))
"""How a property that is there says that it does not hold."""

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENTS = re.compile(r"toc (?:\d|heading)", re.IGNORECASE)  # a style's own name, in any language
_STRUCK = ("strike", "dstrike")
_MAX_BASES = 20  # how many styles one may go back on


def empty_controls(part: ElementTree.Element) -> None:
    """Take "Click here to enter text" out of the controls of a form that nobody filled in."""
    for control in part.iter(f"{W}sdt"):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            _empty(control)


def empty_hidden(part: ElementTree.Element) -> None:
    """Take out text that Word hides (ECMA-376, 17.3.2.41)."""
    for run in part.iter(f"{W}r"):
        if is_on(run.find(f"{W}rPr"), "vanish"):
            _empty(run)


def empty_struck(part: ElementTree.Element, styles: ElementTree.Element | None) -> int:
    """Take out text that one line or two are drawn through; returns how many words.

    A run's own property holds, else that of its style, or of its paragraph's.
    """
    named = _struck_styles(styles)
    doubled = doubled_paragraphs(part)
    # It stands elsewhere once more.
    moved = {id(run) for away in part.iter(f"{W}moveFrom") for run in away.iter(f"{W}r")}
    words = 0
    for paragraph in part.iter(f"{W}p"):
        style = value_of(paragraph.find(f"{W}pPr"), "pStyle")
        struck = ""
        for run in _own_runs(paragraph):
            properties = run.find(f"{W}rPr")
            own = _own_strike(properties)
            if own is None:
                own = named.get(value_of(properties, "rStyle")) or named.get(style)
            said = _empty(run) if own else " "
            struck += " " if id(run) in moved else said
        words += 0 if id(paragraph) in doubled else len(struck.split())
    return words


def doubled_paragraphs(part: ElementTree.Element) -> set[int]:
    """The ids of paragraphs that stand in a text box once more, for programs that lack its kind."""
    return {id(one) for other in part.iter(_FALLBACK) for one in other.iter(f"{W}p")}


def _own_runs(paragraph: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The runs of a paragraph, but not of those in its text boxes."""
    pending = list(paragraph)[::-1]
    while pending:
        node = pending.pop()
        if node.tag == f"{W}r":
            yield node
        elif node.tag != f"{W}p":
            pending += list(node)[::-1]


def empty_contents(part: ElementTree.Element, styles: ElementTree.Element | None) -> None:
    """Take out a table of contents: its lines are headings of the text, and numbers of pages."""
    names = {
        style.get(f"{W}styleId", "")
        for style in (() if styles is None else styles.iter(f"{W}style"))
        if _CONTENTS.fullmatch(value_of(style, "name"))
    }
    for paragraph in part.iter(f"{W}p"):
        if value_of(paragraph.find(f"{W}pPr"), "pStyle") in names:
            _empty(paragraph)


def value_of(element: ElementTree.Element | None, name: str) -> str:
    """What a child of this name says; empty where there is none."""
    child = None if element is None else element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _struck_styles(styles: ElementTree.Element | None) -> dict[str, bool]:
    """For each style whether it strikes its text out, by its own account or what it rests on."""
    own: dict[str, bool | None] = {}
    bases: dict[str, str] = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        own[name] = _own_strike(style.find(f"{W}rPr"))
        bases[name] = value_of(style, "basedOn")
    found: dict[str, bool] = {}
    for name in own:
        base = name
        for _ in range(_MAX_BASES):
            said = own.get(base)
            if said is not None:
                found[name] = said
                break
            base = bases.get(base, "")
    return found


def _own_strike(properties: ElementTree.Element | None) -> bool | None:
    """Whether properties of a run strike it out; None where they do not say."""
    if properties is None or not any(properties.find(f"{W}{one}") is not None for one in _STRUCK):
        return None
    return any(is_on(properties, one) for one in _STRUCK)


def is_on(properties: ElementTree.Element | None, name: str) -> bool:
    """Whether properties have a switch that is on."""
    switch = None if properties is None else properties.find(f"{W}{name}")
    return switch is not None and switch.get(f"{W}val", "true") not in _OFF


def _empty(node: ElementTree.Element) -> str:
    """Take the text out of an element; returns it."""
    said = [text.text or "" for text in node.iter(f"{W}t")]
    for text in node.iter(f"{W}t"):
        text.text = ""
    return "".join(said)
