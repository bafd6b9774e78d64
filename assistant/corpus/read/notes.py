"""The notes of Word files, which their converter lists behind the whole text.

A note belongs to the part of the text that marks it, so it is put at the end of that part, right
before the next heading, behind the mark that the text has: "[2] The ferry does not sail."
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.corpus.read.html_blocks import HEADINGS, put_before
from assistant.corpus.read.markup import parse_page, write_page

_KINDS = ("footnote-", "endnote-")


def with_notes_placed(markup: str) -> str:
    """The markup with each note at the end of the part that marks it; unmarked ones stay."""
    if not any(f'href="#{kind}' in markup for kind in _KINDS):
        return markup
    tree = parse_page(markup)
    body = None if tree is None else tree.find("body")
    if body is None:
        return markup
    notes = {item.get("id", ""): item for item in body.iter("li")}
    listed = {note.getparent() for name, note in notes.items() if name.startswith(_KINDS)}
    pending: list[Any] = []
    block = None
    for block in list(body):
        is_list = block in listed
        if is_list or block.tag in HEADINGS:
            for note in pending:
                block.addprevious(note)
            pending = []
        if not is_list:
            pending += _marked(block, notes)
    if block is not None:
        for note in reversed(pending):
            block.addnext(note)
    return write_page(tree)


def _marked(block: Any, notes: dict[str, Any]) -> Iterator[Any]:
    """The notes that a block marks, taken out of their list, each behind its mark."""
    for mark in block.iter("a"):
        name = mark.get("href", "").removeprefix("#")
        if name.startswith(_KINDS) and (note := notes.pop(name, None)) is not None:
            note.getparent().remove(note)
            note.tag, note.tail = "div", None
            put_before(note, f"{''.join(mark.itertext())} ")
            yield note
