"""The source sentences that answer a question, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.dates import mentions
from assistant.corpus.headers import sender_and_day
from assistant.corpus.layout import SECTION_MARK, header_above, is_list_item, is_row
from assistant.corpus.quoted import ADDRESS, leads_to_message
from assistant.language.pointing import opens_back
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Reading
from assistant.records import Evidence, Hit, Passage, Span
from assistant.writing.shorten import without_dateline

MOST = 16
"""Sentences that are given, at most."""

OF_PASSAGE = 0.5
"""What a passage's relevance counts beside the log odds of a sentence in it. So the best sentence
of 16 passages answers .63 of 407 questions; by its own log odds .60."""

SEARCHED = 3.0
"""What the search's score of a passage, in 0-1, counts beside the reader's, in log odds, in the
order of the sentences (docs/decisions/only-the-reader.md)."""

_SAME = 0.8
_APART = 2  # characters between two passages: the end of a line, and of an empty one
_BLANKS = 8  # characters that are no heading, where there is none


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may become evidence."""

    hit: Hit
    index: int
    span: Span
    text: str
    stems: tuple[str, ...]


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """All sentences of the hits' passages, best passage first."""
    return [
        Candidate(hit, index, span, text, tuple(content_stems(text)))
        for hit in hits
        for index, span in enumerate(hit.passage.sentences)
        for text in (hit.passage.text_of(span),)
    ]


def read_scores(reading: Reading) -> NDArray[np.float64]:
    """How well each sentence answers, as a reader sees it, of shape (n,): itself and its passage.

    In the order of the passages, and in each of its sentences.
    """
    scores = [
        of_sentences + OF_PASSAGE * float(relevance)
        for of_sentences, relevance in zip(reading.sentences, reading.relevance, strict=True)
    ]
    return np.concatenate([*scores, np.empty(0)])


def found_scores(hits: Sequence[Hit], reading: Reading) -> NDArray[np.float64]:
    """The same with what the search makes of each passage: what comes first has the highest.

    A reader sees one passage at a time, and often one of another matter that has the right form.
    """
    counts = [len(one) for one in reading.sentences]
    return read_scores(reading) + SEARCHED * np.repeat([hit.score for hit in hits], counts)


def with_believed(
    order: Sequence[Hit], hits: Sequence[Hit], reading: Reading, most: int
) -> list[Hit]:
    """Passages in an order whose first `most` hold the sentence that comes first of all.

    Args:
        order: of the passages in `hits`, some may lack.
        hits: in the order of the reading.
        reading: what the reader made of them.
        most: how many are read.
    """
    scores = found_scores(hits, reading)
    counts = [len(one) for one in reading.sentences]
    if not len(scores):
        return list(order)
    best = hits[int(np.searchsorted(np.cumsum(counts), int(scores.argmax()), side="right"))]
    if any(hit is best for hit in order[:most]):
        return list(order)
    rest = [hit for hit in order if hit is not best]
    return [*rest[: most - 1], best, *rest[most - 1 :]]


def read_evidence(
    question: Question,
    hits: Sequence[Hit],
    reading: Reading,
    counts: Callable[[str], bool] = lambda text: True,
) -> tuple[Evidence, ...]:
    """The sentences that answer best, by their `found_scores`, with `read_scores` as their own.

    The header of a message stands above each sentence of it, and its lines ("Date: …") come last,
    but those with an address: a reader takes them for what they have the form of. None of the marks
    of 755 questions of benchmarks/asked is in one.

    Args:
        question: what was asked.
        hits: what was found, in the order of the reading.
        reading: what the reader made of it.
        counts: which sentences may be given.
    """
    sentences = candidates(hits)
    scores = read_scores(reading)
    order = map(int, np.argsort(-found_scores(hits, reading), kind="stable"))
    picked: list[int] = []
    found: list[Evidence] = []
    for index in sorted(order, key=lambda one: _is_of_header(sentences[one])):
        if len(found) == MOST:
            break
        if not counts(sentences[index].text) or any(
            _same(sentences[index], sentences[other]) for other in picked
        ):
            continue
        one = _evidence(question, sentences, index, float(scores[index]), picked)
        picked.append(index)
        if not any(holds(other, one) for other in found):
            found.append(one)
    return tuple(found)


def _is_of_header(sentence: Candidate) -> bool:
    one = Evidence.at(sentence.hit.passage, sentence.hit.document, sentence.span)
    return tells_of_message(one) and not ADDRESS.search(one.text)


def _same(left: Candidate, right: Candidate) -> bool:
    """Two sentences that say the same in the same words (Jaccard similarity of stems).

    Another number in a document of another day may be what it is now.
    """
    mine, other = set(left.stems), set(right.stems)
    days = {one.hit.document.own_date for one in (left, right)}
    numbers = [any(map(_has_digit, stems)) for stems in (mine - other, other - mine)]
    if len(days - {None}) == 2 and all(numbers):
        return False
    return len(mine & other) >= _SAME * len(mine | other)


def _has_digit(stem: str) -> bool:
    return any(map(str.isdigit, stem))


def holds(whole: Evidence, part: Evidence) -> bool:
    """Whether a sentence stands in evidence, which may be given with one beside it."""
    is_inside = whole.start <= part.start and part.end <= whole.end
    return is_inside and whole.document.id == part.document.id


def overlap(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces of evidence share a part of their document's text."""
    return one.document.id == other.document.id and one.start < other.end and other.start < one.end


def tells_of_message(sentence: Evidence) -> bool:
    """Whether it is a line of the header of the message that it stands in, or leads to another.

    So is what stands in such a line already, as the name of who signs the message.
    """
    text = " ".join(sentence.text.split())
    above = header_above(sentence.passage.section)
    is_message = len(above) > 1 or leads_to_message(above[0], in_message=True)
    is_named = is_message and any(text in line for line in above)
    return is_named or leads_to_message(text, in_message=is_message)


def said_on(sentence: Evidence) -> date | None:
    """The day of the message that it stands in, else of its document, where one of them has one."""
    told = sender_and_day(header_above(sentence.passage.section))
    sent = next(mentions(told[-1]), None) if told else None
    return sent.day if sent and sent.origin == "text" else sentence.document.own_date


def alone(sentence: Evidence) -> Hit:
    """A sentence as a passage of its own, below what stands above it."""
    cut = sentence.passage.cut_to(Span(sentence.start, sentence.end))
    return Hit(cut, sentence.document, 1.0)


def with_before(sentence: Evidence) -> Evidence:
    """A sentence with the one before it in its passage, which says what "this" and "there" are."""
    before = [one.start for one in sentence.passage.sentences if one.end <= sentence.start]
    place = Span(before[-1] if before else sentence.start, sentence.end)
    return Evidence.at(sentence.passage, sentence.document, place)


def list_of(sentence: Evidence, around: Sequence[Passage] = ()) -> tuple[Evidence, ...]:
    """The items of the list that a sentence is of, or leads to.

    A line that leads to them comes first. Nothing where there are not two items. What follows an
    item on its line, or is set in below it, belongs to it.

    Args:
        sentence: one of it.
        around: the passages of its document, in order, where the list may go on in those beside
            its own, below the same heading.
    """
    lines = [
        Evidence.at(passage, sentence.document, line)
        for passage in _beside(sentence.passage, around)
        for line in _lines(passage)
    ]
    items = [_is_item(line.text) for line in lines]
    at = next(place for place, line in enumerate(lines) if line.end > sentence.start)
    first = last = at
    while items[at] and first and items[first - 1]:
        first -= 1
    while last + 1 < len(items) and items[last + 1]:
        last += 1
    return tuple(lines[first : last + 1]) if sum(items[first : last + 1]) > 1 else ()


def _beside(passage: Passage, around: Sequence[Passage]) -> list[Passage]:
    """A passage between those that no heading parts from it; alone without any."""
    runs: list[list[Passage]] = []
    for one in around:
        if runs and not _are_parted(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return next((run for run in runs if any(one.id == passage.id for one in run)), [passage])


def _are_parted(one: Passage, following: Passage) -> bool:
    """Whether there is room for a heading between two passages: it is in neither.

    Below the same one there may be blanks, but not once more that heading.
    """
    room = following.start - one.end
    if one.section != following.section:
        return room > _APART
    heading = following.section.split(SECTION_MARK)[-1]
    return room >= (len(heading) or _BLANKS) + _APART


def _lines(passage: Passage) -> list[Span]:
    spans = passage.sentences
    lines = [spans[0]]
    for before, span in pairwise(spans):
        gap = passage.text_of(Span(before.end, span.start))
        if gap.endswith("\n") or ("\n" in gap and _is_item(passage.text_of(span))):
            lines.append(span)
        else:
            lines[-1] = Span(lines[-1].start, span.end)
    return lines


def _is_item(text: str) -> bool:
    return is_list_item(text) and not is_row(text)


def _leads_on(hit: Hit, index: int) -> bool:
    """Whether a sentence ends with a colon and the next says what it leads to."""
    sentences = hit.passage.sentences
    if index + 1 == len(sentences) or not hit.passage.text_of(sentences[index]).endswith(":"):
        return False
    led = hit.passage.text_of(sentences[index + 1])
    lead = Evidence.at(hit.passage, hit.document, sentences[index])
    return not (is_list_item(led) or is_row(led) or tells_of_message(lead))


def _evidence(
    question: Question,
    sentences: Sequence[Candidate],
    index: int,
    score: float,
    picked: Sequence[int],
) -> Evidence:
    """The sentence as evidence, with the one before where only that says who "he" is.

    One that ends with a colon goes together with what it leads to, as far as that is no list. The
    dateline that opens a news story is left out, unless the question asks where.
    """
    sentence = sentences[index]
    passage, at = sentence.hit.passage, sentence.index
    first = last = sentence.span
    if at > 0 and (
        _leads_on(sentence.hit, at - 1) or (opens_back(sentence.text) and index - 1 not in picked)
    ):
        first = passage.sentences[at - 1]
    if _leads_on(sentence.hit, at):
        last = passage.sentences[at + 1]
    end = last.end
    text = passage.text_of(Span(first.start, end))
    if first == passage.sentences[0] and question.answer_type != "where":
        text = without_dateline(text)
    return Evidence(passage, sentence.hit.document, end - len(text), end, text, score)
