"""Where on a page a quotation stands: its letters and digits, found again among those of the page.

A text has the hyphens at line ends mended and its white space made even, and of a table it has
rows that are worded anew. Letters and digits are those of the page, in the same order; of a row,
those of each cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from operator import itemgetter

from assistant.corpus.layout import without_item_mark
from assistant.corpus.read.boxes import Letter
from assistant.corpus.rows import parse_row

_UNIT_AT_END = re.compile(r"\s*\([^()]*\)$")
_NUMBER_FIRST = re.compile(r"\W*\d[\d.,'’ ]*")
_ADJACENT = 0.3  # of a height: characters that are nearer are of one word
_FAR = 3.0  # in heights: characters that are farther apart are marked one by one
_UNDER = 1.5  # in heights of a value, at most, between it and the label above it
_SAME_EDGE = 2.0  # points
_LEAST_CELLS = 0.6  # of a row, that have to be found beside its first


def letter_count(text: str) -> int:
    """How many letters and digits a text has: what places on a page are counted in."""
    return sum(map(str.isalnum, text))


def marked(quote: str, page: Sequence[Letter], before: int = 0) -> list[list[Letter]]:
    """The characters that a quotation was read from, line by line; none where it is not found.

    Args:
        quote: as it stands in the document's text.
        page: all characters of the page, in the order of the file.
        before: about how many letters and digits of the page come first. Of several places that
            say the same, the nearest to it counts.
    """
    print_ = _Print(page)
    for text in (quote, without_item_mark(quote)):  # a file may hold the mark elsewhere
        if places := print_.places(text):
            at = min(places, key=lambda place: abs(place - before))
            return _by_line(print_.run(at, text))
    cells = _row(quote, print_) or _field(quote, print_)
    return [line for cell in cells for line in _by_line(cell)]


def spread(text: str, left: float, right: float, bottom: float, top: float) -> Iterator[Letter]:
    """The characters of a line whose box alone is known, as if each were equally wide."""
    width = (right - left) / max(1, len(text))
    for number, character in enumerate(text):
        yield Letter(character, left + number * width, left + (number + 1) * width, bottom, top)


class _Print:
    """The characters of a page, and the text that its letters and digits are."""

    def __init__(self, page: Sequence[Letter]) -> None:
        self._page = page
        self._numbers = [number for number, one in enumerate(page) if one.text.isalnum()]
        self._text = "".join(page[number].text for number in self._numbers)

    def places(self, sought: str) -> list[int]:
        """Where letters and digits stand as they do in a text, counted in those of the page."""
        letters = "".join(filter(str.isalnum, sought))
        found: list[int] = []
        at = self._text.find(letters) if letters else -1
        while at >= 0:
            found.append(at)
            at = self._text.find(letters, at + 1)
        return found

    def run(self, at: int, text: str) -> list[Letter]:
        """The characters from a place on, with the marks that follow the text's last letter."""
        count = letter_count(text)
        first, last = self._numbers[at], self._numbers[at + count - 1]
        behind = re.search(r"[\W_]*$", text)
        for mark in "".join((behind[0] if behind else "").split()):
            if last + 1 >= len(self._page) or self._page[last + 1].text != mark:
                break
            last += 1
        return [one for one in self._page[first : last + 1] if not one.text.isspace()]

    def words(self, text: str) -> Iterator[list[Letter]]:
        """Each place where a text stands and no word goes on before or behind it."""
        for at in self.places(text):
            found = self.run(at, text)
            first, last = self._numbers[at], self._numbers[at + letter_count(text) - 1]
            before, behind = self._page[max(0, first - 1) : first], self._page[last + 1 : last + 2]
            if not (before and _is_one_word(before[0], found[0])) and not (
                behind and _is_one_word(self._page[last], behind[0])
            ):
                yield found


def _is_one_word(left: Letter, right: Letter) -> bool:
    height = right.top - right.bottom
    return (
        left.text.isalnum()
        and right.text.isalnum()
        and abs(right.bottom - left.bottom) < height / 2
        and abs(right.left - left.right) < _ADJACENT * height
    )


def _row(quote: str, page: _Print) -> list[list[Letter]]:
    """The cells of a row of a table, which stand beside its first one."""
    row = parse_row(quote)
    first, *others = row.cells.values() if row else [""]
    best: list[list[Letter]] = []
    for label in page.words(first):
        cells = [label]
        for cell in others:
            beside = (
                found
                for text in _as_printed(cell)
                for found in page.words(text)
                if _is_beside(label, found) and found not in cells
            )
            if (found := next(beside, None)) is not None:
                cells.append(found)
        if len(cells) - 1 >= max(1, _LEAST_CELLS * len(others)) and len(cells) > len(best):
            best = cells
    return best


def _field(quote: str, page: _Print) -> list[list[Letter]]:
    """A label and its value, which stands right below it."""
    label, _, value = quote.partition(": ")
    pairs = ((_below(*pair), pair) for pair in product(page.words(label), page.words(value)))
    near = [(gap, pair) for gap, pair in pairs if gap is not None]
    return list(min(near, key=itemgetter(0))[1]) if near else []


def _below(one: Sequence[Letter], other: Sequence[Letter]) -> float | None:
    """How far below a text another one begins at its left edge, in points; None for elsewhere."""
    height = other[0].top - other[0].bottom
    gap = one[-1].bottom - other[0].top
    is_below = -height / 2 < gap < _UNDER * height
    return gap if is_below and abs(one[0].left - other[0].left) < _SAME_EDGE else None


def _as_printed(cell: str) -> Iterator[str]:
    """A cell, and what it was before the unit of its column was put behind it."""
    yield cell
    if bare := _UNIT_AT_END.sub("", cell):
        yield bare
    if number := _NUMBER_FIRST.match(cell):
        yield number[0]


def _is_beside(one: Sequence[Letter], other: Sequence[Letter]) -> bool:
    return min(letter.bottom for letter in one) < max(letter.top for letter in other) and (
        min(letter.bottom for letter in other) < max(letter.top for letter in one)
    )


def _by_line(letters: Sequence[Letter]) -> list[list[Letter]]:
    lines: list[list[Letter]] = []
    for letter in letters:
        if lines and not _starts_line(lines[-1][-1], letter):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return lines


def _starts_line(left: Letter, right: Letter) -> bool:
    height = max(left.top - left.bottom, right.top - right.bottom)
    return (
        abs(right.bottom - left.bottom) > height / 2
        or right.left < left.left - height
        or right.left > left.right + _FAR * height
    )
