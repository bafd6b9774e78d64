"""What each document replies to a question, as a reader finds it there, and which replies compete.

Two documents that both reply, each with something else, are told apart by what they are. Of a
series (minutes of one council, reports of one firm) the newest holds. Documents on different things
mean that a short question which names nothing can be about either: then both replies are shown.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Evidence, Hit, Span

SURE = 0.0
"""A reply counts where no answer is by so much less likely than the span, or more."""

BEHIND = 4.0
"""How far a reply's passage may score behind the best."""

AS_LIKELY = 3.0
"""How far the sentence of a reply may score behind the likeliest one and be meant as well."""

SERIES = 0.5
"""Least share of the words of two titles that both have, for documents of one series."""

SHORT = 2
"""Content words, at most, of a question that may mean several things."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The best span of one document, and how likely its sentence answers, in log odds."""

    hit: Hit
    span: tuple[int, int]
    odds: float

    @property
    def stems(self) -> Set[str]:
        """Of its words."""
        return set(content_stems(self.hit.passage.text[slice(*self.span)]))

    @property
    def evidence(self) -> Evidence:
        """The sentence that the span stands in, with its odds."""
        passage, at = self.hit.passage, _sentence_at(self.hit, self.span[0])
        span = passage.sentences[at] if at is not None else Span(passage.start, passage.end)
        return replace(Evidence.at(passage, self.hit.document, span), score=self.odds)


def replies_of(hits: Sequence[Hit], reading: Reading) -> list[Reply]:
    """The reply of each document that has one, best first; `hits` in the order of the reading."""
    best = float(reading.relevance.max())
    found: dict[str, Reply] = {}
    for place in sorted(range(len(hits)), key=lambda place: float(reading.none[place])):
        if reading.none[place] < SURE and reading.relevance[place] >= best - BEHIND:
            span, scores = reading.spans[place], reading.sentences[place]
            at = _sentence_at(hits[place], span[0])
            reply = Reply(hits[place], span, -np.inf if at is None else float(scores[at]))
            if reply.stems:
                found.setdefault(hits[place].document.id, reply)
    return list(found.values())


def _sentence_at(hit: Hit, at: int) -> int | None:
    """Which sentence of a passage holds a place in its text; None where none does."""
    place = hit.passage.start + at
    held = (n for n, one in enumerate(hit.passage.sentences) if one.start <= place < one.end)
    return next(held, None)


def superseded(replies: Sequence[Reply]) -> set[str]:
    """Ids of the documents whose reply a newer one of their series replaces."""
    older = set()
    for one, other in combinations(replies, 2):
        days = one.hit.document.own_date, other.hit.document.own_date
        if None in days or days[0] == days[1] or not _differ(one, other):
            continue
        if of_one_series(one.hit.document.title, other.hit.document.title):
            older.add(
                min(one, other, key=lambda reply: str(reply.hit.document.own_date)).hit.document.id
            )
    return older


def ambiguous(question: Question, replies: Sequence[Reply]) -> list[Reply]:
    """The replies that are meant as likely as one another; none where the question is clear."""
    if question.names or len(question.stems) > SHORT:
        return []
    chosen: list[Reply] = []
    most = max((reply.odds for reply in replies), default=0.0)
    for reply in replies:
        if reply.odds >= most - AS_LIKELY and all(
            _differ(reply, other)
            and not of_one_series(reply.hit.document.title, other.hit.document.title)
            for other in chosen
        ):
            chosen.append(reply)
    return chosen if len(chosen) > 1 else []


def _differ(one: Reply, other: Reply) -> bool:
    """Whether each says what the other does not: 1 May and 1 June, but not Rook and Ben Rook."""
    return bool(one.stems - other.stems) and bool(other.stems - one.stems)


def of_one_series(title: str, other: str) -> bool:
    """Whether two titles are those of one series, such as minutes or yearly reports."""
    stems, others = ({s for s in content_stems(t) if s.isalpha()} for t in (title, other))
    return bool(stems & others) and len(stems & others) >= SERIES * len(stems | others)
