"""The parts of a page that are as much its text as the first one: posts, messages, stories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.corpus.read.html_blocks import HEADINGS

_HOLDERS = ("body", "article", "center", "div", "main", "section")
_BESIDE = ("aside", "footer", "nav")


def parts_alike(first: Any) -> list[Any]:
    """The first part, and those of its class, or articles as it is one, that are no teasers.

    A teaser leads elsewhere by its heading, or it has a link, and the first has most of the words.
    Where the first one's heading leads elsewhere, too, all are posts of a list.
    """
    kind = first.get("class")
    alike = [
        node
        for node in first.getroottree().iter(first.tag)
        if node is first or first.tag == "article" or (kind and node.get("class") == kind)
    ]
    known = set(alike)
    parts = [
        node
        for node in alike
        if node is first
        or (
            known.isdisjoint(node.iterancestors())
            and next(node.iterancestors(*_BESIDE), None) is None
            and _words(node)
        )
    ]
    if _is_linked(first):
        return parts
    is_most = 2 * _words(first) > sum(map(_words, parts))
    return [
        node
        for node in parts
        if node is first
        or not (_is_linked(node) or (is_most and next(node.iter("a"), None) is not None))
    ]


def common_part(parts: Sequence[Any]) -> Any:
    """The innermost element that holds some others and may hold blocks of text; None without."""
    above = [set(one.iterancestors()) for one in parts[1:]]
    return next(
        (
            node
            for node in parts[0].iterancestors(*_HOLDERS)
            if all(node in others for others in above)
        ),
        None,
    )


def _is_linked(part: Any) -> bool:
    """Whether a part's heading, or what it begins with for want of one, is a link."""
    if next(part.iterancestors("a"), None) is not None:
        return True
    heading = next((node for node in part.iter(*HEADINGS) if _words(node)), None)
    if heading is not None:
        return _words(heading) == sum(map(_words, heading.iter("a")))
    for node in part.iter():
        if node.tag == "a" and _words(node):
            return True
        if (node.text or "").strip():
            return False
    return False


def _words(node: Any) -> int:
    return len("".join(node.itertext()).split())
