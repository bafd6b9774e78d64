"""What dated documents say of one thing, in the order of their days.

"How has the waiting list changed?" is answered by no single passage, and a small writer takes the
numbers for each other. So each document says its own, under its day: the sentence that answers best
and is most like the one that answers best of all.
"""

from __future__ import annotations

import numpy as np

from assistant.answering.confidence import confidence_in
from assistant.answering.kinds import without
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import followed
from assistant.grounding.judge import ANSWERS
from assistant.grounding.replies import of_one_series
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Answer, Evidence
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import BEHIND
from assistant.writing.stating import stating

ALIKE = 15.0
"""What a sentence gains, in log odds, that says just what the best one does: with another value, it
is what that was before, or came to be."""

ABOUT_IT = 0.25
"""Least cosine with the best sentence of one that speaks of the same: of nine questions what was
told rightly begins at .38, and what was beside the point ends at .09."""

SAME = 0.5
"""Cosine with the best sentence from which one of the same series counts, whatever its score."""

LISTED = 8
"""Documents that are quoted, the best ones."""


def answer_changes(
    question: Question, query: Vectors, resources: Resources, top: int, among: Filter
) -> Answer | None:
    """What each dated document says; None where fewer than two say something of it.

    Refused is by the same probability as anything that passages answer.

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        resources: what it is answered with.
        top: half as many passages are looked at.
        among: which documents may answer.
    """
    watch = Stopwatch()
    with watch.step("search_s"):
        hits = stating(retrieve(resources.collection, question, query, 2 * top, among))
        hits = [hit for hit in hits if hit.document.own_date]
        sentences = [
            Evidence.at(hit.passage, hit.document, span)
            for hit in hits
            for span in hit.passage.sentences
        ]
    if not sentences:
        return None
    with watch.step("rank_s"):
        # Asked for a change, it would prefer sentences that speak of one to those with the value.
        about = without("changes", question.text, resources.recent)
        confidence = confidence_in(about, resources, among)
        if confidence < resources.threshold:
            return None
        texts = [f"{one.document.title}. {one.text}" for one in sentences]
        scores = resources.reader.score(about, texts)
        vectors = resources.recent.encode_passages([one.text for one in sentences])
    first = int(np.argmax(scores))
    alike = vectors @ vectors[first]
    title = sentences[first].document.title
    series = [of_one_series(title, one.document.title) for one in sentences]
    answers = (scores >= max(ANSWERS, scores[first] - BEHIND)) & (alike >= ABOUT_IT)
    counts = answers | ((alike >= SAME) & np.array(series))
    best: dict[str, Evidence] = {}
    for place in np.argsort(-(scores + ALIKE * alike), kind="stable"):
        if counts[place]:
            best.setdefault(sentences[place].document.id, sentences[place])
    days = {one.document.own_date for one in best.values()}
    if len(days) < 2:
        return None
    chosen = sorted(list(best.values())[:LISTED], key=lambda one: str(one.document.own_date))
    receipt = resources.receipt(watch)
    return followed(question, chosen, confidence, receipt)
