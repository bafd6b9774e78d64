"""A follow-up as the model words it, so that it can be understood by itself."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.followup import Turn
from assistant.protocols import Generator
from assistant.writing.prompts import FOLLOW_UP_SYSTEM, follow_up_prompt

TURNS = 3
"""Turns before it, the last ones, that the model reads."""

ANSWER_WORDS = 60
"""Words of each of their answers that it reads."""

TOKENS = 50
"""Of the question, at most."""


def write_alone(question: str, earlier: Sequence[Turn], generator: Generator) -> str:
    """The question in the model's words; empty where it wrote none."""
    said = [
        (turn.question, " ".join(turn.answered.split()[:ANSWER_WORDS])) for turn in earlier[-TURNS:]
    ]
    prompt = follow_up_prompt(question, said)
    text = "".join(generator.generate(FOLLOW_UP_SYSTEM, prompt, max_tokens=TOKENS)).strip()
    return text.partition("\n")[0].strip()
