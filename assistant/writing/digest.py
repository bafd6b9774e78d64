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

from assistant.language.pointing import opens_back
from assistant.protocols import Vectors
from assistant.records import DocumentInfo, Evidence, SectionCoverage, SummaryRequest
from assistant.writing.brief import Brief, Card
from assistant.writing.outline import Faithful, Picked, cited_sections, pick
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
    cosines = _cosines(newest, rest)
    differs = {
        position: other
        for position in range(len(newest.weighed.sentences))
        if (other := _different(newest, position, rest, cosines[position], differ)) is not None
    }
    picked = dict(zip(found.positions, found.picked, strict=True))
    if not picked.keys() & differs.keys():  # what sources differ about is told, picked or not
        picked |= {one: _whole(newest, one) for one in list(differs)[:1]}
    told: list[Told] = []
    for position in sorted(picked):
        row = cosines[position]
        near = [rest.evidence[one] for one in np.argsort(-row).tolist() if row[one] >= SAME]
        place = before + len(told)
        told.append(Told(picked[position], tuple(near)))
        other = differs.pop(position, None)
        if other is not None:
            differs = {one: another for one, another in differs.items() if another != other}
            evidence = rest.evidence[other]
            told.append(Told(Picked(evidence, evidence.text), differs=place))
    shown = [one.picked.evidence for one in told]
    coverage = [
        section
        for brief in story
        for section in cited_sections(
            brief.weighed.sections,
            [item for item in shown if item.document.id == brief.card.info.id],
        )
    ]
    return told, coverage


def _different(
    newest: Brief, position: int, rest: _Others, row: Vectors, differ: Differ
) -> int | None:
    """The nearest of the others' sentences that puts a sentence differently; both stand alone."""
    sentence = newest.weighed.sentences[position]
    if opens_back(sentence.text):
        return None
    evidence = evidence_of(newest.card.info, sentence)
    for one in np.argsort(-row).tolist():
        other = rest.evidence[one]
        if row[one] < RELATED:
            return None
        if not opens_back(other.text) and differ(evidence, other):
            return int(one)
    return None


def _whole(newest: Brief, position: int) -> Picked:
    evidence = evidence_of(newest.card.info, newest.weighed.sentences[position])
    return Picked(evidence, evidence.text)


def _others(briefs: Sequence[Brief]) -> _Others:
    evidence = [
        evidence_of(brief.card.info, sentence)
        for brief in briefs
        for sentence in brief.weighed.sentences
    ]
    vectors = [brief.weighed.vectors for brief in briefs if brief.weighed.sentences]
    return _Others(tuple(evidence), np.concatenate(vectors) if vectors else np.zeros((0, 1), "f4"))


def _cosines(newest: Brief, rest: _Others) -> Vectors:
    """Of all sentences of the newest with the others, shape (sentences, others)."""
    own = newest.weighed
    if not own.sentences or not rest.evidence:
        return np.zeros((len(own.sentences), len(rest.evidence)), dtype=np.float32)
    cosines: Vectors = own.vectors @ rest.vectors.T
    return cosines
