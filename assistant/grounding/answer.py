"""The only place where an `Answer` is made: from judged claims, quotations, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.grounding.disagree import disagreements, newest_first
from assistant.grounding.judge import Judged
from assistant.grounding.recognised import noted
from assistant.grounding.refuse import refusal
from assistant.language.question import Question
from assistant.records import (
    Answer,
    AnswerKind,
    Citation,
    Claim,
    DocumentInfo,
    Evidence,
    Hit,
    Passage,
    Receipt,
    Refusal,
    Span,
    Summary,
    date_in_words,
)
from assistant.writing.evidence import holds, overlap

NEAREST = 3

ALSO = Claim("See also:", (), "said")
"""Stands before a sentence that may belong to the answer, and may not: a person is to know which
of the two is meant as the answer (docs/decisions/completing.md)."""

QUOTED = 2
"""Source sentences that stand for an answer where no wording passes."""


def direct(
    question: Question,
    judged: Judged,
    confidence: float,
    partial: Refusal | None,
    receipt: Receipt,
    replaced: tuple[Evidence, Evidence] | None = None,
    second: Evidence | None = None,
) -> Answer:
    """An answer in the writer's words, as far as they passed.

    Args:
        question: what was asked.
        judged: at least one claim of it may be shown.
        confidence: from `calibration.Calibration`.
        partial: what part of the question lacks evidence, if one does.
        receipt: what made the answer.
        replaced: a source of it, and what that replaced, which is cited last, if there is one.
        second: what the whole answer takes, too, which is quoted behind it, if there is one.
    """
    shown = [claim for claim in judged.claims if claim.verdict == "supported"]
    order = list(dict.fromkeys(position for claim in shown for position in claim.citations))
    number = {position: index for index, position in enumerate(order, start=1)}
    cited = [judged.evidence[position - 1] for position in order]
    said = len(cited)
    cited += [second] if second and not any(overlap(second, one) for one in cited) else []
    also = [ALSO, _quotation(len(cited), cited[-1])] if len(cited) > said else []
    newer = _place_of(replaced[0], cited) if replaced else None
    older = [replaced[1]] if replaced and newer else []
    return Answer(
        question=question.text,
        status="partial" if partial else "answered",
        claims=(*(renumbered(claim, number) for claim in shown), *also),
        citations=citations([*cited, *older]),
        rejected=_rejected(judged.claims),
        confidence=confidence,
        refusal=partial,
        receipt=receipt,
        disagreements=((newer, len(cited) + 1),) if newer else (),
        short_answer=judged.short,
    )


def _place_of(source: Evidence, cited: Sequence[Evidence]) -> int | None:
    """The number of the citation of a source, or of its document; None where neither is cited."""
    itself = [number for number, one in enumerate(cited, start=1) if holds(source, one)]
    same = [n for n, one in enumerate(cited, start=1) if one.document == source.document]
    return next(iter([*itself, *same]), None)


def quoted(
    question: Question,
    evidence: Sequence[Evidence],
    rejected: Sequence[Claim],
    confidence: float,
    partial: Refusal | None,
    receipt: Receipt,
    short: str | None = None,
    older: Evidence | None = None,
    second: Evidence | None = None,
) -> Answer:
    """An answer that is its evidence, each sentence quoted; dated ones that differ newest first.

    Args:
        question: what was asked.
        evidence: best first; must not be empty.
        rejected: the claims of a draft that failed.
        confidence: from `calibration.Calibration`.
        partial: what part of the question lacks evidence, if one does.
        receipt: what made the answer.
        short: the words of the first of it that answer by themselves; None where there are none.
        older: the last of the evidence, where the first replaced it.
        second: the one of the evidence that the whole answer takes, too, if there is one.
    """
    pairs = disagreements(question, evidence)
    if older is not None and (1, len(evidence)) not in pairs:
        pairs.append((1, len(evidence)))
    order = newest_first(evidence, pairs)
    number = {position: index for index, position in enumerate(order, start=1)}
    claims = [_quotation(number[p], evidence[p - 1]) for p in order]
    if second is not None and evidence[order[-1] - 1] is second:
        claims.insert(-1, ALSO)
    return Answer(
        question=question.text,
        status="partial" if partial else "answered",
        claims=tuple(claims),
        citations=citations([evidence[p - 1] for p in order]),
        rejected=_rejected(rejected),
        confidence=confidence,
        refusal=partial,
        receipt=receipt,
        disagreements=tuple((number[newer], number[older]) for newer, older in pairs),
        short_answer=short if order[0] == 1 else None,  # it is of what stands first no more
    )


def several(
    question: Question,
    told: Sequence[tuple[str, Evidence]],
    confidence: float,
    receipt: Receipt,
    lead: str = "",
    partial: Refusal | None = None,
) -> Answer:
    """What is said of each thing that a question means or compares, quoted under its head.

    Args:
        question: what was asked.
        told: of each thing its head, or "", and the sentence, in their order.
        confidence: from `calibration.Calibration`.
        receipt: what made the answer.
        lead: in the program's own words, before all.
        partial: what part of the question lacks evidence, if one does.
    """
    claims = [Claim(lead, (), "said")] if lead else []
    for number, (head, one) in enumerate(told, start=1):
        claims += [Claim(f"{head.rstrip(':')}:", (), "said")] if head else []
        claims.append(_quotation(number, one))
    return Answer(
        question=question.text,
        claims=tuple(claims),
        citations=citations([one for _, one in told]),
        confidence=confidence,
        refusal=partial,
        receipt=receipt,
        status="partial" if partial else "answered",
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of a list, with the place that put it there, if one did."""

    info: DocumentInfo
    passage: Passage | None = None
    sentence: Span | None = None


def counted(
    question: Question, head: str, listed: Sequence[Listed], total: int, receipt: Receipt
) -> Answer:
    """What going through the collection found: one sentence, then a line for each document.

    Args:
        question: what was asked.
        head: the count in words.
        listed: the documents that are named.
        total: how many were found.
        receipt: what made the answer.
    """
    claims = [Claim(head, (), "counted")]
    cited: list[Citation] = []
    for one in listed:
        marks: tuple[int, ...] = ()
        if one.passage is not None and one.sentence is not None:
            cited.append(_cited(len(cited) + 1, one.info, one.passage, one.sentence))
            marks = (len(cited),)
        when = date_in_words(one.info.own_date, one.info.date_origin, "%b")
        name = " · ".join(filter(None, (one.info.title or "(no title)", when)))
        claims.append(Claim(name, marks, "counted"))
    if total > len(listed):
        claims.append(Claim(f"… and {total - len(listed)} more.", (), "counted"))
    return _certain(question, "collection", claims, cited, receipt)


def dated(
    question: Question, when: str, evidence: Sequence[Evidence], total: int, receipt: Receipt
) -> Answer:
    """All sentences with a date, in its order, each quoted.

    Args:
        question: what was asked.
        when: the date, as it was asked for.
        evidence: what is quoted.
        total: how many sentences there are.
        receipt: what made the answer.
    """
    said = f"{total} sentences speak" if total > 1 else "One sentence speaks"
    claims = [Claim(f"{said} of {when}, in order of date:", (), "counted")]
    claims += [_quotation(number, one) for number, one in enumerate(evidence, start=1)]
    if total > len(evidence):
        claims.append(Claim(f"… and {total - len(evidence)} more.", (), "counted"))
    return _certain(question, "collection", claims, citations(evidence), receipt)


def followed(
    question: Question, evidence: Sequence[Evidence], confidence: float, receipt: Receipt
) -> Answer:
    """What documents of several days say of one thing, each quoted under its day, in their order.

    Args:
        question: what was asked.
        evidence: what is quoted, of documents with a date of their own; two at least.
        confidence: that the answer is there, in 0-1.
        receipt: what made the answer.
    """
    head = f"{len(evidence)} documents of different days speak of it, in order:"
    claims = [Claim(head, (), "counted")]
    claims += [
        Claim(f"{one.document.when}: “{one.text}”", (number,), "counted")
        for number, one in enumerate(evidence, start=1)
    ]
    made = _certain(question, "collection", claims, citations(evidence), receipt)
    return replace(made, confidence=confidence)


def computed(
    question: Question,
    text: str,
    short: str,
    lines: Sequence[str],
    evidence: Sequence[Evidence],
    receipt: Receipt,
    most: int,
    borne: Sequence[Sequence[int]] = (),
) -> Answer:
    """What code worked out from rows of a table, or from sentences, with what it comes from.

    Args:
        question: what was asked.
        text: the sentence that says it.
        short: the words of it that answer by themselves.
        lines: for an order, a line for each row; else none.
        evidence: the rows, or the sentences.
        receipt: what made the answer.
        most: how many lines are shown; without lines, how much of the evidence is cited.
        borne: 1-based places of the evidence of each line, in its order; else each has one.
    """
    told = (borne or [(number,) for number in range(1, len(evidence) + 1)])[:most]
    cited = tuple(number for numbers in told for number in numbers)
    claims = [Claim(text, () if lines else cited, "counted")]
    claims += [Claim(line, tuple(of), "counted") for of, line in zip(told, lines, strict=False)]
    if lines and len(lines) > most:
        claims.append(Claim(f"… and {len(lines) - most} more.", (), "counted"))
    shown = citations(evidence[: max(cited, default=0)])
    made = _certain(question, "collection", claims, shown, receipt)
    return replace(made, short_answer=short)


def placed(question: Question, place: str, cited: Citation, receipt: Receipt) -> Answer:
    """Where something is written, and the sentence that stands there."""
    claims = Claim(f"In {place}:", (1,), "said"), Claim(cited.quote, (1,), "quoted")
    return _certain(question, "place", claims, [cited], receipt)


def said(question: Question, text: str, receipt: Receipt) -> Answer:
    """What the program says of itself; it claims nothing about any document."""
    return _certain(question, "talk", [Claim(text, (), "said")], [], receipt)


def summed(question: Question, summary: Summary, receipt: Receipt) -> Answer:
    """A checked summary as the answer to the question that asked for it."""
    made = _certain(question, "summary", summary.claims, summary.citations, receipt)
    return replace(made, rejected=summary.rejected, disagreements=summary.disagreements)


def refused(
    question: Question,
    missing: Sequence[str],
    searched: tuple[int, int],
    hits: Sequence[Hit],
    confidence: float,
    receipt: Receipt,
    *,
    is_likely: bool = False,
    short: str | None = None,
) -> Answer:
    """A refusal: no claims, what was searched, and the nearest passages.

    Args:
        question: what was asked.
        missing: what of it nothing speaks of.
        searched: how many passages of how many documents.
        hits: the nearest, best first.
        confidence: that an answer is there, in 0-1.
        receipt: what made the refusal.
        is_likely: an answer is likely there, though none passed the checks.
        short: the words of the nearest that may answer by themselves; None where there are none.
    """
    return Answer(
        question=question.text,
        status="refused",
        claims=(),
        citations=(),
        confidence=confidence,
        refusal=refusal(
            missing, searched, hits[:NEAREST], partial=False, is_likely=is_likely, short=short
        ),
        receipt=receipt,
    )


def _certain(
    question: Question,
    kind: AnswerKind,
    claims: Sequence[Claim],
    cited: Sequence[Citation],
    receipt: Receipt,
) -> Answer:
    """An answer of which no model says how likely it is right."""
    return Answer(
        question=question.text,
        claims=tuple(claims),
        citations=tuple(cited),
        receipt=receipt,
        kind=kind,
        status="answered",
        confidence=1.0,
    )


def _quotation(number: int, evidence: Evidence) -> Claim:
    """A source sentence as it stands; text recognition may have misread it."""
    return Claim(evidence.text, (number,), "quoted", noted([evidence.passage.ocr]))


def citation(number: int, evidence: Evidence) -> Citation:
    """A numbered citation of one source sentence."""
    return _cited(number, evidence.document, evidence.passage, Span(evidence.start, evidence.end))


def needed_by(claims: Sequence[Claim], answer: Answer) -> list[int]:
    """Ids of the citations that some claims of an answer need, in their order.

    Those that they cite, then what these replaced, which no claim cites.
    """
    cited = dict.fromkeys(number for claim in claims for number in claim.citations)
    elsewhere = {number for claim in answer.claims for number in claim.citations}
    replaced = [older for newer, older in answer.disagreements if newer in cited]
    return [*cited, *(number for number in replaced if number not in elsewhere)]


def renumbered(claim: Claim, numbers: Mapping[int, int]) -> Claim:
    """A claim with other numbers for what it cites."""
    return replace(claim, citations=tuple(numbers[number] for number in claim.citations))


def citations(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """A citation of each source sentence, numbered from 1."""
    return tuple(citation(number, one) for number, one in enumerate(evidence, start=1))


def _cited(number: int, info: DocumentInfo, passage: Passage, span: Span) -> Citation:
    return Citation(
        id=number,
        document_id=info.id,
        title=info.title,
        source=info.source,
        date=info.date,
        date_origin=info.date_origin,
        page=passage.page,
        start=span.start,
        end=span.end,
        quote=passage.text_of(span),
        ocr=passage.ocr,
    )


def _rejected(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """What failed, with no citation: nothing of it is shown that could carry one."""
    return tuple(replace(claim, citations=()) for claim in claims if claim.verdict == "unsupported")
