"""Where something is written: the document, page and heading, with the sentence that is there."""

from __future__ import annotations

from assistant.answering.collection import words_of
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.again import place_of
from assistant.grounding.answer import citation, placed
from assistant.language.question import Question
from assistant.records import Answer, Evidence
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import candidates, found_scores

SPEAKS = -1.0
"""Least relevance of the passage, in log odds: of 74 such questions over benchmarks/asked 68 pass;
over documents of others, in which the thing is not, 38."""


def answer_place(
    question: Question, resources: Resources, top: int, among: Filter
) -> Answer | None:
    """The place of the sentence that speaks most of what is sought; None where none does."""
    watch = Stopwatch()
    if not words_of(question, "place"):
        return None
    with watch.step("search_s"):
        query = resources.query(question.text)
        hits = retrieve(resources.collection, question, query, top, among)
    with watch.step("rank_s"):
        reading = read_passages(question.text, hits, resources.reader)
        found = candidates(hits)
    if not found:
        return None
    best = int(found_scores(hits, reading).argmax())
    hit, place = found[best].hit, found[best].span
    if reading.relevance[hits.index(hit)] < SPEAKS:
        return None
    cited = citation(1, Evidence.at(hit.passage, hit.document, place))
    receipt = resources.receipt(watch)
    return placed(question, place_of(cited, hit.passage.section), cited, receipt)
