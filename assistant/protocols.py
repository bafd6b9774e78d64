"""The seams where a slow real part and a fast test part both exist."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]

Written = abc.Generator[str, None, float | None]
"""A text as it is written, piece by piece. What it returns at its end is how sure the model was of
it: the mean log probability of its tokens, or None where the engine does not say."""

VERDICTS = ("supported", "contradicted", "not said")
"""What evidence may say of a claim, in the order of `Judge.entail`."""


class Embedder(Protocol):
    """Texts to vectors.

    `fingerprint` names the exact weights and prefixes: vectors with different fingerprints
    must never be compared. All vectors are L2-normalised float32 of shape (n, dimension).
    Tokens may be counted while another thread encodes. One that is `english_only` finds nothing in
    another language. In other languages than English a passage whose cosine with the question is
    below `least_cosine` answers nothing.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def english_only(self) -> bool: ...
    @property
    def least_cosine(self) -> float: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


Range = tuple[int, int]
"""(start, end) in the characters of a text."""

Ranges = Sequence[Sequence[Range]]
"""Parts of each of several texts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader finds in texts for one question.

    Attributes:
        relevance: how well each text answers it, of shape (n,); higher is better.
        none: by how much no answer at all scores better than the best span of each text, of
            shape (n,); divided by the temperature that was fitted for it.
        spans: that best span in each text, as (start, end) in its characters; empty in a text
            without a word.
        sentences: of each text, how likely each of its sentences answers, in log odds, of shape
            (sentences,).
    """

    relevance: Scores
    none: Scores
    spans: tuple[tuple[int, int], ...]
    sentences: tuple[Scores, ...]


class Judge(Protocol):
    """Judges claims by evidence.

    `entail` takes pairs that `models.reading.claim_pair` makes, and gives the probability of each
    of `VERDICTS`, of shape (n, 3); evidence that is too long loses its end. It may be called from
    several threads.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores: ...


class Reader(Judge, Protocol):
    """Finds the answer to a question in texts, and judges claims by evidence.

    `read` reads all of a text, however long: what it says is the best of the text's parts. Where
    it is told where the sentences of each text are, it scores them, too. `score` is the same
    relevance alone, of shape (n,). It may be called from several threads.
    """

    def score(self, question: str, texts: Sequence[str]) -> Scores: ...
    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading: ...


class Generator(Protocol):
    """A local language model.

    `generate` yields text as it is written (see `Written`). It ends early, within one token, once
    `should_stop()` is true or the iterator is closed. One that `is_taught` has an adapter of this
    program and tells how sure it is, and says whether an answer is right (`writing.approval`).
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def context_tokens(self) -> int: ...
    @property
    def is_taught(self) -> bool: ...

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Written: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Progress(Protocol):
    """Receives progress: a terminal bar, a web page, or nothing.

    `start` and `advance` may raise, which ends the work; some advances are by 0 to allow that.
    """

    def start(self, step: str, total: int | None, unit: str) -> None: ...
    def advance(self, amount: int) -> None: ...
    def note(self, message: str) -> None: ...
    def finish(self) -> None: ...


class Silent:
    """The `Progress` that shows nothing."""

    def start(self, step: str, total: int | None, unit: str) -> None:
        return

    def advance(self, amount: int) -> None:
        return

    def note(self, message: str) -> None:
        return

    def finish(self) -> None:
        return
