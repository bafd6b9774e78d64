"""What may answer a question: passages, best first, and how likely one of them does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.resources import Resources
from assistant.corpus.rows import passed_over
from assistant.grounding.refuse import find_missing, measure
from assistant.language.question import Question
from assistant.protocols import Reader, Reading
from assistant.records import Hit, Span
from assistant.search.collection import Collection
from assistant.writing.direct import READ, Frequencies, idf, ranked, read_passages
from assistant.writing.evidence import with_believed

CONTEXT = 1500
"""Characters of the passages that are read, up to which what stands beside them is read, too."""

ANCHORS = 2
"""Of how many of them, the best first."""


def in_order(
    question: Question, hits: Sequence[Hit], reading: Reading, frequencies: Frequencies
) -> Sequence[Hit]:
    """The passages in the order in which they are worth reading, as the reader scored them.

    Rows of a table that the question does not name are left out where it names others: between
    them, a small writer takes the value of the wrong row.
    """
    weights = idf(question, frequencies)
    order = with_believed(ranked(hits, reading.relevance.tolist(), weights), hits, reading, READ)
    return _asked_for(question, order)


def with_context(
    question: Question,
    hits: Sequence[Hit],
    reading: Reading,
    read: Sequence[Hit],
    collection: Collection,
    reader: Reader,
) -> tuple[list[Hit], Reading, list[Hit]]:
    """What was found and what is read, with what stands beside the best of that.

    A short passage often says its thing only together with its neighbours: an item of a list, a
    step, a line of a form. So where little is read, passages under the same headings as the best
    ones are read as well, the nearest first, up to `CONTEXT` characters.

    Args:
        question: what was asked.
        hits: what was found.
        reading: what the reader made of it.
        read: the passages that would be read, best first.
        collection: has the neighbours.
        reader: reads those that were not found.

    Returns:
        Hits, their reading and what is read: neighbours stand with their passage, in the order of
        the text.
    """
    known = {hit.passage.id: hit for hit in hits}
    room = CONTEXT - sum(len(hit.passage.text) for hit in read)
    taken = {hit.passage.id for hit in read}
    order: list[Hit] = []
    for place, anchor in enumerate(read):
        together = [anchor]
        for hit in _beside(anchor, room, collection) if place < ANCHORS else ():
            if hit.passage.id in taken:
                continue
            if (room := room - len(hit.passage.text)) < 0:
                break
            taken.add(hit.passage.id)
            together.append(known.get(hit.passage.id, hit))
        order += sorted(together, key=lambda hit: hit.passage.start)
    order = _asked_for(question, order)
    new = [hit for hit in order if hit.passage.id not in known]
    if not new:
        return list(hits), reading, order
    return [*hits, *new], reading.joined(read_passages(question.text, new, reader)), order


def _beside(anchor: Hit, room: int, collection: Collection) -> list[Hit]:
    """Passages under the headings of one, the nearest first, from at most `room` characters off."""
    if room <= 0:
        return []
    mine = anchor.passage
    near = Span(max(0, mine.start - room), mine.end + room)
    found = collection.passages_of(anchor.document.id, near)
    beside = [one for one in found if one.section == mine.section and one.id != mine.id]
    beside.sort(key=lambda one: max(one.start - mine.end, mine.start - one.end))
    return [replace(anchor, passage=one) for one in beside]


def _asked_for(question: Question, order: Sequence[Hit]) -> list[Hit]:
    """The passages without rows that a question does not name where it names others of a table."""
    over = passed_over([(hit.document.id, hit.passage.text) for hit in order], set(question.stems))
    return [hit for number, hit in enumerate(order) if number not in over]


def answerable(
    question: Question, read: Sequence[Hit], reading: Reading, resources: Resources
) -> tuple[tuple[str, ...], float]:
    """What names of the question are missing, and how likely an answer is there.

    `read` are the passages, best first; where none of them has a sentence, nothing is.
    """
    if not any(map(len, reading.sentences)):
        return (), 0.0
    missing = find_missing(question, read[:READ], resources.collection.mentions)
    return missing, resources.calibration.confidence(measure(question, reading, missing))
