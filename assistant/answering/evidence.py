"""What may answer a question: passages and sentences, best first, and how likely one of them does.

A calibrated reader decides that where there is a writer, too. Else a reranker and the features of
the sentences pick what is quoted, and without such a reader also how likely an answer is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.quotes import by_rank, to_quote
from assistant.answering.resources import Resources
from assistant.grounding.answer import QUOTED
from assistant.grounding.refuse import Missing, find_missing, measure, measure_read
from assistant.language.question import Question
from assistant.protocols import Reading, Vectors
from assistant.records import Evidence, Hit
from assistant.writing.direct import BEHIND, READ, rank_scores, ranked
from assistant.writing.evidence import Selection, read_evidence, select, with_believed
from assistant.writing.features import idf


def in_order(
    question: Question,
    hits: Sequence[Hit],
    reading: Reading | None,
    resources: Resources,
) -> Sequence[Hit]:
    """The passages in the order in which they are worth reading; without a model, the search's.

    A reader has scored them while it read; a reranker beside it was put there to do it better.
    """
    weights = idf(question, resources.frequencies)
    if resources.reranker is not None:
        return ranked(hits, rank_scores(question.text, hits, resources.reranker), weights)
    if reading is None:
        return hits
    return with_believed(ranked(hits, reading.relevance.tolist(), weights), hits, reading, READ)


def sentences_of(
    question: Question,
    hits: Sequence[Hit],
    query: Vectors,
    reading: Reading | None,
    resources: Resources,
) -> tuple[tuple[Evidence, ...], Selection | None]:
    """What may answer, best first; and the features of it, where they have picked.

    Without a writer they do, also beside a reader: its best sentence need not say by itself what it
    is about ("The country applied on 18 May"). Which quotes better there was not measured.
    """
    if reading is not None and resources.calibration.is_read and resources.writes:
        return read_evidence(question, hits, reading), None
    selection = select(question, hits, resources.recent, resources.frequencies, query=query)
    picked = selection.evidence + selection.passed_over
    if resources.reranker is None:
        return picked, selection
    return by_rank(question, picked, resources.reranker), selection


def best_of(
    sentences: Sequence[Evidence], selection: Selection | None, resources: Resources
) -> tuple[Evidence, ...]:
    """What is quoted: by a reader's scores, a reranker's, or as the features picked it."""
    if selection is None:
        return to_quote(sentences)
    if resources.reranker is None:
        return selection.evidence[:QUOTED]
    return to_quote(sentences, BEHIND)


def answerable(
    question: Question,
    selection: Selection | None,
    read: Sequence[Hit],
    reading: Reading | None,
    resources: Resources,
) -> tuple[Missing, float]:
    """What of the question is missing, and how likely an answer is there; `read` best first."""
    calibration, mentions = resources.calibration, resources.collection.mentions
    if reading is not None and calibration.is_read:
        missing = replace(find_missing(question, read[:READ], mentions), numbers=())
        return missing, calibration.confidence(measure_read(question, reading, missing))
    assert selection is not None
    missing = find_missing(question, selection.evidence, mentions)
    row = measure(question, selection, missing, resources.recent)
    return missing, calibration.confidence(row)
