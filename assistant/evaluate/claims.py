"""How well a support score tells sentences that a text supports from others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.evaluate.doing import Doer
from assistant.evaluate.items import Judged, Labelled, sample
from assistant.evaluate.report import Measure, measured
from assistant.evaluate.support import Stated, Support
from assistant.protocols import Progress

SEED = 1


def measure_claims(
    judged: Judged,
    support: Support,
    limit: int | None,
    progress: Progress,
    doer: Doer | None = None,
) -> list[Measure]:
    """AUROC and balanced accuracy against people's judgement, for each group and together.

    Args:
        judged: the sentences, with what people found.
        support: what scores them.
        limit: how many sentences of each group; None takes all.
        progress: counts the sentences.
        doer: who scores them, in the same way; else this process.
    """
    groups: dict[str, list[Labelled]] = defaultdict(list)
    for claim in judged.claims:
        groups[claim.group].append(claim)
    chosen = {group: sample(claims, limit, SEED) for group, claims in groups.items()}
    every = [claim for claims in chosen.values() for claim in claims]
    scores = _scores(every, doer or support, progress)
    measures = list(_measures("", scores, support.threshold))
    for group, claims in chosen.items() if len(chosen) > 1 else ():
        own = {claim.id: scores[claim.id] for claim in claims}
        measures += _measures(f"{group}: ", own, support.threshold)
    return measures


Scores = dict[str, tuple[float, int]]
"""Score and label (1 is supported) of each sentence."""


def _scores(claims: Sequence[Labelled], checking: Doer | Support, progress: Progress) -> Scores:
    by_source: dict[str, list[Labelled]] = defaultdict(list)
    for claim in claims:
        by_source[claim.source].append(claim)
    scores: Scores = {}
    progress.start("Checking", len(claims), "sentences")
    stated = [Stated(tuple(one.claim for one in own), text) for text, own in by_source.items()]
    try:
        for here, found in zip(by_source.values(), checking.check(stated), strict=True):
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
