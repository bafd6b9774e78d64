"""Whether the collection holds the answer, and what to say when it does not.

The decision is a calibrated probability, not a similarity cut-off. It is a logistic
regression over how well the picked evidence covers the question, fitted by
`benchmarks/fit.py` on questions whose article is in the collection, the same questions with
the article left out, and questions with one name exchanged. The threshold is part of the
fit: the confidence below which at most the stated share of answerable questions falls.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.language.names import QUALIFIERS, KnownWords
from assistant.language.quantities import Quantity, quantities
from assistant.language.question import Question
from assistant.language.words import content_stems, content_words, stem, words
from assistant.protocols import Embedder, Reading
from assistant.records import Evidence, Hit, Refusal, Status
from assistant.writing import features
from assistant.writing.evidence import Selection

NAMES = (
    "best_logit",
    "best_cosine",
    "most_cosine",
    "passage_cosine",
    "overlap_of_passage",
    "overlap_in_meaning",
    "bigrams",
    "names_missing",
    "a_name_is_missing",
    "a_number_is_missing",
)

READ = ("evidence_best", "rank_best", "none_least", "names_missing")
"""The features where a reader has read the passages: how likely the best sentence answers, and how
well the best passage does, in log odds; by how much no answer is better than the best span of all;
and the missing names."""

OF_THE_EMBEDDER = (
    "best_logit",
    "best_cosine",
    "most_cosine",
    "passage_cosine",
    "overlap_in_meaning",
)
"""The features whose range depends on the embedder."""

CALIBRATED = "all-minilm-l6-v2"
"""The embedder that `refusal.json` was fitted with."""

CALIBRATED_READER = "reader-minilm-l12"
"""The reader that `refusal_read.json` and `right.json` were fitted with."""

UNLIKE, ALIKE = 0.25, 0.75
"""Cosines of the embeddings of two words that have nothing in common, and of synonyms."""

SpeaksOf = Callable[[Sequence[str], str], bool]
"""Whether the documents with these ids hold a word anywhere in their text."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression over standardised features and their products.

    Attributes:
        names: of the features.
        mean, scale, weight, bias: of the regression.
        threshold: the confidence below which the program refuses.
        answerable: confidences of the answerable questions it was fitted on, their quantiles
            from 0 to 1 in equal steps; shape (steps + 1,), ascending.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: float
    threshold: float
    answerable: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read what `benchmarks/fit.py` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        names = tuple(stored["features"])
        rows = np.array([stored["features"][name] for name in names])
        products = stored["products"]
        return cls(
            names=names,
            mean=rows[:, 0],
            scale=rows[:, 1],
            weight=np.concatenate([rows[:, 2], [products[pair] for pair in product_names(names)]]),
            bias=stored["bias"],
            threshold=stored["threshold"],
            answerable=np.array(stored["answerable"]),
        )

    @property
    def fingerprint(self) -> str:
        """Names the scale of the confidences: a threshold for another one means nothing."""
        parts = (self.mean, self.scale, self.weight, np.float64(self.bias))
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]

    @property
    def is_read(self) -> bool:
        """Whether it weighs what a reader finds."""
        return self.names == READ

    def confidence(self, row: NDArray[np.float64]) -> float:
        """Probability in 0-1 that the collection holds the answer, of features as `names` has.

        A feature that is not known, nan, counts as their mean.
        """
        standard = np.nan_to_num((row - self.mean) / self.scale)
        score = float(expand(standard) @ self.weight) + self.bias
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, score))))

    def refused_below(self, threshold: float) -> float:
        """The share of ordinary answerable questions that a threshold refuses."""
        return float(np.searchsorted(self.answerable, threshold)) / len(self.answerable)

    def threshold_refusing(self, share: float) -> float:
        """The threshold that refuses that share of ordinary answerable questions, in 0-1."""
        return float(np.quantile(self.answerable, share))


@lru_cache(maxsize=8)
def calibration_for(embedder: str, reader: str | None = None) -> Calibration:
    """The calibration for collections of this embedder, by its name in models.yaml.

    Where the reader that was calibrated reads, nothing of the embedder is weighed.

    Cosines of different embedders lie in different ranges, and a threshold for one lets
    everything pass with another. An embedder without a calibration of its own gets one that
    weighs only words, names and numbers.
    """
    if reader == CALIBRATED_READER:
        name = "refusal_read.json"
    elif embedder == CALIBRATED:
        name = "refusal.json"
    else:
        name = "refusal_words.json"
    return Calibration.load(Path(__file__).with_name(name))


def product_names(names: Sequence[str]) -> list[str]:
    """Names of the products in `expand`, in order."""
    return [f"{a}*{b}" for i, a in enumerate(names) for b in names[i:]]


def expand(row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Features, then all products of two: shape (..., n) → (..., n + n (n + 1) / 2)."""
    left, right = np.triu_indices(row.shape[-1])
    return np.concatenate([row, row[..., left] * row[..., right]], axis=-1)


@dataclass(frozen=True, slots=True)
class Missing:
    """Names and numbers of the question that no cited document speaks of."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.names + self.numbers


def find_missing(
    question: Question, evidence: Sequence[Evidence | Hit], speaks_of: SpeaksOf
) -> Missing:
    """What of the question the evidence's documents never mention."""
    texts = [
        f"{item.document.title}\n{item.passage.section}\n{item.passage.text}" for item in evidence
    ]
    known = KnownWords(texts)
    documents = list({item.document.id for item in evidence})
    numbers = [number for text in texts for number in quantities(text)]
    dates = {str(item.document.own_date.year) for item in evidence if item.document.own_date}
    return Missing(
        names=tuple(
            name
            for name in question.names
            if not known.knows(name) and not speaks_of(documents, _sought(name))
        ),
        numbers=tuple(
            number.text
            for number in question.quantities
            if number.text not in dates
            and not any(number.matches(other) for other in numbers)
            and not known.numbers(_word_before(question.text, number), number.text)
            and not speaks_of(documents, number.text)
        ),
    )


def measure(
    question: Question, selection: Selection, missing: Missing, embedder: Embedder
) -> NDArray[np.float64]:
    """The feature row, as `NAMES`. The selection must hold evidence."""
    table = dict(zip(features.NAMES, selection.rows.T, strict=True))
    best = {name: column[0] for name, column in table.items()}
    return np.array(
        [
            float(selection.logits[0]),
            best["sentence_cosine"],
            table["sentence_cosine"].max(),
            table["passage_cosine"].max(),
            table["overlap_of_passage"].max(),
            overlap_in_meaning(question, selection, embedder),
            best["bigrams"],
            _share(missing, question),
            float(bool(missing.names)),
            float(bool(missing.numbers)),
        ]
    )


def measure_read(question: Question, reading: Reading, missing: Missing) -> NDArray[np.float64]:
    """The feature row, as `READ`, of what was found in one passage or more."""
    return np.array(
        [
            float(max(scores.max() for scores in reading.sentences if len(scores))),
            float(reading.relevance.max()),
            float(reading.none.min()),
            _share(missing, question),
        ]
    )


def _share(missing: Missing, question: Question) -> float:
    """The share of the question's names that are missing."""
    return len(missing.names) / max(1, len(question.names))


def _word_before(text: str, number: Quantity) -> str:
    """What a number counts off: Artemis 2."""
    return (words(text[: number.start]) or [""])[-1]


def _sought(name: str) -> str:
    """What a document that means the name must hold: North Korea whole, of Joe Biden the last."""
    first, *rest = words(name) or [name]
    return name if first in QUALIFIERS else (rest or [first])[-1]


def decide(
    question: Question,
    missing: Missing,
    confidence: float,
    threshold: float,
    *,
    is_read: bool = False,
) -> Status:
    """Whether to answer, to answer a part, or to refuse.

    A name or number that no cited document mentions makes it another question ("tariffs on
    Mexico" is not answered by tariffs on China). Where a reader has read the passages (`is_read`),
    the confidence weighs that; else it decides, whatever the confidence. Where the question lists a
    name beside one that is mentioned ("on Mexico and Brazil"), a part is answered.
    """
    if confidence < threshold:
        return "refused"
    if not (missing.names if is_read else missing.words):
        return "answered"
    if (is_read or not missing.numbers) and all(
        _is_listed(name, question, missing) for name in missing.names
    ):
        return "partial"
    return "answered" if is_read else "refused"


def _is_listed(name: str, question: Question, missing: Missing) -> bool:
    """Whether the question names it in one list with a name that is mentioned."""
    others = [other for other in question.names if other not in missing.names]
    return any(
        re.search(
            rf"{re.escape(first)}(?:, | and | or |, and |, or ){re.escape(second)}", question.text
        )
        for other in others
        for first, second in ((name, other), (other, name))
    )


def overlap_in_meaning(question: Question, selection: Selection, embedder: Embedder) -> float:
    """The idf-weighted share of the question's words that the evidence says in any words.

    A word that does not stand there counts by its nearest word in the evidence ("tariff",
    "taxes"): nothing up to a cosine of `UNLIKE`, fully from `ALIKE`. Names and numbers have
    no synonyms: they stand there or not.
    """
    text = " ".join(f"{item.document.title} {item.text}" for item in selection.evidence)
    present = set(content_stems(text))
    fixed = {stem(word) for name in question.names for word in words(name)}
    open_terms = [
        (term, stem_)
        for term, stem_ in zip(question.terms, question.stems, strict=True)
        if stem_ not in present and stem_ not in fixed and not term[0].isdigit()
    ]
    shares = {stem_: 1.0 for stem_ in question.stems if stem_ in present}
    if open_terms and present:
        vocabulary = sorted(set(content_words(text)))
        vectors = embedder.encode_passages([*(term for term, _ in open_terms), *vocabulary])
        near, present_words = np.split(vectors, [len(open_terms)])
        cosines = (near @ present_words.T).max(axis=1)
        for (_, stem_), cosine in zip(open_terms, cosines, strict=True):
            shares[stem_] = min(1.0, max(0.0, (float(cosine) - UNLIKE) / (ALIKE - UNLIKE)))
    total = sum(selection.idf.values())
    return sum(selection.idf[s] * share for s, share in shares.items()) / total if total else 0.0


def refusal(
    missing: Missing,
    searched: tuple[int, int],
    nearest: Sequence[Hit],
    *,
    partial: bool,
    is_likely: bool = False,
) -> Refusal:
    """What the reader is told, in one sentence."""
    passages, documents = searched
    where = f"{passages} passages of {documents} document{'' if documents == 1 else 's'}"
    if not passages:
        reason = "Nothing was searched: no document passes the filters."
    elif partial:
        reason = f"The cited documents do not mention {_listed(missing.words)}."
    elif missing.words:
        reason = f"Nothing in {where} speaks of {_listed(missing.words)} in answer to this."
    elif is_likely:
        reason = f"Nothing in {where} is sure to answer this."
    else:
        reason = f"None of {where} answers this well enough to quote."
    return Refusal(reason, missing.words, searched, tuple(nearest), is_likely)


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
