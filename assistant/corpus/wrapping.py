"""Which line breaks of a text only wrap it at a width, and which part what it says.

Wrapping puts a word on the next line where it would not have fitted. So does chance, in the longest
line of any list. Where the lines of a block may be paragraphs, sentences that go on in small
letters show that some are not, and at which width that block, and the text around it, was wrapped;
and only what clearly goes on is joined.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.corpus.sentences import goes_on_after
from assistant.language.words import STOPWORDS

# Text wrapped by hand or by a mailer has lines of about the same length in this range.
_WRAP_MIN = 40
_WRAP_MAX = 160
_WRAP_SLACK = 0.85

ENDS_SENTENCE = re.compile(r"[.!?:;…。！？؟][\"'”’»)\]]*$")
_GOES_ON = re.compile(r"[\w,\"'”’»%°&/–—-]$")  # no bracket: code ends its lines so
_OPENERS = "\"'“‘„«([¿¡"
_LABEL = re.compile(r"[^\W\d_][^:.,;!?]{0,30}: \S")
_STAMP = re.compile(r"[\[(]?\d{1,4}[.:/-]\d{2}")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")


class Block(NamedTuple):
    """Lines without a blank one between them.

    Attributes:
        apart: for each line break, whether something else than its place tells that it is no wrap.
        unsure: whether something else makes that likely, as a time of day that looks like an item.
    """

    lines: Sequence[str]
    apart: Sequence[bool]
    unsure: Sequence[bool]


def wrapped_breaks(blocks: Sequence[Block]) -> list[list[bool]]:
    """For each line break of each block of a text, whether it only wraps a paragraph.

    A break is a wrap where the next line's first word would not have fitted. Where most lines of a
    block end a sentence, each is a paragraph of its own, but for a sentence that clearly goes on in
    the next line and fills its own to the width that is shown.
    """
    shown = sorted({width for block in blocks if (width := _shown_width(block))})
    return [_wraps(block, shown) for block in blocks]


def _wraps(block: Block, shown: Sequence[int]) -> list[bool]:
    widest = max(map(len, block.lines))
    if widest < _WRAP_MIN:
        return [False] * len(block.apart)
    width = _shown_width(block)
    if shown and not width:
        width = shown[min(bisect_left(shown, widest), len(shown) - 1)]
    ended = [bool(ENDS_SENTENCE.search(line)) for line in block.lines[:-1]]
    is_by_line = widest > _WRAP_MAX or sum(ended) * 2 > len(ended)
    return [
        not apart
        and (
            _goes_on(line, following) and _is_full(line, following, width)
            if is_by_line or unsure
            else _is_full(line, following, widest)
        )
        for apart, unsure, (line, following) in zip(
            block.apart, block.unsure, pairwise(block.lines), strict=True
        )
    ]


def _shown_width(block: Block) -> int:
    """The width of a block whose sentences go on in small letters where it is full; else 0."""
    widest = max(map(len, block.lines))
    if not _WRAP_MIN <= widest <= _WRAP_MAX:
        return 0
    full = [
        _is_full(line, following, widest)
        for apart, (line, following) in zip(block.apart, pairwise(block.lines), strict=True)
        if not apart and _is_small(following) and _goes_on(line, following)
    ]
    return widest if sum(full) * 2 > len(full) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted into a line that did.

    Neither line is far over the width: a paragraph that is not wrapped stands apart.
    """
    room = _WRAP_SLACK * width
    is_wrapped = max(len(line), len(following)) * _WRAP_SLACK**2 <= width
    return is_wrapped and len(line) + 1 + len(following.split(maxsplit=1)[0]) > room


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence clearly goes on in the next line, which is neither an entry nor a row."""
    if _COLUMNS.search(line) or _COLUMNS.search(following) or _are_entries(line, following):
        return False
    if ENDS_SENTENCE.search(line):
        return following[0].isalnum() and goes_on_after(line, following)
    if _is_small(following):
        return bool(_GOES_ON.search(line))
    return line.split()[-1] in STOPWORDS


def _are_entries(line: str, following: str) -> bool:
    """Whether lines begin as those of a form, a conversation or a log do."""
    if _LABEL.match(following):
        return bool(_LABEL.match(line)) or not _is_small(following)
    return bool(_STAMP.match(line) and _STAMP.match(following))


def _is_small(line: str) -> bool:
    """Whether a line begins as the middle of a sentence does."""
    return line.lstrip(_OPENERS)[:1].islower()
