"""What is shown of what was found: the draft, or the sentences that may answer in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial as partial_of

from assistant.answering.hooks import Hooks
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
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.wording import Worded, second_of
from assistant.grounding.answer import direct, quoted, refused
from assistant.grounding.disagree import with_newer
from assistant.grounding.right import Found
from assistant.language.polar import asks_openly
from assistant.language.question import Question
from assistant.records import Answer, Evidence, Hit, Passage, Refusal
from assistant.writing.evidence import holds, overlap


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for a question; `sentences` best first, `hits` in the order of the search."""

    question: Question
    hits: Sequence[Hit]
    sentences: tuple[Evidence, ...]
    found: Found
    missing: tuple[str, ...]
    confidence: float
    searched: tuple[int, int]
    partial: Refusal | None


def in_words(
    looked: Looked, said: Worded, resources: Resources, watch: Stopwatch, hooks: Hooks
) -> Answer:
    """The draft, which may be shown; beside a newer source that says otherwise, quotations."""
    question, sentences = looked.question, looked.sentences
    partial, judged = looked.partial, said.judged
    receipt = resources.receipt(watch)
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
        receipt = resources.receipt(watch)
        return quoted(question, every, (), likely, partial, receipt, second=second)
    if partial is None and said.older is None:  # else more belongs to it than these words
        hooks.on_answer(direct(question, judged, likely, None, receipt))
    second = _second(question, said, sentences, resources, watch, hooks)
    receipt = resources.receipt(watch)
    return direct(question, judged, likely, partial, receipt, said.replaced, second)


def unworded(
    looked: Looked, said: Worded | None, resources: Resources, watch: Stopwatch, hooks: Hooks
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
    receipt = resources.receipt(watch)
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
