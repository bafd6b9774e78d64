"""The blocks of a page as its reader sees them, made plain before its main text is looked for.

trafilatura keeps paragraphs, headings and lists, and loses text that stands in none of these. So
loose text becomes a paragraph, as a browser gives it a box of its own (CSS 2.2, 9.2.1.1).
"""

from __future__ import annotations

import re
from typing import Any

from assistant.corpus.read.markup import INLINE
from assistant.corpus.read.word import figure

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = frozenset(
    "body div section article main header center details blockquote figure figcaption"
    " address dd fieldset".split()
)
_OWN_BLOCKS = ("pre", "summary", "figure", "figcaption", "center")
_QUOTES = "“", "”"
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_UNSEEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_FOUND_ALL_THE_SAME = "until-found"
_INTEGER = re.compile(r"\s*(-?\d{1,6})")


def take_out_hidden(root: Any) -> None:
    """Take out what a browser does not show, unless something on the page brings it up."""
    named = {
        name
        for node in root.iter()
        for name in (*node.get("aria-controls", "").split(), node.get("href", "").partition("#")[2])
    }
    for node in list(root.iter()):
        if not _is_hidden(node):
            continue
        if node.get("id") in named:
            node.attrib.pop("style", None)
        else:
            node.drop_tree()


def _is_hidden(node: Any) -> bool:
    if node.getparent() is None or node.tag == "body":  # shown by a script later
        return False
    return (
        node.tag == "template"
        or node.get("hidden", _FOUND_ALL_THE_SAME) != _FOUND_ALL_THE_SAME
        or bool(_UNSEEN.search(node.get("style", "")))
    )


def name_terms(root: Any) -> None:
    """Put a paragraph for each term in place of lists of terms: "First boat: 06:40".

    Lists whose terms or meanings hold blocks stay as they are.
    """
    for terms in list(root.iter("dl")):
        parts = [part for part in terms.iter("dt", "dd") if next(part.iterancestors("dl")) is terms]
        if any(child.tag not in INLINE and child.tag != "br" for part in parts for child in part):
            continue
        lines: list[list[str]] = []
        previous = "dd"
        for part in parts:
            text = " ".join(" ".join(part.itertext()).split())
            if part.tag == "dt" and (previous == "dd" or not any(lines[-1])):
                lines.append([text])
            elif text and lines:
                lines[-1].append(text)
            previous = part.tag
        for child in list(terms):
            terms.remove(child)
        terms.tag, terms.text = "div", None
        for term, *meanings in filter(any, lines):  # a term may be struck out
            paragraph = terms.makeelement("p")
            mark = ":" if meanings and term[-1:].isalnum() else ""
            paragraph.text = f"{term}{mark} {'; '.join(meanings)}".strip()
            terms.append(paragraph)


def number_items(root: Any) -> None:
    """Write the numbers of ordered lists before their items, which are then paragraphs.

    As a browser counts them (HTML, 4.4.5 and 4.4.8). Lists of nothing but links stay as they are.
    """
    for listed in list(root.iter("ol")):
        items = [child for child in listed if child.tag == "li"]
        if not any(map(_says_something, items)):
            continue
        step = -1 if listed.get("reversed") is not None else 1
        number = _integer(listed, "start", len(items) if step < 0 else 1)
        for item in items:
            number = _integer(item, "value", number)
            if not any(text.strip() for text in item.itertext()):  # struck out, or never filled
                number += step
                listed.remove(item)
                continue
            put_before(item, f"{figure(number, _KINDS.get(listed.get('type', ''), ''))}. ")
            item.tag = "p" if all(child.tag in INLINE for child in item) else "div"
            number += step
        listed.tag = "div"


def _integer(node: Any, name: str, otherwise: int) -> int:
    stated = _INTEGER.match(node.get(name, ""))
    return int(stated[1]) if stated else otherwise


def put_before(item: Any, label: str) -> None:
    """Write a label before the first words of an element."""
    while not (item.text or "").strip() and len(item) and item[0].tag not in INLINE:
        item = item[0]
    item.text = f"{label}{(item.text or '').lstrip()}"


def mend_headings(root: Any) -> None:
    """Make each heading one line; what opens an answer by a click is part of its heading."""
    for heading in root.iter(*HEADINGS):
        for node in list(heading.iter("br", "button")):
            if node.tag == "br":
                node.tail = f" {node.tail or ''}"
            node.tag = "span"


def frame_loose_text(root: Any) -> None:
    """Put text that stands in no paragraph into one, and part code by its lines."""
    for aside in root.iter("aside"):
        if _is_text(aside):
            aside.tag = "section"
    for node in list(root.iter(*INLINE - {"a"}, *_OWN_BLOCKS)):
        _make_plain(node)
    for node in list(root.iter(*_CONTAINERS)):
        _frame(node)


def _make_plain(node: Any) -> None:
    if node.tag == "q":
        node.text = f"{_QUOTES[0]}{node.text or ''}"
        node.tail = f"{_QUOTES[1]}{node.tail or ''}"
    if node.tag in INLINE:  # some, as a <time>, are lost
        node.tag = "span"
    elif node.tag == "pre":
        node.tag = "p"
        _break_lines(node)
    else:
        node.tag = "p" if node.tag == "summary" else "div"


def _break_lines(node: Any) -> None:
    """Put breaks in place of the ends of lines in an element, which is then nothing but text."""
    first, *others = "".join(node.itertext()).strip("\n").split("\n")
    for child in list(node):
        node.remove(child)
    node.text = first
    for line in others:
        end = node.makeelement("br")
        end.tail = line
        node.append(end)


def _frame(container: Any) -> None:
    """Put each run of text and inline elements right in a container into a paragraph.

    What stands beside buttons is none of the text: a question about cookies, or a tool.
    """
    if any(child.tag == "button" for child in container):
        return
    paragraph = container.makeelement("p")
    paragraph.text, container.text = container.text, None
    for child in [*container, None]:
        if child is not None and (child.tag in INLINE or child.tag == "br"):
            paragraph.append(child)
            continue
        if _says_something(paragraph):
            at = len(container) if child is None else container.index(child)
            container.insert(at, paragraph)
        if child is not None:
            paragraph = container.makeelement("p")
            paragraph.text, child.tail = child.tail, None


def _says_something(paragraph: Any) -> bool:
    """Whether there is text, and not only links as in a menu."""
    return _words(paragraph) > _linked_words(paragraph)


def _is_text(node: Any) -> bool:
    """Whether less than half of the words are links (C. Kohlschütter et al., 2010).

    What stands at the side and is no list of links, as a correction or a note, is of the text.
    """
    return _words(node) > 2 * _linked_words(node)


def _words(node: Any) -> int:
    return len("".join(node.itertext()).split())


def _linked_words(node: Any) -> int:
    return sum(map(_words, node.iter("a")))
