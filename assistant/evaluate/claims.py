"""How well a support score tells sentences that a text supports from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.checking import Checker
from assistant.evaluate.items import Judged, Labelled, sample
from assistant.evaluate.report import Measure, measured
from assistant.grounding.support import default_model
from assistant.protocols import Embedder, Progress, Reader

SEED = 1


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


def checked(embedder: Embedder, reader: Reader) -> Support:
    """The score of `check`; a sentence that it takes for several claims has that of the weakest."""
    checker = Checker(lambda: embedder, lambda: reader)

    def score(claims: Sequence[str], text: str) -> list[float]:
        prepared = checker.prepare_text(text)
        reports = [checker.check(claim, prepared) for claim in claims]
        return [min((one.score for one in report.claims), default=0.0) for report in reports]

    return Support("check", score, default_model().threshold)


def measure_claims(
    judged: Judged, support: Support, limit: int | None, progress: Progress
) -> list[Measure]:
    """AUROC and balanced accuracy against people's judgement, for each group and together.

    Args:
        judged: the sentences, with what people found.
        support: what scores them.
        limit: how many sentences of each group; None takes all.
        progress: counts the sentences.
    """
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for claim in judged.claims:
        groups[claim.group].append(claim)
    chosen = {group: sample(claims, limit, SEED) for group, claims in groups.items()}
    scores = _scores([claim for claims in chosen.values() for claim in claims], support, progress)
    measures = list(_measures("", scores, support.threshold))
    for group, claims in chosen.items() if len(chosen) > 1 else ():
        own = {claim.id: scores[claim.id] for claim in claims}
        measures += _measures(f"{group}: ", own, support.threshold)
    return measures


Scores = dict[str, tuple[float, int]]
"""Score and label (1 is supported) of each sentence."""


def _scores(claims: Sequence[Labelled], support: Support, progress: Progress) -> Scores:
    by_source: dict[str, list[Labelled]] = defaultdict(list)
    for claim in claims:
        by_source[claim.source].append(claim)
    scores: Scores = {}
    progress.start("Checking", len(claims), "sentences")
    try:
        for source, here in by_source.items():
            found = support.score([claim.claim for claim in here], source)
            for claim, score in zip(here, found, strict=True):
                scores[claim.id] = (score, int(claim.supported))
            progress.advance(len(here))
    finally:
        progress.finish()
    return scores


def _measures(group: str, scores: Scores, threshold: float) -> Iterator[Measure]:
    yield measured(f"grounding/{group}AUROC", "auroc", scores)
    decisions = {id_: (score >= threshold, label) for id_, (score, label) in scores.items()}
    yield measured(f"grounding/{group}balanced accuracy", "balanced_accuracy", decisions)
