"""An embedder that knows the passages it embedded last, for one question after another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from assistant.models.wrapped import WrappedEmbedder
from assistant.protocols import Embedder, Vectors


class RecentEmbedder(WrappedEmbedder):
    """An `Embedder` over another one; may be called from several threads if that one may.

    Questions about one subject find the same sentences, and what is picked as evidence is
    embedded again when wording is checked against it.

    Args:
        inner: computes what is not known.
        most: how many texts are kept; those that were asked for longest ago go first.
    """

    def __init__(self, inner: Embedder, most: int) -> None:
        super().__init__(inner)
        self._most = most
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        found = self._recalled(texts)
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            computed = dict(zip(new, self._inner.encode_passages(new), strict=True))
            self._keep(computed)
            found |= computed
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = found[text]
        return vectors

    def _recalled(self, texts: Sequence[str]) -> dict[str, Vectors]:
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
            for text in known:
                self._known.move_to_end(text)
        return known

    def _keep(self, computed: dict[str, Vectors]) -> None:
        with self._lock:
            for text, vector in computed.items():
                self._known[text] = vector.copy()  # a row would keep its whole batch in memory
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
