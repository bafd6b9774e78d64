"""Questions of the collection itself, answered by going through all of it, never by a sample.

"How many articles mention Brazil?" is a count over every document; the best passages for the
question would say nothing of the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from assistant.answering.kinds import Kind, default_kinds, known_for
from assistant.answering.resources import Resources
from assistant.corpus.read import EXTENSIONS, NAMES, SHORTENED
from assistant.grounding.answer import Listed, counted
from assistant.grounding.polarity import negates
from assistant.language.quantities import DateMention, dates, years
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, content_stems, stem, stems, words
from assistant.records import Answer, DocumentInfo, Passage, Receipt, Span, date_in_words
from assistant.search.filters import Filter

ASKED_FOR = 3
"""Words or names, at most, that somebody counts the mentions of."""

LISTED, LISTED_IN_FULL = 25, 250
"""Documents, at most, that are named one by one."""


# "From 2021", but not "from 2021 on".
_LEADING = frozenset("dated from in of on".split())
_TURNING = frozenset("but except only or other than".split())
_ABOUT = frozenset("about on".split())


def subject_of(question: Question, kind: Kind) -> tuple[str, ...]:
    """What a question of this kind is about: a phrase for each name, else its other words."""
    own = default_kinds().words[kind]
    named = [name for name in question.names if not own.issuperset(content_stems(name))]
    return tuple(named) or words_of(question, kind)


def words_of(question: Question, kind: Kind) -> tuple[str, ...]:
    """The words of a question that are not those with which this kind is asked."""
    return _but_own(words(question.text), kind)


def _but_own(said: Sequence[str], kind: Kind) -> tuple[str, ...]:
    own = default_kinds().words[kind]
    return tuple(
        word for word in dict.fromkeys(said) if word not in STOPWORDS and stem(word) not in own
    )


def answer_inventory(
    question: Question,
    resources: Resources,
    among: Filter,
    receipt: Receipt,
    *,
    is_full: bool = False,
) -> Answer | None:
    """Which documents there are, the newest first; or those of a day, month, year or format.

    None where a time is asked for otherwise (since then, before, or not then), what is of another
    format, or which is the longest. What asks for the oldest row of a table does so of documents.
    """
    known = known_for("operations", question.text, resources.embedder)
    order = str(known.tell(question.text, resources.query(question.text))) if known else ""
    if order in {"max", "min"}:
        return None
    files = _files_asked(question, "inventory")
    if files and (negates(question.text) or not _TURNING.isdisjoint(words(question.text))):
        return None
    asked = _time_asked(question, "inventory", files)
    if asked is None and _is_timed(question):
        return None
    every = resources.collection.documents(among)
    found, limits = _limited(every, files, asked)
    verb = "is" if len(found) == 1 else "are"
    told = f"{len(found) or 'None'} of {_count(len(every))} {verb} {' and '.join(limits)}"
    ordered = f", the {order} first" if order in {"oldest", "newest"} else ""
    head = f"{told if limits else _count(len(every)) + _between(every)}{ordered}."
    by_date = _by_date(found, is_rising=order == "oldest")
    listed = [Listed(info) for info in by_date[: _most(is_full)]]
    return counted(question, head, listed, len(found), receipt)


def _limited(
    documents: Sequence[DocumentInfo], files: str, asked: DateMention | None
) -> tuple[list[DocumentInfo], list[str]]:
    """The documents of a format and of a time, where they are asked for; and that in words."""
    found, limits = [*documents], []
    if files:
        found = [info for info in found if _is_from(info, files)]
        limits.append(_from(files))
    if asked:
        found = [info for info in found if _is_of(info, asked)]
        limits.append(f"of {asked.text}")
    return found, limits


def _files_asked(question: Question, kind: Kind) -> str:
    """The format of the files that are asked for, as it was called; empty where any will do.

    An ending says it by itself ("pdfs"), a name before what such questions are asked with: "text
    files", but not "which texts are there". Behind what asks for mentions it is what is mentioned:
    "which documents talk about csv". Of two, neither is all that is asked for.
    """
    own = default_kinds().words[kind]
    asks_for_mentions = own - default_kinds().words["inventory"]
    named: list[str] = []
    for word, behind in pairwise([*words(question.text), ""]):
        is_name = word in NAMES and (not behind or stem(behind) in own)
        if is_name or f".{stem(word)}" in EXTENSIONS:
            named.append(word if is_name else stem(word))
        elif kind != "inventory" and (word in _ABOUT or stem(word) in asks_for_mentions):
            break
    return named[0] if len({*named}) == 1 else ""


def _from(files: str) -> str:
    return f"from {files if files in NAMES else files.upper()} files"


def _is_from(info: DocumentInfo, files: str) -> bool:
    """Whether a document was read from a file of a format; a row says so behind its file's name."""
    endings = (PurePath(source).suffix.lower().partition("#")[0] for source in info.sources)
    asked = NAMES.get(files, f".{files}")
    return SHORTENED.get(asked, asked) in {SHORTENED.get(one, one) for one in endings}


def _time_asked(question: Question, kind: Kind, files: str) -> DateMention | None:
    """The one day, month or year that documents are asked of; None where it is not so simple.

    Where mentions are asked for it stands between what the documents are called and what asks for
    them: "documents from 2021 mention the strike", not "documents mention the strike of 2021".
    """
    said = question.dates or [
        DateMention(int(one.value), None, None, "", one.text, one.start)
        for one in question.quantities
        if years(one.text)
    ]
    if len(said) != 1 or said[0].weekday or negates(question.text):
        return None
    (asked,) = said
    before = words(question.text[: asked.start])
    behind = words(question.text[asked.start + len(asked.text) :])
    others = _but_own(before, "inventory")
    others += _but_own(behind if kind == "inventory" else behind[:1], kind)
    if {*others} - {*_LEADING, files}:
        return None  # "before 2021", "the spring of 2021", "from 2021 onwards"
    is_led = _LEADING.issuperset(before[-1:]) and _LEADING.isdisjoint(behind[:1])
    return asked if is_led and _TURNING.isdisjoint([*before, *behind]) else None


def _is_of(info: DocumentInfo, asked: DateMention) -> bool:
    """Whether the date that a document gives itself is, as far as it is known, the one asked."""
    day = info.own_date
    if day is None:
        return False
    month = None if info.date_origin == "year" else day.month
    known = None if info.date_origin in {"year", "month"} else day.day
    return asked.agrees(DateMention(day.year, month, known, "", "", 0))


def answer_mentions(
    question: Question,
    kind: Kind,
    resources: Resources,
    among: Filter,
    receipt: Receipt,
    *,
    is_full: bool = False,
) -> Answer | None:
    """In how many documents something is mentioned, and in which; None where that says nothing.

    A title or a file's name counts as text: "how many newsletters do I have?" is asked of what
    documents are called. The newest documents come first, each with the sentence that mentions it.
    """
    files = _files_asked(question, kind)
    asked = _time_asked(question, kind, files)
    about = Question.parse(question.text[asked.start + len(asked.text) :]) if asked else question
    subject = tuple(one for one in subject_of(about, kind) if files not in stems(one))
    if (files or asked) and not subject:
        return answer_inventory(question, resources, among, receipt, is_full=is_full)
    if not subject or _is_limited(about, subject):
        return None
    documents, limits = _limited(resources.collection.documents(among), files, asked)
    if asked and not documents:
        return None
    passages = {
        info.id: passage for info, passage in resources.collection.mentioning(subject, among)
    }
    titled = {info.id for info in documents if _is_called(info, subject)}
    found = _by_date([info for info in documents if info.id in passages.keys() | titled])
    if not found and (kind == "mention" or len(subject) > ASKED_FOR):
        # "Do you have anything on …?" is answered by what comes nearest; and so many words are
        # a question of another kind.
        return None
    if kind == "count" and not titled and _but_own(question.terms, kind) == question.terms:
        return None  # "how many books may I borrow?" speaks of no document and of no mention
    named = " and ".join(f"“{part}”" for part in subject)
    verb = "mentions" if len(found) == 1 else "mention"
    where = _where(len(titled), len(found))
    every = " ".join([_count(len(documents)), *limits])
    head = f"{len(found) or 'None'} of {every} {verb} {named}{where}."
    places = ((info, passages.get(info.id)) for info in found[: _most(is_full)])
    listed = [Listed(info, one, _sentence(one, subject) if one else None) for info, one in places]
    return counted(question, head, listed, len(found), receipt)


def _is_limited(question: Question, subject: Sequence[str]) -> bool:
    """Whether more is asked than what is mentioned: a denial, a choice, or a time beside it."""
    beside = [part for part in subject if not years(part) and not dates(part)]
    return (
        (bool(beside) and _is_timed(question))
        or negates(question.text)
        or "or" in words(question.text)
    )


def _is_timed(question: Question) -> bool:
    """Whether a day, month or year is asked for: all documents are not what is asked for then."""
    return bool(question.dates or years(question.text))


def called(info: DocumentInfo) -> str:
    """The words of a document's title and of its file's name."""
    name = info.source.rpartition("/")[2]
    return f"{info.title} {name.replace('-', ' ').replace('_', ' ').replace('.', ' ')}"


def _is_called(info: DocumentInfo, subject: Sequence[str]) -> bool:
    """Whether title and file name hold each part of the subject, as a phrase."""
    name = f" {' '.join(stems(called(info)))} "
    return all(f" {' '.join(stems(part))} " in name for part in subject)


def _where(titled: int, found: int) -> str:
    if not titled:
        return ""
    return f"{'' if titled == found else f', {titled} of them'} in the title or file name"


def _most(is_full: bool) -> int:
    return LISTED_IN_FULL if is_full else LISTED


def _sentence(passage: Passage, subject: Sequence[str]) -> Span | None:
    """The first sentence that holds most of the subject."""
    wanted = {stem(word) for part in subject for word in words(part)}
    texts = [
        (len(wanted & set(content_stems(passage.text_of(span)))), -place, span)
        for place, span in enumerate(passage.sentences)
    ]
    return max(texts)[2] if texts else None


def _by_date(documents: Sequence[DocumentInfo], *, is_rising: bool = False) -> list[DocumentInfo]:
    """Those with a date of their own by it, then the others in the order they were added in."""
    dated = sorted(
        (info for info in documents if info.own_date),
        key=lambda info: str(info.own_date),
        reverse=not is_rising,
    )
    return [*dated, *(info for info in documents if not info.own_date)]


def _between(documents: Sequence[DocumentInfo]) -> str:
    dated = sorted((info.own_date, info.date_origin) for info in documents if info.own_date)
    if not dated:
        return ""
    first, last = (date_in_words(*one) for one in (dated[0], dated[-1]))
    return f", of {first}" if first == last else f", dated {first} to {last}"


def _count(number: int) -> str:
    return f"{number} document{'' if number == 1 else 's'}"
