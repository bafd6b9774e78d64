"""Summaries that are asked for as a question: of a document, or of what is said on a subject.

    subject ─┬ a document is called so ──┬→ the sentences that matter → Answer
             └ passages that speak of it ┘

The sentences themselves are told, a document's by `writing/gist.py` and a subject's by
`subjects.py`. In full, the documents are summarised as `summarise` does it, several of them in a
digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from assistant.answering.collection import called
from assistant.answering.kinds import default_kinds, known_for
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.subjects import told_of
from assistant.grounding.answer import summed
from assistant.grounding.replies import of_one_series
from assistant.grounding.summary import check_summary, headed, heading_of, summarised, title_of
from assistant.language.followup import without_topic
from assistant.language.quantities import DateMention
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.records import (
    Answer,
    DocumentInfo,
    Hit,
    Receipt,
    Summary,
    SummaryRequest,
)
from assistant.search.filters import Filter
from assistant.search.retrieve import retrieve
from assistant.summariser import Summariser
from assistant.writing.direct import rank_scores
from assistant.writing.evidence import SEARCHED
from assistant.writing.gist import TABLE_WORDS
from assistant.writing.outline import WORDS_IN_SECTIONS, Picked, length, told_whole
from assistant.writing.stating import stating

Spoken = tuple[Hit, float]
"""A passage, and how far it speaks of a subject."""

WORDS, WORDS_IN_FULL = 130, 220

DOCUMENTS = 5
"""Documents, at most, that a digest of a subject is made of."""

SPEAKS = 1.5
"""Least score of a passage that speaks of the subject: the reader's, and what the search makes of
it as in `found_scores`. Bare words of a subject ("mail marquee") tell a reader little."""

MENTIONS = -2.0
"""Least score, by the reader alone, of one that has all its words, where no other speaks of it: a
single word, and a rare one, tells the reader little."""

NAMED = 0.3
"""The least share of a subject's words that the name of a document has that is meant."""

UNTOLD = 0.51
"""The share of a subject's words that a name must have, where nothing tells what is meant: most."""

ALONE = 0.75
"""The share of what the best name holds from which on another document may be meant as well."""


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

    With `is_full`, it is longer, and made as `summarise` makes one.
    """
    watch = Stopwatch()
    subject = subject_asked(question)
    if not subject:
        return None
    request = SummaryRequest(words=WORDS_IN_FULL if is_full else WORDS)
    with watch.step("search_s"):
        asked = Question.parse(subject)
        query = resources.query(subject)
        hits = stating(retrieve(resources.collection, asked, query, 2 * top, among))
    hits = _of_that_time(question, hits)
    spoken = cache(partial(_spoken, subject, hits, resources))
    with watch.step("rank_s"):
        called_so = _called_so(asked, hits, max(NAMED, _of_subject(question, resources)))
        if called_so and not any(_holds_most(asked, one) for one in called_so):
            called_so = called_so if _are_believed(called_so, spoken()) else []
        named = _only(called_so) or _by_date(question, asked, hits, resources)
        if named is None:
            hits = _of_these(called_so, asked, hits) or _speaking_of(subject, spoken())
    if not hits:
        return None
    if not is_full:
        with watch.step("rank_s"):
            if named is None:
                found = told_of(question, hits, resources.reader, length(request))
                told = [Picked(one, one.text) for one in found]
            else:
                passages = resources.collection.passages_of(named.id)
                told = told_whole(named, passages, resources.reader, WORDS_IN_SECTIONS, TABLE_WORDS)
                request = replace(request, words=WORDS_IN_SECTIONS)
            head_of = heading_of if named else title_of
            heads = [head_of(one.evidence) for one in told]
            summary = _told(told, heads, request, resources, summariser)
    else:
        with watch.step("write_s"):
            every = {hit.document.id: hit.document for hit in hits}.values()
            chosen = [*every][:DOCUMENTS] if named is None else [named]
            if named is None:
                request = replace(request, focus=subject)
            summary = _of_documents(chosen, request, resources, summariser, should_stop)
    receipt = resources.receipt(watch)
    return summed(question, summary, receipt) if summary.claims else None


def subject_asked(question: Question) -> str:
    """The words of a question that do not ask for a summary: what it is to be about."""
    own = default_kinds().words["summary"]
    named = {word for name in question.names for word in name.split()}
    words = [word.strip("()\"“”‘’'.,:;?!") for word in question.text.split()]
    return " ".join(
        word for word in words if word in named or not own.issuperset(content_stems(word))
    )


def names_document(wish: Question, resources: Resources) -> bool:
    """Whether all that a wish for a summary is about stands in the name of one document."""
    if not (asked := subject_asked(wish)):
        return False
    subject = Question.parse(asked)
    hits = retrieve(resources.collection, subject, resources.query(asked), 2 * resources.top)
    names = (set(content_stems(called(hit.document))) for hit in hits)
    return bool(subject.stems) and any(map(set(subject.stems).issubset, names))


def _told(
    told: Sequence[Picked],
    heads: Sequence[str],
    request: SummaryRequest,
    resources: Resources,
    summariser: Summariser,
) -> Summary:
    """What matters of a subject or a document, each sentence quoted below its head."""
    checked = check_summary(told, None, summariser.faith())
    documents = [one.evidence.document for one in reversed(told)]
    return summarised(
        list({one.id: one for one in documents}.values()),
        request,
        told,
        replace(checked, claims=headed(checked.claims, heads)),
        coverage=(),
        notes=(),
        receipt=Receipt(models=resources.loaded(), timings={}),
    )


def _of_documents(
    chosen: Sequence[DocumentInfo],
    request: SummaryRequest,
    resources: Resources,
    summariser: Summariser,
    should_stop: Callable[[], bool],
) -> Summary:
    """Of one document its summary, of several a digest."""
    documents = [resources.collection.document(info.id) for info in chosen]
    if len(documents) == 1:
        return summariser.summarise(documents[0], request, should_stop=should_stop)
    return summariser.digest(documents, request, should_stop=should_stop)


def _speaking_of(subject: str, spoken: Sequence[Spoken]) -> list[Hit]:
    """The passages that speak of the subject, the best first; else those that have its words."""
    scored = sorted(spoken, key=lambda one: -one[1])
    wanted = set(content_stems(subject))
    return [hit for hit, score in scored if score >= SPEAKS] or [
        hit
        for hit, score in scored
        if score - SEARCHED * hit.score >= MENTIONS
        and wanted.issubset(content_stems(f"{hit.passage.section}. {hit.passage.text}"))
    ]


def _spoken(subject: str, hits: Sequence[Hit], resources: Resources) -> list[Spoken]:
    """How far each passage speaks of the subject: what the reader and the search make of it."""
    read = rank_scores(subject, hits, resources.reader)
    return [(hit, one + SEARCHED * hit.score) for hit, one in zip(hits, read, strict=True)]


def _of_that_time(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """The passages of documents of the dates that are asked for; all where there are none."""
    return [hit for hit in hits if _agrees(question, hit.document.own_date)] or list(hits)


def _agrees(question: Question, day: date | None) -> bool:
    """Whether a document's date is one of those that are asked for."""
    if day is None:
        return False
    own = DateMention(day.year, day.month, day.day, "", "", 0)
    return any(said.agrees(own) for said in question.dates)


def _of_subject(wish: Question, resources: Resources) -> float:
    """The probability in 0-1 that a subject is meant, not a document (`fit_kinds wishes`)."""
    typed = without_topic(wish.text)
    known = known_for("wishes", typed, resources.embedder)
    if known is None:
        return UNTOLD
    return known.shares(typed, resources.query(typed))[known.other]


def _called_so(asked: Question, hits: Sequence[Hit], least: float) -> list[DocumentInfo]:
    """The documents whose titles and file names hold the subject's words as no others' do.

    A word counts the less, the more of the documents are called by it. `least` is the share of the
    words, in 0-1, that the name must have: the likelier a document is meant, the fewer, since few
    letters are called a letter.
    """
    documents = list({hit.document.id: hit.document for hit in hits}.values())
    wanted = set(asked.stems)
    held = [wanted & set(content_stems(called(info))) for info in documents]
    counts = Counter(stem for own in held for stem in own)
    weights = [sum(1 / counts[stem] for stem in own) for own in held]
    most = max(weights, default=0.0)
    if not most or len(held[weights.index(most)]) < least * len(wanted):
        return []
    return [info for info, weight in zip(documents, weights, strict=True) if weight >= ALONE * most]


def _holds_most(asked: Question, info: DocumentInfo) -> bool:
    """Whether a document is called by more than half of the subject's words."""
    wanted = set(asked.stems)
    return 2 * len(wanted.intersection(content_stems(called(info)))) > len(wanted)


def _are_believed(called_so: Sequence[DocumentInfo], spoken: Sequence[Spoken]) -> bool:
    """Whether what speaks most of the subject is of documents whose names have few of its words.

    "The roof repair" is no manual on the repair of boilers.
    """
    best, _ = max(spoken, key=lambda one: one[1])
    return any(best.document.id == info.id for info in called_so)


def _only(called_so: Sequence[DocumentInfo]) -> DocumentInfo | None:
    """The one document that is called so; of a series the newest is meant ("the newsletter")."""
    return _newest(called_so) if len(called_so) > 1 else next(iter(called_so), None)


def _of_these(called_so: Sequence[DocumentInfo], asked: Question, hits: Sequence[Hit]) -> list[Hit]:
    """What the search finds in a few documents that are called by all words of the subject.

    A single word ("Nvidia") is a subject, of which others may speak as well.
    """
    wanted = set(asked.stems)
    meant = {info.id for info in called_so if wanted.issubset(content_stems(called(info)))}
    is_few = len(wanted) > 1 and len(meant) == len(called_so) <= DOCUMENTS
    return [hit for hit in hits if is_few and hit.document.id in meant]


def _newest(documents: Sequence[DocumentInfo]) -> DocumentInfo | None:
    """The newest of one series of dated documents; None where they are no such series."""
    first, *others = documents
    days = {info.own_date for info in documents}
    if None in days or len(days) < len(documents):
        return None
    if not all(of_one_series(first.title, info.title) for info in others):
        return None
    return max(documents, key=lambda info: str(info.own_date))


def _by_date(
    question: Question, asked: Question, hits: Sequence[Hit], resources: Resources
) -> DocumentInfo | None:
    """Of the documents of a date that is asked for, the one that is most what is asked for."""
    dated = [hit for hit in hits if _agrees(question, hit.document.own_date)]
    if not dated:
        return None
    scores = rank_scores(asked.text, dated, resources.reader)
    return dated[scores.index(max(scores))].document
