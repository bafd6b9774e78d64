"""Plain text and Markdown, with the YAML front matter that notes and site generators write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from assistant.corpus.headers import begins_message
from assistant.corpus.quoted import replies_unquoted, unquoted
from assistant.corpus.read.build import Extract, normalise
from assistant.corpus.read.crossed import without_struck
from assistant.corpus.read.files import read_text
from assistant.corpus.read.markdown import (
    lines_for_tables,
    without_comments,
    without_emphasis,
    without_marks,
)
from assistant.corpus.read.struck import struck_note
from assistant.corpus.read.typed import lines_for_typed_tables

# Pandoc's rule: behind a rule with a blank line below it comes text.
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(?![ \t]*\r?\n)(.{1,10000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL
)
_NULL = "tag:yaml.org,2002:null"


def read(path: Path) -> Iterator[Extract]:
    """Read the file as one text, tables by rows; front matter becomes title, date and metadata."""
    text = normalise(read_text(path))
    is_markdown = path.suffix.lower() == ".md"
    text, struck = without_struck(text) if is_markdown else (text, 0)
    text = without_emphasis(without_comments(text)) if is_markdown else text
    text = unquoted(text) if begins_message(text) else replies_unquoted(text)
    text = text if is_markdown else lines_for_typed_tables(text)
    notes = struck_note(struck)
    matter = _FRONT_MATTER.match(text) if is_markdown else None
    fields = _fields(matter[1]) if matter else {}
    body = text[matter.end() :] if matter and fields else text
    body = lines_for_tables(body)
    yield Extract(
        without_marks(body) if is_markdown else body,
        title=fields.pop("title", ""),
        date=fields.pop("date", ""),
        metadata=fields,
        notes=notes,
    )


def _fields(matter: str) -> dict[str, str]:
    """The single values of a front matter as they are written; empty where it is no YAML mapping.

    Their names are in small letters. They are never made into dates or numbers, which not all that
    look like one are.
    """
    try:
        root = yaml.compose(matter, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(root, yaml.MappingNode):
        return {}
    return {
        name.value.lower(): value.value
        for name, value in root.value
        if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        if value.tag != _NULL
    }
