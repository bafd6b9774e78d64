"""What a writer thinks of an answer: it is asked whether it is right, over passages.

A model of this size often sees that an answer is wrong which it has just written, if it was taught
to look (S. Kadavath et al., "Language Models (Mostly) Know What They Know", 2022, call it P(True)).
The prompt begins as that of an answer does, so that an engine which keeps what it has read of the
same passages reads only the answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Generator
from assistant.records import Evidence, Hit, Span
from assistant.writing.direct import fits, written_by
from assistant.writing.evidence import alone, holds, list_of
from assistant.writing.prompts import DIRECT_SYSTEM, NOT_RIGHT, RIGHT, check_prompt

SUREST = 0.999
"""No model is surer than so."""

ASKED = 4
"""Sentences that a writer is asked about."""

COUNTS = 2.0
"""What its log odds count beside the reader's."""

CLOSE = 0.4
"""How much less a writer may believe in a list than in one of its items, in log odds, to be given
the list (docs/decisions/sentence-first.md)."""

FARTHEST = 8.0
"""A sentence that is farther behind another is out of the question."""

ODDS_AT_MOST = 1.0
"""What a writer is taken to think of the reader's second sentence, or a further one, at most, in
log odds; it thinks more of 37 of 504 (docs/decisions/taught-writer.md)."""


def approval(
    question: str,
    passages: Sequence[Hit],
    answer: str,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> float | None:
    """How likely an answer is right, as a writer sees it, in log odds.

    None where there is no answer, where the writer was not taught to say, and where it is stopped
    or says something else.

    Args:
        question: as the person asked it.
        passages: what the writer read for the answer.
        answer: what it wrote.
        writer: is asked.
        should_stop: ends the asking.
    """
    if not answer or not writer.is_taught:
        return None
    prompt = check_prompt(question, passages, answer)
    if not fits(writer, DIRECT_SYSTEM, prompt, 0):  # the one token has room in the template's
        return None
    said = written_by(writer, DIRECT_SYSTEM, prompt, 1, should_stop)
    if said.sureness is None or said.text not in (RIGHT, NOT_RIGHT):
        return None
    likely = min(math.exp(said.sureness), SUREST)
    odds = max(0.0, math.log(likely / (1 - likely)))
    return odds if said.text == RIGHT else -odds


def believed(
    question: str,
    passages: Sequence[Hit],
    sentence: Evidence,
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> float | None:
    """How far reader and writer together believe that a sentence answers.

    The writer is asked about it as if it were an answer; None where it does not say.

    Args:
        question: as the person asked it.
        passages: what the writer reads.
        sentence: with the reader's score, in log odds.
        writer: is asked.
        should_stop: ends the asking.
    """
    odds = approval(question, passages, sentence.text, writer, should_stop)
    return None if odds is None else sentence.score + COUNTS * odds


def approved_first(
    question: str,
    passages: Sequence[Hit],
    sentences: Sequence[Evidence],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Evidence, ...] | None:
    """Sentences that may answer, in the order in which reader and writer together believe in them.

    The writer is asked about the `ASKED` first as if each were an answer; these have what both
    believe as their score. The others stay behind, and so does one that would be `FARTHEST` behind
    another even if the writer thought `ODDS_AT_MOST` of it. None where it does not say of each.

    Args:
        question: as the person asked it.
        passages: what the writer reads for it.
        sentences: best first, with the reader's scores.
        writer: is asked.
        should_stop: ends the asking.
    """
    weighed, left = list[Evidence](), list[Evidence]()
    for one in sentences[:ASKED]:
        best = max((other.score for other in weighed), default=-math.inf)
        if one.score + COUNTS * ODDS_AT_MOST < best - FARTHEST:
            left.append(one)
            continue
        score = believed(question, passages, one, writer, should_stop)
        if score is None:
            return None
        weighed.append(replace(one, score=score))
    return (*sorted(weighed, key=lambda one: -one.score), *left, *sentences[ASKED:])


def with_its_list(
    question: str,
    sentences: tuple[Evidence, ...],
    writer: Generator,
    should_stop: Callable[[], bool] = lambda: False,
) -> tuple[Evidence, ...]:
    """Sentences that may answer, the whole list in the place of the first where that answers.

    Who asks what to bring is not answered by one item of the list. The writer is asked about both
    over the list.

    Args:
        question: as the person asked it.
        sentences: from `approved_first`; one at least.
        writer: is asked, where the first sentence is an item of a list.
        should_stop: ends the asking.
    """
    first, *others = sentences
    items = list_of(first)
    if not items:
        return sentences
    place = Span(items[0].start, items[-1].end)
    whole = Evidence.at(first.passage, first.document, place)
    item = approval(question, [alone(whole)], first.text, writer, should_stop)
    every = approval(question, [alone(whole)], whole.text, writer, should_stop)
    if item is None or every is None or every < max(0.0, item - CLOSE):
        return sentences
    score = first.score + COUNTS * max(0.0, every - item)
    return (replace(whole, score=score), *(one for one in others if not holds(whole, one)))


def ahead_of(sentences: Sequence[Evidence]) -> float:
    """How far the first sentence is ahead of the second, by their scores; 0 to `FARTHEST`."""
    first, *others = sentences
    return min(FARTHEST, max(0.0, first.score - others[0].score)) if others else FARTHEST
