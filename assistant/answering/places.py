"""Where something is written: the document, page and heading, with the sentence that is there."""

from __future__ import annotations

from assistant.answering.collection import subject_of
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.again import place_of
from assistant.grounding.answer import citation, placed
from assistant.language.question import Question
from assistant.records import Answer, Evidence, Receipt
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve

SPEAKS = -2.0
"""Least score of a passage that speaks of what is sought; a heading alone scores low."""


def answer_place(
    question: Question, resources: Resources, top: int, among: Filter
) -> Answer | None:
    """The place that speaks most of what is sought; None where none does."""
    watch = Stopwatch()
    subject = " ".join(subject_of(question, "place"))
    if not subject:
        return None
    with watch.step("search_s"):
        query = resources.query(question.text)
        hits = retrieve(resources.collection, question, query, top, among)
    if not hits:
        return None
    with watch.step("rank_s"):
        heads = [f"{hit.document.title}. {hit.passage.section}. " for hit in hits]
        texts = [head + hit.passage.text for head, hit in zip(heads, hits, strict=True)]
        scores = resources.reader.score(subject, texts).tolist()
        best = hits[scores.index(max(scores))]
        found = [Evidence.at(best.passage, best.document, s) for s in best.passage.sentences]
        told = resources.reader.score(subject, [one.text for one in found]).tolist()
    if max(scores) < SPEAKS:
        return None
    cited = citation(1, found[told.index(max(told))])
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    return placed(question, place_of(cited, best.passage.section), cited, receipt)
