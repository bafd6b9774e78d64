"""What a list is of: the line above it, which its later items say nothing without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.corpus.layout import (
    SECTION_MARK,
    Paragraph,
    is_list_item,
    is_row,
    is_short_title,
    without_item_mark,
)
from assistant.corpus.sentences import sentence_spans

_LEAD_CHARS = 200
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_LETTERS = re.compile(r"[^\W\d_]+")


def under_leads(text: str, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs, each item of a list below the line that leads to it, as below a heading.

    That line ends with a colon or looks like a heading ("Please bring:"). Below an item, items
    with another kind of mark are a list of their own.
    """
    found: list[Paragraph] = []
    lists: list[tuple[str, str]] = []  # the open ones, outermost first: kind of mark, lead
    section = above = ""
    for paragraph in paragraphs:
        line = text[paragraph.start : paragraph.end]
        kind = _kind_of_mark(line)
        kinds = [one for one, _ in lists]
        if not kind or paragraph.section != section:
            lists = []
        if kind in kinds and lists:
            lists = lists[: kinds.index(kind) + 1]
        elif kind:
            lists.append((kind, "" if paragraph.cut else _lead(above)))
        headings = [paragraph.section, *(lead for _, lead in lists)]
        found.append(paragraph._replace(section=SECTION_MARK.join(filter(None, headings))))
        section, above = paragraph.section, line
    return found


def _kind_of_mark(line: str) -> str:
    """The mark of an item without its number; empty where there is none."""
    if not is_list_item(line) or is_row(line):
        return ""
    return _LETTERS.sub("a", _NUMBER.sub("1", line.split(maxsplit=1)[0]))


def _lead(line: str) -> str:
    """The last sentence of what stands above a list, where it leads on to it; else nothing."""
    line = without_item_mark(line)
    if line.endswith(":"):
        last = sentence_spans(line)[-1]
        line = line[last.start : last.end]
    elif not is_short_title(line):
        return ""
    return " ".join(line.split()) if len(line) <= _LEAD_CHARS else ""
