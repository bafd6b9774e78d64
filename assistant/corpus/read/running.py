"""Running heads and feet of PDF files of two or three pages.

So few pages repeat too little for counting alone, as `printed` does it: two invoices in one file
are alike at their tops, too. So such a line also has to stand at the same place of each page, at
its edge, and apart from the text; a number in it has to be the page's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from statistics import median_low

from assistant.corpus.read.margins import NUMBER
from assistant.corpus.read.printed import SMALL, Line, is_page_number

MOST_PAGES = 3

_SAME = 2.0  # points, between the places of a line on two pages
_SAME_HEIGHT = 0.5  # points
_APART = 1.75  # usual line heights: what is nearer to the text is of it
_BAND = 0.1  # of the height of print, at the top and at the foot
_DIGITS = re.compile(r"\d+")


def without_running(
    pages: Sequence[Sequence[Line]], words: Mapping[Line, str]
) -> tuple[list[Sequence[Line]], list[str]]:
    """The pages without lines that all repeat, or all but the first; and each such line once.

    Its page number is a mark, as `margins` has it.

    Args:
        pages: the lines of each.
        words: what is to be said for a line, where that is not its text.
    """
    if not 1 < len(pages) <= MOST_PAGES:
        return [*pages], []
    kept = [[*lines] for lines in pages]
    said: list[str] = []
    for is_top in (True, False):
        for first in range(len(pages) - 1):
            found = _shared(kept[first:], is_top=is_top, count=len(pages))
            if found:
                for lines, own in zip(kept[first:], found, strict=True):
                    lines[:] = [line for line in lines if line not in own]
                texts = [_marked(row, len(pages), words) for row in zip(*found, strict=True)]
                said += texts if is_top else texts[::-1]
                break
    return list(kept), said


def _shared(pages: Sequence[Sequence[Line]], *, is_top: bool, count: int) -> list[list[Line]]:
    """The lines at one edge that these pages have in common, from the edge on; none if none."""
    ordered = [_from_edge(lines, is_top=is_top) for lines in pages]
    if not all(ordered):
        return []
    usual = median_low([line.height for lines in ordered for line in lines])
    band = _BAND * max(abs(lines[0].y - lines[-1].y) for lines in ordered)
    same = list(
        takewhile(
            lambda row: (
                abs(row[0].y - ordered[0][0].y) <= band
                # What counts at the top in usual print may be a heading: "Week 1", "Week 2".
                and _is_repeated(row, count, may_count=not is_top or row[0].height < SMALL * usual)
            ),
            zip(*ordered, strict=False),
        )
    )
    number = len(same)
    rows = [[line.y for line in lines if line.is_row] for lines in pages]
    while number and not all(
        _is_apart(lines[number - 1].y, [*own, *(line.y for line in lines[number:])], _APART * usual)
        for lines, own in zip(ordered, rows, strict=True)
    ):
        number -= 1
    return [lines[:number] for lines in ordered] if number else []


def _from_edge(lines: Sequence[Line], *, is_top: bool) -> list[Line]:
    printed = [line for line in lines if not line.is_row]
    return sorted(
        printed, key=lambda line: (-round(line.y) if is_top else round(line.y), line.left)
    )


def _is_apart(y: float, others: Sequence[float], least: float) -> bool:
    """Whether a line stands apart from the others of its page, of which there are some."""
    return bool(others) and min(abs(y - other) for other in others) >= least


def _is_repeated(row: Sequence[Line], count: int, *, may_count: bool) -> bool:
    """Whether lines of pages in their order are one but for the number of the page.

    That has to be told from other numbers, unless it `may_count`: it stands before the `count` of
    the pages.
    """
    first = row[0]
    if any(
        line.confidence is not None
        or abs(line.y - first.y) > _SAME
        or abs(line.height - first.height) > _SAME_HEIGHT
        or _DIGITS.sub("#", line.text) != _DIGITS.sub("#", first.text)
        for line in row
    ):
        return False
    numbers = [_numbers(line.text) for line in row]
    changing = _changing(numbers)
    if not changing or all(map(is_page_number, row)):
        return True
    at = changing[0]
    counts_pages = all(one[at] == numbers[0][at] + page for page, one in enumerate(numbers))
    return len(changing) == 1 and counts_pages and (may_count or count in numbers[0][at + 1 :])


def _changing(numbers: Sequence[Sequence[int]]) -> list[int]:
    """Which of the numbers in lines are not the same in all of them."""
    return [at for at, column in enumerate(zip(*numbers, strict=True)) if len({*column}) > 1]


def _numbers(text: str) -> list[int]:
    return [int(one) for one in _DIGITS.findall(text)]


def _marked(row: Sequence[Line], count: int, words: Mapping[Line, str]) -> str:
    """What lines of pages say, with a mark for the page's number and for how many there are."""
    changing = _changing([_numbers(line.text) for line in row])
    first = row[0]
    text = words.get(first, first.text)
    if _numbers(text) != _numbers(first.text):
        text = first.text
    at = -1

    def mark(number: re.Match[str]) -> str:
        nonlocal at
        at += 1
        is_count = bool(changing) and at > changing[0] and int(number[0]) == count
        return NUMBER if at in changing or is_count else number[0]

    return _DIGITS.sub(mark, text)
