"""How likely a claim of a draft is right: it answers the question, and its sources bear it.

A draft that was written from one sentence is as likely right as that sentence answers, if it says
what the sentence does. The first is told by what reader and writer believe of the sentence, and by
how far the second is behind; the other by how sure the writer was of its words, and by what it
thinks of them when it is asked over the passage of that sentence.

A writer that cannot be asked reads whole passages. Then two models have looked at the same place:
the writer said something, and the reader found spans. Where both say the same, the claim is seldom
wrong; and where it rests on the sentence in which the reader believes most.

Logistic regressions weigh that, fitted by `benchmarks/fit_right.py` on drafts that were judged by
reading. What else was tried did not help (docs/decisions/right-drafts.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.calibration import Calibration, shipped
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Hit

UNTAUGHT = ("agreement", "carried", "relevance", "sureness", "belief")
"""How far claim and spans agree; the share of the claim's words that its sources have; how well the
best passage answers, in log odds; the mean log probability of the draft's tokens; the share of the
reader's belief that goes to the sentence that the claim rests on (`judge.belief_in`)."""

NAMES = ("score", "ahead", "sureness", "approval")
"""What reader and writer believe of the sentence that the draft was written from, and how far the
second is behind it (`writing.approval`); the mean log probability of the draft's tokens; what the
writer thinks of the draft over the passage of that sentence. All but the third are log odds."""

NO_SPAN = 0.5
"""What stands for the agreement where none can be expected."""

LIKELY = 0.5
"""Least probability of a span that is taken for the answer."""


AFFIRMED = 0.41
"""How likely a draft that says yes is right whose writer cannot be asked: 36 of 87 were. Such a
writer says yes to nearly all that is asked so, and nothing else tells which is right."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sentence that a draft was written from: its `score` and how far it is `ahead`."""

    score: float
    ahead: float

    def row(self, sureness: float | None, approval: float) -> NDArray[np.float64]:
        """The feature row of a draft, as `NAMES`; a sureness that is not known as in `measure`."""
        sure = np.nan if sureness is None else sureness
        return np.array([self.score, self.ahead, sure, approval])


@dataclass(frozen=True, slots=True)
class Found:
    """What the reader found in the passages.

    Attributes:
        answers: the best span of each passage, as it stands there, and how likely it is an answer,
            in 0-1; the likeliest first.
        relevance: of the best passage, in log odds.
        odds: how likely each sentence answers, in log odds, by its passage's id and its start.
        spans: the best span of each passage, however likely, by its id.
    """

    answers: tuple[tuple[str, float], ...]
    relevance: float
    odds: Mapping[tuple[str, int], float]
    spans: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

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
    spans = {
        hit.passage.id: hit.passage.text[start:end].strip()
        for hit, (start, end) in zip(hits, reading.spans, strict=True)
    }
    likely = [float(1 - np.tanh(none / 2)) / 2 for none in reading.none]
    found = zip(spans.values(), likely, strict=True)
    answers = sorted((span for span in found if span[0]), key=lambda span: -span[1])
    odds = {
        (hit.passage.id, sentence.start): float(score)
        for hit, scores in zip(hits, reading.sentences, strict=True)
        for sentence, score in zip(hit.passage.sentences, scores, strict=True)
    }
    return Found(tuple(answers), float(reading.relevance.max()), odds, spans)


def measure(
    claim: str,
    carried: float,
    found: Found,
    sureness: float | None = None,
    belief: float | None = None,
    *,
    has_verdict: bool = False,
) -> NDArray[np.float64]:
    """The feature row, as `UNTAUGHT`.

    Args:
        claim: without a yes or no before it.
        carried: the share of the claim's words that its sources have.
        found: what the reader found for the question.
        sureness: mean log probability of the draft's tokens; one that is not known counts as the
            mean of those that it is fitted on.
        belief: of the reader in the sentence that the claim rests on, in 0-1; as `sureness` where
            it is not known.
        has_verdict: a yes or no stood before the claim: then no span says the same.
    """
    agreement = NO_SPAN if has_verdict else found.agreement(claim)
    sure, believed = (np.nan if one is None else one for one in (sureness, belief))
    return np.array([agreement, carried, found.relevance, sure, believed])


def said_of(answer: str, claim: str) -> float:
    """The share of a span's words that a claim has, in 0-1; 0 for a span without a word."""
    wanted = content_stems(answer)
    return len(set(wanted) & set(content_stems(claim))) / len(set(wanted)) if wanted else 0.0


def default_right(*, is_chosen: bool) -> Calibration:
    """The weights that ship with the program, for drafts from a sentence and from passages."""
    name, features = ("right.json", NAMES) if is_chosen else ("right_untaught.json", UNTAUGHT)
    return shipped(__file__, name, features)
