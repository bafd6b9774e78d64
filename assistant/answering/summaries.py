"""Summaries that are asked for as a question: of a document, or of what is said on a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.collection import subject_of
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import summed
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import Answer, DocumentInfo, Hit, Receipt, SummaryRequest
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.summariser import Summariser
from assistant.writing.direct import rank_scores, ranked

WORDS, WORDS_IN_FULL = 90, 220
DOCUMENTS = 5
"""Documents, at most, that a summary of a subject is made of."""

SPEAKS = 0.0
"""Least score, by the reranker, of a passage whose document speaks of the subject."""

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
    """A summary, each sentence checked; None where no document is clearly meant."""
    watch = Stopwatch()
    subject = " ".join(subject_of(question, "summary"))
    if not subject:
        return None
    with watch.step("search_s"):
        chosen = _chosen(subject, resources, top, among)
    if not chosen:
        return None
    documents = [resources.collection.document(info.id) for info in chosen]
    words = WORDS_IN_FULL if is_full else WORDS
    with watch.step("write_s"):
        if len(documents) == 1:
            request = SummaryRequest(words=words)
            summary = summariser.summarise(documents[0], request, should_stop=should_stop)
        else:
            request = SummaryRequest(words=words, focus=subject)
            summary = summariser.digest(documents, request, should_stop=should_stop)
    receipt = Receipt(models=resources.loaded(), timings=watch.timings())
    return summed(question, summary, receipt) if summary.claims else None


def _chosen(subject: str, resources: Resources, top: int, among: Filter) -> list[DocumentInfo]:
    """The one document whose title is meant, else those whose passages speak of the subject."""
    asked = Question.parse(subject)
    hits = retrieve(resources.collection, asked, resources.query(subject), 2 * top, among)
    if not hits:
        return []
    named = _by_title(asked, hits)
    if named is not None:
        return [named]
    if resources.reranker is not None:
        scores = rank_scores(subject, hits, resources.reranker)
        hits = [hit for hit in ranked(hits, scores) if scores[hits.index(hit)] >= SPEAKS]
    return list({hit.document.id: hit.document for hit in hits}.values())[:DOCUMENTS]


def _by_title(asked: Question, hits: Sequence[Hit]) -> DocumentInfo | None:
    """The document whose title, and no other's, holds nearly all words of the subject."""
    wanted = set(asked.stems)
    documents = {hit.document.id: hit.document for hit in hits}.values()
    fitting = [
        info
        for info in documents
        if len(wanted & set(content_stems(f"{info.title} {_name(info)}"))) >= IN_TITLE * len(wanted)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _name(info: DocumentInfo) -> str:
    """The words of a file's name."""
    return info.source.rpartition("/")[2].replace("-", " ").replace("_", " ").replace(".", " ")
