"""From a draft to claims that may be shown: each is checked, or its source is quoted.

    Draft ─sentences→ claim ─align→ evidence ─slots, meaning→ supported | unsupported

A claim is supported only when every check passes: its numbers, dates, names, quotations and
polarity stand in the evidence it cites, its content words come from there, its meaning is
near, and it keeps what the question asked for. Anything else is unsupported, with the
reasons; then the source sentence itself is the answer. No check is ever skipped and no
bound is lowered to let a claim through.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace

from assistant.corpus.sentences import sentence_spans
from assistant.grounding.align import Alignment, align
from assistant.grounding.apposition import stated_identity
from assistant.grounding.slots import missing
from assistant.language.names import names
from assistant.language.nations import NATION
from assistant.language.quantities import counts, dates, is_year, quantities
from assistant.language.question import Question, answer_fit
from assistant.language.words import content_stems, stem, stems, words
from assistant.protocols import Embedder
from assistant.records import Claim, Draft, Evidence

COVERAGE = 0.85
"""Least share of a claim's content words that must stand in the cited evidence."""

COSINE = 0.6
"""Least similarity of meaning between a claim and the cited evidence."""

KEPT = 0.7
"""Least share of the evidence's own content words that an open question's claim keeps."""

_ASKS_WHO_IT_IS = re.compile(r"\s*(?:who|what)(?:['’]s| is| was| are| were)\b", re.IGNORECASE)


def check(draft: Draft, question: Question, embedder: Embedder) -> list[Claim]:
    """The draft's sentences as claims, `supported` or `unsupported`.

    `Claim.citations` are 1-based positions in `draft.evidence`.
    """
    texts = [draft.text[start:end] for start, end in sentence_spans(draft.text)]
    if not texts or not draft.evidence:
        return []
    alignments = align(texts, draft.evidence, embedder)
    return [
        _judge(text, alignment, draft.evidence[alignment.index], question, embedder)
        for text, alignment in zip(texts, alignments, strict=True)
    ]


def _judge(
    text: str, alignment: Alignment, source: Evidence, question: Question, embedder: Embedder
) -> Claim:
    # "Norway's prime minister, Ann Lee, flew to …": who she is stands in three words of many, so
    # its meaning, and what was asked of it, are compared with these.
    stated = stated_identity(text, source.text)
    if stated:
        claim, said = embedder.encode_passages([text, stated])
        alignment = replace(alignment, cosine=float(claim @ said))
    compared = stated if stated and _ASKS_WHO_IT_IS.match(question.text) else source.text
    reasons = (
        *unfinished(text),
        *missing(text, source.text),
        *far(alignment),
        *_lost(text, compared, question),
    )
    return Claim(text, (alignment.index + 1,), "unsupported" if reasons else "supported", reasons)


def unfinished(text: str) -> list[str]:
    """A draft that was stopped or ran out of tokens ends in the middle of a sentence."""
    return (
        [] if text.rstrip("\"”'’)]").endswith((".", "!", "?")) else ["the sentence is unfinished"]
    )


def far(alignment: Alignment) -> list[str]:
    """Why a claim's words or meaning are not its source's."""
    reasons = []
    if alignment.coverage < COVERAGE:
        reasons.append(f"words that the source lacks: {', '.join(alignment.novel)}")
    if alignment.cosine < COSINE:
        reasons.append(f"its meaning is too far from the source ({alignment.cosine:.2f})")
    return reasons


def _lost(claim: str, source: str, question: Question) -> list[str]:
    """What the question asked for, that the source holds and the claim does not."""
    kept = _wanted(claim, question).keys() | set(stems(claim))
    lost = [text for key, text in _wanted(source, question).items() if key not in kept]
    if lost:
        return [f"leaves out {', '.join(lost)}"]
    if answer_fit(question, claim) < answer_fit(question, source):
        return ["does not hold what was asked for"]
    own = set(content_stems(source)) - set(question.stems)
    same = own & set(content_stems(claim))
    if question.answer_type in {"what", "why", "how"} and len(same) < KEPT * len(own):
        return ["leaves out much of what the source says"]
    return []


def _wanted(text: str, question: Question) -> dict[Hashable, str]:
    """What of the wanted type stands in a text and not in the question, as it is written."""
    match question.answer_type:
        case "number":
            asked = {(known.value, known.unit) for known in question.quantities}
            found = {(number.value, number.unit): number.text for number in counts(text)}
            return {key: written for key, written in found.items() if key not in asked}
        case "date":
            years = [number.text for number in quantities(text) if is_year(number)]
            written = [*years, *(date.text for date in dates(text))]
            return {date: date for date in written if date not in question.text}
        case "who" | "where":
            parts = [part for name in names(text) for part in words(name)]
            if question.answer_type == "who":  # an American company: the company was asked for
                parts = [part for part in parts if NATION.get(part, part) == part]
            return {stem(part): part for part in parts if stem(part) not in question.stems}
        case _:
            return {}


def quote(evidence: Sequence[Evidence]) -> list[Claim]:
    """The evidence itself as claims, each `quoted`, citing its own position."""
    return [
        Claim(item.text, (position,), "quoted") for position, item in enumerate(evidence, start=1)
    ]
