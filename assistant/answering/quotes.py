"""Which sentences are shown where no wording may be: as the answer, or as what came nearest.

How likely the first of them answers is told by what reader and writer together believe of it, by
how far the second is behind, and by how near the draft came that was written from it. A logistic
regression weighs them, fitted by `benchmarks/fit_right.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.layout import is_list_item, is_row, without_item_mark
from assistant.corpus.rows import answering_cell, cell_said, parse_row
from assistant.grounding.answer import NEAREST, QUOTED
from assistant.grounding.calibration import Calibration, shipped
from assistant.grounding.judge import Judged
from assistant.grounding.right import Found
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Evidence, Hit, Passage, Span
from assistant.writing.approval import ahead_of
from assistant.writing.evidence import holds, list_of, overlap

QUOTES = 7.0
"""Least relevance of the best passage, in log odds, at which sentences stand for a failed draft
whose writer cannot be asked: the best one answers then in 37 of 43 questions
(docs/decisions/evidence-head.md)."""

LISTED = 250
"""Words of a list that is quoted whole, at most."""

NAMES = ("score", "ahead", "draft")
"""What reader and writer believe of the first sentence (`writing.approval`), in log odds; how far
the second is behind it; how likely the draft from it is right (`grounding.right`), in log odds."""

UNSUREST = 1e-4
"""No draft is less likely than so."""

LIKELY = 0.35
"""Least probability of a sentence that may be the answer: 14 of 34 such ones of judged/worded are,
and 13 of the 88 below; of those that are shown as the answer, 25 of 31."""

DOUBTED = 0.1
"""Where the writer cannot be asked: the share of answerable questions whose confidence is
so low that none is found; it is that of nearly half of those without an answer."""

BESIDE = 1.0
"""How far a second sentence may score behind the first."""

APART = 4.0
"""How far further sentences may score behind the first where nothing is ever worded, or none is
sure. Without a writer, of 417 marked questions the answer is then among what is quoted in .80, of
2.2 sentences; with `BESIDE` and two, .71, of 1.2."""


def measure(sentences: Sequence[Evidence], judged: Judged) -> NDArray[np.float64]:
    """The feature row of the first sentence, as `NAMES`.

    Args:
        sentences: best first, with what reader and writer believe as their scores; one at least.
        judged: the draft that may not be shown.
    """
    return row_of(sentences[0].score, ahead_of(sentences), judged.probability)


def row_of(score: float, ahead: float, draft: float) -> NDArray[np.float64]:
    """The same of what was measured before; `draft` is a probability."""
    likely = min(max(draft, UNSUREST), 1 - UNSUREST)
    return np.array([score, ahead, math.log(likely / (1 - likely))])


def default_quotes() -> Calibration:
    """The weights that ship with the program; from the threshold on a sentence is the answer."""
    return shipped(__file__, "quotes.json", NAMES)


def how_likely(sentences: Sequence[Evidence], judged: Judged) -> float:
    """How likely the first sentence answers, in 0-1; arguments as for `measure`."""
    return default_quotes().confidence(measure(sentences, judged))


def to_quote(sentences: Sequence[Evidence], *, is_worded: bool = True) -> tuple[Evidence, ...]:
    """What stands for an answer: the best sentence, and a second that is almost as good.

    Where answers are quotations only (not `is_worded`), who asks puts them together: three at most
    that are not far behind. `sentences` come best first, with scores in log odds; one at least.
    """
    most, behind = (QUOTED, BESIDE) if is_worded else (NEAREST, APART)
    first, *others = sentences[:most]
    least = max(one.score for one in sentences) - behind
    return (first, *(one for one in others if one.score >= least))


def with_listed(
    chosen: Sequence[Evidence],
    judged: Judged | None,
    around: Callable[[], Sequence[Passage]] = lambda: (),
) -> tuple[Evidence, ...]:
    """What is quoted; of a list, all items, or those that the draft names with the first one.

    Who asks for a list is not answered by one of its items.

    Args:
        chosen: from `to_quote`.
        judged: the draft that may not be shown, if there is one.
        around: the passages of the first one's document, in order.
    """
    first = chosen[0]
    if whole := items_of(first, around):
        others = (one for one in chosen[1:] if not any(overlap(one, item) for item in whole))
        return (*whole, *others)
    if judged is None or not judged.claims:
        return tuple(chosen)
    named = [judged.evidence[number - 1] for number in judged.claims[0].citations]
    items = [one for one in named if one.passage.id == first.passage.id and is_list_item(one.text)]
    if len(items) < 2 or not any(holds(first, one) for one in items):
        return tuple(chosen)
    besides = [one for one in chosen[1:] if one.passage.id != first.passage.id]
    return (*sorted(items, key=lambda one: one.start), *besides)


def items_of(sentence: Evidence, around: Callable[[], Sequence[Passage]]) -> tuple[Evidence, ...]:
    """All items of a list that is given as far as its passage has it, with the line above them.

    Nothing of any other sentence; of a list that is too long, those of its passage.

    Args:
        sentence: what is given.
        around: the passages of its document, in order.
    """
    items = list_of(sentence)
    if not (items and holds(sentence, items[0]) and holds(sentence, items[-1])):
        return ()
    whole = list_of(sentence, around())
    return whole if sum(len(one.text.split()) for one in whole) <= LISTED else items


def leaves_out(judged: Judged, items: Sequence[Evidence]) -> bool:
    """Whether what may be shown of a draft has none of the words that only one item has.

    A writer of this size drops steps: "pull down the lower lid", without the washed hands before.
    Of seven drafts from a whole list that were judged four do, and none of these is right.
    """
    said = " ".join(one.text for one in judged.claims if one.verdict == "supported")
    told = {*content_stems(said)}
    listed = [without_item_mark(one.text) for one in items if is_list_item(one.text)]
    every = [{*content_stems(one)} for one in listed]
    counts = Counter(stem for own in every for stem in own)
    for text, own in zip(listed, every, strict=True):
        alone = {stem for stem in own if counts[stem] == 1} or own
        if alone and told.isdisjoint(alone) and text.casefold() not in said.casefold():
            return True
    return False


def short_of(
    question: Question, found: Found, passage: str, sentence: str, judged: Judged | None = None
) -> str | None:
    """The words of a sentence that answer by themselves; of a row of a table, the whole cell.

    The one number of a row that a draft says leads in place of another that a reader found: the
    writer reads the heads, too (the price of a tent for a week, not for three days).

    Args:
        question: what was asked.
        found: what the reader found for it.
        passage: the id of the passage that the sentence stands in.
        sentence: what is quoted.
        judged: the draft that may not be shown, if there is one.
    """
    if not is_row(sentence):
        return found.said_in(sentence)
    cell = found.spans.get(passage, "")
    if judged is not None and judged.claims:
        claim = judged.claims[0]
        of = {judged.evidence[number - 1].passage.id for number in claim.citations}
        if passage in of and cell not in claim.text:
            cell = _other_number(sentence, claim.text, question, cell) or cell
    return answering_cell(sentence, set(question.stems), cell)


def _other_number(line: str, draft: str, question: Question, cell: str) -> str:
    """The one cell of a row that a draft says in place of another number; empty for none.

    None that the question says, either.
    """
    row, head = parse_row(line), cell_said(line, draft)
    said = row.cells[head] if row is not None and head is not None else ""
    are_numbers = all(any(map(str.isdigit, one)) for one in (said, cell))
    is_own = {*content_stems(said)} <= {*question.stems}
    return said if are_numbers and not is_own else ""


def near_first(
    sentences: Sequence[Evidence], kept: Sequence[Evidence] = ()
) -> tuple[Evidence, ...]:
    """The best sentence, and those that may be the answer as well: a person has to read each.

    Of 46 further ones of benchmarks/several and benchmarks/asked that are farther behind a first
    one of which little is believed, 6 answer (docs/decisions/sentence-first.md).

    Args:
        sentences: best first, with what reader and writer believe as their scores; one at least.
        kept: those of them that belong to the best one, and follow it however far behind.
    """
    first, *others = sentences
    others = [one for one in others if not any(one is it for it in kept)]
    near = takewhile(lambda one: one.score >= first.score - APART, others)
    return (first, *kept, *near)


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
    best = max((one.score for one in sentences), default=0.0)
    is_beside = source is not None and source.score >= best - BESIDE
    first = () if is_beside else sentences[:1]
    in_order = (*first, *rests_on[:1], *sentences)
    near = list({one.text: one for one in in_order}.values())
    return [_cut(found[one.passage.id], Span(one.start, one.end)) for one in near[:NEAREST]]


def _cut(hit: Hit, span: Span) -> Hit:
    """A hit whose passage is one of its sentences."""
    return replace(hit, passage=hit.passage.cut_to(span))
