"""What frames a message: the lines of its header, and how it is signed. No summary tells that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

from assistant.corpus.headers import is_labelled, is_of_message
from assistant.corpus.layout import CELL_MARK, SECTION_MARK, is_list_item, is_row
from assistant.corpus.wrapping import ENDS_SENTENCE
from assistant.records import DocumentInfo
from assistant.writing.condense import is_name

_INITIAL = re.compile(r"[^\W\d_]\. (?=[^\W\d_])")
_SIGNED_LINES = 6  # closing, name, office, firm, telephone, address
_SIGNED_WORDS = 8
_GREETING_WORDS = 5
_TOP = 8
"""Sentences among which a greeting stands: above it may be the addresses of a letter."""


def framing(document: DocumentInfo, sentences: Sequence[tuple[str, str]]) -> list[bool]:
    """Which sentences of a document frame its messages.

    A header is told by the heading that it makes. A message is signed at its end by lines that
    are no sentences, from a closing or a name on.

    Args:
        document: whose sentences these are.
        sentences: all of them in order, each with the headings above it.
    """
    frames = [False] * len(sentences)
    for header, group in groupby(range(len(sentences)), lambda at: _header_of(sentences[at][0])):
        places = list(group)
        texts = [" ".join(sentences[at][1].split()) for at in places]
        begin = _header_lines(header, texts)
        is_message = header or "from" in document.metadata or any(map(_greets, texts[:_TOP]))
        end = _signed_from(texts[begin:]) + begin if is_message else len(texts)
        for at in (*places[:begin], *places[end:]):
            frames[at] = True
    return frames


def is_header_line(section: str, text: str) -> bool:
    """Whether a sentence is a line of the header that it stands below."""
    return " ".join(text.split()) in _header_of(section).split(SECTION_MARK)[-1].split(CELL_MARK)


def _header_of(section: str) -> str:
    """Headings down to the header of a message, which says several things; empty without one."""
    parts = section.split(SECTION_MARK)
    last = max((at for at, part in enumerate(parts) if _is_header(part)), default=-1)
    return SECTION_MARK.join(parts[: last + 1])


def _is_header(heading: str) -> bool:
    return CELL_MARK in heading and is_of_message(heading.split(CELL_MARK))


def _header_lines(header: str, texts: Sequence[str]) -> int:
    """How many sentences at the begin of a message are its header; a long line is in no heading."""
    rest = header.split(SECTION_MARK)[-1].replace(CELL_MARK, " ")
    for at, text in enumerate(texts):
        if rest.startswith(text):
            rest = rest.removeprefix(text).lstrip()
        elif not (rest and is_labelled(text)):
            return at
    return len(texts)


def _greets(text: str) -> bool:
    return text.endswith(",") and len(text.split()) <= _GREETING_WORDS and not is_list_item(text)


def _signed_from(texts: Sequence[str]) -> int:
    """Where the lines begin with which a message is signed; its end if it is not."""
    bare = [*takewhile(_is_bare, texts[: -_SIGNED_LINES - 1 : -1])][::-1]
    signs = (at for at, text in enumerate(bare) if text.endswith(",") or is_name(_last_part(text)))
    first = next(signs, len(bare))
    closes = 0 < first < len(bare) and not any(map(str.isdigit, bare[first - 1]))
    return len(texts) - len(bare) + first - closes


def _last_part(text: str) -> str:
    """What stands behind the last comma ("Yours, B. Sorrell"), without an initial."""
    return _INITIAL.sub("", text.split(",")[-1].strip())


def _is_bare(text: str) -> bool:
    """Whether a line is no sentence: short, and without a full stop but that of "Tel."."""
    words = text.split()
    return (
        len(words) <= _SIGNED_WORDS
        and (len(words) == 1 or not ENDS_SENTENCE.search(text))
        and (_INITIAL.match(text) is not None or not is_list_item(text))
        and not is_row(text)
    )
