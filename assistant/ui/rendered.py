"""HTML of a text that was taken apart: elements of a short list, and text that is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from assistant.corpus.read import Piece
from assistant.ui.tables import Cell, Line, Shown
from assistant.ui.templates import render

ELEMENTS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong".split())
"""What a document may look like; it has no other, and none of these has an attribute."""

_WEB = ("http://", "https://")
_HIGHEST, _LOWEST = 2, 6  # headings below the title


def rendered_html(pieces: Sequence[Piece], title: str) -> str:
    """The pieces as HTML; what is marked first has the id `place`.

    Args:
        pieces: from `corpus.read.render`.
        title: the document's, which stands above. A text that opens with it does not say it again.
    """
    rest = _without_title(pieces, title)
    is_below = len(rest) < len(pieces) and pieces[0] == ("open", "h1")
    return render("rendered", pieces=_shown(rest, down=0 if is_below else 1))


def _without_title(pieces: Sequence[Piece], title: str) -> Sequence[Piece]:
    match pieces[:3]:
        case [("open", str(tag)), ("text", str(said)), ("close", _)]:
            if tag != "pre" and " ".join(said.split()) == title:
                return pieces[3:]
    return pieces


def _shown(pieces: Sequence[Piece], down: int) -> Iterator[tuple[str, Any, bool]]:
    """Each piece as the template takes it, and whether it may be the place; none that is not known.

    Args:
        pieces: from `corpus.read.render`; marked ones that follow each other become one.
        down: how many levels headings go down: the document's title is above all of them.
    """
    is_unplaced = True
    for kind, run in groupby(pieces, itemgetter(0)):
        if kind == "marked":
            yield kind, "".join(what for _, what in run if isinstance(what, str)), is_unplaced
            is_unplaced = False
            continue
        for _, what in run:
            match kind, what:
                case (("open" | "close"), str()) if what in ELEMENTS:
                    yield kind, _lowered(what, down), False
                case "table", dict():
                    table = _table(what)
                    yield kind, table, is_unplaced
                    is_unplaced = is_unplaced and not any(row.is_cited for row in table.rows)
                case "link", str() if what.lower().startswith(_WEB):
                    yield kind, what, False
                case ("text", str()) | ("list", int()) | (("rule" | "break" | "unlink"), _):
                    yield kind, what, False


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
