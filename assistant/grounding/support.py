"""How likely its sources support a claim: one judge for `check`, summaries and digests.

    claim, its nearest sentence ──reader→ verdict ──────────────────┐
           that sentence with those that bear more of it → verdict ─┼→ logistic regression → score
    claim, sources ─→ words and facts that the sources lack ────────┘

The reader knows what a sentence says; code knows better whether a number, date, name or quotation
stands there at all, and whether words do. None of them decides alone: a calibrated logistic
regression weighs them, fitted by `benchmarks/fit_support.py` on claims that the reader was not
trained on.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.calibration import Calibration, shipped
from assistant.grounding.slots import missing_dates, missing_quantities, missing_quotations
from assistant.grounding.timed import without_times
from assistant.language.names import KnownWords, names
from assistant.language.quantities import without_dates
from assistant.language.words import content_words, stem
from assistant.models.reading import claim_pair
from assistant.protocols import Reader, Scores
from assistant.records import DateOrigin, date_in_words

NAMES = ("believed", "words_missing", "facts_missing")
"""The mean of the reader's log odds over both windows; the share of the claim's words that neither
has; how many of its numbers, dates, names and quotations stand nowhere, two at most."""

CERTAIN = 0.95
"""From this probability on, the nearest sentence bears a claim alone, and no more is read."""

CONTRADICTED = 0.8
"""Least probability of the reader that the nearest sentence says otherwise."""

_MOST_ODDS = 6.0
_RAISED = re.compile("(?<=[0-9])(?=[¹²³⁰⁴-⁹¼-¾⅐-⅞])")

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """A claim with what may bear it.

    Attributes:
        windows: the nearest source sentence, then that with further ones, in reading order, where
            there are such; not empty.
        known: the words of the whole document, with its title, among which names are looked up.
        title, day: of the document, where it has them.
        question: what the claim answers, where it answers one.
        origin: of the day; one that is of a month or a year is no more than that.
    """

    claim: str
    windows: tuple[str, ...]
    known: KnownWords
    title: str | None = None
    day: date | None = None
    question: str | None = None
    origin: DateOrigin = "metadata"

    @property
    def when(self) -> str:
        """The document's date as far as it is known; empty without one."""
        return date_in_words(self.day, self.origin)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the sources say of a claim.

    Attributes:
        score: probability in 0-1 that they support it.
        window: position of the window that bears it best.
        is_supported: whether the score is enough.
        is_contradicted: whether they say otherwise.
        reasons: why it is not supported, for a reader; empty where it is.
    """

    score: float
    window: int
    is_supported: bool
    is_contradicted: bool
    reasons: tuple[str, ...]


def default_model() -> Calibration:
    """The weights that ship with the program."""
    return shipped(__file__, "support.json", NAMES)


def weigh(tasks: Sequence[Task], reader: Reader) -> list[Weighed]:
    """What its sources say of each claim."""
    model = default_model()
    return [
        _weighed(task, verdicts, model)
        for task, verdicts in zip(tasks, read(tasks, reader), strict=True)
    ]


def read(tasks: Sequence[Task], reader: Reader) -> list[Scores]:
    """The reader's verdict on each claim by its windows, of shape (windows read, 3)."""
    first = reader.entail([_pair(task, 0) for task in tasks]) if tasks else np.empty((0, 3), "f4")
    places = [
        place
        for place, task in enumerate(tasks)
        if len(task.windows) > 1 and first[place, 0] < CERTAIN
    ]
    found: list[Scores] = [first[place : place + 1] for place in range(len(tasks))]
    if places:
        more = reader.entail([_pair(tasks[place], 1) for place in places])
        for place, verdict in zip(places, more, strict=True):
            found[place] = np.vstack([found[place], verdict])
    return found


def measure(task: Task, verdicts: Scores) -> Row:
    """The feature row of a claim, as `NAMES`; `verdicts` as `read` gives them."""
    absent = missing_words(task)
    return np.array(
        [
            float(np.mean([_odds(float(share)) for share in verdicts[:, 0]])),
            len(absent) / max(1, len(content_words(task.claim))),
            float(min(2, len(missing_facts(task)))),
        ]
    )


def missing_words(task: Task) -> list[str]:
    """The content words of a claim whose stems stand in none of its windows, nor in the title."""
    sources = f"{task.title or ''} {task.windows[-1]}"
    known = {stem(word) for word in content_words(sources)}
    return [word for word in content_words(task.claim) if stem(word) not in known]


def missing_facts(task: Task) -> list[str]:
    """Reasons: numbers, dates and quotations that no window has, names that the document lacks.

    The document's own title and date count as said. A date is one fact, not a number and a name.
    """
    known = f"{task.title or ''}. {task.when}. {task.windows[-1]}"
    claim, source = plain(task.claim), plain(known)
    undated = without_dates(claim)
    return [
        *missing_quantities(undated, source),
        *missing_dates(claim, source, task.day),
        *missing_quotations(claim, source),
        *(
            f"the name {name} is not in the source"
            for name in dict.fromkeys(names(without_times(undated)))
            if not task.known.knows(name)
        ),
    ]


def plain(text: str) -> str:
    """The text in the normal form that numbers and quotations are compared in (NFKC).

    A fraction or the mark of a note behind a number stays apart: "1½" is not 11⁄2.
    """
    return unicodedata.normalize("NFKC", _RAISED.sub(" ", text))


def _pair(task: Task, window: int) -> tuple[str, str]:
    return claim_pair(task.claim, task.question, task.windows[window], task.title, task.when)


def _odds(probability: float) -> float:
    """Log odds, within bounds: a reader is never as sure as its softmax says."""
    share = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_MOST_ODDS, min(_MOST_ODDS, math.log(share / (1 - share))))


def _weighed(task: Task, verdicts: Scores, model: Calibration) -> Weighed:
    score = model.confidence(measure(task, verdicts))
    window = int(verdicts[:, 0].argmax())
    if score >= model.threshold:
        return Weighed(score, window, True, False, ())
    is_contradicted = float(verdicts[0, 1]) >= CONTRADICTED
    reasons = [*(["the source says otherwise"] if is_contradicted else []), *missing_facts(task)]
    return Weighed(score, window, False, is_contradicted, tuple(reasons) or _why_not(task))


def _why_not(task: Task) -> tuple[str, ...]:
    if absent := missing_words(task):
        return (f"words that the source lacks: {', '.join(dict.fromkeys(absent))}",)
    return ("the source has these words, but does not say this with them",)
