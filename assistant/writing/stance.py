"""Whether the yes or no of a draft may stand.

A small model decides on yes or no with its first word, before it has said what its source says,
and is wrong in half of its drafts, also where what follows is right ("No, from 16 they may train
alone"). Asked whether a bare yes is right, and whether a bare no is, it tells the two apart better;
where it does not plainly think so of what the draft begins with, that is left out
(docs/decisions/taught-writer.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Generator
from assistant.records import Hit
from assistant.writing.approval import approval
from assistant.writing.direct import Draft

VERDICT = re.compile(r"(?:yes|no)[,.;:]\s*(?=\S)", re.IGNORECASE)
"""A yes or no before a statement."""

EVEN = -1.2
"""What a writer thinks more of yes than of no, in log odds, where either is as likely, as
`benchmarks.stances` fits it."""

PLAIN = 0.7
"""How far from there, at least, the word is that stands. Of 149 drafts that begin with either
80 have the right one; of the 46 that are so plain, 39."""

FEWEST = 4
"""Words of a statement, at least, that says something without a yes or no before it."""


def leaning(
    question: str,
    told: Sequence[Hit],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> float | None:
    """How far a writer takes yes for the answer rather than no, in log odds; below 0, no.

    None where it does not say.

    Args:
        question: as the person asked it.
        told: what answers it, each sentence with the one before it.
        writer: is asked.
        should_stop: ends the asking.
    """
    yes = approval(question, told, "Yes.", writer, should_stop)
    no = None if yes is None else approval(question, told, "No.", writer, should_stop)
    return None if yes is None or no is None else yes - no - EVEN


def with_plain_verdict(draft: Draft, leans: Callable[[], float | None]) -> Draft:
    """A draft without its yes or no, unless the writer plainly leans to it.

    Args:
        draft: what the writer wrote.
        leans: as `leaning` says of its question; where it is None the draft stays as it is.
    """
    opening = VERDICT.match(draft.text)
    statement = draft.text[opening.end() :] if opening else ""
    if opening is None or len(statement.split()) < FEWEST:
        return draft
    lean = leans()
    if lean is None or (lean if opening[0].casefold().startswith("yes") else -lean) >= PLAIN:
        return draft
    return replace(draft, text=statement[0].upper() + statement[1:])
