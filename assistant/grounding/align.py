"""Which source sentence a claim rests on.

A claim is aligned to the evidence that shares most of its content words; meaning is compared
by the cosine of embeddings. Both figures are kept: words can be shared by sentences that say
different things, and a near meaning can hold a wrong word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.words import content_stems, content_words, stem
from assistant.protocols import Embedder, Vectors
from assistant.records import Evidence

COVERAGE = 0.85
"""Least share of a claim's content words that must stand in the cited evidence."""

COSINE = 0.6
"""Least similarity of meaning between a claim and the cited evidence."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A claim with the evidence it rests on.

    Attributes:
        index: position of the evidence.
        coverage: share of the claim's content words whose stems stand in the evidence, in 0-1.
        cosine: similarity of meaning, in -1-1.
        novel: content words of the claim that the evidence lacks.
    """

    index: int
    coverage: float
    cosine: float
    novel: tuple[str, ...]


def far(alignment: Alignment) -> list[str]:
    """Why a claim's words or meaning are not its source's."""
    reasons = []
    if alignment.coverage < COVERAGE:
        reasons.append(f"words that the source lacks: {', '.join(alignment.novel)}")
    if alignment.cosine < COSINE:
        reasons.append(f"its meaning is too far from the source ({alignment.cosine:.2f})")
    return reasons


def align(
    claims: Sequence[str], evidence: Sequence[Evidence], embedder: Embedder
) -> list[Alignment]:
    """The best evidence for each claim, in the claims' order. Needs at least one evidence."""
    if not claims:
        return []
    vectors = embedder.encode_passages([*claims, *(item.text for item in evidence)])
    cosines = vectors[: len(claims)] @ vectors[len(claims) :].T
    sources = [set(content_stems(item.text)) for item in evidence]
    return [
        _best(content_words(claim), sources, cosines[position])
        for position, claim in enumerate(claims)
    ]


def _best(claim: Sequence[str], sources: Sequence[set[str]], cosines: Vectors) -> Alignment:
    coverages = [
        sum(stem(word) in source for word in claim) / max(1, len(claim)) for source in sources
    ]
    index = max(range(len(sources)), key=lambda i: coverages[i] + float(cosines[i]))
    return Alignment(
        index=index,
        coverage=coverages[index],
        cosine=float(cosines[index]),
        novel=tuple(dict.fromkeys(word for word in claim if stem(word) not in sources[index])),
    )
