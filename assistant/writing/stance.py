"""Whether the yes or no of a draft may stand.

A small model decides on yes or no with its first word, before it has said what the passages say,
and is wrong in half of its drafts, also where what follows is right ("No, from 16 they may train
alone"). So it is asked the question again over nothing but what it has said: then it answers from
that, and where it does not plainly say the same, the yes or no is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

from assistant.protocols import Generator
from assistant.writing.direct import Draft, written_by
from assistant.writing.prompts import DIRECT_SYSTEM, direct_prompt_over

VERDICT = re.compile(r"(?:yes|no)[,.;:]\s*(?=\S)", re.IGNORECASE)
"""A yes or no before a statement."""

PLAIN = 0.73
"""Least probability of the same word. Of 58 drafts of benchmarks/asked that begin with yes or no 31
have the right one; of the 23 whose statement is so plainly taken for the same one, 19."""

FEWEST = 4
"""Words of a statement, at least, that says something without a yes or no before it."""


def with_plain_verdict(
    draft: Draft,
    question: str,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> Draft:
    """A draft without its yes or no, unless the writer says the same of the statement alone.

    Args:
        draft: what the writer wrote.
        question: as the person asked it.
        writer: is asked; a draft of one that was not taught to begin with yes or no, or does not
            say how sure it is, stays as it is.
        should_stop: ends the asking.
    """
    opening = VERDICT.match(draft.text)
    if opening is None or not writer.is_taught:
        return draft
    statement = draft.text[opening.end() :]
    if len(statement.split()) < FEWEST:
        return draft
    statement = statement[0].upper() + statement[1:]
    prompt = direct_prompt_over(f"[1] \n{statement}", question)
    said = written_by(writer, DIRECT_SYSTEM, prompt, 1, should_stop)
    if said.sureness is None:
        return draft
    is_same = said.text.casefold() == opening[0].rstrip(" ,.;:").casefold()
    is_plain = is_same and math.exp(said.sureness) >= PLAIN
    return draft if is_plain else replace(draft, text=statement)
