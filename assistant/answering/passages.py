"""An answer from what passages say.

    question → Hits → Evidence → confidence ──below the threshold→ refusal
                          └→ reranked passages → text → judged claims → Answer
                                                            └ none passes → quotations

Whether there is an answer is decided before the writer is asked, never by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.quotes import nearest, to_quote
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.unread import quote_unread, unread
from assistant.grounding.answer import QUOTED, direct, quoted, refused, several
from assistant.grounding.disagree import with_newer
from assistant.grounding.judge import Judged, judge
from assistant.grounding.refuse import (
    Missing,
    decide,
    find_missing,
    measure,
    measure_read,
    refusal,
)
from assistant.grounding.replies import ambiguous, replies_of, superseded
from assistant.grounding.right import Found, found_in
from assistant.language.question import Question
from assistant.protocols import Reading, Vectors
from assistant.records import Answer, Evidence, Hit, Receipt
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import (
    READ,
    fitting,
    rank_scores,
    ranked,
    read_passages,
    write_direct,
)
from assistant.writing.evidence import Selection, select
from assistant.writing.stating import stating

Step = Literal["search", "write", "check"]

DOUBT = 0.1
"""Least confidence of a reader at which what came nearest may be the answer, though too low for a
draft. Of the questions of benchmarks/asked between it and the threshold, 51 have an answer and 7
have none."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """How whoever asks looks on.

    Attributes:
        on_evidence: called with the picked sentences before anything is written; not called for
            a refusal.
        on_step: called when a step begins.
        should_stop: ends the writing; then sentences are quoted.
    """

    on_evidence: Callable[[Sequence[Evidence]], None] = lambda evidence: None
    on_step: Callable[[Step], None] = lambda step: None
    should_stop: Callable[[], bool] = lambda: False


def answer_from_passages(
    question: Question,
    query: Vectors,
    resources: Resources,
    top: int,
    among: Filter,
    hooks: Hooks,
    watch: Stopwatch,
) -> Answer:
    """A checked answer, or a refusal that says what was searched.

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        resources: what it is answered with.
        top: how many passages are looked at.
        among: which documents may answer.
        hooks: how to look on, and how to stop it.
        watch: runs since the question came.

    Raises:
        ModelError: a model is missing or damaged.
    """
    with watch.step("load_s"):
        reader, ranker = resources.reader, resources.ranker
    with watch.step("search_s"):
        hits = stating(retrieve(resources.collection, question, query, top, among))
        if nearest_one := unread(question, hits, resources):
            counts = resources.collection.counts(among)
            receipt = _receipt(resources, watch)
            return quote_unread(question, query, nearest_one, resources, counts, receipt)
        selection = select(question, hits, resources.recent, resources.frequencies, query=query)
    with watch.step("rank_s"):
        reading = read_passages(question.text, hits, reader) if reader and hits else None
        read = _in_order(question, hits, selection, reading, resources)
    missing, confidence = _answerable(question, selection, read, reading, resources)
    searched = resources.collection.counts(among)
    is_read = resources.calibration.is_read
    status = decide(question, missing, confidence, resources.threshold, is_read=is_read)

    def refuse(judged: Judged | None = None) -> Answer:
        rests_on = judged.evidence if judged is not None else ()
        near = nearest(question, read, ranker, rests_on) if ranker else hits
        is_likely = judged is not None or (is_read and confidence >= DOUBT and not missing.names)
        receipt = _receipt(resources, watch)
        return refused(question, missing, searched, near, confidence, receipt, is_likely=is_likely)

    if status == "refused":
        return refuse()
    replies = replies_of(hits, reading) if reading and is_read else []
    if meant := ambiguous(question, replies):
        return several(
            question, [one.evidence for one in meant], confidence, _receipt(resources, watch)
        )
    older = superseded(replies)
    read = [hit for hit in read if hit.document.id not in older]
    selection = _without(older, selection)
    sentences = selection.evidence + selection.passed_over
    evidence = with_newer(question, selection.evidence[:QUOTED], sentences[QUOTED:])
    hooks.on_evidence(evidence)
    found = found_in(hits, reading) if reading and is_read else None
    judged = _worded(question, read, found, resources, watch, hooks)
    partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
    receipt = _receipt(resources, watch)
    if judged is not None and judged.answers:
        newer = with_newer(question, judged.evidence[:1], sentences)
        if len(newer) > 1:  # what was found out since must be seen: both stand side by side
            return quoted(question, newer, (), confidence, partial, receipt)
        probability = confidence if judged.probability is None else judged.probability
        return direct(question, judged, probability, partial, receipt)
    rejected = judged.claims if judged is not None else ()
    # Without a draft a reader is not asked to pick: the features pick better sentences for it.
    if ranker and (rejected or resources.reranker) and not hooks.should_stop():
        best = to_quote(question, sentences, ranker, strict=is_read)
        if not best:
            return refuse(judged)
        evidence = with_newer(question, best, sentences)
    return quoted(question, evidence, rejected, confidence, partial, receipt)


def _in_order(
    question: Question,
    hits: Sequence[Hit],
    selection: Selection,
    reading: Reading | None,
    resources: Resources,
) -> Sequence[Hit]:
    """The passages in the order in which they are worth reading; without a model, the search's.

    A reader has scored them while it read; a reranker beside it was put there to do it better.
    """
    if resources.reranker is not None:
        scores = rank_scores(question.text, hits, resources.reranker)
    elif reading is not None:
        scores = reading.relevance.tolist()
    else:
        return hits
    return ranked(hits, scores, selection.idf)


def _answerable(
    question: Question,
    selection: Selection,
    read: Sequence[Hit],
    reading: Reading | None,
    resources: Resources,
) -> tuple[Missing, float]:
    calibration, mentions = resources.calibration, resources.collection.mentions
    if not selection.evidence:
        return Missing((), ()), 0.0
    if reading is not None and calibration.is_read:
        missing = replace(find_missing(question, read[:READ], mentions), numbers=())
        return missing, calibration.confidence(measure_read(question, reading, missing))
    missing = find_missing(question, selection.evidence, mentions)
    row = measure(question, selection, missing, resources.recent)
    return missing, calibration.confidence(row)


def _without(older: Set[str], selection: Selection) -> Selection:
    """The selection without what newer documents replaced; as it was if nothing would be left."""
    kept, over = (
        tuple(one for one in those if one.document.id not in older)
        for those in (selection.evidence, selection.passed_over)
    )
    if not (kept or over):
        return selection
    return replace(selection, evidence=kept or over[:1], passed_over=over)


def _worded(
    question: Question,
    hits: Sequence[Hit],
    found: Found | None,
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Judged | None:
    """The writer's sentences, judged against the passages that it read; `hits` best first.

    None where there is no writer.
    """
    if not resources.writes:
        return None
    with watch.step("load_s"):
        writer = resources.writer
    assert writer is not None
    hooks.on_step("write")
    with watch.step("write_s"):
        tokens = resources.answer_tokens
        read = fitting(question.text, hits, writer, tokens)
        draft = write_direct(question.text, read, writer, tokens, hooks.should_stop)
    hooks.on_step("check")
    with watch.step("verify_s"):
        return judge(
            draft.text,
            question,
            read,
            resources.recent,
            resources.reader,
            found,
            draft.sureness,
        )


def _receipt(resources: Resources, watch: Stopwatch) -> Receipt:
    return Receipt(models=resources.loaded(), timings=watch.timings())
