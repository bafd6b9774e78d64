"""Summaries that are asked for as a question: of a document, or of what is said on a subject.

A document is summarised by itself. On a subject the writer briefs from the passages that speak of
it, and is judged like an answer; without a writer, or where nothing of it passes, the documents
that speak of it make a digest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.answering.collection import called, subject_of
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import direct, summed
from assistant.grounding.judge import judge
from assistant.language.quantities import DateMention
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Answer, DocumentInfo, Hit, Receipt, SummaryRequest
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.summariser import Summariser
from assistant.writing.direct import fitting, rank_scores, ranked, write_overview

WORDS, WORDS_IN_FULL = 90, 220
DOCUMENTS = 5
"""Documents, at most, that a digest of a subject is made of."""

READ = 6
"""Passages, at most, that the writer reads on a subject."""

TOKENS = 160
"""Of a briefing on a subject, at most."""

SPEAKS = 0.0
"""Least score, by the reader, of a passage that speaks of the subject."""

IN_TITLE = 0.75
"""Least share of a subject's words in a title for the document to be the one that is meant."""


def answer_summary(
    question: Question,
    resources: Resources,
    summariser: Summariser,
    top: int,
    among: Filter,
    should_stop: Callable[[], bool],
    *,
    is_full: bool = False,
) -> Answer | None:
    """A summary, each sentence checked; None where no document is clearly meant.

    With `is_full`, it is longer, and on a subject always a digest.
    """
    watch = Stopwatch()
    words = WORDS_IN_FULL if is_full else WORDS
    subject = " ".join(subject_of(question, "summary"))
    if not subject:
        return None
    with watch.step("search_s"):
        asked = Question.parse(subject)
        hits = retrieve(resources.collection, asked, resources.query(subject), 2 * top, among)
    hits = _of_that_time(question, hits)
    if (named := _by_title(asked, hits) or _by_date(question, asked, hits, resources)) is not None:
        return _of_documents(
            question, [named], "", words, resources, summariser, watch, should_stop
        )
    with watch.step("rank_s"):
        hits = _speaking_of(subject, hits, resources)
    if not hits:
        return None
    if not is_full:
        briefing = _briefing(question, asked, hits, resources, watch, should_stop)
        if briefing is not None:
            return briefing
    found = list({hit.document.id: hit.document for hit in hits}.values())[:DOCUMENTS]
    return _of_documents(question, found, subject, words, resources, summariser, watch, should_stop)


def _of_documents(
    question: Question,
    chosen: Sequence[DocumentInfo],
    subject: str,
    words: int,
    resources: Resources,
    summariser: Summariser,
    watch: Stopwatch,
    should_stop: Callable[[], bool],
) -> Answer | None:
    """Of one document its summary, of several a digest."""
    documents = [resources.collection.document(info.id) for info in chosen]
    request = SummaryRequest(words=words, focus=subject)
    with watch.step("write_s"):
        if len(documents) == 1:
            summary = summariser.summarise(documents[0], request, should_stop=should_stop)
        else:
            summary = summariser.digest(documents, request, should_stop=should_stop)
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    return summed(question, summary, receipt) if summary.claims else None


def _briefing(
    question: Question,
    subject: Question,
    hits: Sequence[Hit],
    resources: Resources,
    watch: Stopwatch,
    should_stop: Callable[[], bool],
) -> Answer | None:
    """What the passages say of a subject in the writer's words; None where nothing passes."""
    writer = resources.writer
    if writer is None:
        return None
    with watch.step("write_s"):
        read = fitting(subject.text, hits, writer, TOKENS, READ)
        draft = write_overview(subject.text, read, writer, TOKENS, should_stop)
    with watch.step("verify_s"):
        judged = judge(draft.text, subject, read, resources.recent, resources.reader)
    if not judged.answers:
        return None
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    return direct(question, judged, 1.0, None, receipt, kind="summary")


def _speaking_of(subject: str, hits: Sequence[Hit], resources: Resources) -> list[Hit]:
    """The passages that speak of the subject, the best first; all where there is no reader."""
    if resources.ranker is None:
        return list(hits)
    scores = rank_scores(subject, hits, resources.ranker)
    return [hit for hit in ranked(hits, scores) if scores[hits.index(hit)] >= SPEAKS]


def _of_that_time(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The passages of documents of the dates that are asked for; all where there are none."""
    return [hit for hit in hits if _agrees(question, hit.document.own_date)] or list(hits)


def _agrees(question: Question, day: date | None) -> bool:
    """Whether a document's date is one of those that are asked for."""
    if day is None:
        return False
    own = DateMention(day.year, day.month, day.day, "", "", 0)
    return any(said.agrees(own) for said in question.dates)


def _by_title(asked: Question, hits: Sequence[Hit]) -> DocumentInfo | None:
    """The document whose title, and no other's, holds nearly all words of the subject."""
    wanted = set(asked.stems)
    documents = {hit.document.id: hit.document for hit in hits}.values()
    fitting = [
        info
        for info in documents
        if len(wanted & set(content_stems(called(info)))) >= IN_TITLE * len(wanted)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_date(
    question: Question, asked: Question, hits: Sequence[Hit], resources: Resources
) -> DocumentInfo | None:
    """Of the documents of a date that is asked for, the one that is most what is asked for."""
    dated = [hit for hit in hits if _agrees(question, hit.document.own_date)]
    if not dated or resources.ranker is None:
        return None
    scores = rank_scores(asked.text, dated, resources.ranker)
    return dated[scores.index(max(scores))].document
