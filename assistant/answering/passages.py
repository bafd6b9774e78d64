"""An answer from what passages say.

    question → Hits → Evidence → confidence ──below the threshold→ refusal
                          └→ the sentence that answers best → text → judged claims → Answer
                                                                   └ none passes → quotations, or a
                                                                                   refusal

Both sides of a comparison are quoted (`sides.py`). Where the sentence denies what the question
takes for granted, it is answered whether that is so.

Whether there is an answer is decided before the writer is asked. What it thinks of the sentences is
weighed with what the reader does: for what it writes from, and for what stands where its draft may
not be shown (`wording.py`, `quotes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import partial as partial_of

from assistant.answering.calculation import answer_worked_out
from assistant.answering.denial import denial
from assistant.answering.evidence import answerable, in_order
from assistant.answering.hooks import Hooks
from assistant.answering.meanings import meant_by
from assistant.answering.quotes import (
    DOUBTED,
    LIKELY,
    QUOTES,
    default_quotes,
    how_likely,
    items_of,
    leaves_out,
    near_first,
    nearest,
    short_of,
    to_quote,
    with_listed,
)
from assistant.answering.resources import Resources
from assistant.answering.sides import both_sides
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.unread import quote_unread, unread
from assistant.answering.wording import Worded, second_of, worded
from assistant.grounding.answer import direct, quoted, refused, several
from assistant.grounding.disagree import with_newer
from assistant.grounding.refuse import decide, refusal
from assistant.grounding.replies import Reply, ambiguous, replies_of, superseded
from assistant.grounding.right import Found, found_in
from assistant.language.polar import asks_openly, presupposed
from assistant.language.question import Question
from assistant.protocols import Vectors
from assistant.records import Answer, Evidence, Hit, Passage, Receipt, Refusal
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import holds, overlap, read_evidence
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
            receipt = _receipt(resources, watch)
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
        receipt = _receipt(resources, watch)
        return refused(question, missing, searched, near, confidence, receipt)
    replies = replies_of(hits, reading)
    if meant := _meant(question, replies, resources, watch, hooks):
        told = [(one.document.title or "(no title)", one) for one in meant]
        receipt = _receipt(resources, watch)
        return several(question, told, confidence, receipt, "This can mean several things.")
    older = superseded(replies)
    read = [hit for hit in read if hit.document.id not in older]
    sentences = _without(older, sentences)
    chosen = to_quote(sentences, is_worded=resources.writes)
    first = chosen if resources.writes else with_newer(question, chosen, sentences[len(chosen) :])
    hooks.on_evidence(first)
    partial = refusal(missing, searched, (), partial=True) if status == "partial" else None
    sides = both_sides(question, query, sentences, resources.recent) if resources.writes else None
    if sides is not None:
        receipt = _receipt(resources, watch)
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
    looked = _Looked(question, hits, sentences, found, missing, confidence, searched, partial)
    if said is not None and said.judged.answers:
        return _in_words(looked, said, resources, watch, hooks)
    return _unworded(looked, said, resources, watch, hooks)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found for a question; `sentences` best first, `hits` in the order of the search."""

    question: Question
    hits: Sequence[Hit]
    sentences: tuple[Evidence, ...]
    found: Found
    missing: tuple[str, ...]
    confidence: float
    searched: tuple[int, int]
    partial: Refusal | None


def _in_words(
    looked: _Looked, said: Worded, resources: Resources, watch: Stopwatch, hooks: Hooks
) -> Answer:
    """The draft, which may be shown; beside a newer source that says otherwise, quotations."""
    question, sentences = looked.question, looked.sentences
    partial, judged = looked.partial, said.judged
    receipt = _receipt(resources, watch)
    newer = _with_newer(question, judged.evidence[:1], sentences, said)
    if len(newer) > 1:  # what was found out since must be seen: both stand side by side
        short = short_of(question, looked.found, newer[0].passage.id, newer[0].text)
        return quoted(question, newer, (), looked.confidence, partial, receipt, short)
    likely = judged.probability
    if items := _whole_list(question, said, resources):
        second = _second(question, said, sentences, resources, watch, hooks)
        if second is not None and any(overlap(one, second) for one in items):
            second = None
        every = (*items, *filter(None, [second]))
        receipt = _receipt(resources, watch)
        return quoted(question, every, (), likely, partial, receipt, second=second)
    if partial is None and said.older is None:  # else more belongs to it than these words
        hooks.on_answer(direct(question, judged, likely, None, receipt))
    second = _second(question, said, sentences, resources, watch, hooks)
    receipt = _receipt(resources, watch)
    return direct(question, judged, likely, partial, receipt, said.replaced, second)


def _unworded(
    looked: _Looked, said: Worded | None, resources: Resources, watch: Stopwatch, hooks: Hooks
) -> Answer:
    """The sentences that may answer, where no draft may be shown.

    They are the answer where reader and writer are sure, where the best passage is as good as any,
    and where nothing was drafted or it was stopped; else a refusal shows them, which says whether
    they may be it.
    """
    question, sentences, confidence = looked.question, looked.sentences, looked.confidence
    judged = said.judged if said is not None else None
    likely = None
    if said is not None and said.weighed:
        sentences, likely = said.weighed, how_likely(said.weighed, said.judged)
    sure = likely if likely is not None and likely >= default_quotes().threshold else None
    is_quoted = (
        sure is not None
        or judged is None
        or not judged.claims
        or (likely is None and looked.found.relevance >= QUOTES)
    )
    least = resources.calibration.threshold_refusing(DOUBTED)
    is_likely = confidence >= least if likely is None else likely >= LIKELY
    second = None
    if is_quoted or is_likely:  # nobody asks what completes that which is no answer
        second = _second(question, said, looked.sentences, resources, watch, hooks)
    chosen = to_quote(sentences, is_worded=resources.writes)
    if said is not None and len(said.sources) > 1:
        chosen = said.sources
    elif second is not None:
        rest = (one for one in sentences[1:] if not overlap(one, second))
        sentences = (sentences[0], second, *rest)
        chosen = sentences[:2]
    listed = with_listed(chosen, judged, _around(chosen[0], resources))
    left = [one for one in sentences if not any(one is other for other in chosen)]
    evidence = _with_newer(question, listed, left, said)
    older = said.replaced[1] if said is not None and said.replaced else None
    if said is not None and said.older is not None:
        gone = said.older
        rest = (one for one in evidence if not holds(gone, one))
        evidence = (*rest, *([older] if older is not None else []))
    first = evidence[0]
    short = short_of(question, looked.found, first.passage.id, first.text, judged)
    receipt = _receipt(resources, watch)
    if is_quoted or judged is None or hooks.should_stop():
        rejected = judged.claims if judged is not None and sure is None else ()
        confidence = confidence if sure is None else sure
        return quoted(
            question, evidence, rejected, confidence, looked.partial, receipt, short, older, second
        )
    if is_likely and said is not None and said.weighed:
        sentences = near_first(sentences, [*said.sources[1:], *filter(None, [second])])
    if older is not None:
        sentences = (sentences[0], older, *sentences[1:])
    hits = nearest(sentences, looked.hits, judged.evidence)
    near = hits[0].passage
    return refused(
        question,
        looked.missing,
        looked.searched,
        hits,
        confidence,
        receipt,
        is_likely=is_likely,
        short=short_of(question, looked.found, near.id, near.text, judged) if is_likely else None,
    )


def _second(
    question: Question,
    said: Worded | None,
    sentences: Sequence[Evidence],
    resources: Resources,
    watch: Stopwatch,
    hooks: Hooks,
) -> Evidence | None:
    """What the whole answer takes besides the sentence that it was written from, if it does."""
    if said is None or (writer := resources.writer) is None:
        return None
    with watch.step("write_s"):
        return second_of(
            question.text, said, sentences, resources.recent, writer, hooks.should_stop
        )


def _whole_list(question: Question, said: Worded, resources: Resources) -> tuple[Evidence, ...]:
    """The items of the list that alone a draft was written from, if it leaves one of them out.

    Nothing where one thing is asked for, or whether something is so: one item may say that.
    """
    is_alone = len(said.sources) == 1 and said.older is None
    if not is_alone or not asks_openly(question.text):
        return ()
    items = items_of(said.sources[0], _around(said.sources[0], resources))
    return items if leaves_out(said.judged, items) else ()


def _around(sentence: Evidence, resources: Resources) -> Callable[[], Sequence[Passage]]:
    return partial_of(resources.collection.passages_of, sentence.document.id)


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


def _with_newer(
    question: Question,
    evidence: Sequence[Evidence],
    passed_over: Sequence[Evidence],
    said: Worded | None,
) -> tuple[Evidence, ...]:
    """The evidence, and what is newer and says otherwise if the writer was not asked what holds."""
    if said is not None and said.weighed:
        return tuple(evidence)
    return with_newer(question, evidence, passed_over)


def _without(older: Set[str], sentences: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The sentences without what newer documents replaced; all if none would be left."""
    return tuple(one for one in sentences if one.document.id not in older) or sentences


def _receipt(resources: Resources, watch: Stopwatch) -> Receipt:
    return Receipt(models=resources.loaded(), timings=watch.timings())
