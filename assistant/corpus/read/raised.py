"""Raised figures: exponents and the marks of notes, neither of which is part of the number before.

12<sup>2</sup> km<sup>2</sup>, the rate<sup>1</sup>     12² km², the rate ¹
"""

from __future__ import annotations

import re
from typing import Any

_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_FIGURES = re.compile(r"[+−-]?\d[\d,]{0,3}[+−-]?")
_LAST_WORD = re.compile(r"[^\W\d_]{3,}$")  # those that are raised to a power are shorter: "km²"


def raise_figures(root: Any) -> None:
    """Write the raised figures below an lxml element as such, and part marks of notes from words.

    A mark links to its note, or is a bare number behind a word of three letters or more. Raised
    letters stay as they are ("1st").
    """
    for node in list(root.iter("sup")):
        text = "".join(node.itertext()).strip()
        links = [*node.iter("a"), *node.iterancestors("a")]
        is_link = any(link.get("href", "").startswith("#") for link in links)
        if text and (is_link or _FIGURES.fullmatch(text)):
            raised = text.translate(_RAISED) if _FIGURES.fullmatch(text) else text
            is_mark = _before(node)[-1:].isalnum() if is_link else _is_mark(_before(node), text)
            for child in list(node):
                node.remove(child)
            node.text = f"{' ' if is_mark else ''}{raised}"


def _before(node: Any) -> str:
    """The text right before an element; before its link, where it opens one."""
    parent, previous = node.getparent(), node.getprevious()
    if previous is not None:
        return previous.tail or "".join(previous.itertext())
    return _before(parent) if parent.tag == "a" and not parent.text else parent.text or ""


def _is_mark(before: str, raised: str) -> bool:
    return raised[0].isdigit() and raised[-1].isdigit() and bool(_LAST_WORD.search(before))
