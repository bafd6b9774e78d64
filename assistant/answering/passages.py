"""An answer from what passages say.

    question → Hits → Evidence → confidence ──below the threshold→ refusal
                          └→ the sentence that answers best → text → judged claims → Answer
                                                                   └ none passes → quotations, or a
                                                                                   refusal

Both sides of a comparison are quoted (`sides.py`). Where the sentence denies what the question
takes for granted, it is answered whether that is so.

Whether there is an answer is decided before the writer is asked. What it thinks of the sentences is
weighed with what the reader does: for what it writes from, and for what stands where its draft may
not be shown (`wording.py`, `shown.py`).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import partial as partial_of

from assistant.answering.calculation import answer_worked_out
from assistant.answering.denial import denial
from assistant.answering.evidence import answerable, in_order
from assistant.answering.hooks import Hooks
from assistant.answering.meanings import meant_by
from assistant.answering.quotes import nearest, to_quote
from assistant.answering.resources import Resources
from assistant.answering.shown import Looked, in_words, unworded
from assistant.answering.sides import both_sides
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.unread import quote_unread, unread
from assistant.answering.wording import worded
from assistant.grounding.answer import refused, several
from assistant.grounding.disagree import with_newer
from assistant.grounding.refuse import decide, refusal
from assistant.grounding.replies import Reply, ambiguous, replies_of, superseded
from assistant.grounding.right import found_in
from assistant.language.polar import presupposed
from assistant.language.quantities import years
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Answer, Evidence
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence
from assistant.writing.stating import stating


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
        reader = resources.reader
    with watch.step("search_s"):
        hits = stating(retrieve(resources.collection, question, query, top, among))
        if nearest_one := unread(question, hits, resources):
            counts = resources.collection.counts(among)
            receipt = resources.receipt(watch)
            return quote_unread(question, query, nearest_one, resources, counts, receipt)
    with watch.step("rank_s"):
        reading = read_passages(question.text, hits, reader)
        read = in_order(question, hits, reading, resources.frequencies)
        sentences = read_evidence(question, hits, reading)
    missing, confidence = answerable(question, read, reading, resources)
    searched = resources.collection.counts(among)
    status = decide(question, missing, confidence, resources.threshold)

    ask = partial_of(
        answer_from_passages,
        resources=resources,
        top=top,
        among=among,
        hooks=hooks.unseen(),
        watch=watch,
    )
    if status == "refused":
        taken, stop = presupposed(question.text) if sentences else None, hooks.should_stop
        if no := denial(question, taken, resources, top, among, ask, stop, is_refused=True):
            return no
        near = nearest(sentences, hits)
        receipt = resources.receipt(watch)
        return refused(question, missing, searched, near, confidence, receipt)
    replies = replies_of(hits, reading)
    if meant := _meant(question, replies, resources, watch, hooks):
        told = [(one.document.title or "(no title)", one) for one in meant]
        receipt = resources.receipt(watch)
        return several(question, told, confidence, receipt, "This can mean several things.")
    # Who asks about a year is not told what holds now.
    older = set[str]() if years(question.text) else superseded(replies)
    read = [hit for hit in read if hit.document.id not in older]
    sentences = _without(older, sentences)
    chosen = to_quote(sentences, is_worded=resources.writes)
    first = chosen if resources.writes else with_newer(question, chosen, sentences[len(chosen) :])
    hooks.on_evidence(first)
    partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
    sides = both_sides(question, query, sentences, resources.recent) if resources.writes else None
    if sides is not None:
        receipt = resources.receipt(watch)
        return several(question, sides.told, sides.likely, receipt, partial=partial)
    found = found_in(hits, reading)
    said = None
    if resources.writes:
        said = worded(question, read, sentences, found, resources, watch, hooks)
    taken = said.denied if said is not None else None
    if no := denial(question, taken, resources, top, among, ask, hooks.should_stop):
        return no
    standing = said.weighed if said is not None and said.older is None and partial is None else ()
    if worked := answer_worked_out(question, query, standing, resources, watch, hooks):
        return worked
    looked = Looked(question, hits, sentences, found, missing, confidence, searched, partial)
    if said is not None and said.judged.answers:
        return in_words(looked, said, resources, watch, hooks)
    return unworded(looked, said, resources, watch, hooks)


def _meant(
    question: Question,
    replies: Sequence[Reply],
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> list[Evidence]:
    """The sentences that reply to what a question can mean; none where it means one thing."""
    choices = ambiguous(question, replies)
    if not choices:
        return []
    hooks.on_step("check")
    with watch.step("load_s"):
        writer = resources.writer
    with watch.step("verify_s"):
        return meant_by(question, choices, writer, resources.recent, hooks.should_stop)


def _without(older: Set[str], sentences: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The sentences without what newer documents replaced; all if none would be left."""
    return tuple(one for one in sentences if one.document.id not in older) or sentences
