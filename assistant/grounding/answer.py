"""The only place where an `Answer` is made: from judged claims, quotations, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.disagree import disagreements, newest_first
from assistant.grounding.judge import Judged
from assistant.grounding.refuse import Missing, refusal
from assistant.language.question import Question
from assistant.records import Answer, Citation, Claim, Evidence, Hit, Receipt, Refusal

NEAREST = 3

QUOTED = 2
"""Source sentences that stand for an answer where no wording passes."""


def direct(
    question: Question,
    judged: Judged,
    confidence: float,
    partial: Refusal | None,
    receipt: Receipt,
) -> Answer:
    """An answer in the writer's words, as far as they passed.

    Args:
        question: what was asked.
        judged: at least one claim of it may be shown.
        confidence: from `refuse.Calibration`.
        partial: what part of the question lacks evidence, if one does.
        receipt: what made the answer.
    """
    shown = [claim for claim in judged.claims if claim.verdict != "unsupported"]
    order = list(dict.fromkeys(position for claim in shown for position in claim.citations))
    number = {position: index for index, position in enumerate(order, start=1)}
    return Answer(
        question=question.text,
        status="partial" if partial else "answered",
        claims=tuple(
            replace(claim, citations=tuple(number[position] for position in claim.citations))
            for claim in shown
        ),
        citations=tuple(citation(number[p], judged.evidence[p - 1]) for p in order),
        rejected=_rejected(judged.claims),
        confidence=confidence,
        refusal=partial,
        receipt=receipt,
    )


def quoted(
    question: Question,
    evidence: Sequence[Evidence],
    rejected: Sequence[Claim],
    confidence: float,
    partial: Refusal | None,
    receipt: Receipt,
) -> Answer:
    """An answer that is its evidence, each sentence quoted; dated ones that differ newest first.

    Args:
        question: what was asked.
        evidence: best first; must not be empty.
        rejected: the claims of a draft that failed.
        confidence: from `refuse.Calibration`.
        partial: what part of the question lacks evidence, if one does.
        receipt: what made the answer.
    """
    pairs = disagreements(question, evidence)
    order = newest_first(evidence, pairs)
    number = {position: index for index, position in enumerate(order, start=1)}
    return Answer(
        question=question.text,
        status="partial" if partial else "answered",
        claims=tuple(Claim(evidence[p - 1].text, (number[p],), "quoted") for p in order),
        citations=tuple(citation(number[p], evidence[p - 1]) for p in order),
        rejected=_rejected(rejected),
        confidence=confidence,
        refusal=partial,
        receipt=receipt,
        disagreements=tuple((number[newer], number[older]) for newer, older in pairs),
    )


def refused(
    question: Question,
    missing: Missing,
    searched: tuple[int, int],
    hits: Sequence[Hit],
    confidence: float,
    receipt: Receipt,
) -> Answer:
    """A refusal: no claims, what was searched, and the nearest passages."""
    return Answer(
        question=question.text,
        status="refused",
        claims=(),
        citations=(),
        rejected=(),
        confidence=confidence,
        refusal=refusal(missing, searched, hits[:NEAREST], partial=False),
        receipt=receipt,
    )


def citation(number: int, evidence: Evidence) -> Citation:
    """A numbered citation of one source sentence."""
    document = evidence.document
    return Citation(
        id=number,
        document_id=document.id,
        title=document.title,
        source=document.source,
        date=document.date,
        date_origin=document.date_origin,
        page=evidence.passage.page,
        start=evidence.start,
        end=evidence.end,
        quote=evidence.text,
    )


def _rejected(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """What failed, with no citation: nothing of it is shown that could carry one."""
    return tuple(replace(claim, citations=()) for claim in claims if claim.verdict == "unsupported")
