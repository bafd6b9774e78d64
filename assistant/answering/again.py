"""Wishes about the last answer: shorter, as a list, more of it, how sure, and where it stands.

What was said earlier is no evidence: claims that are shown again keep their own citations, and
what is added is found, or made and checked, from the collection as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from assistant.answering.conversation import Exchange, looked_up
from assistant.answering.further import further_evidence
from assistant.answering.hooks import Hooks
from assistant.answering.kinds import Kind
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.ways import answer
from assistant.grounding.again import lengthened, listed, located, repeated, shortened, vouched
from assistant.grounding.answer import said
from assistant.language.question import Question
from assistant.records import Answer, Passage, Span
from assistant.search.filters import Filter
from assistant.summariser import Summariser

NOTHING_FURTHER = "I found nothing further on this in the documents."


def answer_again(
    wish: Kind,
    earlier: Sequence[Exchange],
    resources: Resources,
    summariser: Callable[[], Summariser],
    top: int,
    among: Filter,
    hooks: Hooks,
) -> Answer:
    """The last answer as it is wished for; a refusal stays what it was.

    Args:
        wish: what is wanted of it.
        earlier: the turns before, oldest first; at least one is about documents.
        resources: what more of it is found with.
        summariser: makes a longer summary.
        top: how many passages are looked at.
        among: which documents may answer.
        hooks: how to look on, and how to stop it.
    """
    watch = Stopwatch()
    hooks.on_step("search")
    asked = looked_up(earlier)
    last = asked[-1]
    same = _since_asked(asked)
    if wish == "longer" and last.answer.status != "refused":
        return _longer(same, resources, summariser, top, among, hooks)
    shown = replace(_last_shown(earlier), kind=last.answer.kind)
    places = _places(shown, resources)
    gone = {id_ for id_, passages in places.items() if not passages}
    receipt = resources.receipt(watch)
    if shown.status == "refused" or wish == "again":
        return repeated(shown, receipt)
    if wish == "shorter":
        # What was added to it is longer.
        return shortened(same[-1].answer, receipt, summariser().faith())
    if wish == "bullets":
        return listed(last.answer, receipt)
    if wish == "sure":
        return vouched(shown, gone, receipt)
    return located(shown, _sections(shown, places), gone, receipt)


def _since_asked(asked: Sequence[Exchange]) -> list[Exchange]:
    """The turns that answered the last question since it was asked last, the last one first.

    What comes after it was added to it by wishes. Whoever asks the same once more begins anew:
    the answer may be another one, as documents or a filter may have changed in between.
    """
    last = asked[-1].asked
    same = list(takewhile(lambda one: one.asked == last, reversed(asked)))
    as_asked = {last, same[-1].typed}
    begun = next(place for place, one in enumerate(same) if one.typed in as_asked)
    return same[: begun + 1]


def _last_shown(earlier: Sequence[Exchange]) -> Answer:
    """The last answer in whatever form it was shown; what the program says itself is none."""
    return next(
        one.answer
        for one in reversed(earlier)
        if one.answer.kind != "talk"
        and not (
            one.answer.kind == "again"
            and any(claim.verdict == "said" for claim in one.answer.claims)
        )
    )


def _longer(
    same: Sequence[Exchange],
    resources: Resources,
    summariser: Callable[[], Summariser],
    top: int,
    among: Filter,
    hooks: Hooks,
) -> Answer:
    """What else the documents say to a question: quoted, or in a fuller list or summary.

    `same` are the turns that answered it, the last one first; the rest is as in `answer_again`.
    """
    watch, last = Stopwatch(), same[0]
    question = Question.parse(last.asked)
    if last.answer.kind != "passages":
        full = answer(last.asked, resources, summariser, top, among, hooks, is_full=True)
        has_more = len(full.claims) > len(last.answer.claims)
        return full if has_more else said(question, NOTHING_FURTHER, full.receipt)
    shown: dict[str, list[Span]] = {}
    for one in same:
        for cited in one.answer.citations:
            shown.setdefault(cited.document_id, []).append(Span(cited.start, cited.end))
    with watch.step("search_s"):
        query = resources.query(last.asked)
        further = further_evidence(question, query, resources, top, among, shown)
    receipt = resources.receipt(watch)
    if not further:
        return said(question, NOTHING_FURTHER, receipt)
    return lengthened(last.answer, further, receipt)


def _places(shown: Answer, resources: Resources) -> dict[str, list[Passage]]:
    """The passages of each cited document as they are now; none where it was removed."""
    cited = dict.fromkeys(one.document_id for one in shown.citations)
    return {id_: resources.collection.passages_of(id_) for id_ in cited}


def _sections(shown: Answer, places: dict[str, list[Passage]]) -> dict[int, str]:
    """The headings above each citation, by its number."""
    return {
        cited.id: passage.section
        for cited in shown.citations
        for passage in places[cited.document_id]
        if passage.start <= cited.start < passage.end
    }
