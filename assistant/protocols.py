"""The seams where a slow real part and a fast test part both exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float32]


class Embedder(Protocol):
    """Texts to vectors.

    `fingerprint` names the exact weights and prefixes: vectors with different fingerprints
    must never be compared. All vectors are L2-normalised float32 of shape (n, dimension).
    Tokens may be counted while another thread encodes.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Reranker(Protocol):
    """A question and texts to how well each text answers it.

    Scores are of shape (n,), on a scale of the model's own: higher is better. It may be called
    from several threads.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...

    def score(self, question: str, texts: Sequence[str]) -> Scores: ...


class Generator(Protocol):
    """A local language model.

    `generate` yields text as it is written. It ends early, within one token, once
    `should_stop()` is true or the iterator is closed.
    """

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def context_tokens(self) -> int: ...

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[str]: ...
    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Progress(Protocol):
    """Receives progress: a terminal bar, a web page, or nothing."""

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
