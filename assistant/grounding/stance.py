"""What the documents say to a question: yes, no, or that it takes for granted what is not so.

A reader is asked a question as it is asked a claim (`training/stances.py`): whether a sentence
bears it out, contradicts it, or neither. A question for yes or no has its answer then; another one
that is contradicted cannot be answered, and who asks is better served by what the documents do say.
How sure that is, a logistic regression says (`benchmarks/fit_stance.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.refuse import Calibration
from assistant.language.question import Question
from assistant.models.reading import claim_pair
from assistant.protocols import Reader
from assistant.records import Evidence

NAMES = ("leaning", "strongest", "evidence_best", "is_polar")
"""The share of the reader's verdicts that goes to what it leans to, each weighed by how likely its
sentence answers; the largest of them by itself; how likely the best sentence answers, in log odds;
and whether yes or no is asked for."""

LOOKED_AT = 3
"""Sentences, the best ones, that are held against a question."""

Said = Literal["yes", "no", "otherwise"]

_CLAUSE = re.compile(r"[.,;:?!–—-](?=\s)")
_MORE = re.compile(r"\bor\b|\band (?:by |to |for )?(?:what|which|who|when|where|why|how)\b")
_VERBS = frozenset(
    "am is are was were do does did have has had can cannot could may might must shall should will"
    " would ca wo".split()
)
_OPENING = frozenset("so and but also then".split())


@dataclass(frozen=True, slots=True)
class Stance:
    """What the documents say to a question.

    Attributes:
        said: "otherwise" where the question takes for granted what is not so.
        evidence: the sentence that says it.
        probability: that this is right, in 0-1.
    """

    said: Said
    evidence: Evidence
    probability: float


def stance_of(question: Question, sentences: Sequence[Evidence], reader: Reader) -> Stance | None:
    """What the best sentences say to a question; None where that is not likely enough.

    Args:
        question: what was asked.
        sentences: what may answer it, best first, with scores in log odds.
        reader: judges them.
    """
    found = leaning(question, sentences, reader)
    if found is None:
        return None
    said, evidence, row = found
    probability = default_stance().confidence(row)
    return (
        Stance(said, evidence, probability) if probability >= default_stance().threshold else None
    )


def leaning(
    question: Question, sentences: Sequence[Evidence], reader: Reader
) -> tuple[Said, Evidence, NDArray[np.float64]] | None:
    """What a reader leans to, the sentence that says it most, and the feature row, as `NAMES`."""
    looked_at = sentences[:LOOKED_AT]
    if not looked_at:
        return None
    verdicts = reader.entail(
        [
            claim_pair(question.text, None, one.text, one.document.title, one.document.own_date)
            for one in looked_at
        ]
    )
    scores = np.array([one.score for one in looked_at])
    weights = np.exp(scores - scores.max())
    shares = verdicts * (weights / weights.sum())[:, np.newaxis]
    is_polar = asks_yes_or_no(question.text)
    column = int(shares[:, :2].sum(axis=0).argmax()) if is_polar else 1
    said: Said = "otherwise" if not is_polar else "no" if column else "yes"
    row = np.array(
        [shares[:, column].sum(), verdicts[:, column].max(), scores.max(), float(is_polar)]
    )
    return said, looked_at[int(shares[:, column].argmax())], row


def asks_yes_or_no(text: str) -> bool:
    """Whether yes or no is the whole answer: a clause opens with its verb, and no more is asked."""
    for clause in _CLAUSE.split(text.casefold().replace("’", "'")):
        words = re.findall(r"[\w']+", clause)
        while words and words[0] in _OPENING:
            del words[0]
        if words and re.sub("n?'t$", "", words[0]) in _VERBS:
            return not _MORE.search(text.casefold())
    return False


@lru_cache(maxsize=1)
def default_stance() -> Calibration:
    """The weights that ship with the program."""
    return Calibration.load(Path(__file__).with_name("stance.json"))
