"""What the documents say on a subject: the sentences that matter of it, in the order of time.

A reader that has learnt which sentences people would rest a summary on (`training/asked.py`) finds
them, as it finds answers.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def told_of(question: Question, hits: Sequence[Hit], reader: Reader, words: int) -> list[Evidence]:
    """The sentences that matter most of what is asked about, of about so many words.

    Args:
        question: the wish to be told of something, as it was typed.
        hits: what the search finds for it.
        reader: says which sentences matter.
        words: of all sentences; the best one is told however long it is.
    """
    reading = read_passages(question.text, hits, reader)
    found = read_evidence(question, hits, reading, says_something)
    found = found or read_evidence(question, hits, reading)
    found = tuple(one for one in found if not tells_of_message(one)) or found
    least = max(LEAST, max((one.score for one in found), default=0.0) - WITHIN)
    told: list[Evidence] = []
    left = words
    for one in found:
        if told and one.score < least:
            continue
        length = len(one.text.split())
        if not told or length <= left:
            told.append(one)
            left -= length
    return sorted(told, key=lambda one: (str(one.document.own_date), one.document.id, one.start))
