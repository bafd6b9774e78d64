"""The only place where an `Answer` is made: from checked claims, quotations, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.disagree import disagreements, newest_first
from assistant.grounding.refuse import Missing, refusal
from assistant.grounding.verify import quote
from assistant.language.question import Question
from assistant.records import Answer, Citation, Claim, Evidence, Hit, Receipt, Refusal
from assistant.writing.evidence import Selection

NEAREST = 3


def reading_order(question: Question, evidence: Sequence[Evidence]) -> list[int]:
    """The 1-based positions of the evidence in the order in which an answer cites them."""
    return newest_first(evidence, disagreements(question, evidence))


def answered(
    question: Question,
    selection: Selection,
    checked: Sequence[Claim],
    confidence: float,
    partial: Refusal | None,
    receipt: Receipt,
) -> Answer:
    """An answer of checked claims; evidence that no supported claim words is quoted.

    Args:
        question: what was asked.
        selection: the evidence, best first; must not be empty.
        checked: all claims of the draft, from `verify.check`; empty without a writer.
        confidence: from `refuse.Calibration`.
        partial: what part of the question lacks evidence, if one does.
        receipt: what made the answer.
    """
    evidence = selection.evidence
    supported = [claim for claim in checked if claim.verdict == "supported"]
    worded = {position: claim for claim in reversed(supported) for position in claim.citations}
    quoted = {claim.citations[0]: claim for claim in quote(evidence)}
    pairs = disagreements(question, evidence)
    order = reading_order(question, evidence)
    number = {position: index for index, position in enumerate(order, start=1)}
    claims = [
        replace(claim, citations=(number[position],))
        for position in order
        for claim in (
            [claim for claim in supported if claim.citations == (position,)]
            if position in worded
            else [quoted[position]]
        )
    ]
    return Answer(
        question=question.text,
        status="partial" if partial else "answered",
        claims=tuple(claims),
        citations=tuple(citation(number[p], evidence[p - 1]) for p in order),
        rejected=tuple(
            replace(claim, citations=tuple(number[p] for p in claim.citations))
            for claim in checked
            if claim.verdict == "unsupported"
        ),
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
