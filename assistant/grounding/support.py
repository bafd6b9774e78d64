"""How likely a document supports a claim, judged by its wording: a probability in 0-1.

A logistic regression over how the claim's words stand in the document: near each other in one
sentence, in the same order, in few pieces, or not at all. Text that was copied fails in another
way (pieces of two sentences put together) than text that was reworded (words that are not
there), so each feature also counts in proportion to how much is copied. Copied pieces are those
of M. Grusky et al., "Newsroom: A Dataset of 1.3 Million Summaries", 2018. The weights are
fitted by `benchmarks/fit_support.py`.

The figure knows nothing of negation, and little of numbers and names: those have checks of
their own, which no score overrules.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.language.quantities import Quantity
from assistant.language.words import STOPWORDS, stem, words

NAMES = (
    "cosine",
    "bigrams",
    "skip_bigrams",
    "pieces",
    "sequence",
    "nearness",
    "words_missing",
    "numbers_missing",
)
COPIED = "trigrams"
"""The feature that all others are multiplied with: the share of the claim that is copied."""

SKIP = 4
SKIP_IN_SOURCE = 8

_SAID_OTHERWISE = STOPWORDS | {"percent", "per", "cent"}
"""Words that are compared nowhere: signs stand for the last ones as often."""

Row = NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The stems of one sentence in order: all of them, and those of content words."""

    stems: tuple[str, ...]
    content: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a sentence."""
        found = words(text)
        return cls(
            tuple(stem(word) for word in found),
            tuple(stem(word) for word in found if word not in _SAID_OTHERWISE),
        )


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression over standardised features; `threshold` is for a yes or no."""

    mean: Row
    scale: Row
    weight: Row
    bias: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `benchmarks/fit_support.py` wrote, in the order of `columns`."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        rows = np.array([stored["features"][name] for name in columns()])
        return cls(rows[:, 0], rows[:, 1], rows[:, 2], stored["bias"], stored["threshold"])

    def probability(self, row: Row) -> float:
        """Probability in 0-1 that the claim of this feature row is supported."""
        score = float((row - self.mean) / self.scale @ self.weight) + self.bias
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, score))))


@lru_cache(maxsize=1)
def default_model() -> Model:
    """The weights that ship with the program."""
    return Model.load(Path(__file__).with_name("support.json"))


def columns() -> list[str]:
    """The names of the columns of a feature row, in order."""
    return [*NAMES, COPIED, *(f"{name}*{COPIED}" for name in NAMES)]


def coverage(claim: Wording, source: Set[str]) -> float:
    """Share of the claim's content words whose stems stand in the source, in 0-1."""
    return sum(word in source for word in claim.content) / max(1, len(claim.content))


def nearest(claim: Wording, sentences: Sequence[Wording], cosines: NDArray[np.float32]) -> int:
    """Position of the sentence that is nearest to the claim in words and meaning together."""
    return max(
        range(len(sentences)),
        key=lambda one: coverage(claim, set(sentences[one].content)) + float(cosines[one]),
    )


def measure(
    claim: Wording,
    best: int,
    sentences: Sequence[Wording],
    cosines: NDArray[np.float32],
    known: Set[str],
    numbers: tuple[Sequence[Quantity], Sequence[Quantity]] = ((), ()),
) -> Row:
    """The feature row of a claim against one document.

    Args:
        claim: its wording.
        best: position of the sentence that it is compared with most closely.
        sentences: those of the document that may carry it; not empty.
        cosines: similarity of the claim to each of them.
        known: stems of the whole document.
        numbers: the quantities of the claim, and of the whole document.
    """
    own, source = claim.content, sentences[best].content
    size = max(1, len(own))
    unmatched = [q for q in numbers[0] if not any(q.matches(other) for other in numbers[1])]
    copied = _share(_triples(claim.stems), _all_triples(sentences))
    row = np.array(
        [
            float(np.max(cosines)),
            _share(set(pairwise(own)), set(pairwise(source))),
            _share(_skips(own, SKIP), _skips(source, SKIP_IN_SOURCE)),
            _pieces(own, [sentence.content for sentence in sentences]) / size,
            _common(own, [word for sentence in sentences for word in sentence.content]) / size,
            _nearness(own, sentences),
            sum(word not in known for word in own) / size,
            float(min(2, len(unmatched))),
        ]
    )
    return np.concatenate([row, [copied], row * copied])


def _share(mine: Set[Any], theirs: Set[Any]) -> float:
    return len(mine & theirs) / max(1, len(mine))


def _triples(stems: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(stems, stems[1:], stems[2:], strict=False))


def _all_triples(sentences: Sequence[Wording]) -> set[tuple[str, ...]]:
    return set().union(*(_triples(sentence.stems) for sentence in sentences))


def _skips(stems: Sequence[str], reach: int) -> set[Pair]:
    """Pairs of words in order, at most `reach` apart."""
    return {
        (first, second)
        for position, first in enumerate(stems)
        for second in stems[position + 1 : position + 1 + reach]
    }


def _pieces(claim: Sequence[str], sentences: Sequence[Sequence[str]]) -> int:
    """How many pieces the claim is copied in: each the longest that one sentence holds."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, sentence in enumerate(sentences):
        for position, word in enumerate(sentence):
            places.setdefault(word, []).append((number, position))
    count = at = 0
    while at < len(claim):
        longest = max(
            (
                _same_run(claim[at:], sentences[number][position:])
                for number, position in places.get(claim[at], ())
            ),
            default=0,
        )
        count += longest > 0
        at += max(1, longest)
    return count


def _same_run(left: Sequence[str], right: Sequence[str]) -> int:
    size = 0
    while size < min(len(left), len(right)) and left[size] == right[size]:
        size += 1
    return size


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    lengths = [0] * (len(right) + 1)
    for mine in left:
        before = 0
        for position, other in enumerate(right, start=1):
            kept = lengths[position]
            longer = max(lengths[position], lengths[position - 1])
            lengths[position] = before + 1 if mine == other else longer
            before = kept
    return lengths[-1]


def _nearness(claim: Sequence[str], sentences: Sequence[Wording]) -> float:
    """How near each two neighbouring words stand in some sentence: 1 side by side, 0 apart."""
    wanted = {tuple(sorted(pair)): 0.0 for pair in pairwise(claim)}
    for sentence in sentences:
        mine = [(position, word) for position, word in enumerate(sentence.content) if word in claim]
        for (left, first), (right, second) in combinations(mine, 2):
            pair = tuple(sorted((first, second)))
            if pair in wanted:
                wanted[pair] = max(wanted[pair], 1 / (right - left))
    return sum(wanted.values()) / len(wanted) if wanted else 1.0
