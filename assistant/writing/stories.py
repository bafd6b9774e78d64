"""Which documents tell one story: near titles and leads, or shared sentences word for word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.protocols import Vectors
from assistant.records import DocumentInfo
from assistant.writing.brief import SAMPLE, Card, Hashes

NEAR = 0.7
"""Least cosine of titles and leads of documents that tell one story."""

DAYS = 7
"""Days between the newest document of a story and another, at most, where both are dated."""

SHARED = 0.5
"""Least share of the shorter document's sentences that stand in the other word for word."""

COPIES = 64
"""Documents with one sentence in common that each further one is compared with."""


def find_stories(cards: Sequence[Card]) -> list[list[Card]]:
    """Documents that tell one story together: newest documents and newest stories first.

    A document joins the story that it is nearest to by the mean over its documents, so that a
    chain of neighbours does not grow for ever. One of an earlier time tells another story, unless
    it is the same text. Both bounds are measured: see docs/decisions/story-window.md.
    """
    ordered = sorted(cards, key=lambda card: day_of(card.info), reverse=True)
    copies = _copies([card.hashes for card in ordered])
    stories: list[list[int]] = []
    home: list[int] = []
    days = np.array([_said_day(card.info) for card in ordered])
    newest: NDArray[np.float64] = np.full(len(ordered), np.nan)
    sums: Vectors = np.zeros((len(ordered), len(ordered[0].lead) if ordered else 0), np.float32)
    for position, card in enumerate(ordered):
        lead = card.lead.astype(np.float32)
        far = newest[: len(stories)] - days[position] > DAYS
        place = _nearest(lead, sums[: len(stories)], stories, far)
        if place is None and position in copies:
            place = home[copies[position]]
        if place is None:
            place = len(stories)
            stories.append([])
            newest[place] = days[position]
        stories[place].append(position)
        sums[place] += lead
        home.append(place)
    return [[ordered[position] for position in story] for story in stories]


def day_of(info: DocumentInfo) -> date:
    """The day that a document is ordered by: one without a date is the oldest."""
    return info.date or date.min


def _said_day(info: DocumentInfo) -> float:
    """The day that the document itself says, as a number; nan where it says none."""
    is_said = info.date_origin in ("metadata", "text")
    return info.date.toordinal() if info.date and is_said else np.nan


def _nearest(
    lead: Vectors, sums: Vectors, stories: Sequence[Sequence[int]], far: NDArray[np.bool_]
) -> int | None:
    if not stories:
        return None
    means = (sums @ lead) / np.array([len(story) for story in stories], np.float32)
    means[far] = -1
    best = int(means.argmax())
    return best if means[best] >= NEAR else None


def _copies(samples: Sequence[Hashes]) -> dict[int, int]:
    """For each sample that shares enough with an earlier one, the first such one."""
    shared: Counter[tuple[int, int]] = Counter()
    for group in _groups(samples):
        for later in group:
            shared.update((later, earlier) for earlier in group[:COPIES] if earlier < later)
    found: dict[int, int] = {}
    for (later, earlier), count in sorted(shared.items()):
        if later not in found and count >= SHARED * max(1, _common(samples, later, earlier)):
            found[later] = earlier
    return found


def _common(samples: Sequence[Hashes], one: int, other: int) -> int:
    """How many hashes the one with fewer has that the other could share.

    A sample that was cut says nothing of hashes above its last.
    """
    mine, theirs = samples[one], samples[other]
    ends = [sample[-1] for sample in (mine, theirs) if len(sample) == SAMPLE]
    if not ends:
        return min(len(mine), len(theirs))
    return min(int(np.searchsorted(sample, min(ends), side="right")) for sample in (mine, theirs))


def _groups(samples: Sequence[Hashes]) -> list[list[int]]:
    """Positions of the samples that hold one hash, for each hash that several hold."""
    if not any(len(sample) for sample in samples):
        return []
    owners: NDArray[np.int64] = np.repeat(
        np.arange(len(samples)), [len(sample) for sample in samples]
    )
    hashes = np.concatenate(list(samples))
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    starts = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
    return [group.tolist() for group in np.split(owners, starts) if len(group) > 1]
