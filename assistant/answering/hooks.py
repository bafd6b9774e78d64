"""How whoever asks looks on while a question is answered, and stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.records import Answer, Evidence

Step = Literal["search", "write", "check"]


@dataclass(frozen=True, slots=True)
class Hooks:
    """How whoever asks looks on.

    Attributes:
        on_evidence: called with the picked sentences before anything is written; not called where
            it is clear before that nothing is.
        on_answer: called with a checked answer in words, before it is known whether a second
            sentence belongs to it; what is returned says the same, and may say more. Not called
            where more belongs to it for certain, as what it replaced.
        on_step: called when a step begins.
        should_stop: ends the writing; then sentences are quoted.
    """

    on_evidence: Callable[[Sequence[Evidence]], None] = lambda evidence: None
    on_answer: Callable[[Answer], None] = lambda answer: None
    on_step: Callable[[Step], None] = lambda step: None
    should_stop: Callable[[], bool] = lambda: False

    def unseen(self) -> Hooks:
        """The same for a question that only helps to answer another: nothing of it is shown."""
        return replace(self, on_evidence=Hooks().on_evidence, on_answer=Hooks().on_answer)
