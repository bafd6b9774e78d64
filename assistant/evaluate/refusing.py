"""How well refusal tells questions without an answer from answerable ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evaluate.outcome import Outcome
from assistant.evaluate.report import Measure, measured


def refusals(
    kind: str, given: Sequence[Outcome], unanswerable: Sequence[Outcome]
) -> Iterator[Measure]:
    """The measures of one kind of questions without an answer.

    Args:
        kind: its name.
        given: the outcomes of the answerable questions.
        unanswerable: those of the questions of this kind.
    """
    if not (given and unanswerable):
        return
    pool = [(one.asked.id, one, 0) for one in given]
    pool += [(f"{one.asked.id} ({kind})", one, 1) for one in unanswerable]
    doubts = {id_: (1 - one.answer.confidence, label) for id_, one, label in pool}
    yield measured(f"refusal/{kind}: AUROC", "auroc", doubts)
    refused = {id_: one.answer.status == "refused" for id_, one, _ in pool}
    right = {id_: (refused[id_] and label, refused[id_]) for id_, _, label in pool}
    yield measured(f"refusal/{kind}: precision", "ratio", right)
    recalled = {id_: [refused[id_]] for id_, _, label in pool if label}
    yield measured(f"refusal/{kind}: recall", "mean", recalled)
    risks = {id_: (one.answer.confidence, label) for id_, one, label in pool}
    yield measured(f"refusal/{kind}: AURC", "aurc", risks, "lower")
