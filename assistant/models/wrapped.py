"""An embedder or a reader around another one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from assistant.protocols import Embedder, Ranges, Reader, Reading, Scores, Vectors


class WrappedEmbedder:
    """An `Embedder` that hands each call on to another one, and is known by its name.

    A subclass says what surrounds every call, or does one of the calls otherwise.
    """

    def __init__(self, inner: Embedder) -> None:
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension
        self.max_tokens = inner.max_tokens
        self.english_only = inner.english_only
        self.least_cosine = inner.least_cosine
        self._inner = inner

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        with self._during():
            return self._inner.encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        with self._during():
            return self._inner.encode_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        with self._during():
            return self._inner.count_tokens(texts)

    def _during(self) -> AbstractContextManager[object]:
        """What surrounds every call."""
        return nullcontext()


class WrappedReader:
    """A `Reader` that hands each call on to another one, in the same way."""

    def __init__(self, inner: Reader) -> None:
        self.name = inner.name
        self.fingerprint = inner.fingerprint
        self._inner = inner

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        with self._during():
            return self._inner.score(question, texts)

    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading:
        with self._during():
            return self._inner.read(question, texts, sentences)

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        with self._during():
            return self._inner.entail(pairs)

    def _during(self) -> AbstractContextManager[object]:
        """What surrounds every call."""
        return nullcontext()
