"""From a question to the passages that may answer it.

BM25 finds the words, the embedder finds the meaning. Both lists are merged by a convex sum
of min-max normalised scores (S. Bruch et al., "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023), which beat reciprocal rank fusion here (docs/benchmarks.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.language.forms import forms
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Vectors
from assistant.records import Hit
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter

_NUMBER = re.compile(r"\d+")
DENSE_WEIGHT = 0.5
DEPTH = 100
"""How many passages each of the two searches gives to the fusion."""

NEAR_DUPLICATE = 0.85
"""Jaccard similarity of stems from which two passages are shown as one."""


def retrieve(
    collection: Collection,
    question: Question,
    vector: Vectors,
    top: int,
    among: Filter = EVERYTHING,
) -> list[Hit]:
    """The `top` best passages, best first; near-duplicates are folded into the better one.

    Args:
        collection: where to search.
        question: its terms are what BM25 searches for.
        vector: the question's embedding, shape (dimension,).
        top: how many passages to give at most.
        among: applied before the search, so that `top` counts only what passes it.
    """
    allowed = collection.select(among)
    terms = [form for term in question.terms for form in forms(term)]
    lexical = dict(collection.lexical_search(terms, DEPTH, allowed))
    dense = dict(collection.dense_search(vector, DEPTH, allowed))
    rowids = list(dict.fromkeys([*dense, *lexical]))
    if not rowids:
        return []
    cosines = dense | _cosines(collection, [row for row in rowids if row not in dense], vector)
    scores = fuse(cosines, lexical)
    ranked = sorted(rowids, key=lambda row: (-scores[row], row))
    found = collection.fetch(ranked[: 2 * top])
    hits = [
        Hit(
            passage=found[row][0],
            document=found[row][1],
            score=scores[row],
            dense_score=cosines[row],
        )
        for row in ranked
        if row in found
    ]
    return fold_duplicates(hits, top)


def fuse(cosines: Mapping[int, float], lexical: Mapping[int, float]) -> dict[int, float]:
    """One score in 0-1 for each row of `cosines`; a row that BM25 missed has 0 from it."""
    low, high = min(cosines.values()), max(cosines.values())
    best = max(lexical.values(), default=0.0)
    return {
        row: DENSE_WEIGHT * _share(cosine - low, high - low)
        + (1 - DENSE_WEIGHT) * _share(lexical.get(row, 0.0), best)
        for row, cosine in cosines.items()
    }


def fold_duplicates(hits: Sequence[Hit], top: int) -> list[Hit]:
    """The first `top` different hits; the sources of near-duplicates go into `also_in`.

    Rows of one table may differ in a number alone. A document says nothing twice with other
    numbers, so there they are no duplicates.
    """
    kept: list[tuple[Hit, set[str], list[str]]] = []
    for hit in hits:
        stems = set(content_stems(hit.passage.text))
        twin = next(
            (entry for entry in kept if _alike(stems, entry[1]) and not _other_row(hit, entry[0])),
            None,
        )
        if twin is not None:
            twin[2].extend(hit.document.sources)
        elif len(kept) < top:
            kept.append((hit, stems, list(hit.document.sources[1:])))
    return [_with_sources(hit, also_in) for hit, _, also_in in kept]


def _with_sources(hit: Hit, also_in: Sequence[str]) -> Hit:
    others = dict.fromkeys(source for source in also_in if source != hit.document.source)
    return replace(hit, also_in=tuple(others))


def _other_row(hit: Hit, kept: Hit) -> bool:
    if hit.document.id != kept.document.id:
        return False
    return _NUMBER.findall(hit.passage.text) != _NUMBER.findall(kept.passage.text)


def _alike(left: set[str], right: set[str]) -> bool:
    return bool(left) and len(left & right) >= NEAR_DUPLICATE * len(left | right)


def _cosines(collection: Collection, rowids: Sequence[int], vector: Vectors) -> dict[int, float]:
    if not rowids:
        return {}
    values = collection.vectors_of(rowids) @ vector
    return {row: float(value) for row, value in zip(rowids, values, strict=True)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
