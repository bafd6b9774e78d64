"""Which sentences are shown where no wording may be: as the answer, or as what came nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.answer import NEAREST, QUOTED
from assistant.records import Evidence, Hit, Span

QUOTES = 7.0
"""Least relevance of the best passage, in log odds, at which sentences stand for a failed draft.

The best sentence answers then in 37 of 43 questions, of all in .57 (docs/benchmarks.md).
"""

SURE = 7.0
"""Least score, of reader and writer together (`writing.approval`), of a sentence that is shown as
the answer where no draft passes (`benchmarks.outcomes`)."""

SURELY = 19 / 27
"""How likely it is one: 19 of 27 such sentences of benchmarks/asked are."""

LIKELY = 0.0
"""Least such score of a sentence that may be the answer: even odds. The first one is it in 47 of 96
such questions from here to `SURE`, and in 7 of 51 below."""

DOUBTED = 0.1
"""The same where the writer cannot be asked: the share of answerable questions whose confidence is
so low that none is found; it is that of nearly half of those without an answer."""

BESIDE = 1.0
"""How far a second sentence may score behind the first."""


APART = 4.0
"""How far further sentences may score behind the first where nothing is ever worded. Of 417 marked
questions the answer is then among what is quoted in .80, of 2.2 sentences; with `BESIDE` and two,
.71, of 1.2."""


def to_quote(sentences: Sequence[Evidence], *, is_worded: bool = True) -> tuple[Evidence, ...]:
    """What stands for an answer: the best sentence, and a second that is almost as good.

    Where answers are quotations only (not `is_worded`), who asks puts them together: three at most
    that are not far behind. `sentences` come best first, with scores in log odds; one at least.
    """
    most, behind = (QUOTED, BESIDE) if is_worded else (NEAREST, APART)
    first, *others = sentences[:most]
    return (first, *(one for one in others if one.score >= first.score - behind))


def nearest(
    sentences: Sequence[Evidence], hits: Sequence[Hit], rests_on: Sequence[Evidence] = ()
) -> list[Hit]:
    """What came nearest: passages, each cut to one of the sentences that answer best.

    Args:
        sentences: best first.
        hits: what they stand in.
        rests_on: of a draft that did not pass, the likeliest first. Its source comes second; first
            where it scores at most `BESIDE` behind the best, since writer and reader agree then
            (it answers in 12 of 24 such questions of benchmarks/asked, the best one in 2).
    """
    found = {hit.passage.id: hit for hit in hits}
    source = next(
        (one for one in sentences for mine in rests_on[:1] if one.text == mine.text), None
    )
    is_beside = source is not None and source.score >= sentences[0].score - BESIDE
    first = () if is_beside else sentences[:1]
    in_order = (*first, *rests_on[:1], *sentences)
    near = list({one.text: one for one in in_order}.values())
    return [_cut(found[one.passage.id], Span(one.start, one.end)) for one in near[:NEAREST]]


def _cut(hit: Hit, span: Span) -> Hit:
    """A hit whose passage is one of its sentences."""
    return replace(hit, passage=hit.passage.cut_to(span))
