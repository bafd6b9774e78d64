"""What each document replies to a question, as a reader finds it there, and which replies compete.

Two documents that both reply, each with something else, are told apart by what they are. Of a
series (minutes of one council, reports of one firm) the newest holds. Documents on different things
mean that a short question which names nothing can be about either: then both replies are shown.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Evidence, Hit, Span

SURE = 0.0
"""A reply counts where no answer is by so much less likely than the span, or more."""

BEHIND = 4.0
"""How far a reply's passage may score behind the best."""

SERIES = 0.5
"""Least share of the words of two titles that both have, for documents of one series."""

SHORT = 2
"""Content words, at most, of a question that may mean several things."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The best span of one document."""

    hit: Hit
    span: tuple[int, int]

    @property
    def stems(self) -> Set[str]:
        """Of its words."""
        return set(content_stems(self.hit.passage.text[slice(*self.span)]))

    @property
    def evidence(self) -> Evidence:
        """The sentence that the span stands in."""
        passage, at = self.hit.passage, self.hit.passage.start + self.span[0]
        sentence = next((s for s in passage.sentences if s.start <= at < s.end), None)
        return Evidence.at(passage, self.hit.document, sentence or Span(passage.start, passage.end))


def replies_of(hits: Sequence[Hit], reading: Reading) -> list[Reply]:
    """The reply of each document that has one, best first; `hits` in the order of the reading."""
    best = float(reading.relevance.max())
    found: dict[str, Reply] = {}
    for place in sorted(range(len(hits)), key=lambda place: float(reading.none[place])):
        if reading.none[place] < SURE and reading.relevance[place] >= best - BEHIND:
            reply = Reply(hits[place], reading.spans[place])
            if reply.stems:
                found.setdefault(hits[place].document.id, reply)
    return list(found.values())


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
    for reply in replies:
        if all(
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
