"""An answer from what passages say.

    question → Hits → Evidence → confidence ──below the threshold→ refusal
                          └→ reranked passages → text → judged claims → Answer
                                                            └ none passes → quotations

Whether there is an answer is decided before the writer is asked, never by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import QUOTED, direct, quoted, refused
from assistant.grounding.disagree import with_newer
from assistant.grounding.judge import ANSWERS, Judged, judge
from assistant.grounding.refuse import Missing, decide, find_missing, measure, refusal
from assistant.language.question import Question
from assistant.protocols import Reranker, Vectors
from assistant.records import Answer, Evidence, Hit, Receipt
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import BEHIND, fitting, rank_scores, ranked, write_direct
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
        _ = resources.reranker
    with watch.step("search_s"):
        hits = retrieve(resources.collection, question, query, top, among)
        selection = select(question, hits, resources.recent, resources.frequencies, query=query)
    with watch.step("rank_s"):
        scores = _scores(question.text, hits, resources)
    missing, confidence = _answerable(question, selection, scores, resources)
    searched = resources.collection.counts(among)
    status = decide(question, missing, confidence, resources.threshold, is_judged=resources.writes)
    if status == "refused":
        receipt = _receipt(resources, watch)
        return refused(question, missing, searched, hits, confidence, receipt)
    evidence = with_newer(
        question, selection.evidence[:QUOTED], selection.evidence[QUOTED:] + selection.passed_over
    )
    hooks.on_evidence(evidence)
    read = ranked(hits, scores) if scores is not None else hits
    judged = _worded(question, read, resources, watch, hooks) if resources.writes else None
    partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
    receipt = _receipt(resources, watch)
    if judged is not None and judged.answers:
        return direct(question, judged, confidence, partial, receipt)
    rejected = judged.claims if judged is not None else ()
    if resources.reranker is not None and not hooks.should_stop():
        evidence = _to_quote(question, selection, resources.reranker)
    return quoted(question, evidence, rejected, confidence, partial, receipt)


def _scores(text: str, hits: Sequence[Hit], resources: Resources) -> list[float] | None:
    """A reranker's score of each passage; None where there is none."""
    if resources.reranker is None or not hits:
        return None
    return rank_scores(text, hits, resources.reranker)


def _answerable(
    question: Question,
    selection: Selection,
    scores: Sequence[float] | None,
    resources: Resources,
) -> tuple[Missing, float]:
    if not selection.evidence:
        return Missing((), ()), 0.0
    missing = find_missing(question, selection.evidence, resources.collection.mentions)
    weighed = scores if resources.calibration.is_ranked else None
    row = measure(question, selection, missing, resources.recent, weighed)
    return missing, resources.calibration.confidence(row)


def _to_quote(question: Question, selection: Selection, reranker: Reranker) -> tuple[Evidence, ...]:
    """The sentence that answers best by itself, and the next best ones that answer too."""
    sentences = selection.evidence + selection.passed_over
    texts = [f"{one.document.title}. {one.text}" for one in sentences]
    scores = reranker.score(question.text, texts)
    order = sorted(range(len(sentences)), key=lambda place: (-float(scores[place]), place))
    least = max(ANSWERS, float(max(scores)) - BEHIND)
    best = [place for place in order if scores[place] >= least][:QUOTED] or order[:1]
    others = tuple(sentences[place] for place in order if place not in best)
    return with_newer(question, tuple(sentences[place] for place in best), others)


def _worded(
    question: Question,
    hits: Sequence[Hit],
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Judged:
    """The writer's sentences, judged against the passages that it read; `hits` best first."""
    with watch.step("load_s"):
        writer = resources.writer
    assert writer is not None
    hooks.on_step("write")
    with watch.step("write_s"):
        tokens = resources.answer_tokens
        read = fitting(question.text, hits, writer, tokens)
        text = write_direct(question.text, read, writer, tokens, hooks.should_stop)
    hooks.on_step("check")
    with watch.step("verify_s"):
        return judge(text, question, read, resources.recent, resources.reranker)


def _receipt(resources: Resources, watch: Stopwatch) -> Receipt:
    return Receipt(models=resources.loaded(), timings=watch.timings())
