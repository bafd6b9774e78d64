"""A follow-up as the model words it, so that it can be understood by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.language.followup import Turn
from assistant.protocols import Generator
from assistant.writing.direct import fits
from assistant.writing.prompts import FOLLOW_UP_SYSTEM, follow_up_prompt

TURNS = 3
"""Turns before it, the last ones, that the model reads."""

TURN_WORDS = 60
"""Words of each of their questions, and of each of their answers, that it reads."""

TOKENS = 50
"""Of the question, at most."""


def write_alone(
    question: str,
    earlier: Sequence[Turn],
    generator: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """The question in the model's words; empty where it wrote none, or was stopped."""
    said = [(_beginning(turn.question), _beginning(turn.answered)) for turn in earlier[-TURNS:]]
    prompt = follow_up_prompt(question, said)
    if not fits(generator, FOLLOW_UP_SYSTEM, prompt, TOKENS):
        return ""
    written = generator.generate(
        FOLLOW_UP_SYSTEM, prompt, max_tokens=TOKENS, should_stop=should_stop
    )
    text = "".join(written).strip()
    return "" if should_stop() else text.partition("\n")[0].strip()


def _beginning(text: str) -> str:
    return " ".join(text.split()[:TURN_WORDS])
