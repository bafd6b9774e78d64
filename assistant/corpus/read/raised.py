"""Raised figures: exponents and the marks of notes, neither of which is part of the number before.

12<sup>2</sup> km<sup>2</sup>, the rate<sup>1</sup>     12² km², the rate ¹
"""

from __future__ import annotations

import re
from typing import Any

from assistant.language.words import NOTE_MARK

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_FIGURES = re.compile(r"[+−-]?\d[\d,]{0,3}[+−-]?")


def raised(figures: str) -> str:
    """Figures and signs as raised ones; other characters stay."""
    return figures.translate(_RAISED)


def with_marks_apart(text: str) -> str:
    """A text with a space between a word and the raised mark of a note."""
    return NOTE_MARK.sub(" ", text)


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
            figures = raised(text) if _FIGURES.fullmatch(text) else text
            before = _before(node)
            is_mark = is_link and before[-1:].isalnum()
            for child in list(node):
                node.remove(child)
            node.text = f" {figures}" if is_mark else _behind(before, figures)


def _before(node: Any) -> str:
    """The text right before an element; before its link, where it opens one."""
    parent, previous = node.getparent(), node.getprevious()
    if previous is not None:
        return previous.tail or "".join(previous.itertext())
    return _before(parent) if parent.tag == "a" and not parent.text else parent.text or ""


def _behind(before: str, figures: str) -> str:
    """Figures as they stand behind a text."""
    return with_marks_apart(before + figures)[len(before) :]
