"""What the documents say of a day, month or year, in the order of the calendar.

"What is on in May?" is answered by every sentence with such a date, not by the best passages for
the question: those are about some of them. A date without a year is of its document's year.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.days import with_year
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.corpus.dating import is_made, is_place
from assistant.grounding.answer import dated
from assistant.grounding.dated import days_given
from assistant.language.quantities import MONTHS, DateMention
from assistant.language.question import Question
from assistant.records import Answer, DocumentInfo, Evidence, Passage
from assistant.search.filters import Filter

DEPTH = 500
"""Passages with a word of the date that are gone through."""

LISTED = 12
"""Sentences that are quoted."""

Found = tuple[tuple[int, int, int], Evidence]


def answer_events(question: Question, resources: Resources, among: Filter) -> Answer | None:
    """Every sentence with a date that was asked for; None where none was, or none is found."""
    watch = Stopwatch()
    asked = [said for said in question.dates if said.month]
    if not asked:
        return None
    with watch.step("search_s"):
        terms = [term for said in asked for term in _written(said)]
        collection = resources.collection
        rows = [row for row, _ in collection.lexical_search(terms, DEPTH, collection.select(among))]
        places = collection.fetch(rows).values()
        found = sorted(
            (one for passage, info in places for one in _sentences(passage, info, asked)),
            key=lambda one: (one[0], str(one[1].document.own_date), one[1].start),
        )
    if not found:
        return None
    receipt = resources.receipt(watch)
    named = " and ".join(said.text for said in asked)
    return dated(question, named, [one for _, one in found[:LISTED]], len(found), receipt)


def _written(asked: DateMention) -> list[str]:
    """Words and numbers with which texts may write a month, and its year."""
    assert asked.month is not None
    name = MONTHS[asked.month - 1]
    year = [str(asked.year)] if asked.year else []
    short = (name[:3], name[:4])  # "Sept"
    return [*dict.fromkeys((name, *short, f"{asked.month:02}")), *year]


def _sentences(passage: Passage, info: DocumentInfo, asked: list[DateMention]) -> Iterator[Found]:
    """The sentences with such a date, each with the first of them."""
    for span in passage.sentences:
        sentence = Evidence.at(passage, info, span)
        days = [
            day
            for mention in days_given(sentence.text)
            if not _is_only_dated(sentence, mention)
            and any(said.agrees(day := with_year(mention, info.own_date)) for said in asked)
        ]
        if days:
            first = min((day.year or 0, day.month or 0, day.day or 0) for day in days)
            yield first, sentence


def _is_only_dated(sentence: Evidence, said: DateMention) -> bool:
    """Whether a sentence gives the day of its document, and tells nothing of it: "Oslo, 5 May"."""
    own = sentence.document.own_date
    before = sentence.text[: said.start].strip()
    after = sentence.text[said.start + len(said.text) :].strip(" .,()")
    tells = after or (before and not is_place(before) and not is_made(before))
    if own is None or tells or (said.month, said.day) != (own.month, own.day):
        return False
    return said.year in {None, own.year}
