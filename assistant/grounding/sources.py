"""The sentences that a text is checked against, in memory, and those near to a claim.

Few sentences are all embedded. Of many, only those that share words with some claim are: a
claim whose words stand nowhere is not supported, whatever else is near it in meaning.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.language.names import KnownWords
from assistant.language.words import content_stems
from assistant.protocols import Embedder
from assistant.records import Evidence

FEW = 300
"""Up to this many sentences are all compared with each claim."""

NEAR = 16
"""Of more, this many: those that share the rarest words with it."""

DOCUMENTS = 2
"""Documents that are tried, each by the sentence of it that is nearest."""

TOGETHER = 3
"""Sentences of one document that may bear a claim together."""

EMBEDDED_CHARACTERS = 2_000
"""More of a sentence no embedder reads."""

EMBEDDED_AT_ONCE = 64
"""Source sentences that are embedded before it is asked whether to go on."""


class SourceText:
    """What a whole document says, for names that may stand anywhere in it."""

    def __init__(self, title: str, sentences: Sequence[Evidence]) -> None:
        self._texts = [title, *(sentence.text for sentence in sentences)]

    @cached_property
    def known(self) -> KnownWords:
        return KnownWords(self._texts)


@dataclass(frozen=True, slots=True)
class Near:
    """What of one document is nearest to a claim.

    Attributes:
        best: the sentence that is nearest in words and meaning together.
        together: that one with those that come next, in reading order.
    """

    best: Evidence
    together: tuple[Evidence, ...]
    document: SourceText


class Sources:
    """Source sentences with their stems, and vectors computed once, when first needed."""

    def __init__(self, sentences: Sequence[Evidence], embedder: Embedder) -> None:
        self.sentences = tuple(sentences)
        self.embedder = embedder
        self._stems = [frozenset(content_stems(sentence.text)) for sentence in self.sentences]
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for position, stems in enumerate(self._stems):
            for stem in stems:
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

    def near(
        self, claims: Sequence[str], should_stop: Callable[[], bool] = lambda: False
    ) -> list[list[Near]]:
        """For each claim the documents that may support it, the nearest first.

        At most `DOCUMENTS`; none where no sentence of many shares a word with the claim, and none
        at all once it is to stop.
        """
        stems = [frozenset(content_stems(claim)) for claim in claims]
        candidates = [self._candidates(own) for own in stems]
        self._embed(sorted(set().union(*candidates)), should_stop)
        if should_stop():
            return []
        vectors = self.embedder.encode_passages([c[:EMBEDDED_CHARACTERS] for c in claims])
        return [
            self._ranked(own, positions, vector)
            for own, positions, vector in zip(stems, candidates, vectors, strict=True)
        ]

    def _candidates(self, claim: frozenset[str]) -> list[int]:
        if len(self.sentences) <= FEW:
            return list(range(len(self.sentences)))
        shared: dict[int, float] = defaultdict(float)
        for stem in claim:
            holding = self._holding.get(stem, ())
            rarity = math.log(1 + len(self.sentences) / (1 + len(holding)))
            for position in holding:
                shared[position] += rarity
        return sorted(heapq.nlargest(NEAR, shared, key=lambda position: shared[position]))

    def _embed(self, positions: Sequence[int], should_stop: Callable[[], bool]) -> None:
        new = [position for position in positions if position not in self._vectors]
        for start in range(0, len(new), EMBEDDED_AT_ONCE):
            if should_stop():
                return
            some = new[start : start + EMBEDDED_AT_ONCE]
            texts = [self.sentences[position].text[:EMBEDDED_CHARACTERS] for position in some]
            self._vectors.update(zip(some, self.embedder.encode_passages(texts), strict=True))

    def _ranked(
        self, claim: frozenset[str], positions: Sequence[int], vector: NDArray[np.float32]
    ) -> list[Near]:
        if not positions:
            return []
        cosines = np.stack([self._vectors[position] for position in positions]) @ vector
        rank = {
            position: len(claim & self._stems[position]) / max(1, len(claim)) + float(cosine)
            for position, cosine in zip(positions, cosines, strict=True)
        }
        by_document: dict[str, list[int]] = {}
        for position in sorted(rank, key=lambda position: -rank[position]):
            by_document.setdefault(self.sentences[position].document.id, []).append(position)
        return [self._around(own) for own in list(by_document.values())[:DOCUMENTS]]

    def _around(self, ranked: Sequence[int]) -> Near:
        best = self.sentences[ranked[0]]
        together = tuple(self.sentences[position] for position in sorted(ranked[:TOGETHER]))
        return Near(best, together, self._documents[best.document.id])
