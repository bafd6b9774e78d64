"""Any text against source documents: the only place where a `CheckReport` is made.

    text ─sentences→ claims ─sources.near→ windows of sentences ─support.weigh→ CheckedClaim

A claim is weighed against each document that is near; one that supports it wins, then one that
contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus.sentences import sentence_spans, trim
from assistant.grounding.answer import citation
from assistant.grounding.sources import Near, Sources
from assistant.grounding.support import Task, Weighed, weigh
from assistant.protocols import Reader
from assistant.records import CheckedClaim, CheckReport, CheckVerdict, Citation, Evidence, Span

JUDGED_AT_ONCE = 32
"""Claims that are judged before it is asked whether to go on."""

_MARKER = re.compile(r"(?:[-*•–—#>]+|\(?\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the sources say of a claim, and the sentences that say so."""

    verdict: CheckVerdict
    score: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def examine(
    text: str,
    sources: Sources,
    reader: Reader,
    models: Mapping[str, str],
    question: str | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> CheckReport:
    """Every claim of a text with its verdict.

    Args:
        text: from anywhere; its sentences are the claims.
        sources: what it is checked against.
        reader: judges.
        models: for the report.
        question: what the text answers, where it answers one.
        should_stop: ends the judging; then the report has only the claims that were judged.
    """
    spans = claim_spans(text)
    claims = [text[start:end] for start, end in spans]
    judged = judge_claims(claims, sources, reader, question, should_stop)
    numbers: dict[tuple[str, int, int], int] = {}
    return CheckReport(
        claims=tuple(
            CheckedClaim(
                text=claim,
                start=span.start,
                end=span.end,
                verdict=found.verdict,
                score=found.score,
                citations=_citations(found.evidence, numbers),
                reasons=found.reasons,
            )
            for claim, span, found in zip(claims, spans, judged, strict=False)
        ),
        documents=sources.documents,
        sentences=len(sources.sentences),
        models=models,
    )


def judge_claims(
    claims: Sequence[str],
    sources: Sources,
    reader: Reader,
    question: str | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Judgement]:
    """What the sources say of each claim; as `examine`."""
    judged: list[Judgement] = []
    for start in range(0, len(claims), JUDGED_AT_ONCE):
        some = claims[start : start + JUDGED_AT_ONCE]
        near = sources.near(some, should_stop)
        if should_stop():
            break
        tasks = [
            task_of(claim, one, question)
            for claim, ones in zip(some, near, strict=True)
            for one in ones
        ]
        weighed = iter(weigh(tasks, reader))
        judged += [_judge([(one, next(weighed)) for one in ones]) for ones in near]
    return judged


def claim_spans(text: str) -> list[Span]:
    """The sentences of a text, without the marks of lists and headings; none without a word."""
    spans = []
    for start, end in sentence_spans(text):
        marker = _MARKER.match(text, start, end)
        span = trim(text, marker.end() if marker else start, end)
        if any(character.isalnum() for character in text[span.start : span.end]):
            spans.append(span)
    return spans


def task_of(claim: str, near: Near, question: str | None) -> Task:
    """A claim with what of one document may bear it."""
    together = " ".join(item.text for item in near.together)
    return Task(
        claim,
        tuple(dict.fromkeys([near.best.text, together])),
        near.document.known,
        near.best.document.title or None,
        near.best.document.own_date,
        question,
        near.best.document.date_origin,
    )


def _judge(found: Sequence[tuple[Near, Weighed]]) -> Judgement:
    if not found:
        return Judgement("unsupported", 0.0, (), ("no source speaks of this",))
    near, weighed = max(
        found, key=lambda one: (one[1].is_supported, one[1].is_contradicted, one[1].score)
    )
    evidence = near.together if weighed.window else (near.best,)
    if weighed.is_supported:
        return Judgement("supported", weighed.score, evidence, ())
    if weighed.is_contradicted:
        return Judgement("contradicted", weighed.score, (near.best,), weighed.reasons)
    return Judgement("unsupported", weighed.score, (near.best,), weighed.reasons)


def _citations(
    evidence: Sequence[Evidence], numbers: dict[tuple[str, int, int], int]
) -> tuple[Citation, ...]:
    """Citations with one number for a sentence, wherever in the report it is cited."""
    return tuple(
        citation(
            numbers.setdefault((item.document.id, item.start, item.end), len(numbers) + 1), item
        )
        for item in evidence
    )
