"""A line of what the writer learns from: passages, and questions on them with what to say."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from training.maker import any_date

LONGEST = 32
"""Words of an answer, at most; a quotation's two sentences may have twice as many."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what is to be said; `kind` is for counting."""

    question: str
    answer: str
    kind: str


def line_of(
    titled: Sequence[tuple[str | None, str]], turns: Sequence[Turn], chance: random.Random
) -> dict[str, Any]:
    """A line of the file: titles and texts, and what is asked of them."""
    passages = [
        {
            "title": title or " ".join(text.split()[:6]),
            "text": text,
            "date": any_date(chance).isoformat() if chance.random() < 0.6 else None,
        }
        for title, text in titled
    ]
    asked_as = [_typed(turn.question, chance) for turn in turns]
    rows = [
        {"question": question, "answer": turn.answer, "kind": turn.kind}
        for question, turn in zip(asked_as, turns, strict=True)
    ]
    return {"passages": passages, "turns": rows}


def _typed(question: str, chance: random.Random) -> str:
    """As people type: one in three without capital or question mark."""
    if chance.random() < 0.35:
        return f"{question[:1].lower()}{question[1:]}".rstrip("?. ")
    return question


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
