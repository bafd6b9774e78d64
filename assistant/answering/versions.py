"""What differs between two documents of one series, such as the terms of two years.

    question ─names two documents, and nothing else─ sentences of both
              same words → left out · most alike → was, is · alone → gone, new

No passage answers "what changed between the 2025 and the 2026 terms?". Which documents are meant is
told by the words that only one of them is called by. Their sentences are matched one to one, the
most alike first, and quoted; nothing is worded anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import PurePath

import numpy as np

from assistant.answering.collection import called
from assistant.answering.kinds import default_kinds
from assistant.answering.resources import Resources
from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.answer import computed
from assistant.grounding.replies import of_one_series
from assistant.language.quantities import MONTHS
from assistant.language.question import Question
from assistant.language.words import STOPWORDS, content_stems, words
from assistant.protocols import Vectors
from assistant.records import Answer, DocumentInfo, Evidence
from assistant.search.filters import Filter

ALIKE = 0.5
"""Least cosine of two sentences that speak of the same thing: all 20 do that are matched from there
on in two minutes and in two terms of hire, 6 of which have the same words."""

ONE_TEXT = 0.6
"""Share of the newer document's sentences that the older one must have, alike or the same, for both
to be versions of one text. Else what only one of them says is no change."""

LISTED, LISTED_IN_FULL = 16, 200
"""Changes, at most, that are shown."""

MOST = 1500
"""Sentences of a document that are compared."""

FEW = 200
"""Documents, at most, among which the two are sought: those that share a word with the question."""

Change = Sequence[tuple[str, Evidence]]
"""What was and what is, what is new, or what is gone, each under that word."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents of one series; whether a question names each of them."""

    older: DocumentInfo
    newer: DocumentInfo
    are_named: bool


def answer_versions(
    question: Question, resources: Resources, among: Filter, *, is_full: bool = False
) -> Answer | None:
    """What the newer of two documents says otherwise; None where a question asks for more.

    Args:
        question: what was asked.
        resources: what it is answered with.
        among: which documents may be meant.
        is_full: whether the list is longer.
    """
    watch = Stopwatch()
    with watch.step("search_s"):
        pair = meant(question, resources.collection.documents(among))
        if pair is None:
            return None
        older, newer = (_sentences(resources, info) for info in (pair.older, pair.newer))
    if not older or not newer or max(len(older), len(newer)) > MOST:
        return None
    with watch.step("rank_s"):
        before, now = ([one.text for one in sentences] for sentences in (older, newer))
        encode = resources.recent.encode_passages
        matched = _matched(before, now, encode(before) @ encode(now).T)
        is_one_text = len(matched) >= ONE_TEXT * len(newer)
    if not is_one_text and not pair.are_named:
        return None
    changes = differences(older, newer, matched, is_one_text=is_one_text)
    told = [" ".join(f"{head}: “{one.text}”" for head, one in change) for change in changes]
    evidence = [one for change in changes for _, one in change]
    places = iter(range(1, len(evidence) + 1))
    borne = [[next(places) for _ in change] for change in changes]
    first, second = _names(pair)
    head = f"Between {first} and {second}:"
    if not changes:
        head, evidence = f"{second} says the same as {first}.", [older[0], newer[0]]
    most = LISTED_IN_FULL if is_full else LISTED
    receipt = resources.receipt(watch)
    made = computed(question, head, "", told, evidence, receipt, most, borne)
    return replace(made, short_answer=None)


def meant(question: Question, documents: Sequence[DocumentInfo]) -> Pair | None:
    """The documents that are to be compared; None where that is not all that is asked.

    Both are called by a word, or the newer one is, that the other one's name and date lack; or
    what both are called is all that is said. Of several such pairs the one that is named most fully
    is meant, then the one whose days are nearest to each other, then the newest.
    """
    own, said = default_kinds().words["changes"], set(words(question.text))
    asked = set(content_stems(question.text))
    if not asked & own or asked <= own:
        return None
    # The file's name as it stands, too: "terms_v1.2.md" is asked for as v1.2.
    called_so = {
        info.id: f"{called(info)} {PurePath(info.source).name} {info.when}".casefold()
        for info in documents
    }
    telling = said - (STOPWORDS - set(MONTHS))
    near = [info for info in documents if any(one in called_so[info.id] for one in telling)]
    if len(near) > FEW:
        return None
    names = {info.id: set(words(called_so[info.id])) for info in near}
    known = {info.id: own | set(content_stems(called_so[info.id])) for info in near}
    found: list[tuple[tuple[int, int, int], Pair]] = []
    for older, newer in combinations(sorted(near, key=_age), 2):
        if asked - known[older.id] - known[newer.id]:
            continue
        is_old_named, is_new_named = (
            bool(said & (names[one.id] - names[other.id]))
            for one, other in ((older, newer), (newer, older))
        )
        if (is_old_named and not is_new_named) or not of_one_series(older.title, newer.title):
            continue
        days = [one.own_date.toordinal() if one.own_date else 0 for one in (older, newer)]
        rating = (len(said & (names[older.id] | names[newer.id])), days[0] - days[1], days[1])
        found.append((rating, Pair(older, newer, are_named=is_old_named)))
    return max(found, key=lambda rated: rated[0])[1] if found else None


def differences(
    older: Sequence[Evidence],
    newer: Sequence[Evidence],
    matched: Mapping[int, int],
    *,
    is_one_text: bool,
) -> list[Change]:
    """What was and is, is new and is gone, in the order of the newer text.

    What two documents say that are no versions of one text stands under their days.

    Args:
        older: the sentences of one document.
        newer: those of the other.
        matched: the places of older sentences, by those of the newer ones that speak of the same.
        is_one_text: whether both are versions of one text.
    """
    changes: list[Change] = []
    for place, one in enumerate(newer):
        if place in matched:
            before = older[matched[place]]
            if words(before.text) != words(one.text):
                heads = ("Was", "Now") if is_one_text else (_day(before), _day(one))
                changes.append([*zip(heads, (before, one), strict=True)])
        elif is_one_text:
            changes.append([("New", one)])
    if is_one_text:
        kept = set(matched.values())
        changes += [[("Gone", one)] for place, one in enumerate(older) if place not in kept]
    return changes


def _matched(older: Sequence[str], newer: Sequence[str], cosines: Vectors) -> dict[int, int]:
    """The older sentence of newer ones, by their places; none is taken twice."""
    former, latter = ([tuple(words(text)) for text in texts] for texts in (older, newer))
    same = np.array([[one == other for other in latter] for one in former])
    alike = np.where(same, 2.0, cosines)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for place in np.argsort(-alike, axis=None, kind="stable"):
        before, now = divmod(int(place), len(newer))
        if alike[before, now] < ALIKE:
            break
        if now not in found and before not in taken:
            found[now] = before
            taken.add(before)
    return found


def _age(info: DocumentInfo) -> tuple[str, str, str]:
    return str(info.own_date or ""), info.title, info.source


def _day(one: Evidence) -> str:
    return one.document.when or one.document.title


def _names(pair: Pair) -> list[str]:
    """What the two are called, with their files where that is the same."""
    both = [_named(pair.older), _named(pair.newer)]
    if len({*both}) > 1:
        return both
    files = (PurePath(info.source).name for info in (pair.older, pair.newer))
    return [f"{name}, {file}" for name, file in zip(both, files, strict=True)]


def _named(info: DocumentInfo) -> str:
    """A document's title, with its date where that does not say it."""
    is_told = not info.when or info.when in info.title
    return f"“{info.title}”" if is_told else f"“{info.title}” ({info.when})"


def _sentences(resources: Resources, info: DocumentInfo) -> list[Evidence]:
    """The sentences of a document, in order; what overlaps of two passages once."""
    found: dict[int, Evidence] = {}
    for passage in resources.collection.passages_of(info.id):
        for span in passage.sentences:
            found.setdefault(span.start, Evidence.at(passage, info, span))
    return [found[start] for start in sorted(found) if words(found[start].text)]
