"""What the documents say on a subject: the sentences that matter of it, in the order of time.

A reader that has learnt which sentences people would rest a summary on (`training/asked.py`) finds
them, as it finds answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.corpus.layout import CELL_MARK
from assistant.language.question import Question
from assistant.language.tongue import ENGLISH, language_of
from assistant.protocols import Reader
from assistant.records import Evidence, Hit
from assistant.writing.condense import is_name, says_something
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence

LEAST = -1.0
"""Least score of a sentence that is told, as `read_evidence` has it."""

WITHIN = 4.0
"""How far it may score behind the best one."""


def told_of(
    question: Question, hits: Sequence[Hit], reader: Reader, words: int, *, is_all: bool = False
) -> list[Evidence]:
    """The sentences that matter most of what is asked about, of about so many words.

    Args:
        question: the wish to be told of something, as it was typed.
        hits: what the search finds for it.
        reader: says which sentences matter.
        words: of all sentences; the best one is told however long it is.
        is_all: all hits are what is asked about, so that no sentence is beside it.
    """
    reading = read_passages(question.text, hits, reader)
    above = {line for hit in hits for line in hit.passage.section.split(CELL_MARK)}
    is_english = language_of("\n".join(hit.passage.text for hit in hits)) == ENGLISH

    def tells(text: str) -> bool:
        """Neither a line of a message's header, nor whom a letter is from or to."""
        return says_something(text) and text not in above and not (is_english and is_name(text))

    found = read_evidence(question, hits, reading, tells)
    found = found or read_evidence(question, hits, reading)
    told: list[Evidence] = []
    left = words
    for one in found:
        if not is_all and told and one.score < max(LEAST, found[0].score - WITHIN):
            break
        length = len(one.text.split())
        if not told or length <= left:
            told.append(one)
            left -= length
    return sorted(told, key=lambda one: (str(one.document.own_date), one.document.id, one.start))
