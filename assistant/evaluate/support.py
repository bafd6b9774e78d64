"""How far a text supports sentences about it: a score that is measured, and measured with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.checking import Checker
from assistant.grounding.support import default_model
from assistant.protocols import Embedder, Reader


@dataclass(frozen=True, slots=True)
class Stated:
    """Sentences about one text."""

    claims: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """A score of how far a text supports sentences.

    Attributes:
        name: what scores.
        score: sentences and the text to scores, higher is more supported.
        threshold: the score from which a sentence counts as supported.
    """

    name: str
    score: Callable[[Sequence[str], str], Sequence[float]]
    threshold: float

    def check(self, texts: Sequence[Stated]) -> Iterator[Sequence[float]]:
        """The scores of the sentences about each text, in order."""
        return (self.score(one.claims, one.text) for one in texts)


def checked(embedder: Embedder, reader: Reader) -> Support:
    """The score of `check`; a sentence that it takes for several claims has that of the weakest."""
    checker = Checker(lambda: embedder, lambda: reader)

    def score(claims: Sequence[str], text: str) -> list[float]:
        prepared = checker.prepare_text(text)
        reports = [checker.check(claim, prepared) for claim in claims]
        return [min((one.score for one in report.claims), default=0.0) for report in reports]

    return Support("check", score, default_model().threshold)
