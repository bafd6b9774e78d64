"""Which of two things came first: the days that the documents give for each.

"Which country joined NATO first, Finland or Sweden?" is answered by no single passage, and a small
writer guesses. So it is asked for each of the two when it was, and code compares the days.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import numpy as np

from assistant.answering.kinds import default_kinds
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import computed
from assistant.language.quantities import DateMention, dates, is_year, quantities, without_dates
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, content_stems, content_words, fold, stem
from assistant.models.reading import claim_pair
from assistant.protocols import Reader
from assistant.records import Answer, DateOrigin, Evidence, Receipt, Span, date_in_words
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.stating import stating

LEAST = -2.0
"""Least log odds of a pair of days, the two summed."""

CERTAIN = 0.9
"""Least share of the pairs of days, each by its odds, that give the same order."""

RIGHT = 0.71
"""How likely an answer is right: 10 of 14 were (`benchmarks/ordering.py`)."""

_SURE = 1e-6  # a reader is never as sure as its softmax says
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# "did A before or after B"; "…, A or B"; "which of A and B"
_SIDES = (
    re.compile(r"(?P<one>[^,;:]+?),? (?:before or after|earlier or later than) (?P<two>[^,;:?]+)"),
    re.compile(r"(?:^|[,;:–—]|-(?= )) ?(?P<one>[^,;:–—]+?),? or (?P<two>[^,;:–—?]+)"),
    re.compile(r"\b(?:of|between) (?P<one>[^,;:]+?) and (?P<two>[^,;:?]+)", re.IGNORECASE),
)
_AUXILIARIES = frozenset("was were is are did does do will has have had".split())

Known = tuple[int, int, int]
"""Year, month and day as far as they are said; 0 where not."""


@dataclass(frozen=True, slots=True)
class Day:
    """When something was, and the sentence that says so."""

    known: Known
    sentence: Evidence

    @property
    def words(self) -> str:
        """As people write it: on a day, in a month or year."""
        year, month, day = self.known
        origin: DateOrigin = "text" if day else "month" if month else "year"
        said = date_in_words(date(year, month or 1, day or 1), origin)
        return f"{'on' if day else 'in'} {said}"


def is_before(one: Known, two: Known) -> bool | None:
    """Which day is first; None where that is not known, or both are the same."""
    for mine, theirs in zip(one, two, strict=True):
        if not mine or not theirs:
            return None
        if mine != theirs:
            return mine < theirs
    return None


def answer_order(
    question: Question, resources: Resources, top: int, among: Filter
) -> Answer | None:
    """The one that was first, then the other; None where the documents do not give both days."""
    watch = Stopwatch()
    reader, sides = resources.reader, sides_of(question)
    if reader is None or sides is None or not resources.calibration.is_read:
        return None
    one, two = sides
    left = _without(question, sides)
    with watch.step("search_s"):
        of_one, of_two = (
            _days_of(side, other, left, resources, reader, top, among)
            for side, other in ((one, two), (two, one))
        )
    pairs = [
        (score + other, order, first, second)
        for (score, first), (other, second) in product(of_one, of_two)
        if (order := is_before(first.known, second.known)) is not None
    ]
    if not pairs:
        return None
    best, order, first, second = max(pairs, key=lambda pair: pair[0])
    odds = {True: 0.0, False: 0.0}
    for score, said, _, _ in pairs:
        odds[said] += math.exp(score - best)
    if best < LEAST or odds[order] < CERTAIN * sum(odds.values()):
        return None
    told = [(one, first), (two, second)] if order else [(two, second), (one, first)]
    text = "First: {}, {}. Then: {}, {}.".format(*(part for s, d in told for part in (s, d.words)))
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    lines = [f"{side}: “{day.sentence.text}”" for side, day in told]
    shown = [day.sentence for _, day in told]
    found = computed(question, text, told[0][0], lines, shown, receipt, len(lines))
    return replace(found, confidence=RIGHT)


def sides_of(question: Question) -> tuple[str, str] | None:
    """The two things that are compared, as the question has them; None where that is not plain."""
    found = next(filter(None, (form.search(question.text) for form in _SIDES)), None)
    if found is None:
        return None
    one, two = _bare(found["one"]), _bare(found["two"])
    return (one, two) if content_stems(one) and content_stems(two) else None


def _bare(side: str) -> str:
    """A side without what asks for an order around it: "did … or … happen first"."""
    own, said = default_kinds().words["order"], side.split()
    while said and (fold(said[0]) in _AUXILIARIES or stem(fold(said[0])) in own):
        del said[0]
    while said and (fold(said[-1]) in STOPWORDS or stem(fold(said[-1])) in own):
        del said[-1]
    return " ".join(said)


def _without(question: Question, sides: tuple[str, str]) -> str:
    """What a question says besides its sides, without the words that ask for an order."""
    own, text = default_kinds().words["order"] | question.scaffolding, question.text
    for side in sides:
        text = text.replace(side, " ")
    return " ".join(
        word for word in content_words(text) if word.isalpha() and stem(word) not in own
    )


def _when(side: str, left: str) -> str:
    """The question for one side. Its grammar may be poor; the reader knows what is meant."""
    return f"When did {side} {left}?" if left else f"When was {side}?"


def _days_of(
    side: str,
    other: str,
    left: str,
    resources: Resources,
    reader: Reader,
    top: int,
    among: Filter,
) -> list[tuple[float, Day]]:
    """The days in the sentences that say when one side was, and how likely each is, in log odds."""
    text = _when(side, left)
    asked = Question.parse(text)
    query = resources.query(text)
    hits = stating(retrieve(resources.collection, asked, query, top, among))
    if not hits:
        return []
    reading = read_passages(text, hits, reader)
    own = set(content_stems(side)) - set(content_stems(other))
    found: list[tuple[float, Day]] = []
    for hit, scores, span in zip(hits, reading.sentences, reading.spans, strict=True):
        if not own & set(content_stems(f"{hit.document.title} {hit.passage.text}")):
            continue
        answer = Span(hit.passage.start + span[0], hit.passage.start + span[1])
        for place, score in zip(hit.passage.sentences, scores, strict=True):
            sentence = Evidence.at(hit.passage, hit.document, place)
            day = _said_in(sentence, answer)
            if day:
                found.append((float(score), Day(day, sentence)))
    if not found:
        return []
    # That the sentence answers when it was, and that it bears the day, are weighed alike.
    pairs = [
        claim_pair(
            f"{side} {left or 'was'} {day.words}",
            None,
            day.sentence.text,
            day.sentence.document.title,
            day.sentence.document.own_date,
        )
        for _, day in found
    ]
    borne = np.clip(reader.entail(pairs)[:, 0].astype(float), _SURE, 1 - _SURE)
    odds = np.log(borne) - np.log1p(-borne)
    return [(score + float(more), day) for (score, day), more in zip(found, odds, strict=True)]


def _said_in(sentence: Evidence, answer: Span) -> Known | None:
    """The first day in the reader's answer; else the only one in the sentence."""
    said = list(_days(sentence))
    inside = [
        day
        for day, start, end in said
        if sentence.start + start < answer.end and answer.start < sentence.start + end
    ]
    if inside:
        return inside[0]
    every = {day for day, _, _ in said}
    return every.pop() if len(every) == 1 else None


def _days(sentence: Evidence) -> Iterator[tuple[Known, int, int]]:
    """The days, months and years in a sentence, each with its place there."""
    for said in dates(sentence.text):
        day = _whole(said, sentence.document.own_date)
        if day:
            yield day, said.start, said.start + len(said.text)
    for number in quantities(without_dates(sentence.text)):
        if is_year(number):
            at = sentence.text.find(number.text)
            yield (int(number.value), 0, 0), at, at + len(number.text)


def _whole(said: DateMention, written: date | None) -> Known | None:
    """A date as it is meant, after the day of its document.

    One without a year is of the document's year, and a weekday is the last one up to its day.
    """
    if said.weekday:
        if written is None:
            return None
        day = written - timedelta((written.weekday() - _WEEKDAYS.index(said.weekday)) % 7)
        return day.year, day.month, day.day
    year = said.year or (written.year if written else None)
    if year is None or said.month is None:
        return None
    try:
        date(year, said.month, said.day or 1)
    except ValueError:
        return None
    return year, said.month, said.day or 0
