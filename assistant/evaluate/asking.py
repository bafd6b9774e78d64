"""Asking the questions of a data set, and measuring what comes back."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.assistant import Assistant
from assistant.evaluate.answers import answers, citations, latency
from assistant.evaluate.doing import Asking, Doer, Here
from assistant.evaluate.finding import search
from assistant.evaluate.items import ANSWERABLE, Asked, Questions, sample
from assistant.evaluate.outcome import Outcome
from assistant.evaluate.refusing import refusals
from assistant.evaluate.report import Measure
from assistant.protocols import Progress

SEED = 1

REMOVED = "removed"
"""The kind of answerable questions that are asked with their documents left out."""


def measure_questions(
    assistant: Assistant,
    dataset: Questions,
    limit: int | None,
    progress: Progress,
    doer: Doer | None = None,
) -> list[Measure]:
    """All measures of a data set of questions.

    Args:
        assistant: over an empty collection, which is filled here.
        dataset: what to ask.
        limit: how many questions of each kind, sampled with a fixed seed; None asks all.
        progress: counts the questions.
        doer: who asks them, over the same collection; else this process.
    """
    by_kind = _sampled(dataset.build(assistant.collection, assistant.embedder, progress), limit)
    answerable = by_kind.pop(ANSWERABLE, [])
    here = Here(assistant)
    asking = doer or here
    if doer is None:
        _warm_up(assistant, [*answerable, *(one for kind in by_kind.values() for one in kind)])
    given = _ask_all(asking, answerable, "Answering", progress)
    measures = [*answers(dataset, given), *citations(dataset, given), *latency(given)]
    measures += search(here.quoting, answerable, progress)
    # Confidence does not depend on the writer, so what is only judged need not be worded.
    for kind, questions in by_kind.items():
        asked = _ask_all(asking, questions, f"Asking, {kind}", progress, is_quoting=True)
        measures += refusals(kind, given, asked)
    with_own = [one for one in answerable if one.articles]
    step = "Asking without the documents"
    removed = _ask_all(asking, with_own, step, progress, is_quoting=True, without_own=True)
    return measures + list(refusals(REMOVED, given, removed))


def _sampled(asked: Sequence[Asked], limit: int | None) -> dict[str, list[Asked]]:
    """Questions by kind, the answerable ones first."""
    kinds = sorted({one.kind for one in asked}, key=lambda kind: (kind != ANSWERABLE, kind))
    return {kind: sample([one for one in asked if one.kind == kind], limit, SEED) for kind in kinds}


def _warm_up(assistant: Assistant, asked: Sequence[Asked]) -> None:
    """Models are loaded before anything is timed."""
    _ = assistant.writer
    for one in asked[:1]:
        assistant.ask(one.text)


def _ask_all(
    doer: Doer,
    questions: Sequence[Asked],
    step: str,
    progress: Progress,
    *,
    is_quoting: bool = False,
    without_own: bool = False,
) -> list[Outcome]:
    progress.start(step, len(questions), "questions")
    outcomes = []
    items = [
        Asking(one.text, frozenset(one.articles) if without_own else frozenset(), is_quoting)
        for one in questions
    ]
    try:
        for asked, (answer, seconds) in zip(questions, doer.ask(items), strict=True):
            outcomes.append(Outcome(asked, answer, seconds))
            progress.advance(1)
    finally:
        progress.finish()
    return outcomes
