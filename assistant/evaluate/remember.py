"""An embedder that embeds nothing twice, for where time is not what is measured."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from assistant.models.wrapped import WrappedEmbedder
from assistant.protocols import Embedder, Vectors


class RememberingEmbedder(WrappedEmbedder):
    """Gives the vectors of another embedder, each computed once; kept in a file if one is given."""

    def __init__(self, inner: Embedder, path: Path | None = None) -> None:
        super().__init__(inner)
        self._path = path
        self._known: dict[str, Vectors] = {}
        if path and path.exists():
            with np.load(path) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._path and self._known:
            vectors = np.stack(list(self._known.values()))
            np.savez(self._path, keys=np.array(list(self._known)), vectors=vectors)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode("p", texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode("q", texts)

    def _encode(self, kind: str, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.sha256(f"{kind}{text}".encode()).hexdigest()[:24] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            encode = self._inner.encode_passages if kind == "p" else self._inner.encode_queries
            self._known.update(zip(new, encode(list(new.values())), strict=True))
        return np.stack([self._known[key] for key in keys])
