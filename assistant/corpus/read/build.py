"""What every format has in common: from an extract to a `Document`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from types import MappingProxyType

from assistant.corpus.clean import find_clutter
from assistant.corpus.headers import opening_subject, subject_of
from assistant.corpus.layout import (
    CELL_MARK,
    SECTION_MARK,
    find_paragraphs,
    heading_text,
    is_markdown_heading,
    is_of_header,
    is_row,
    is_short_title,
)
from assistant.corpus.stated import document_date
from assistant.errors import ReadError
from assistant.language.words import content_stems
from assistant.records import Document, Recognised

_TITLE_CHARS = 200
_HEADLINE_CHARS = 140
_HEADLINE_ENDS = "%'’”\""
_TOP_CHARS = 2000
_OPENING_WORDS = 10
_GREETING_WORDS = 3
_CLOSERS = ".,;:"
_LINE_END = re.compile(r"\r\n?")
# Lone surrogates cannot be stored, NUL ends strings elsewhere; neither is text.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_READABLE_STEM = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}(?![^\W\d_])")


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format's reader finds, before it becomes a document.

    Attributes:
        text: line ends of any kind.
        title, date: as the file's own metadata state them; empty if it does not.
        part: the line that `text` begins with where that names a part of the file, as a sheet. It
            is a title only for want of one.
        above: what `text` begins with where the pages print that in their margins. It is no
            title, and its date counts for want of another.
        created: the date that the program which made the file put into it.
        pages: offsets into `text`, whose line ends must then be normalised already.
        recognised: what text recognition read; offsets as those of `pages`.
        row: 1-based number of the row in a file that holds several documents.
        notes: what could not be read as it was meant, each without a full stop.
    """

    text: str
    title: str = ""
    date: str = ""
    part: str = ""
    above: str = ""
    created: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    row: int | None = None
    notes: tuple[str, ...] = ()


def normalise(text: str) -> str:
    r"""Make all line ends `\n` and replace what cannot be stored, character by character."""
    return _UNSTORABLE.sub("\ufffd", _LINE_END.sub("\n", text))


def without_soft_hyphens(text: str) -> str:
    """Words whole, of which a file says where a line may cut them: none is found otherwise."""
    return text.replace("\u00ad", "")


def own_title(stated: str, text: str) -> str:
    """The title that a file's program wrote into it, where the text has most of its words.

    Else it is what the program calls any file ("untitled"), or that of another one.
    """
    wanted, top = set(content_stems(stated)), set(content_stems(text[:_TOP_CHARS]))
    return stated if wanted and len(wanted & top) >= len(wanted) / 2 else ""


def build_document(extract: Extract, path: Path, modified: float) -> Document:
    """Make the document: its text, its title, its date and its identity.

    The id covers what the document says of itself; a title or date taken from the file's name
    and a date taken from its time are left out, so that a copy elsewhere has the same id.

    Args:
        extract: what the format's reader found.
        path: the file it was found in.
        modified: the file's modification time, seconds since the epoch.

    Raises:
        ReadError: if there is no text.
    """
    text = without_soft_hyphens(normalise(extract.text))
    if not text.strip():
        raise ReadError(f"{path} holds no text.", "Leave it out.")
    # Programs that make PDF files of markup leave its entities in the title.
    above = without_soft_hyphens(normalise(extract.above))
    body = text.removeprefix(above).removeprefix(extract.part)
    subject = None if extract.metadata or extract.date else opening_subject(body)
    own_title = _one_line(unescape(extract.title)) or (
        _title_in(body) if subject is None else _one_line(subject) or _heading_in_message(body)
    )
    day, origin = document_date(
        extract.date, text.removeprefix(above), extract.created, modified, path.stem, above
    )
    own_date = "" if day is None or origin in {"name", "file"} else day.isoformat()
    identity = "\0".join((own_title, own_date, text))
    row = "" if extract.row is None else f"#{extract.row}"
    return Document(
        id=hashlib.sha256(identity.encode()).hexdigest(),
        source=f"{path.absolute()}{row}",
        title=own_title
        or _title_of_file(path, row)
        or heading_text(extract.part)
        or _opening(text),
        text=text,
        date=day,
        date_origin=origin,
        metadata=MappingProxyType(
            {_one_line(name): normalise(value) for name, value in extract.metadata.items()}
        ),
        pages=extract.pages,
        recognised=extract.recognised,
        notes=extract.notes,
    )


def _one_line(text: str) -> str:
    return " ".join(without_soft_hyphens(normalise(text)).split())[:_TITLE_CHARS]


def _title_in(text: str) -> str:
    """The heading over the first paragraph, or the first paragraph if it looks like one."""
    top = text[:_TOP_CHARS]
    for first in find_paragraphs(top, find_clutter(top))[:1]:
        line = top[first.start : first.end]
        if first.section:
            heading = first.section.split(SECTION_MARK)[0]
            return "" if heading == _one_line(line) else _subject(heading)[:_TITLE_CHARS]
        if is_markdown_heading(line) or is_short_title(line) or _is_headline(top, first.end, line):
            return heading_text(line)[:_TITLE_CHARS]
    return ""


def _heading_in_message(text: str) -> str:
    """The heading over a message's first paragraph, unless it is short and may only greet."""
    top = text[:_TOP_CHARS]
    for one in find_paragraphs(top, find_clutter(top)):
        _, *headings = one.section.split(SECTION_MARK)
        if not is_of_header(top[one.start : one.end], one.section):
            heading = headings[0] if headings else ""
            return heading[:_TITLE_CHARS] if len(heading.split()) > _GREETING_WORDS else ""
    return ""


def _subject(heading: str) -> str:
    """A heading; of a message's header its subject, where it tells."""
    cells = heading.split(CELL_MARK)
    return heading if len(cells) == 1 else subject_of(cells)


def _is_headline(text: str, end: int, line: str) -> bool:
    """A lone opening line without a full stop, with text below it: longer than a heading."""
    return (
        not is_row(line)
        and len(line) <= _HEADLINE_CHARS
        and "\n" not in line
        and (line[-1].isalnum() or line[-1] in _HEADLINE_ENDS)
        and bool(text[end:].strip())
    )


def _title_of_file(path: Path, row: str) -> str:
    """The file's name made readable; nothing where it is a mere number or hash."""
    words = re.sub(r"[\W_]+", " ", path.stem).strip()
    if not _READABLE_STEM.search(words):
        return ""
    return f"{words[0].upper()}{words[1:]} {row}".strip()


def _opening(text: str) -> str:
    top = text[:_TOP_CHARS]
    paragraphs = find_paragraphs(top, find_clutter(top))
    start = paragraphs[0].start if paragraphs else 0
    words = top[start:].split()
    opening = " ".join(words[:_OPENING_WORDS])[:_TITLE_CHARS]
    return f"{opening.rstrip(_CLOSERS)}…" if len(words) > _OPENING_WORDS else opening
