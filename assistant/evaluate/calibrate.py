"""Fitting the refusal threshold to a person's own collection.

Questions are made from its sentences. Half of them are asked as they are, half with their
document left out, and with it the documents that tell much the same: those have no answer,
and every answer to them would be a false one.

The rule: the threshold is the lowest that keeps the false answers within the wanted share.
With n confidences of questions without an answer, sorted, it lies just above the k-th,
k = ⌈(n + 1)(1 − share)⌉. By the argument of split conformal prediction (V. Vovk et al.,
"Algorithmic Learning in a Random World", 2005) a further question of that kind then passes
with at most that probability.

It has a ceiling. Questions that are made from sentences keep their words, so what a threshold
costs a person's own questions cannot be read from them; it is read from the questions that
people wrote for the data set that the confidences were fitted on. Where the rule would refuse
more of those than allowed, the threshold stays where that many are refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.errors import CollectionError, ConfigError
from assistant.evaluate.making import Made, make_questions
from assistant.evaluate.remember import RememberingEmbedder
from assistant.language.words import content_stems
from assistant.protocols import Generator, Progress
from assistant.search.filters import Filter
from assistant.search.threshold import FittedThreshold

SEED = 1

LEAST_DOCUMENTS = 10
"""With fewer, leaving one out says little about the rest."""

ALIKE = 0.4
"""Share of a sentence's content words from which another passage is about the same thing."""

ROUNDS = 5
"""How often more documents about the same thing are looked for."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted, and what it was fitted on.

    Attributes:
        before, after: the thresholds.
        rule: the threshold that the rule gives; higher than `after` where the ceiling held.
        wanted: the share of questions without an answer that may be answered.
        allowed: the share of ordinary questions with an answer that may be refused.
        refused: the share of those that `before` and `after` refuse.
        present: confidences of the questions whose document was there.
        absent: confidences of those whose document was left out.
        left_out: how many documents were left out for each of these, the mean.
        held_out: the share of `absent` that passes a threshold fitted on the other half of
            them, the ceiling included, the mean of both ways; None where half is too few.
        documents: how many documents the collection has.
    """

    before: float
    after: float
    rule: float
    wanted: float
    allowed: float
    refused: tuple[float, float]
    present: tuple[float, ...]
    absent: tuple[float, ...]
    left_out: float
    held_out: float | None
    documents: int

    @property
    def is_held(self) -> bool:
        """Whether the ceiling kept the threshold below that of the rule."""
        return self.after < self.rule

    @property
    def items(self) -> NDArray[np.float64]:
        """Confidence, and 1 where no answer should be given; shape (questions, 2)."""
        rows = [(value, 0.0) for value in self.present] + [(value, 1.0) for value in self.absent]
        return np.array(rows, np.float64).reshape(-1, 2)

    def point(self, threshold: float) -> tuple[float, float]:
        """Coverage and risk at a threshold: the share answered, and the false share of it."""
        answered = self.items[self.items[:, 0] >= threshold]
        risk = float(answered[:, 1].mean()) if len(answered) else 0.0
        return len(answered) / len(self.items), risk

    def passing(self, threshold: float) -> tuple[float, float]:
        """The shares of `present` and of `absent` that reach a threshold."""
        return _share_from(self.present, threshold), _share_from(self.absent, threshold)


def calibrate(
    assistant: Assistant,
    *,
    questions: int,
    wanted: float,
    allowed: float,
    load_writer: Callable[[], Generator | None],
    progress: Progress,
) -> Calibrated:
    """Fit the threshold; nothing is stored yet.

    Args:
        assistant: over the collection to fit to.
        questions: how many to make at most.
        wanted: the share of questions without an answer that may be answered, in 0-1.
        allowed: the share of ordinary questions with an answer that may be refused, in 0-1.
        load_writer: gives what words the questions, once it is clear that there is enough to
            ask; None leaves them as the code makes them.
        progress: counts the questions.

    Raises:
        CollectionError: the collection is too small for that.
        ConfigError: fewer questions are wanted than the rule needs.
    """
    collection = assistant.collection
    _, documents = collection.counts()
    least = least_absent(wanted)
    _require(documents >= LEAST_DOCUMENTS, f"has {documents} documents", least)
    _require_asked(questions, least, wanted)
    assistant.collection.check_embedder(assistant.embedder)
    made = make_questions(collection, questions, SEED, load_writer(), progress)
    _require(len(made) >= 2 * least, f"gives only {len(made)} questions", least)
    embedder = RememberingEmbedder(assistant.embedder)
    asking = assistant.quoting(lambda: embedder)
    present, absent, left_out = _ask(asking, made, progress)
    _require(len(absent) >= least, f"gives only {len(absent)} questions without an answer", least)
    scale, before = assistant.calibration, assistant.threshold
    ceiling = scale.threshold_refusing(allowed)
    rule = fit_threshold(absent, wanted)
    after = min(rule, ceiling)
    return Calibrated(
        before=before,
        after=after,
        rule=rule,
        wanted=wanted,
        allowed=allowed,
        refused=(scale.refused_below(before), scale.refused_below(after)),
        present=tuple(present),
        absent=tuple(absent),
        left_out=left_out,
        held_out=_held_out(absent, wanted, ceiling),
        documents=documents,
    )


def store(assistant: Assistant, calibrated: Calibrated) -> None:
    """Let the collection refuse below the fitted threshold from now on.

    Raises:
        CollectionBusy: another process is writing.
    """
    assistant.collection.set_threshold(
        FittedThreshold(
            threshold=calibrated.after,
            scale=assistant.calibration.fingerprint,
            embedder=assistant.embedder.fingerprint,
            wanted=calibrated.wanted,
            questions=len(calibrated.present) + len(calibrated.absent),
            documents=calibrated.documents,
            day=datetime.now(UTC).date().isoformat(),
        )
    )


def fit_threshold(absent: Sequence[float], wanted: float) -> float:
    """The lowest threshold that the rule allows; see the module.

    Args:
        absent: confidences of questions without an answer, at least `least_absent(wanted)`.
        wanted: the share of them that may pass.
    """
    rank = math.ceil((len(absent) + 1) * (1 - wanted))
    return float(np.nextafter(sorted(absent)[rank - 1], 2.0))


def least_absent(wanted: float) -> int:
    """How many questions without an answer the rule needs."""
    count = 1
    while math.ceil((count + 1) * (1 - wanted)) > count:
        count += 1
    return count


def _ask(
    assistant: Assistant, made: Sequence[Made], progress: Progress
) -> tuple[list[float], list[float], float]:
    """Confidences with the documents there and left out, in turn; and how many were left out."""
    present: list[float] = []
    absent: list[float] = []
    hidden = 0
    progress.start("Asking", len(made), "questions")
    try:
        for number, one in enumerate(made):
            if number % 2 == 0:
                present.append(assistant.ask(one.text).confidence)
            else:
                without = _about_the_same(assistant, one)
                hidden += len(without)
                absent.append(assistant.ask(one.text, among=Filter(without=without)).confidence)
            progress.advance(1)
    finally:
        progress.finish()
    return present, absent, hidden / max(1, len(absent))


def _about_the_same(assistant: Assistant, made: Made) -> frozenset[str]:
    """The document of a question, and those with a passage that says much the same.

    An answer from another report of the same event would not be a false one.
    """
    said = set(content_stems(made.sentence))
    without = frozenset({made.document})
    for _ in range(ROUNDS):
        hits = assistant.search(made.text, among=Filter(without=without))
        alike = {
            hit.document.id
            for hit in hits
            if len(said & set(content_stems(hit.passage.text))) >= ALIKE * len(said)
        }
        if not alike:
            break
        without |= alike
    return without


def _held_out(absent: Sequence[float], wanted: float, ceiling: float) -> float | None:
    halves = absent[::2], absent[1::2]
    if min(map(len, halves)) < least_absent(wanted):
        return None
    first, second = halves
    there = _share_from(second, min(ceiling, fit_threshold(first, wanted)))
    back = _share_from(first, min(ceiling, fit_threshold(second, wanted)))
    return (there + back) / 2


def _share_from(confidences: Sequence[float], threshold: float) -> float:
    return sum(value >= threshold for value in confidences) / max(1, len(confidences))


def _require(enough: bool, finding: str, least: int) -> None:
    if not enough:
        raise CollectionError(
            f"The collection is too small to fit a threshold to: it {finding}, and at least "
            f"{LEAST_DOCUMENTS} documents and {2 * least} questions are needed.",
            "Index more documents, or allow more with --false-answers.",
        )


def _require_asked(questions: int, least: int, wanted: float) -> None:
    if questions < 2 * least:
        raise ConfigError(
            f"{questions} questions are too few to hold false answers to {wanted:.1%}.",
            f"Give at least --questions {2 * least}, or allow more with --false-answers.",
        )
