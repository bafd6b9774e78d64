"""A question that was asked, with its answer."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evaluate.items import Asked
from assistant.records import Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with its answer, and the seconds that it took."""

    asked: Asked
    answer: Answer
    seconds: float

    @property
    def text(self) -> str:
        """What is shown, without citation marks."""
        return " ".join(claim.text for claim in self.answer.claims)
