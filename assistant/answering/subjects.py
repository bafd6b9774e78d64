"""What the documents say on a subject: the sentences that matter of it, in the order of time.

A reader that has learnt which sentences people would rest a summary on (`training/asked.py`) finds
them, as it finds answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.corpus.layout import is_list_item, is_named
from assistant.corpus.wrapping import ENDS_SENTENCE
from assistant.language.question import Question
from assistant.protocols import Reader
from assistant.records import Evidence, Hit
from assistant.writing.condense import says_something
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence, tells_of_message

LEAST = -1.0
"""Least score of a sentence that is told, as `read_evidence` has it."""

WITHIN = 4.0
"""How far it may score behind the best one."""

BESIDE = 0.15
"""Share of the words that lines which are no sentences have at most, where they stand beside what
is said, as an address does; in lists, forms, notes and verse they say it. Where they were left out
rightly in 26 documents of our benchmarks it was .12 at most."""


def told_of(
    question: Question, hits: Sequence[Hit], reader: Reader, words: int, *, is_all: bool = False
) -> list[Evidence]:
    """The sentences that matter most of what is asked about, of about so many words.

    Args:
        question: the wish to be told of something, as it was typed.
        hits: what the search finds for it.
        reader: says which sentences matter.
        words: of all sentences; the best one is told however long it is.
        is_all: all hits are what is asked about, so that no sentence is beside it; but a line that
            is no sentence, as an address or how a letter is signed, may be.
    """
    reading = read_passages(question.text, hits, reader)
    found = read_evidence(question, hits, reading, says_something)
    found = found or read_evidence(question, hits, reading)
    found = tuple(one for one in found if not tells_of_message(one)) or found
    least = max(LEAST, max((one.score for one in found), default=0.0) - WITHIN)
    lines = [one for one in found if not _is_whole(one.text)]
    if _words(lines) <= BESIDE * _words(found):
        found = tuple(one for one in found if one.score >= least or one not in lines)
    told: list[Evidence] = []
    left = words
    for one in found:
        if not is_all and told and one.score < least:
            continue
        length = len(one.text.split())
        if not told or length <= left:
            told.append(one)
            left -= length
    return sorted(told, key=lambda one: (str(one.document.own_date), one.document.id, one.start))


def _is_whole(text: str) -> bool:
    """Whether it ends as a sentence does, is an item of a list, or tells the value of a name."""
    return bool(ENDS_SENTENCE.search(text)) or is_list_item(text) or is_named(text)


def _words(told: Sequence[Evidence]) -> int:
    return sum(len(one.text.split()) for one in told)
