"""Which sentences are shown where no wording may be: as the answer, or as what came nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.grounding.answer import NEAREST, QUOTED
from assistant.grounding.judge import ANSWERS
from assistant.language.question import Question
from assistant.protocols import Reranker
from assistant.records import Evidence, Hit, Span
from assistant.writing.direct import BEHIND, titled

QUOTES = 5.0
"""Least score, in log odds, of a sentence that stands for a draft that did not pass.

Two in three such sentences hold a part of the answer; of the best sentences of all questions, one
in two (docs/benchmarks.md). What is beside the point misleads more than a refusal, which shows what
came nearest.
"""

BESIDE = 1.0
"""How far a second sentence may score behind the first that stands for a draft."""


def to_quote(
    question: Question,
    sentences: Sequence[Evidence],
    ranker: Reranker,
    *,
    strict: bool,
) -> tuple[Evidence, ...]:
    """What stands for a draft that did not pass: the best sentence, and a second that answers too.

    Args:
        question: what was asked.
        sentences: what there is to choose from, the likelier first; one at least.
        ranker: says how well each answers.
        strict: whether the scores are those that `QUOTES` is for: then the first may be too weak,
            so that none is quoted, and a second has to be almost as good.
    """
    scores = ranker.score(question.text, [titled(one.document, one.text) for one in sentences])
    order = sorted(range(len(sentences)), key=lambda place: (-float(scores[place]), place))
    first = float(scores[order[0]])
    if strict and first < QUOTES:
        return ()
    bound = max(ANSWERS, first - (BESIDE if strict else BEHIND))
    others = [place for place in order[1:QUOTED] if scores[place] >= bound]
    return tuple(sentences[place] for place in [order[0], *others])


def nearest(
    question: Question,
    read: Sequence[Hit],
    ranker: Reranker,
    rests_on: Sequence[Evidence] = (),
) -> list[Hit]:
    """The passages that came nearest, each cut to the sentence of it that answers best.

    What a draft rests on leads: with the best sentence of the best passage it holds the answer in
    two of three cases, each of them alone in one of two (docs/benchmarks.md).

    Args:
        question: what was asked.
        read: the passages in the order in which they are worth reading.
        ranker: says how well each sentence answers.
        rests_on: of a draft that did not pass, the likeliest first.
    """
    found = _best_of_each(question, read, ranker)
    first = next(iter(rests_on), None)
    if first is None:
        return found
    hit = next(hit for hit in read if hit.passage.id == first.passage.id)
    lead = _cut(hit, Span(first.start, first.end))
    return [lead, *(one for one in found if one.passage.text != first.text)][:NEAREST]


def _best_of_each(question: Question, read: Sequence[Hit], ranker: Reranker) -> list[Hit]:
    near = read[:NEAREST]
    cuts = [_cut(hit, span) for hit in near for span in hit.passage.sentences]
    if not cuts:
        return list(near)
    texts = [titled(cut.document, cut.passage.text) for cut in cuts]
    scores = ranker.score(question.text, texts)
    best = {hit.passage.id: hit for hit in near}
    # The last that is put in stays: of equally good ones what stands first.
    for cut, _ in sorted(reversed([*zip(cuts, scores, strict=True)]), key=lambda one: one[1]):
        best[cut.passage.id] = cut
    return [best[hit.passage.id] for hit in near]


def _cut(hit: Hit, span: Span) -> Hit:
    """A hit whose passage is one of its sentences."""
    start, end = span.start, span.end
    text = Evidence.at(hit.passage, hit.document, span).text
    passage = replace(hit.passage, start=start, end=end, text=text, sentences=(span,))
    return replace(hit, passage=passage)
