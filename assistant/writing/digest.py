"""From many documents to the sentences of one digest, story by story.

    documents ─title and lead→ stories ─newest first→ outline of the newest ─→ Told
                                       └ what the others say of it: agreement, difference

Documents are one story where their titles and leads are near each other, or where they share
sentences word for word. A story is told by its newest document; the others of it add what they
agree on and what they put differently.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.protocols import Embedder, Vectors
from assistant.records import DocumentInfo, Evidence, Passage, SectionCoverage, SummaryRequest
from assistant.writing.outline import Faithful, Picked, outline

NEAR = 0.75
"""Least cosine of titles and leads of documents that tell one story."""

SHARED = 0.5
"""Least share of the shorter document's sentences that stand in the other word for word."""

SAME = 0.8
"""Least cosine of sentences that may say the same."""

RELATED = 0.6
"""Least cosine of sentences that may differ about the same thing."""

LEAD = 3
"""Sentences of a document that stand for it, behind its title."""

COMPARED = 8
"""Documents of one story that are read, the newest ones; the rest are only counted."""

LEAST = 15
"""Words that a story must have to be told at all."""

Differ = Callable[[Evidence, Evidence], bool]
"""Whether two dated sentences put one thing differently."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its passages."""

    info: DocumentInfo
    passages: tuple[Passage, ...]


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
        stories: all of them; the ids of a story's documents, the newest first.
        told_stories: how many of them had room.
    """

    told: tuple[Told, ...]
    stories: tuple[tuple[str, ...], ...]
    told_stories: int
    coverage: tuple[SectionCoverage, ...]


def digest(
    sources: Sequence[Source],
    request: SummaryRequest,
    embedder: Embedder,
    faithful: Faithful,
    differ: Differ,
) -> Digest:
    """Pick the sentences of a digest.

    Args:
        sources: the documents, in any order.
        request: how long it should be; the larger stories get more of the words.
        embedder: embeds a lead for each document, and each sentence that is compared.
        faithful: shorter forms that it denies are not used.
        differ: tells sentences that put one thing differently.
    """
    stories = find_stories(sources, embedder)
    shares = _shares(stories, request.words)
    told: list[Told] = []
    coverage: list[SectionCoverage] = []
    for story, words in zip(stories, shares, strict=True):
        if words:
            sentences, sections = _tell(
                story, replace(request, words=words), embedder, faithful, differ, len(told)
            )
            told += sentences
            coverage += sections
    return Digest(
        told=tuple(told),
        stories=tuple(tuple(source.info.id for source in story) for story in stories),
        told_stories=sum(words > 0 for words in shares),
        coverage=tuple(coverage),
    )


def find_stories(sources: Sequence[Source], embedder: Embedder) -> list[list[Source]]:
    """Documents that tell one story together: newest documents and newest stories first."""
    ordered = sorted(sources, key=lambda source: _day(source.info), reverse=True)
    leads = embedder.encode_passages([_lead(source) for source in ordered])
    texts = [frozenset(_sentence_texts(source)) for source in ordered]
    stories: list[list[int]] = []
    for position in range(len(ordered)):
        home = next((s for s in stories if _belongs(position, s, leads, texts)), None)
        if home is None:
            stories.append([position])
        else:
            home.append(position)
    return [[ordered[position] for position in story] for story in stories]


def _belongs(
    position: int, story: Sequence[int], leads: Vectors, texts: Sequence[frozenset[str]]
) -> bool:
    """By the mean over the story, so that a chain of neighbours does not grow for ever."""
    if float(np.mean(leads[list(story)] @ leads[position])) >= NEAR:
        return True
    mine = texts[position]
    return any(
        len(mine & texts[other]) >= SHARED * max(1, min(len(mine), len(texts[other])))
        for other in story
    )


def _shares(stories: Sequence[Sequence[Source]], words: int) -> list[int]:
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
    story: Sequence[Source],
    request: SummaryRequest,
    embedder: Embedder,
    faithful: Faithful,
    differ: Differ,
    before: int,
) -> tuple[list[Told], list[SectionCoverage]]:
    """The sentences of one story; `before` sentences of other stories stand above them."""
    newest, others = story[0], story[1:COMPARED]
    found = outline(newest.info, newest.passages, request, embedder, faithful)
    coverage = list(found.sections)
    rest = [evidence for source in others for evidence in _evidence(source)]
    cosines = _cosines([item.evidence for item in found.picked], rest, embedder)
    told: list[Told] = []
    used: set[int] = set()
    for item, row in zip(found.picked, cosines, strict=True):
        nearest = np.argsort(-row).tolist()
        near = [rest[one] for one in nearest if row[one] >= SAME]
        position = before + len(told)
        told.append(Told(item, tuple(near)))
        other = next(
            (
                one
                for one in nearest
                if row[one] >= RELATED and one not in used and differ(item.evidence, rest[one])
            ),
            None,
        )
        if other is not None:
            used.add(other)
            told.append(Told(Picked(rest[other], rest[other].text), differs=position))
    shown = [rest[one] for one in used]
    coverage += [_section(source, shown) for source in others]
    return told, coverage


def _cosines(one: Sequence[Evidence], other: Sequence[Evidence], embedder: Embedder) -> Vectors:
    """Of shape (len(one), len(other))."""
    if not one or not other:
        return np.zeros((len(one), len(other)), dtype=np.float32)
    mine = embedder.encode_passages([item.text for item in one])
    theirs = embedder.encode_passages([item.text for item in other])
    cosines: Vectors = mine @ theirs.T
    return cosines


def _evidence(source: Source) -> list[Evidence]:
    return [
        Evidence(
            passage,
            source.info,
            start,
            end,
            passage.text[start - passage.start : end - passage.start],
        )
        for passage in source.passages
        for start, end in passage.sentences
    ]


def _section(source: Source, shown: Sequence[Evidence]) -> SectionCoverage:
    """A document that was only compared, as one section."""
    passages = source.passages
    return SectionCoverage(
        document_id=source.info.id,
        section="",
        start=passages[0].start if passages else 0,
        end=passages[-1].end if passages else 0,
        sentences=sum(len(passage.sentences) for passage in passages),
        cited=sum(item.document.id == source.info.id for item in shown),
    )


def _lead(source: Source) -> str:
    lead = [item.text for item in _evidence(source)[:LEAD]]
    return ". ".join(part for part in (source.info.title, " ".join(lead)) if part)


def _sentence_texts(source: Source) -> list[str]:
    return [" ".join(item.text.lower().split()) for item in _evidence(source)]


def _day(info: DocumentInfo) -> date:
    return info.date or date.min
