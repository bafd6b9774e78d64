"""What a line's end cut in two: whether the hyphen there is the word's own, or a space is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from assistant.language.dictionary import is_english

# Of the different words of an English text, at least this share is in the dictionary. Of 48
# articles of XQuAD, 20 of examples/news and the pages of docs/ it is .85 at least; of texts in
# French .32, Spanish .25, German .17, Turkish .08.
_ENGLISH = 0.6
_HYPHENATED = re.compile(r"(?<!\w)\w+-\w+")
_WORD = re.compile(r"\w+")
_OPEN_RANGE = re.compile(r"\d[-–]$")


def gap(line: str, following: str) -> str:
    """What stands between two lines where they are joined: a space.

    There is none at the end, between characters of scripts that do without, and in a range of
    numbers that the line's end cut in two ("3-" over "5").
    """
    if not following or min(line[-1], following[0]) >= "\u2e80":
        return ""
    return (
        "" if following[0].isdecimal() and _OPEN_RANGE.search(line, max(0, len(line) - 2)) else " "
    )


def in_one(lines: Iterable[str]) -> str:
    """The lines of a cell as one; empty ones are left out."""
    held = [*filter(None, lines), ""]
    return "".join(f"{line}{gap(line, following)}" for line, following in pairwise(held))


class Spelling:
    """How a document writes its words.

    Args:
        text: the whole of it; words that are cut in it do no harm.
    """

    def __init__(self, text: str) -> None:
        self._plain = frozenset(word.lower() for word in _WORD.findall(text))
        self._hyphenated = frozenset(word.lower() for word in _HYPHENATED.findall(text))

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether two parts of a word are joined by a hyphen when they stand in one line.

        The document's own spelling decides, then a dictionary, where the document is English: two
        words that are none together are a compound ("well-" over "documented"), but in names
        ("Salt-" over "marsh").
        """
        whole = f"{left}{right}".lower()
        if f"{left}-{right}".lower() in self._hyphenated or not right[0].islower():
            return True
        if whole in self._plain or not (left.islower() and self._is_english):
            return False
        return is_english(left) and is_english(right) and not is_english(whole)

    @cached_property
    def _is_english(self) -> bool:
        words = [word for word in self._plain if word.isalpha()]
        return sum(map(is_english, words)) >= _ENGLISH * len(words)
