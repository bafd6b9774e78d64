"""How whoever asks looks on while a question is answered, and stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.records import Evidence

Step = Literal["search", "write", "check"]


@dataclass(frozen=True, slots=True)
class Hooks:
    """How whoever asks looks on.

    Attributes:
        on_evidence: called with the picked sentences before anything is written; not called where
            it is clear before that nothing is.
        on_step: called when a step begins.
        should_stop: ends the writing; then sentences are quoted.
    """

    on_evidence: Callable[[Sequence[Evidence]], None] = lambda evidence: None
    on_step: Callable[[Step], None] = lambda step: None
    should_stop: Callable[[], bool] = lambda: False
