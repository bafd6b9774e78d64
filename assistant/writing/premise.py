"""What a question takes for granted, where the sentence that answers it best denies it.

A writer gives a reason for what never was as it gives one for what was. So it is asked whether it
was, over that sentence alone ("why was the bus cancelled?" → "was the bus cancelled?"). To a
premise that fails it mostly says no, to one that holds yes; but where that sentence is beside the
question, it says no as well, so that a no is looked into (docs/decisions/premises.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from assistant.language.polar import presupposed
from assistant.protocols import Generator
from assistant.records import Hit
from assistant.writing.direct import fits, written_by
from assistant.writing.prompts import DIRECT_SYSTEM, direct_prompt

DENIED = 0.65
"""Least probability of a no: of 63 questions of benchmarks/premises with such a form 22 of the 32
whose premise fails have it, and none of the 31 others."""

RATHER = 0.5
"""The same over what answers best whether it is so, where more is read."""


def denied(
    question: str,
    given: Sequence[Hit],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
    least: float = DENIED,
) -> str | None:
    """The question of what is taken for granted, where it is plainly answered by no; else None.

    Args:
        question: as the person asked it, or as it is understood.
        given: the sentence that answers it best, as a passage of its own, or several.
        writer: is asked; one that was not taught to begin with yes or no denies nothing.
        should_stop: ends the asking.
        least: probability of a no.
    """
    granted = presupposed(question)
    if granted is None or not writer.is_taught:
        return None
    prompt = direct_prompt(granted, given)
    if not fits(writer, DIRECT_SYSTEM, prompt, 0):  # the one token has room in the template's
        return None
    said = written_by(writer, DIRECT_SYSTEM, prompt, 1, should_stop)
    if said.sureness is None or said.text.casefold() != "no":
        return None
    return granted if math.exp(said.sureness) >= least else None
