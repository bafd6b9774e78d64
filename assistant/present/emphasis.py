"""Which words of an answer are set off: those that answer by themselves.

The reader finds one span in a sentence. Where that is one of several in a row ("Germany, Hungary
and Malta"), it set off alone would look like the whole answer, so nothing is set off.
"""

from __future__ import annotations

import re

from assistant.language.words import STOPWORDS, fold
from assistant.present.printable import one_line
from assistant.writing.stance import VERDICT

MOST = 2 / 3
"""Of a sentence; what is more of it does not stand out."""

_AND = r"(?:and|or|as well as|&)"
_JOINED = re.compile(rf",?\s+{_AND}\s+(?=\S)")
_GOES_ON = re.compile(rf",\s+(?=(?:[^,;:.]{{1,60}},\s+){{0,8}}?[^,;:.]{{1,60}}?,?\s+{_AND}\s)")
"""A comma of a series that comes to its "and"."""
_BEHIND = re.compile(rf"([\w.%-]*\w),?\s+{_AND}\s+$")
"""The last word of what an "and" joins with what follows it."""


def set_off(text: str, short: str | None) -> tuple[str, str, str]:
    """A sentence in three: the words that answer by themselves, between what stands around them.

    Args:
        text: the sentence.
        short: the words of it that answer; None where there are none.

    Returns:
        In one line; without words to set off, the whole sentence is what stands before them.
    """
    line = one_line(text)
    before, words, after = line.partition(one_line(short or "") or "\n")
    if not words or (not before and VERDICT.match(line)):
        return before, words, after
    if len(words) > MOST * len(line) or _is_one_of_several(before, words, after):
        return line, "", ""
    return before, words, after


def _is_one_of_several(before: str, words: str, after: str) -> bool:
    """Whether what stands beside some words, joined to them, looks as they do.

    A capital that may only open the sentence tells nothing.
    """
    form = _form(words)
    alike = {"capital", "small"} if not before and " " not in words else {form}
    if joined := _JOINED.match(after) or _GOES_ON.match(after):
        return _form(after[joined.end() :]) in alike
    behind = _BEHIND.search(before)
    return bool(behind and _form(behind[1]) in {form, _form(words.split()[-1])})


def _form(text: str) -> str:
    """What the first word that tells something is: a figure, or with a capital, or small."""
    told = (word.strip("\"'“”‘’()") for word in text.split())
    first = next((word for word in told if not (word.islower() and fold(word) in STOPWORDS)), "")
    if first[:1].isdecimal() or first[1:2].isdecimal():
        return "figure"
    return "capital" if first[:1].isupper() else "small"
