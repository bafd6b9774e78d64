"""Whether the collection holds the answer, and what to say when it does not.

The decision is a calibrated probability, not a similarity cut-off. It is a logistic regression over
what the reader finds in the passages, fitted by `benchmarks/fit_reading.py` on questions that the
documents answer, the same questions with what answers left out, and questions with one name
exchanged. The threshold is part of the fit: the confidence below which at most the stated share of
answerable questions falls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.calibration import Calibration, shipped
from assistant.language.names import QUALIFIERS, KnownWords
from assistant.language.question import Question
from assistant.language.words import in_a_row, words
from assistant.protocols import Reading
from assistant.records import Evidence, Hit, Refusal, Status

NAMES = ("evidence_best", "rank_best", "none_least", "names_missing")
"""How likely the best sentence answers, and how well the best passage does, in log odds; by how
much no answer is better than the best span of all; and the share of the question's names that are
missing."""

SpeaksOf = Callable[[Sequence[str], str], bool]
"""Whether the documents with these ids hold a word anywhere in their text."""


def default_calibration() -> Calibration:
    """The calibration that ships with the program.

    It was fitted with the reader that ships, too: with a reader of your own, fit a threshold to the
    collection (`calibrate`).
    """
    return shipped(__file__, "refusal.json", NAMES)


def find_missing(
    question: Question, evidence: Sequence[Evidence | Hit], speaks_of: SpeaksOf
) -> tuple[str, ...]:
    """Names of the question that the evidence's documents never mention.

    A date is none: what holds from May answers what is asked of June.
    """
    of_dates = {word for date in question.dates for word in words(date.text)}
    known = KnownWords(
        f"{item.document.title}\n{item.passage.section}\n{item.passage.text}" for item in evidence
    )
    documents = list({item.document.id for item in evidence})
    return tuple(
        name
        for name in question.names
        if not of_dates.issuperset(words(name))
        and not known.knows(name)
        and not speaks_of(documents, _sought(name))
    )


def measure(question: Question, reading: Reading, missing: Sequence[str]) -> NDArray[np.float64]:
    """The feature row, as `NAMES`, of what was found in one passage or more."""
    return np.array(
        [
            float(max(scores.max() for scores in reading.sentences if len(scores))),
            float(reading.relevance.max()),
            float(reading.none.min()),
            len(missing) / max(1, len(question.names)),
        ]
    )


def _sought(name: str) -> str:
    """What a document that means the name must hold: North Korea whole, of Joe Biden the last."""
    first, *rest = words(name) or [name]
    return name if first in QUALIFIERS else (rest or [first])[-1]


def decide(
    question: Question, missing: Sequence[str], confidence: float, threshold: float
) -> Status:
    """Whether to answer, to answer a part, or to refuse.

    The confidence weighs names that no document mentions ("tariffs on Mexico" is not answered by
    tariffs on China). Where the question lists such a name beside one that is mentioned ("on Mexico
    and Brazil"), a part is answered.
    """
    if confidence < threshold:
        return "refused"
    if missing and all(_is_listed(name, question, missing) for name in missing):
        return "partial"
    return "answered"


def _is_listed(name: str, question: Question, missing: Sequence[str]) -> bool:
    """Whether the question names it in one list with a name that is mentioned."""
    others = [other for other in question.names if other not in missing]
    return any(
        re.search(
            rf"{re.escape(first)}(?:, | and | or |, and |, or ){re.escape(second)}", question.text
        )
        for other in others
        for first, second in ((name, other), (other, name))
    )


def refusal(
    missing: Sequence[str],
    searched: tuple[int, int],
    nearest: Sequence[Hit],
    *,
    partial: bool,
    is_likely: bool = False,
    short: str | None = None,
) -> Refusal:
    """What a person is told, in one sentence."""
    passages, documents = searched
    where = "the one document" if documents == 1 else f"the {documents:,} documents"
    if not passages:
        reason = "Nothing was searched: no document passes the filters."
    elif partial:
        reason = f"The cited documents do not mention {_listed(missing)}."
    elif missing:
        reason = f"Nothing in {where} speaks of {_listed(missing)} in answer to this."
    elif is_likely:
        reason = f"Nothing in {where} is sure to answer this."
    else:
        reason = f"Nothing in {where} answers this well enough to quote."
    return Refusal(reason, tuple(missing), searched, tuple(nearest), is_likely, short)


def of_part(part: str, told: Refusal) -> Refusal:
    """The refusal of one part of a question, beside the answer to the other.

    What is likely the answer stands in its reason, since no more of it is shown.
    """
    near = told.nearest[:1] if told.is_likely else ()
    found = (
        f" It may be “{hit.passage.text}” ({hit.document.title or 'no title'})." for hit in near
    )
    reason = f"“{part}”: {told.reason}{''.join(found)}"
    return replace(told, reason=reason, nearest=near, is_likely=False, short_answer=None)


def together(refusals: Sequence[Refusal]) -> Refusal:
    """The refusals of several parts as one, with the reason of each; one at least."""
    return replace(
        refusals[0],
        reason=" ".join(one.reason for one in refusals),
        missing=tuple(word for one in refusals for word in one.missing),
        nearest=tuple(hit for one in refusals for hit in one.nearest),
    )


def _listed(words: Sequence[str]) -> str:
    return in_a_row([f"“{word}”" for word in words])
