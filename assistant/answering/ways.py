"""All kinds of questions, and the way that each goes.

    hello, thanks, help       the program's own words               talk
    inventory                 all documents are listed              collection
    count, mention            all documents are gone through        collection
    events                    sentences with a date, all of them    events
    changes                   what dated documents say, in order    changes
    two documents compared    what differs, sentence by sentence    versions
    order                     the days of two things, compared      order
    place                     where something is written            places
    largest, sum, how many …  rows of a table, by code              rows
    summary                   a document, or several on a subject   summaries
    two questions in one      each its own way                      subquestions
    shorter, bullets, longer, sure, source, again
                              the last answer, another way          again
    everything else           the best passages are read            passages

A way that finds nothing to go by leaves the question to the passages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from assistant.answering.changes import answer_changes
from assistant.answering.collection import answer_inventory, answer_mentions
from assistant.answering.events import answer_events
from assistant.answering.hooks import Hooks
from assistant.answering.kinds import TALK, WISHES, is_about_more, kind_of, may_be
from assistant.answering.order import answer_order
from assistant.answering.passages import answer_from_passages
from assistant.answering.places import answer_place
from assistant.answering.resources import Resources
from assistant.answering.rows import answer_rows
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.subquestions import answer_subquestions
from assistant.answering.summaries import answer_summary
from assistant.answering.talk import answer_talk
from assistant.answering.versions import answer_versions
from assistant.language.followup import without_topic
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.filters import Filter
from assistant.summariser import Summariser


def answer(
    text: str,
    resources: Resources,
    summariser: Callable[[], Summariser],
    top: int,
    among: Filter,
    hooks: Hooks,
    *,
    is_full: bool = False,
    is_part: bool = False,
) -> Answer:
    """A checked answer, or a refusal; see `Assistant.ask`.

    With `is_full`, lists and summaries are longer. One that `is_part` of another question is not
    taken apart. No answer is before it: what seems to be a wish about one, and has a subject of its
    own, is tried as a question.
    """
    watch = Stopwatch()
    hooks.on_step("search")
    with watch.step("load_s"):
        embedder = resources.embedder
    with watch.step("search_s"):
        question, query = Question.parse(text), resources.query(text)
        # A topic behind a follow-up says what is meant, not what kind of question it is.
        typed = without_topic(text)
        form = query if typed == text else resources.query(typed)
        alone = Question.parse(typed)
    # Where what was typed says it all, what was spoken of before would be beside the point.
    readings = [(question, query)] if typed == text else [(alone, form), (question, query)]
    seems = kind = kind_of(typed, form, embedder)
    if seems in WISHES and is_about_more(seems, typed):
        kind = kind_of(typed, form, embedder, WISHES)
    found: Answer | None = None

    passages = partial(answer_from_passages, question, query, resources, top, among, hooks, watch)

    def part(asked: str, seen: Hooks) -> Answer:
        return answer(asked, resources, summariser, top, among, seen, is_full=is_full, is_part=True)

    def summary() -> Answer | None:
        stop = hooks.should_stop
        told = (
            answer_summary(asked, resources, summariser(), top, among, stop, is_full=is_full)
            for asked, _ in readings
        )
        return next(filter(None, told), None)

    receipt = resources.receipt(watch)
    ways: dict[str, Callable[[], Answer | None]] = {
        **dict.fromkeys(TALK | WISHES, lambda: answer_talk(question, seems, resources, receipt)),
        "inventory": lambda: answer_inventory(alone, resources, among, receipt, is_full=is_full),
        **dict.fromkeys(
            ("count", "mention"),
            lambda: answer_mentions(question, kind, resources, among, receipt, is_full=is_full),
        ),
        "events": lambda: answer_events(question, resources, among),
        "changes": lambda: answer_changes(question, query, resources, top, among),
        "order": lambda: answer_order(alone, resources, top, among, hooks.should_stop),
        "place": lambda: answer_place(question, resources, top, among),
        "summary": summary,
    }
    if kind not in TALK | WISHES:
        is_count = kind == "count"
        # What happened between March and May asks for days, not for what two documents say.
        if kind in ("passages", "changes", "summary"):
            found = answer_versions(alone, resources, among, is_full=is_full)
        worked_out = (
            answer_rows(
                asked,
                vector,
                resources,
                top,
                among,
                is_of_documents=is_count,
                should_stop=hooks.should_stop,
            )
            for asked, vector in readings
        )
        found = found or next(filter(None, worked_out), None)
        if found is None and typed == text and not is_part:
            found = answer_subquestions(question, resources, part, passages, hooks)
    if found is None and kind == "passages" and may_be("order", typed, form, embedder):
        found = ways["order"]()  # without two sides that have days it is nothing
    elif found is None and kind in ways:
        found = ways[kind]()
    if found is not None:
        return found
    found = passages()
    return ways[seems]() or found if found.status == "refused" and seems in WISHES else found
