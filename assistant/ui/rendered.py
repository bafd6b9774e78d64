"""HTML of a text that was taken apart: elements of a short list, and text that is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.corpus.read import Piece
from assistant.ui.markup import escaped, escaped_lines
from assistant.ui.tables import Cell, Line, Shown
from assistant.ui.templates import render

ELEMENTS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong".split())
"""What a document may look like; it has no other, and none of these has an attribute."""

_WEB = ("http://", "https://")
_HIGHEST, _LOWEST = 2, 6  # headings below the title


PLACE = ' id="place" tabindex="-1"'
"""What an element has that the address of a place leads to."""


def rendered_html(pieces: Sequence[Piece], title: str) -> str:
    """The pieces as HTML; what is marked first has the id `place`.

    Args:
        pieces: from `corpus.read.render`.
        title: the document's, which stands above. A text that opens with it does not say it again.
    """
    rest = _without_title(pieces, title)
    is_below = len(rest) < len(pieces) and pieces[0] == ("open", "h1")
    return "".join(_html(rest, down=0 if is_below else 1))


def _without_title(pieces: Sequence[Piece], title: str) -> Sequence[Piece]:
    match pieces[:3]:
        case [("open", str(tag)), ("text", str(said)), ("close", _)]:
            if tag != "pre" and " ".join(said.split()) == title:
                return pieces[3:]
    return pieces


def _html(pieces: Sequence[Piece], down: int) -> Iterator[str]:
    """The pieces as HTML; marked ones that follow each other are in one element.

    Args:
        pieces: from `corpus.read.render`.
        down: how many levels headings go down: the document's title is above all of them.
    """
    place, is_marked = PLACE, False
    for kind, what in pieces:
        if is_marked and kind != "marked":
            yield "</mark>"
        elif kind == "marked" and not is_marked:
            yield f"<mark{place}>"
            place = ""
        is_marked = kind == "marked"
        if kind == "table" and isinstance(what, dict):
            shown = _table(what)
            yield render("rows", shown=shown, is_place=bool(place))
            place = "" if any(row.is_cited for row in shown.rows) else place
        else:
            yield _piece(kind, what, down)
    if is_marked:
        yield "</mark>"


def _piece(kind: str, what: Any, down: int) -> str:
    """One piece as HTML; nothing of one that is not known."""
    match kind, what:
        case "open", str() if what in ELEMENTS:
            return f"<{_lowered(what, down)}>"
        case "close", str() if what in ELEMENTS:
            return f"</{_lowered(what, down)}>"
        case "list", int():
            return f'<ol start="{what:d}">'
        case "rule", _:
            return "<hr>"
        case "break", _:
            return "<br>"
        case "link", str() if what.lower().startswith(_WEB):
            return f'<a href="{escaped(what)}" target="_blank" rel="noopener noreferrer">'
        case "unlink", _:
            return "</a>"
        case (("text" | "marked"), str()):
            return escaped_lines(what)
    return ""


def _lowered(element: str, down: int) -> str:
    if element.startswith("h"):
        return f"h{min(_LOWEST, max(_HIGHEST, int(element[1]) + down))}"
    return element


def _table(given: dict[str, Any]) -> Shown:
    rows = [
        Line([Cell(str(cell), bool(is_marked and cell)) for cell in cells], is_cited=is_marked)
        for is_marked, cells in given["rows"]
    ]
    return Shown(str(given["about"]), tuple(map(str, given["heads"])), rows)
