"""How likely a claim of a draft is right: it answers the question, and its sources bear it.

Two models have looked at the same passages: the writer said something, and the reader found a span.
Where both say the same, the claim is seldom wrong; where the reader finds no answer at all, it
often is. A logistic regression weighs that beside the reader's verdict on claim and sources and
the words that both share. It is fitted by `benchmarks/fit.py` on drafts for questions of articles
that the reader was not trained on: with the answer among the passages, with its passage or article
left out, and with a name of the question exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.polarity import negates
from assistant.grounding.refuse import Calibration
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Hit

NAMES = (
    "rank_best",
    "none_least",
    "agreement",
    "supported",
    "contradicted",
    "carried",
    "negation",
)
"""The reader's best score; by how much no answer is better than the best span; the share of that
span that the claim has; the reader's verdict on claim and sources; the share of the claim's words
that its sources have; whether one of claim and sources denies."""

NO_SPAN = 0.5
"""What stands for the agreement where none can be expected."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader found in the passages.

    Attributes:
        rank: the best score of a passage.
        none: by how much no answer is better than `answer`; less than zero where it is worse.
        answer: the best span of all passages, as it stands there.
    """

    rank: float
    none: float
    answer: str


def found_in(hits: Sequence[Hit], reading: Reading) -> Found:
    """The best of what was read; `hits` in the order of the reading, one at least."""
    best = int(np.argmin(reading.none))
    start, end = reading.spans[best]
    return Found(
        float(reading.relevance.max()),
        float(reading.none[best]),
        hits[best].passage.text[start:end].strip(),
    )


def measure(
    claim: str,
    source: str,
    carried: float,
    verdict: NDArray[np.float32],
    found: Found,
    is_verdict: bool = False,
) -> NDArray[np.float64]:
    """The feature row, as `NAMES`.

    Args:
        claim: without a yes or no before it.
        source: what it cites.
        carried: the share of the claim's words that the source has.
        verdict: of shape (3,), as `Reader.entail` gives it.
        found: what the reader found for the question.
        is_verdict: whether a yes or no stood before the claim: then no span says the same.
    """
    return np.array(
        [
            found.rank,
            found.none,
            NO_SPAN if is_verdict else agreement(found.answer, claim),
            float(verdict[0]),
            float(verdict[1]),
            carried,
            float(negates(claim) != negates(source)),
        ]
    )


def agreement(answer: str, claim: str) -> float:
    """The share of a span's words that a claim has, in 0-1; 0 for a span without a word."""
    wanted = content_stems(answer)
    return len(set(wanted) & set(content_stems(claim))) / len(set(wanted)) if wanted else 0.0


@lru_cache(maxsize=1)
def default_right() -> Calibration:
    """The weights that ship with the program."""
    return Calibration.load(Path(__file__).with_name("right.json"))
