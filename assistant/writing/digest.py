"""From the briefs of many documents to the sentences of one digest, story by story.

    Cards ─title and lead→ stories ─newest first→ pick from the newest's Brief ─→ Told
                                    └ what the others say of it: agreement, difference

A story is told by its newest document; the others of it add what they agree on and what they
put differently. Only the stories that are told need more than a card of each document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.protocols import Vectors
from assistant.records import DocumentInfo, Evidence, SectionCoverage, SummaryRequest
from assistant.writing.brief import Brief, Card
from assistant.writing.condense import points_back
from assistant.writing.outline import Faithful, Outline, Picked, cited_sections, pick
from assistant.writing.stories import find_stories
from assistant.writing.weigh import evidence_of

SAME = 0.7
"""Least cosine of sentences that may say the same."""

RELATED = 0.7
"""Least cosine of sentences that may differ about the same thing."""

COMPARED = 8
"""Documents of one story that are read, the newest ones; the rest are only counted."""

LEAST = 15
"""Words that a story must have to be told at all."""

Differ = Callable[[Evidence, Evidence], bool]
"""Whether two dated sentences put one thing differently."""

Fetch = Callable[[DocumentInfo], Brief]
"""The brief of a document that is called so today."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a digest.

    Attributes:
        picked: the source sentence, and the words that are kept of it.
        near: sentences of other documents of the story that may say the same.
        differs: 0-based position, among the told, of an earlier one that this one differs from.
    """

    picked: Picked
    near: tuple[Evidence, ...] = ()
    differs: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells, and how the documents make stories, the newest story first.

    Attributes:
        stories: all of them, each its documents, the newest first.
        told_stories: positions of those that had room.
    """

    told: tuple[Told, ...]
    stories: tuple[tuple[DocumentInfo, ...], ...]
    told_stories: tuple[int, ...]
    coverage: tuple[SectionCoverage, ...]


@dataclass(frozen=True, slots=True)
class _Others:
    """The sentences of a story's other documents, with their embeddings."""

    evidence: tuple[Evidence, ...]
    vectors: Vectors


def digest(
    cards: Sequence[Card],
    fetch: Fetch,
    request: SummaryRequest,
    faithful: Faithful,
    differ: Differ,
) -> Digest:
    """Pick the sentences of a digest.

    Args:
        cards: of the documents, in any order, none twice.
        fetch: gives the brief of a document; asked for the stories that are told.
        request: how long it should be; the larger stories get more of the words.
        faithful: shorter forms that it denies are not used.
        differ: tells sentences that put one thing differently.
    """
    stories = [[card.info for card in story] for story in find_stories(cards)]
    shares = _shares(stories, request.words)
    told: list[Told] = []
    coverage: list[SectionCoverage] = []
    for story, words in zip(stories, shares, strict=True):
        if words:
            sentences, sections = _tell(
                [fetch(info) for info in story[:COMPARED]],
                replace(request, words=words),
                faithful,
                differ,
                len(told),
            )
            told += sentences
            coverage += sections
    return Digest(
        told=tuple(told),
        stories=tuple(map(tuple, stories)),
        told_stories=tuple(place for place, words in enumerate(shares) if words),
        coverage=tuple(coverage),
    )


def _shares(stories: Sequence[Sequence[DocumentInfo]], words: int) -> list[int]:
    """Words for each story, by the square root of its size; 0 where there is no room."""
    by_size = sorted(range(len(stories)), key=lambda one: len(stories[one]), reverse=True)
    chosen = sorted(by_size[: max(1, words // LEAST)])
    spare = words - LEAST * len(chosen)
    weights = {one: len(stories[one]) ** 0.5 for one in chosen}
    total = sum(weights.values())
    return [
        LEAST + max(0, int(spare * weights[one] / total)) if one in weights else 0
        for one in range(len(stories))
    ]


def _tell(
    story: Sequence[Brief],
    request: SummaryRequest,
    faithful: Faithful,
    differ: Differ,
    before: int,
) -> tuple[list[Told], list[SectionCoverage]]:
    """The sentences of one story; `before` sentences of other stories stand above them."""
    newest, *others = story
    found = pick(newest.card.info, newest.weighed, request, faithful)
    rest = _others(others)
    told: list[Told] = []
    used: set[int] = set()
    for item, row in zip(found.picked, _cosines(newest, found, rest), strict=True):
        nearest = np.argsort(-row).tolist()
        near = [rest.evidence[one] for one in nearest if row[one] >= SAME]
        position = before + len(told)
        told.append(Told(item, tuple(near)))
        other = next(
            (
                one
                for one in nearest
                if row[one] >= RELATED
                and one not in used
                and not points_back(rest.evidence[one].text)
                and differ(item.evidence, rest.evidence[one])
            ),
            None,
        )
        if other is not None:
            used.add(other)
            evidence = rest.evidence[other]
            told.append(Told(Picked(evidence, evidence.text), differs=position))
    coverage = list(found.sections)
    for brief in others:
        shown = [rest.evidence[one] for one in used]
        own = [item for item in shown if item.document.id == brief.card.info.id]
        coverage += cited_sections(brief.weighed.sections, own)
    return told, coverage


def _others(briefs: Sequence[Brief]) -> _Others:
    evidence = [
        evidence_of(brief.card.info, sentence)
        for brief in briefs
        for sentence in brief.weighed.sentences
    ]
    vectors = [brief.weighed.vectors for brief in briefs if brief.weighed.sentences]
    return _Others(tuple(evidence), np.concatenate(vectors) if vectors else np.zeros((0, 1), "f4"))


def _cosines(newest: Brief, found: Outline, rest: _Others) -> Vectors:
    """Of the picked sentences with the others, shape (picked, others)."""
    if not found.positions or not rest.evidence:
        return np.zeros((len(found.positions), len(rest.evidence)), dtype=np.float32)
    cosines: Vectors = newest.weighed.vectors[list(found.positions)] @ rest.vectors.T
    return cosines
