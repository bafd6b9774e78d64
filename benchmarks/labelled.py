"""Sentences that a person has marked as what answers a question, found again in passages.

A mark is "file|sentence", as it stands in the file; "also|" before it says that the sentence
answers by itself, beside the first one, and "near|" that it does not answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from assistant.records import Evidence, Hit

SAME = 0.8
"""Least share of the words of the shorter of two sentences that the other has, to be the same: what
a format adds (a list's mark, a cell's border) is not in the passage, and a long line may be cut."""

FEWEST = 3
"""Words, at least, that both have, unless what is marked is shorter."""


def answering(hit: Hit, marks: Sequence[str]) -> list[bool]:
    """Which sentences of a passage are marked."""
    files = {Path(source).name for source in hit.document.sources}
    wanted = [
        _counted(sentence)
        for file, _, sentence in (
            mark.removeprefix("also|").partition("|")
            for mark in marks
            if not mark.startswith("near|")
        )
        if file in files
    ]
    texts = map(hit.passage.text_of, hit.passage.sentences)
    return [any(_same(_counted(text), one) for one in wanted) for text in texts]


def is_same(one: str, other: str) -> bool:
    """Whether two texts are the same sentence, one of which may be cut or marked."""
    return _same(_counted(one), _counted(other))


def _counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _same(one: Counter[str], wanted: Counter[str]) -> bool:
    least = min(one.total(), wanted.total())
    shared = (one & wanted).total()
    return least > 0 and shared >= SAME * least and shared >= min(FEWEST, wanted.total())


def is_marked(sentence: Evidence, marks: Sequence[str]) -> bool:
    """Whether evidence begins in a sentence that is marked."""
    at = [one.start for one in sentence.passage.sentences]
    marked = answering(Hit(sentence.passage, sentence.document, 1.0), marks)
    return any(
        one and sentence.start <= start < sentence.end
        for start, one in zip(at, marked, strict=True)
    )
