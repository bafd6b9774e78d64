"""How likely a claim of a draft is right: it answers the question, and its sources bear it.

Two models have looked at the same passages: the writer said something, and the reader found a span.
Where both say the same, the claim is seldom wrong; where the reader finds no answer at all, it
often is. A logistic regression weighs that beside the reader's verdict on claim and sources and
the words that both share. It is fitted by `benchmarks/fit_reading.py` on drafts for questions of
articles that the reader was not trained on: with the answer among the passages, with its passage or
article left out, and with a name of the question exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.refuse import Calibration
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Hit

NAMES = ("rank_best", "none_least", "agreement", "supported", "contradicted", "carried")
"""The reader's best score; by how much no answer is better than the best span; how far claim and
spans agree; the reader's verdict on claim and sources; the share of the claim's words that its
sources have."""

NO_SPAN = 0.5
"""What stands for the agreement where none can be expected."""

LIKELY = 0.5
"""Least probability of a span that is taken for the answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader found in the passages.

    Attributes:
        rank: the best score of a passage.
        none: by how much no answer is better than the best span; less than zero where it is worse.
        answers: the best span of each passage, as it stands there, and how likely it is an answer,
            in 0-1; the likeliest first.
    """

    rank: float
    none: float
    answers: tuple[tuple[str, float], ...]

    def agreement(self, claim: str) -> float:
        """How far a claim says what a span says, in 0-1.

        That is the share of the span's words, times how likely it is, for the best span.
        """
        return max((likely * said_of(answer, claim) for answer, likely in self.answers), default=0)

    def said_in(self, claim: str) -> str | None:
        """The likeliest span that stands in a claim, as it stands there; None where none does."""
        for answer, likely in self.answers:
            at = claim.casefold().find(answer.casefold())
            if likely > LIKELY and at >= 0:
                return claim[at : at + len(answer)]
        return None


def found_in(hits: Sequence[Hit], reading: Reading) -> Found:
    """What was read; `hits` in the order of the reading, one at least."""
    spans = [
        (hit.passage.text[start:end].strip(), float(1 / (1 + np.exp(none))))
        for hit, (start, end), none in zip(hits, reading.spans, reading.none, strict=True)
    ]
    answers = sorted((span for span in spans if span[0]), key=lambda span: -span[1])
    return Found(float(reading.relevance.max()), float(reading.none.min()), tuple(answers))


def measure(
    claim: str,
    carried: float,
    verdict: NDArray[np.float32],
    found: Found,
    is_verdict: bool = False,
) -> NDArray[np.float64]:
    """The feature row, as `NAMES`.

    Args:
        claim: without a yes or no before it.
        carried: the share of the claim's words that its sources have.
        verdict: of shape (3,), as `Reader.entail` gives it.
        found: what the reader found for the question.
        is_verdict: whether a yes or no stood before the claim: then no span says the same.
    """
    agreement = NO_SPAN if is_verdict else found.agreement(claim)
    supported, contradicted, _ = map(float, verdict)
    return np.array([found.rank, found.none, agreement, supported, contradicted, carried])


def said_of(answer: str, claim: str) -> float:
    """The share of a span's words that a claim has, in 0-1; 0 for a span without a word."""
    wanted = content_stems(answer)
    return len(set(wanted) & set(content_stems(claim))) / len(set(wanted)) if wanted else 0.0


@lru_cache(maxsize=1)
def default_right() -> Calibration:
    """The weights that ship with the program."""
    return Calibration.load(Path(__file__).with_name("right.json"))
