"""An answer from what passages say.

    question → Hits → Evidence → confidence ──below the threshold→ refusal
                          └→ reranked passages → text → judged claims → Answer
                                                            └ none passes → quotations

Whether there is an answer is decided before the writer is asked, never by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import QUOTED, direct, quoted, refused
from assistant.grounding.disagree import with_newer
from assistant.grounding.judge import Judged, judge
from assistant.grounding.refuse import Missing, decide, find_missing, measure, refusal
from assistant.language.question import Question
from assistant.records import Answer, Evidence, Hit, Receipt
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import fitting, rerank, write_direct
from assistant.writing.evidence import Selection, select

Step = Literal["search", "write", "check"]


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
    text: str, resources: Resources, top: int, among: Filter, hooks: Hooks
) -> Answer:
    """A checked answer, or a refusal that says what was searched.

    Raises:
        EmbedderMismatch: the collection was indexed with another embedder.
        ModelError: a model is missing or damaged.
    """
    watch = Stopwatch()
    hooks.on_step("search")
    with watch.step("load_s"):
        _ = resources.embedder
    with watch.step("search_s"):
        question, query = Question.parse(text), resources.query(text)
        hits = retrieve(resources.collection, question, query, top, among)
        selection = select(question, hits, resources.recent, resources.frequencies, query=query)
        missing, confidence = _answerable(question, selection, resources)
    searched = resources.collection.counts(among)
    status = decide(question, missing, confidence, resources.threshold)
    if status == "refused":
        receipt = _receipt(resources, watch)
        return refused(question, missing, searched, hits, confidence, receipt)
    evidence = _to_quote(question, selection)
    hooks.on_evidence(evidence)
    judged = _worded(question, hits, resources, watch, hooks)
    partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
    if judged is not None and judged.answers:
        return direct(question, judged, confidence, partial, _receipt(resources, watch))
    rejected = judged.claims if judged is not None else ()
    receipt = _receipt(resources, watch)
    return quoted(question, evidence, rejected, confidence, partial, receipt)


def _answerable(
    question: Question, selection: Selection, resources: Resources
) -> tuple[Missing, float]:
    if not selection.evidence:
        return Missing((), ()), 0.0
    missing = find_missing(question, selection.evidence, resources.collection.mentions)
    row = measure(question, selection, missing, resources.recent)
    return missing, resources.calibration.confidence(row)


def _to_quote(question: Question, selection: Selection) -> tuple[Evidence, ...]:
    """The few sentences that stand for an answer where none is worded."""
    best = replace(selection, evidence=selection.evidence[:QUOTED])
    return with_newer(question, best.evidence, selection.evidence[QUOTED:] + best.passed_over)


def _worded(
    question: Question,
    hits: Sequence[Hit],
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Judged | None:
    """The writer's sentences, judged; None where nothing is to be worded."""
    if not resources.writes:
        return None
    with watch.step("load_s"):
        reranker, writer = resources.reranker, resources.writer
    assert writer is not None
    with watch.step("rank_s"):
        ranked = rerank(question.text, hits, reranker) if reranker else hits
    hooks.on_step("write")
    with watch.step("write_s"):
        tokens = resources.answer_tokens
        read = fitting(question.text, ranked, writer, tokens)
        text = write_direct(question.text, read, writer, tokens, hooks.should_stop)
    hooks.on_step("check")
    with watch.step("verify_s"):
        return judge(text, question, read, resources.recent)


def _receipt(resources: Resources, watch: Stopwatch) -> Receipt:
    return Receipt(models=resources.loaded(), timings=watch.timings())
