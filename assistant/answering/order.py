"""Which of two things came first: the days that the documents give for each.

"Which country joined NATO first, Finland or Sweden?" is answered by no single passage, and a small
writer guesses. So the reader is asked for each of the two when it was, the writer what it thinks of
the likeliest days, and code compares them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from assistant.answering.days import Known, in_words, is_before, said_in
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import computed
from assistant.language.dictionary import is_english
from assistant.language.question import Question
from assistant.language.words import content_stems, content_words, fold, stem, words
from assistant.models.reading import claim_pair
from assistant.records import Answer, Evidence, Hit, Span
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.writing.approval import COUNTS, approval
from assistant.writing.direct import read_passages
from assistant.writing.evidence import tells_of_message
from assistant.writing.stating import stating

LEAST = -2.0
"""Least log odds of a pair of days, the two summed."""

UNLIKELY = -3.0
"""Least log odds of either day: however sure the other is, this is the day of something else."""

CERTAIN = 0.8
"""Least share of the pairs of days, each by its odds, that give the same order."""

ASKED = 3
"""Days of each thing that the writer is asked about: the likeliest ones, as the reader sees it."""

LIKELY = 0.5
"""Least share of the pairs that are of the two best days, where these are said."""

RIGHT = 0.83
"""How likely an answer is right: 20 of 24 were, of the questions that the bounds were chosen on
(`benchmarks/ordering.py`)."""

_SURE = 1e-6  # a reader is never as sure as its softmax says

# "did A before or after B"; "…, A or B"; "which of A and B"
_SIDES = (
    re.compile(r"(?P<one>[^,;:]+?),? (?:before or after|earlier or later than) (?P<two>[^,;:?(]+)"),
    re.compile(r"(?:^|[,;:–—]|-(?= )) ?(?P<one>[^,;:–—]+?),? or (?P<two>[^,;:–—?(]+)"),
    re.compile(r"\b(?:of|between) (?P<one>[^,;:]+?) and (?P<two>[^,;:?(]+)", re.IGNORECASE),
)
_LATER = frozenset("later latest last newer newest".split())
_ORDER = _LATER | frozenset("first earlier earliest older oldest sooner before after".split())
_ASKING = _ORDER | frozenset(
    """
    which what whats who one ones two was were is are did does do will has have had
    come comes came coming happen happens happened happening
    """.split()
)


@dataclass(frozen=True, slots=True)
class Day:
    """When something was, and the sentence that says so."""

    known: Known
    sentence: Evidence
    hit: Hit

    @property
    def words(self) -> str:
        """As people write it: on a day, in a month or year."""
        return f"{'on' if self.known[2] else 'in'} {in_words(self.known)}"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two things that a question compares, as it has them.

    Attributes:
        one, two: in the order of the question.
        left: what it says besides, as "joined NATO".
        is_later: it asks for the second in time.
        is_either: it asks whether one was before the other, or after.
    """

    one: str
    two: str
    left: str
    is_later: bool = False
    is_either: bool = False


def answer_order(
    question: Question,
    resources: Resources,
    top: int,
    among: Filter,
    should_stop: Callable[[], bool] = lambda: False,
) -> Answer | None:
    """The one that was first, then the other; None where the documents do not give both days."""
    watch = Stopwatch()
    sides = sides_of(question)
    if sides is None:
        return None
    one, two = sides.one, sides.two
    with watch.step("rank_s"):
        of_one, of_two = (
            _days_of(side, other, sides.left, resources, top, among)
            for side, other in ((one, two), (two, one))
        )
    if not (of_one and of_two):
        return None
    with watch.step("verify_s"):
        of_one, of_two = (
            _approved(_when(side, sides.left), days, resources, should_stop)
            for side, days in ((one, of_one), (two, of_two))
        )
    pairs = [
        (score + other, is_before(first.known, second.known), first, second)
        for (score, first), (other, second) in product(of_one, of_two)
    ]
    best, order, first, second = max(pairs, key=lambda pair: pair[0])
    agreeing = sum(math.exp(score - best) for score, said, _, _ in pairs if said == order)
    every = sum(math.exp(score - best) for score, _, _, _ in pairs)
    same = sum(
        math.exp(score - best)
        for score, _, one_day, other_day in pairs
        if (one_day.known, other_day.known) == (first.known, second.known)
    )
    weaker = min(max(score for score, _ in days) for days in (of_one, of_two))
    are_known = best >= LEAST and weaker >= UNLIKELY
    if order is None or not are_known or agreeing < CERTAIN * every:
        return None
    told = [(one, first), (two, second)] if order else [(two, second), (one, first)]
    are_sure = same >= LIKELY * every  # of the days, and not of their order alone
    said = [f"{side}, {day.words}" if are_sure else side for side, day in told]
    text = f"First: {said[0]}. Then: {said[1]}."
    receipt = resources.receipt(watch)
    lines = [f"{side}: “{day.sentence.text}”" for side, day in told]
    shown = [day.sentence for _, day in told]
    asked_for = told[sides.is_later][0]
    found = computed(question, text, asked_for, lines, shown, receipt, len(lines))
    return replace(found, confidence=RIGHT, short_answer=None if sides.is_either else asked_for)


def sides_of(question: Question) -> Sides | None:
    """What is compared; None where that is not plain, or where it is more than two things."""
    text = " ".join(question.text.split())
    for form in _SIDES:
        if found := form.search(text):
            break
    else:
        return None
    before, behind = text[: found.start("one")], text[found.end("two") :]
    one, two = _bare(found["one"]), _bare(found["two"])
    nearest = re.split(r"[,;:–—]", before.rstrip(" ,;:–—"))[-1]
    is_third = bool(nearest.strip()) and not _ASKING & set(words(nearest))
    if is_third or not (content_stems(one) and content_stems(two)) or " or " in f"{one} {two}":
        return None
    outside = {*words(before), *words(behind), *_ends(found["one"]), *_ends(found["two"])}
    said = [
        word
        for word in re.findall(r"[^\W\d_]+", f"{before} {behind}")
        if content_words(word) and fold(word) not in _ASKING
    ]
    # "which country joined": what they are says nothing, unless it is all that is said ("opened").
    left = [word for word in said if stem(word) not in question.scaffolding] or said
    return Sides(one, two, " ".join(left), bool(_LATER & outside), form is _SIDES[0])


def _bare(side: str) -> str:
    """A side without what asks for an order around it: "did … or … happen first"."""
    said = side.split()
    while said and fold(said[0]) in _ASKING:
        del said[0]
    while said and fold(said[-1]) in _ASKING:
        del said[-1]
    return " ".join(said)


def _ends(side: str) -> set[str]:
    """The words that `_bare` takes away."""
    return set(words(side)) - set(words(_bare(side)))


def _when(side: str, left: str) -> str:
    """The question for one side. Its grammar may be poor; the reader knows what is meant."""
    did = " ".join(map(_infinitive, left.split()))
    return f"When did {side} {did}?" if did else f"When was {side}?"


def _infinitive(word: str) -> str:
    """The verb of a regular past, as "join" of "joined"; any other word as it is."""
    forms = (word[:-1], word[:-2]) if word.endswith("ed") else ()
    return next(filter(is_english, forms), word)


def _days_of(
    side: str,
    other: str,
    left: str,
    resources: Resources,
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
    reading = read_passages(text, hits, resources.reader)
    own = set(content_stems(side)) - set(content_stems(other))
    found: list[tuple[float, Day]] = []
    for hit, scores, span in zip(hits, reading.sentences, reading.spans, strict=True):
        if not own & set(content_stems(f"{hit.document.title} {hit.passage.text}")):
            continue
        answer = Span(hit.passage.start + span[0], hit.passage.start + span[1])
        for place, score in zip(hit.passage.sentences, scores, strict=True):
            sentence = Evidence.at(hit.passage, hit.document, place)
            day = said_in(sentence, answer)
            if day and not tells_of_message(sentence):
                found.append((float(score), Day(day, sentence, hit)))
    if not found:
        return []
    # That the sentence answers when it was, and that it bears the day, are weighed alike.
    pairs = [
        claim_pair(
            f"{side} {left or 'was'} {day.words}",
            None,
            day.sentence.text,
            day.sentence.document.title,
            day.sentence.document.when,
        )
        for _, day in found
    ]
    borne = np.clip(resources.reader.entail(pairs)[:, 0].astype(float), _SURE, 1 - _SURE)
    odds = np.log(borne) - np.log1p(-borne)
    return [(score + float(more), day) for (score, day), more in zip(found, odds, strict=True)]


def _approved(
    question: str,
    days: list[tuple[float, Day]],
    resources: Resources,
    should_stop: Callable[[], bool],
) -> list[tuple[float, Day]]:
    """The likeliest days, with what the writer thinks of each; all where it does not say."""
    writer = resources.writer
    if writer is None:
        return days
    best: dict[Known, tuple[float, Day]] = {}
    for score, day in sorted(days, key=lambda one: -one[0]):
        best.setdefault(day.known, (score, day))
    weighed = []
    for score, day in list(best.values())[:ASKED]:
        said = f"{day.words[0].upper()}{day.words[1:]}."
        odds = approval(question, [day.hit], said, writer, should_stop)
        if odds is None:
            return days
        weighed.append((score + COUNTS * odds, day))
    return weighed
