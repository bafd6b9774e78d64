"""HTML markup to a tree that is safe to walk; the only importer of lxml.

A tree is made of at most 256 levels, and the rest of a page that is nested deeper would be lost
without a word. So such a page is written again before: its outer levels as they are, and of what
lies deeper only the text, in paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from itertools import islice
from typing import Any

# What carries the layout may lie deeper than the rest, so that a page that leaves a thousand
# <b> or <div> open still has its headings, lists and tables.
_LAYOUT = frozenset(
    "html head body title meta p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre br"
    " table thead tbody tfoot tr td th".split()
)
_LAYOUT_DEPTH = 200
_OTHER_DEPTH = 100
# An element's attributes are compared with each other one by one.
_MAX_ATTRIBUTES = 100

# Only the look of a text: where one is left out, the text before and after it are one.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q s samp"
    " small span strike strong sub sup time tt u var".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW_TEXT = frozenset("script style xmp iframe noembed noframes".split())
_OUTERMOST = frozenset(("html", "body"))
# What a tree cannot hold.
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_page(markup: str) -> Any:
    """Make a tree of a page or fragment, as a browser would; None where there is nothing in it."""
    from lxml import etree, html

    markup = _INVALID.sub("", markup)
    page = _Page()
    etree.fromstring(markup, etree.HTMLParser(target=page, huge_tree=True))
    parser = html.HTMLParser(
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        default_doctype=False,
        collect_ids=False,
    )
    try:
        return html.document_fromstring(page.within_bounds() or markup, parser=parser)
    except etree.ParserError:  # empty
        return None


def write_page(tree: Any) -> str:
    """The markup of a tree."""
    from lxml import html

    return str(html.tostring(tree, encoding="unicode"))


class _Page:
    """A parser's target, for which nothing is too deep or too long: it writes the page again."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._ends: list[str | None] = []  # of the open elements; None for those left out
        self._depth = 0
        self._roots = 0
        self._is_raw = False
        self._is_parted = False  # a paragraph begins with the next text
        self._is_changed = False

    def within_bounds(self) -> str:
        """The page without what goes too far; empty where it may stay as it is."""
        return "".join(self._written) if self._is_changed else ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._is_raw = tag in _RAW_TEXT
        self._roots += tag == "html"
        # A second root, as after <html/>, would end the tree.
        self._is_changed |= self._roots > 1 or len(attributes) > _MAX_ATTRIBUTES
        if self._depth >= (_LAYOUT_DEPTH if tag in _LAYOUT else _OTHER_DEPTH):
            self._is_changed = True
            self._is_parted |= tag not in INLINE
            self._ends.append(None)
            return
        stated = "".join(
            f' {name}="{escape(value)}"'
            for name, value in islice(attributes.items(), _MAX_ATTRIBUTES)
        )
        self._written.append(f"<{tag}{stated}>")
        self._ends.append("" if tag in _VOID or tag in _OUTERMOST else f"</{tag}>")
        self._depth += 1

    def end(self, tag: str) -> None:
        self._is_raw = False
        end = self._ends.pop()
        if end is None:
            self._is_parted |= tag not in INLINE
        else:
            self._written.append(end)
            self._depth -= 1

    def data(self, text: str) -> None:
        if self._is_parted and not text.isspace():
            self._written.append("<p>")
            self._is_parted = False
        self._written.append(text if self._is_raw else escape(text, quote=False))

    def close(self) -> None:
        """Required of a target."""
