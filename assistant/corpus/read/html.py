"""HTML pages and fragments; the only importer of trafilatura."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from assistant.corpus.read.build import Extract
from assistant.corpus.read.files import read_text
from assistant.corpus.read.html_blocks import (
    frame_loose_text,
    mend_headings,
    name_terms,
    number_items,
    take_out_hidden,
)
from assistant.corpus.read.html_parts import common_part, parts_alike
from assistant.corpus.read.html_tables import lay_out, replace_tables
from assistant.corpus.read.markup import parse_page, write_page
from assistant.corpus.read.raised import raise_figures
from assistant.corpus.read.struck import struck_note, take_out_struck

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(
    r"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)?\s*",
    re.IGNORECASE | re.DOTALL,
)
# Names of <meta> elements, the best first; then schema.org's, as linked data.
_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dcterms.date",
    "publishdate",
    "pubdate",
    "date",
)
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_Finder = Callable[[Any], list[Any]]
_SKIPPED = frozenset(
    "script style noscript template iframe object svg math form button select nav title".split()
)
# What is put before and after an element: HTML's names, and trafilatura's for the same things.
_BLOCK = ("\n\n", "\n\n")
_AROUND = {
    **dict.fromkeys(
        "p div section article main header footer aside blockquote quote pre code figure"
        " figcaption ul ol dl list table hr address details summary body".split(),
        _BLOCK,
    ),
    **{f"h{level}": (f"\n\n{'#' * level} ", "\n\n") for level in range(1, 7)},
    **dict.fromkeys(("li", "item"), ("\n- ", "")),
    **dict.fromkeys(("dt", "dd", "tr", "row"), ("\n", "")),
    **dict.fromkeys(("td", "th", "cell"), ("", " | ")),
    **dict.fromkeys(("br", "lb"), ("\n", "")),
}


def read(path: Path) -> Iterator[Extract]:
    """Read the main text of a page, without menus and footers."""
    page = read_text(path, _CHARSET)
    tree, struck = _tree(page)
    if tree is None:
        return
    notes = struck_note(struck)
    is_titled = _states_title(tree)
    _mark_whole(tree)
    frame_loose_text(tree)
    trafilatura = _trafilatura()
    found: Any = trafilatura.bare_extraction(
        tree,
        config=_settings(trafilatura, tree),
        with_metadata=True,
        include_comments=False,
        # Its date is not used; trying those of all languages may take half a minute.
        date_extraction_params={"extensive_search": False},
    )
    if found is None:
        yield Extract(_tree_text(tree), notes=notes)
        return
    stated = {"author": found.author, "site": found.sitename, "url": found.url}
    yield Extract(
        ("" if found.body is None else _tree_text(found.body)) or _tree_text(tree),
        title=(found.title if is_titled else "") or "",
        date=_stated_date(page, tree),
        metadata={name: value for name, value in stated.items() if value},
        notes=notes,
    )


def _settings(trafilatura: ModuleType, tree: Any) -> Any:
    """Settings with which a short article is one where the page has no other text."""
    from trafilatura.xpaths import BODY_XPATH

    config = trafilatura.settings.use_config()
    marked = _marked(BODY_XPATH, tree)[0]
    is_only = bool(marked) and all(
        node is marked[0] or marked[0] in node.iterancestors() for node in marked
    )
    is_short = is_only and len(_tree_text(marked[0])) < config.getint(
        "DEFAULT", "MIN_EXTRACTED_SIZE"
    )
    if is_short or (not marked and _frame(tree)):
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return config


def _marked(finders: Sequence[_Finder], tree: Any) -> tuple[list[Any], _Finder | None]:
    """The parts of a page that it marks as its article, and what finds them."""
    return next(((found, find) for find in finders if (found := find(tree))), ([], None))


def _mark_whole(tree: Any) -> None:
    """Make what holds all posts of a page its article; trafilatura takes no more than the first."""
    from trafilatura.xpaths import BODY_XPATH

    marked, find = _marked(BODY_XPATH, tree)
    if find is None or not find(_without_id(marked[0])):
        return
    parts = parts_alike(marked[0])
    around = common_part(parts) if len(parts) > 1 else None
    if around is None:
        return
    if around.tag == "body":
        _frame(tree)
        around = around[0]
    around.tag = "article"
    around.attrib.clear()
    around.set("class", "entry")


def _without_id(node: Any) -> Any:
    """A page with nothing but an empty element like this one, without its id."""
    page = node.makeelement("body")
    alike = node.makeelement(node.tag, dict(node.attrib))
    alike.attrib.pop("id", None)
    page.append(alike)
    return page


def _frame(tree: Any) -> bool:
    """Make the whole of a page its article, which marks no part as that; whether it has a body.

    trafilatura takes only the paragraphs of such a page, and so loses its headings and lists. In an
    article it takes all but what it knows as menus and the like.
    """
    body = tree.find("body")
    if body is None:
        return False
    article = body.makeelement("article")
    article.text, body.text = body.text, None
    article.extend(list(body))
    body.append(article)
    return True


def _states_title(tree: Any) -> bool:
    """Whether a page states a title; else trafilatura takes any heading for it."""
    return any("".join(node.itertext()).strip() for node in tree.iter("title", "h1")) or any(
        meta.get("content") and "title" in (meta.get("property") or meta.get("name") or "").lower()
        for meta in tree.iter("meta")
    )


def _stated_date(page: str, tree: Any) -> str:
    """The date in the page's metadata; trafilatura's may be any date in its text."""
    found = {
        (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): content
        for meta in tree.iter("meta")
        if (content := meta.get("content"))
    }
    names = [name for name in _DATE_NAMES if name in found]
    linked = _LINKED_DATE.search(page)
    return found[names[0]] if names else linked[1] if linked else ""


def visible_text(markup: str) -> tuple[str, int]:
    """All visible text of a page or fragment without scripts, and how many struck-out words it had.

    Headings get Markdown marks.
    """
    tree, struck = _tree(markup)
    return "" if tree is None else _tree_text(tree), struck


def without_tables(markup: str) -> str:
    """The markup with a paragraph for each row of its tables, its raised figures as such.

    What is no table but a frame, as a single row, is laid out as the text is.
    """
    tree = _tree(markup)[0] if "<table" in markup or "<sup" in markup else None
    if tree is None:
        return markup
    lay_out(tree)
    return write_page(tree)


def _tree(markup: str) -> tuple[Any, int]:
    """The tree of a page, its tables row by row, its raised figures as such.

    The prolog is left out: it may declare entities of its own.

    Returns:
        The tree, None where there is nothing in it; and how many words were struck out.
    """
    struck = 0
    tree = parse_page(markup[match.end() :] if (match := _PROLOG.match(markup)) else markup)
    if tree is not None:
        take_out_hidden(tree)
        struck = take_out_struck(tree)
        raise_figures(tree)
        number_items(tree)
        replace_tables(tree)
        name_terms(tree)
        mend_headings(tree)
    return tree, struck


def _trafilatura() -> ModuleType:
    import trafilatura

    # It logs an error for each page without text, which is reported as a `ReadError` here.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura


def _tree_text(root: Any) -> str:
    """The text below an lxml element. lxml is trafilatura's dependency, so no type of it here."""
    parts: list[str] = []
    pending: list[Any] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node.tag, str) and node.tag not in _SKIPPED:
            before, after = _around(node)
            keep = node.tag == "pre"
            content = [before, _inline(node.text, keep)]
            for child in node:
                content += [child, _inline(child.tail, keep)]
            pending += reversed([*content, after])
    lines = (line.strip(" ").removesuffix(" |") for line in "".join(parts).split("\n"))
    text = "\n".join(lines)
    text = re.sub(r"\n- ?\n+", "\n- ", text)  # a paragraph in a list item
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _around(node: Any) -> tuple[str, str]:
    if node.tag == "head" and node.get("rend"):  # trafilatura's heading, not the page's head
        level = int(node.get("rend")[1:]) if node.get("rend")[1:].isdigit() else 2
        return f"\n\n{'#' * level} ", "\n\n"
    return _AROUND.get(node.tag, ("", ""))


def _inline(text: str | None, keep: bool) -> str:
    return (text or "") if keep else re.sub(r"\s+", " ", text or "")
