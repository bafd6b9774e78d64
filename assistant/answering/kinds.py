"""What kind of question it is: which way its answer is found.

A logistic regression over the question's embedding and its words, fitted by
`benchmarks/fit_kinds.py` on ways in which people ask for what no single passage answers, or wish
to have the last answer another way. The embedding knows paraphrases, the words tell the form from
the subject. What it is not certain of is a question that passages answer, as is everything where
nothing was fitted with the embedder, or where the question is not in English.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.language.tongue import ENGLISH, language_of
from assistant.language.words import content_stems, stems
from assistant.protocols import Embedder, Vectors

Kind = Literal[
    "passages",
    "inventory",
    "count",
    "mention",
    "summary",
    "events",
    "changes",
    "order",
    "place",
    "hello",
    "thanks",
    "help",
    "shorter",
    "bullets",
    "longer",
    "sure",
    "source",
    "again",
]

TALK: frozenset[Kind] = frozenset({"hello", "thanks", "help"})
"""Kinds that the program answers by itself, whatever was said before."""

WISHES: frozenset[Kind] = frozenset({"shorter", "bullets", "longer", "sure", "source", "again"})
"""Kinds that ask nothing of the documents, but something of the answer before."""

WORD = 0.25
"""What a word counts beside an embedding, whose length is one."""

MAY_BE = 0.3
"""Least probability of a kind whose way is tried. It finds nothing where it was not meant."""

SURELY = 0.7
"""Least probability of a kind that the program answers by itself: who asked something and is told
"You are welcome" is worse off than one who is thanked for nothing. The least of 17 such ones that
nothing was fitted on is .83, but for a bare "yo"."""

USUAL = "all-minilm-l6-v2"
"""The embedder whose weights there always are."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """Multinomial logistic regression.

    Attributes:
        names: of the kinds, in the order of the rows.
        other: the kind of what is not certain.
        vocabulary: stems that are looked for in a question.
        weight, bias: of shape (kinds, dimension + words) and (kinds,).
        certain: least probability of a kind that is not `other`.
        words: stems that a kind's questions have whatever their subject is.
    """

    names: tuple[Kind, ...]
    other: Kind
    vocabulary: tuple[str, ...]
    weight: NDArray[np.float64]
    bias: NDArray[np.float64]
    certain: float
    words: dict[Kind, frozenset[str]]

    @classmethod
    def load(cls, path: Path) -> Kinds:
        """Read what `benchmarks/fit_kinds.py` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        kinds = stored["kinds"]
        return cls(
            names=tuple(kinds),
            other=stored["other"],
            vocabulary=tuple(stored["vocabulary"]),
            weight=np.array([one["weight"] for one in kinds.values()]),
            bias=np.array([one["bias"] for one in kinds.values()]),
            certain=stored["certain"],
            words={name: frozenset(one["words"]) for name, one in kinds.items()},
        )

    def shares(self, text: str, vector: Vectors) -> dict[Kind, float]:
        """The probability of each kind, by the words and the embedding of shape (dimension,)."""
        scores = self.weight @ features(text, vector, self.vocabulary) + self.bias
        shares = np.exp(scores - scores.max())
        return dict(zip(self.names, (shares / shares.sum()).tolist(), strict=True))

    def tell(self, text: str, vector: Vectors, but: Set[Kind] = frozenset()) -> Kind:
        """The kind of a question, none of `but`; `other` where that is not certain."""
        every = self.shares(text, vector)
        shares = {kind: share for kind, share in every.items() if kind not in but}
        best = max(shares, key=shares.__getitem__)
        least = max(self.certain, SURELY) if best in TALK else self.certain
        return best if shares[best] >= least * sum(shares.values()) else self.other


def features(text: str, vector: Vectors, vocabulary: Sequence[str]) -> NDArray[np.float64]:
    """What is weighed of a question, shape (dimension + words,): its embedding, and which words."""
    found = set(stems(text))
    held = np.array([WORD * (word in found) for word in vocabulary])
    return np.concatenate([vector, held])


def weights_file(which: str, embedder: str) -> Path:
    """Where weights lie that were fitted with an embedder; `which` names their examples."""
    return Path(__file__).with_name(f"{which}_{embedder}.json")


@lru_cache(maxsize=8)
def fitted(which: str, embedder: str) -> Kinds | None:
    """These weights, by the embedder's name in models.yaml; None where none were fitted with it."""
    path = weights_file(which, embedder)
    return Kinds.load(path) if path.is_file() else None


def default_kinds() -> Kinds:
    """The weights of the usual embedder; the words of a kind's questions are those of all."""
    found = fitted("kinds", USUAL)
    assert found is not None
    return found


def without(kind: Kind, text: str, embedder: Embedder) -> str:
    """The question without the words that make it one of a kind: what it is about.

    Whichever word's leaving makes the kind least likely goes, until another kind is as likely.
    Words that the kind's questions do not share are its subject, and stay, as all do where nothing
    was fitted with the embedder.
    """
    known, left = fitted("kinds", embedder.name), text.split()
    if known is None:
        return text
    own = known.words[kind]
    while len(left) > 2:
        places = [
            at for at, word in enumerate(left) if all(one in own for one in content_stems(word))
        ]
        if not places:
            break
        shorter = [" ".join(left[:at] + left[at + 1 :]) for at in places]
        vectors = embedder.encode_queries(shorter)
        shares = [
            known.shares(one, vector)[kind] for one, vector in zip(shorter, vectors, strict=True)
        ]
        best = int(np.argmin(shares))
        del left[places[best]]
        if shares[best] < known.certain:
            break
    return " ".join(left)


def may_be(kind: Kind, text: str, vector: Vectors, embedder: Embedder) -> bool:
    """Whether a question may be of a kind, so that its way is worth a try (`MAY_BE`)."""
    known = known_for("kinds", text, embedder)
    return known is not None and known.shares(text, vector)[kind] >= MAY_BE


def kind_of(text: str, vector: Vectors, embedder: Embedder, but: Set[Kind] = frozenset()) -> Kind:
    """The kind of a question, none of `but`, by its words and what the embedder makes of it."""
    known = known_for("kinds", text, embedder)
    return known.tell(text, vector, but) if known is not None else "passages"


def is_about_more(kind: Kind, text: str) -> bool:
    """Whether a text has other words than those which questions of a kind are asked with."""
    return not default_kinds().words[kind].issuperset(content_stems(text))


def known_for(which: str, text: str, embedder: Embedder) -> Kinds | None:
    """The weights for a question; the ways of other kinds than passages know English only."""
    is_english = embedder.english_only or language_of(text) == ENGLISH
    return fitted(which, embedder.name) if is_english else None
