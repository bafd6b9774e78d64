"""Both sides of a comparison, told beside each other as they stand.

    question ─may compare two things?─ the sentence that answers best
                                       └ what else may answer, and is like it: is it the other side?

"Full or half plot, what is the difference?" is mostly answered by two sentences, one for each side.
A small writer that is given both exchanges what is said of them in a third of its drafts ("6.50 a
day, and 9 for a season booking"), so they are quoted. Which questions compare is told by their
embeddings (`benchmarks.fit_kinds`); which sentence is the other side by how well it answers, how
far it is behind the first, and how alike the two are: a logistic regression, fitted by
`benchmarks.comparisons` (docs/decisions/comparisons.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.completing import as_told, besides
from assistant.answering.evidence import alike_first
from assistant.answering.kinds import known_for
from assistant.corpus.layout import heading_told, is_row
from assistant.grounding.calibration import Calibration, shipped
from assistant.grounding.disagree import with_newer
from assistant.language.followup import without_topic
from assistant.language.question import Question
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Vectors
from assistant.records import Evidence
from assistant.writing.approval import FARTHEST
from assistant.writing.direct import as_read
from assistant.writing.evidence import alone

NAMES = ("compares", "second", "behind", "alike")
"""How likely the question compares two things and the reader's score of the second sentence, in log
odds; by how much the first scores better, `FARTHEST` at most; their cosine."""

MAY_COMPARE = 0.2
"""Least probability, by the question alone, that it compares two things."""

LOOKED_AT = 3
"""Sentences that may be the other side."""

_SURE = 0.02  # a question is never surer than so to compare, or not to


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sentences that tell the sides of a comparison, and how likely they do."""

    one: Evidence
    two: Evidence
    likely: float

    @property
    def told(self) -> list[tuple[str, Evidence]]:
        """Each below what tells it from the other, its heading or its document; "" if nothing does.

        "A room is £1,240 a week" is said of one of the homes.
        """
        both = (self.one, self.two)
        sections = [heading_told(one.passage.section) for one in both]
        for heads in (sections, [one.document.title for one in both]):
            if all(heads) and heads[0] != heads[1]:
                return [*zip(heads, both, strict=True)]
        return [("", one) for one in both]


def default_sides() -> Calibration:
    """The weights that ship with the program; from the threshold on both sides are the answer."""
    return shipped(__file__, "sides.json", NAMES)


def both_sides(
    question: Question, query: Vectors, sentences: Sequence[Evidence], embedder: Embedder
) -> Sides | None:
    """The sentences that tell both sides of a comparison; None where there are none.

    Rows of tables are compared by code (`pairs.py`).

    Args:
        question: what was asked.
        query: its embedding, shape (dimension,).
        sentences: of all that was found, best first, with the reader's scores.
        embedder: of sentences.
    """
    typed = without_topic(question.text)  # a topic says what is meant, not that it is compared
    vector = query if typed == question.text else embedder.encode_queries([typed])[0]
    likely = compares(typed, vector, embedder)
    if likely < MAY_COMPARE or not sentences or is_row(sentences[0].text):
        return None
    fitted, first = default_sides(), sentences[0]
    found = [
        (fitted.confidence(measured(likely, first, other, cosine)), other)
        for other, cosine in other_sides(question, first, sentences[1:], embedder)
    ]
    best, other = max(found, key=lambda one: one[0], default=(0.0, first))
    if best < fitted.threshold:
        return None
    newer = [*with_newer(question, [first], sentences), *with_newer(question, [other], sentences)]
    if any(one not in (first, other) for one in newer):  # what they say has changed since
        return None
    return Sides(*as_told(first, other), best)


def compares(question: str, query: Vectors, embedder: Embedder) -> float:
    """How likely a question compares two things, in 0-1; 0 where nothing was fitted."""
    known = known_for("comparisons", question, embedder)
    return 1 - known.shares(question, query)[known.other] if known is not None else 0.0


def other_sides(
    question: Question, first: Evidence, others: Sequence[Evidence], embedder: Embedder
) -> list[tuple[Evidence, float]]:
    """What may be the other side of the first, with its cosine to it.

    Each of the two, below its headings, has a word of the question that the other lacks ("full",
    "half").
    """
    asked, said = set(question.stems), _said(first)
    parted = [
        one
        for one in besides([first], others)
        if asked & said - _said(one) and asked & _said(one) - said
    ]
    return alike_first(first, parted, embedder)[:LOOKED_AT]


def measured(likely: float, first: Evidence, other: Evidence, cosine: float) -> NDArray[np.float64]:
    """The feature row of a second sentence, as `NAMES`; `likely` is of `compares`."""
    odds = np.log((likely + _SURE) / (1 - likely + _SURE))
    behind = min(FARTHEST, first.score - other.score)
    return np.array([odds, other.score, behind, cosine])


def _said(sentence: Evidence) -> set[str]:
    return {*content_stems(as_read(alone(sentence)))}
