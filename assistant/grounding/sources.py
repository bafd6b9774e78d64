"""The sentences that a text is checked against, in memory, and those near to a claim.

Few sentences are all embedded. Of many, only those that share words with some claim are: a
claim whose words stand nowhere is not supported, whatever else is near it in meaning.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.support import Wording, coverage
from assistant.language.names import KnownWords
from assistant.language.quantities import DateMention, Quantity, dates, quantities
from assistant.protocols import Embedder
from assistant.records import Evidence

FEW = 300
"""Up to this many sentences are all compared with each claim."""

NEAR = 16
"""Of more, this many: those that share the rarest words with it."""

ANCHORS = 3
"""Sentences that are tried as the one that decides."""

EMBEDDED_CHARACTERS = 2_000
"""More of a sentence no embedder reads."""


class SourceText:
    """What a whole document says, for what may stand anywhere in it."""

    def __init__(self, title: str, sentences: Sequence[Evidence]) -> None:
        self._title = title
        self._texts = [sentence.text for sentence in sentences]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for text in self._texts for stem in Wording.of(text).stems)

    @cached_property
    def quantities(self) -> list[Quantity]:
        return [quantity for text in self._texts for quantity in quantities(text)]

    @cached_property
    def dates(self) -> list[DateMention]:
        return [date for text in self._texts for date in dates(text)]

    @cached_property
    def names(self) -> KnownWords:
        return KnownWords([self._title, *self._texts])


@dataclass(frozen=True, slots=True)
class Near:
    """One document's sentences near to a claim, in reading order.

    Attributes:
        best: position of the one that is nearest in words and meaning together.
        cosines: similarity of meaning of each to the claim, in -1-1.
    """

    sentences: tuple[Evidence, ...]
    wordings: tuple[Wording, ...]
    cosines: NDArray[np.float32]
    best: int
    document: SourceText


class Sources:
    """Source sentences with their wordings, and vectors computed once, when first needed."""

    def __init__(self, sentences: Sequence[Evidence], embedder: Embedder) -> None:
        self.sentences = tuple(sentences)
        self.embedder = embedder
        self._wordings = [Wording.of(sentence.text) for sentence in self.sentences]
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for position, wording in enumerate(self._wordings):
            for stem in set(wording.content):
                self._holding[stem].append(position)
        by_document: dict[str, list[Evidence]] = defaultdict(list)
        for sentence in self.sentences:
            by_document[sentence.document.id].append(sentence)
        self._documents = {
            id_: SourceText(own[0].document.title, own) for id_, own in by_document.items()
        }

    @property
    def documents(self) -> int:
        """How many documents have a sentence that can be cited."""
        return len(self._documents)

    def near(self, claims: Sequence[str]) -> list[list[Near]]:
        """For each claim the documents that may support it, each with a sentence that may.

        The nearest sentence comes first; at most `ANCHORS`, fewer where sources are few.
        """
        wordings = [Wording.of(claim) for claim in claims]
        candidates = [self._candidates(wording) for wording in wordings]
        self._embed(sorted(set().union(*candidates)))
        vectors = self.embedder.encode_passages([c[:EMBEDDED_CHARACTERS] for c in claims])
        return [
            self._ranked(wording, positions, vector)
            for wording, positions, vector in zip(wordings, candidates, vectors, strict=True)
        ]

    def _candidates(self, claim: Wording) -> list[int]:
        if len(self.sentences) <= FEW:
            return list(range(len(self.sentences)))
        shared: dict[int, float] = defaultdict(float)
        for stem in set(claim.content):
            holding = self._holding.get(stem, ())
            rarity = math.log(1 + len(self.sentences) / (1 + len(holding)))
            for position in holding:
                shared[position] += rarity
        return sorted(heapq.nlargest(NEAR, shared, key=lambda position: shared[position]))

    def _embed(self, positions: Sequence[int]) -> None:
        new = [position for position in positions if position not in self._vectors]
        if new:
            texts = [self.sentences[position].text[:EMBEDDED_CHARACTERS] for position in new]
            self._vectors.update(zip(new, self.embedder.encode_passages(texts), strict=True))

    def _ranked(
        self, claim: Wording, positions: Sequence[int], vector: NDArray[np.float32]
    ) -> list[Near]:
        if not positions:
            return []
        cosines = np.stack([self._vectors[position] for position in positions]) @ vector
        cosine = dict(zip(positions, cosines, strict=True))
        ranks = {
            position: coverage(claim, set(self._wordings[position].content))
            + float(cosine[position])
            for position in positions
        }
        anchors = sorted(ranks, key=lambda position: -ranks[position])[:ANCHORS]
        return [self._around(anchor, positions, cosine) for anchor in anchors]

    def _around(self, anchor: int, positions: Sequence[int], cosine: dict[int, np.float32]) -> Near:
        id_ = self.sentences[anchor].document.id
        own = [one for one in positions if self.sentences[one].document.id == id_]
        return Near(
            sentences=tuple(self.sentences[one] for one in own),
            wordings=tuple(self._wordings[one] for one in own),
            cosines=np.array([cosine[one] for one in own], dtype=np.float32),
            best=own.index(anchor),
            document=self._documents[id_],
        )
