"""Any text against source documents: the only place where a `CheckReport` is made.

    text ─sentences→ claims ─sources.near→ sentences that may decide ─┬ support: score
                                                                      ├ slots: numbers, dates, names
                                                                      └ contradict: says otherwise
                                                                      → CheckedClaim

A claim is supported when its wording scores high enough in one document, its numbers, dates,
quotations and names stand there, and nothing is negated or made certain. Up to `ANCHORS` source
sentences are tried; one that supports it wins, then one that contradicts it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.corpus.sentences import sentence_spans, trim
from assistant.grounding import support
from assistant.grounding.answer import citation
from assistant.grounding.contradict import COSINE, contradictions, exchanged_names
from assistant.grounding.polarity import changed_polarity
from assistant.grounding.slots import (
    changed_counts,
    missing_dates,
    missing_numbers,
    missing_quotations,
)
from assistant.grounding.sources import Near, Sources
from assistant.grounding.support import Wording
from assistant.language.names import names
from assistant.language.quantities import dates, quantities
from assistant.language.words import content_words, stem
from assistant.records import (
    CheckedClaim,
    CheckReport,
    CheckVerdict,
    Citation,
    Evidence,
    Span,
)

MOST_CITED = 3
"""Source sentences that one claim may rest on."""

FACTUAL = 0.5
"""Least share of a claim's words in a sentence for their negations and hedges to be compared."""

AS_NEAR = 0.15
"""A further sentence may decide if it holds at most this much less of the claim's words."""

_MARKER = re.compile(r"(?:[-*•–—#>]+|\(?\d{1,3}[.)])\s+")
_ATTRIBUTED = "attributes to someone"


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one sentence, with those beside it that are needed, says of a claim."""

    verdict: CheckVerdict
    score: float
    evidence: tuple[Evidence, ...]
    reasons: tuple[str, ...]


def examine(text: str, sources: Sources, models: Mapping[str, str]) -> CheckReport:
    """Every claim of a text with its verdict.

    Args:
        text: from anywhere; its sentences are the claims.
        sources: what it is checked against.
        models: for the report.
    """
    spans = claim_spans(text)
    claims = [text[start:end] for start, end in spans]
    judged = [
        _judge(claim, near)
        for claim, near in zip(claims, sources.near(claims) if claims else [], strict=True)
    ]
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
            for claim, span, found in zip(claims, spans, judged, strict=True)
        ),
        documents=sources.documents,
        sentences=len(sources.sentences),
        models=models,
    )


def claim_spans(text: str) -> list[Span]:
    """The sentences of a text, without the marks of lists and headings; none without a word."""
    spans = []
    for start, end in sentence_spans(text):
        marker = _MARKER.match(text, start, end)
        span = trim(text, marker.end() if marker else start, end)
        if any(character.isalnum() for character in text[span.start : span.end]):
            spans.append(span)
    return spans


def _judge(claim: str, near: Sequence[Near]) -> _Judgement:
    if not near:
        return _Judgement("unsupported", 0.0, (), ("no source speaks of this",))
    claim = unicodedata.normalize("NFKC", claim)
    wording = Wording.of(claim)
    held = [support.coverage(wording, set(one.wordings[one.best].content)) for one in near]
    judgements = [
        _against(claim, wording, one)
        for one, share in zip(near, held, strict=True)
        if share >= held[0] - AS_NEAR  # one that merely fails to speak of it allows nothing
    ]
    rank = {"supported": 0, "contradicted": 1, "unsupported": 2}
    return min(judgements, key=lambda found: rank[found.verdict])


def _against(claim: str, wording: Wording, near: Near) -> _Judgement:
    model = support.default_model()
    row = support.measure(
        wording,
        near.best,
        near.wordings,
        near.cosines,
        near.document.stems,
        (quantities(claim), near.document.quantities),
    )
    score = model.probability(row)
    positions = _needed(claim, wording, near)
    evidence = tuple(near.sentences[position] for position in positions)
    best = unicodedata.normalize("NFKC", near.sentences[near.best].text)
    cited = unicodedata.normalize("NFKC", " ".join(item.text for item in evidence))
    otherwise = contradictions(claim, best, near.document)
    if otherwise and near.cosines[near.best] >= COSINE:
        return _Judgement("contradicted", score, evidence[:1], tuple(otherwise))
    wrong = [
        *otherwise,
        *missing_numbers(claim, cited),
        *changed_counts(claim, best),
        *missing_dates(claim, cited),
        *missing_quotations(claim, cited),
        *_unknown_names(claim, near, best),
        *_polarity(claim, wording, near, best),
    ]
    hard = [reason for reason in wrong if _ATTRIBUTED not in reason]
    if score < model.threshold:
        hard.append(_why_not(claim, near))
    if hard:
        return _Judgement("unsupported", score, evidence, tuple(dict.fromkeys(hard)))
    return _Judgement("supported", score, evidence, tuple(dict.fromkeys(wrong)))


def _needed(claim: str, wording: Wording, near: Near) -> list[int]:
    """The nearest sentence, and those that add most of what it lacks of the claim."""
    chosen = [near.best]
    lacking = set(wording.content) - set(near.wordings[near.best].content)
    number_words = [quantity.text for quantity in quantities(claim)]
    while lacking and len(chosen) < MOST_CITED:
        adds = {
            position: len(lacking & set(other.content))
            + any(number in near.sentences[position].text for number in number_words)
            - 0.01 * abs(position - near.best)
            for position, other in enumerate(near.wordings)
            if lacking & set(other.content) and position not in chosen
        }
        if not adds:
            break
        chosen.append(max(adds, key=lambda position: adds[position]))
        lacking -= set(near.wordings[chosen[-1]].content)
    return chosen


def _unknown_names(claim: str, near: Near, best: str) -> list[str]:
    said = {date.text for date in dates(claim)}  # the checks of dates see to them
    unknown = [
        name
        for name in dict.fromkeys(names(claim))
        if name not in said and not near.document.names.knows(name)
    ]
    return [
        *(f"the name {name} is not in the source" for name in unknown),
        *(
            f"the source says this of {other}, not of {mine}"
            for mine, other in exchanged_names(claim, best)
            if mine not in unknown
        ),
    ]


def _polarity(claim: str, wording: Wording, near: Near, best: str) -> list[str]:
    """Negations and hedges mean something only between sentences about the same thing."""
    if support.coverage(wording, set(near.wordings[near.best].content)) < FACTUAL:
        return []
    return changed_polarity(claim, best)


def _why_not(claim: str, near: Near) -> str:
    absent = [word for word in content_words(claim) if stem(word) not in near.document.stems]
    if absent:
        return f"words that the source lacks: {', '.join(dict.fromkeys(absent))}"
    return "the source has these words, but does not say this with them"


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
