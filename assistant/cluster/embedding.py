"""Passages embedded on the nodes of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np

from assistant.cluster.crew import Crew
from assistant.cluster.nodes import crew, require_same
from assistant.models.wrapped import WrappedEmbedder
from assistant.protocols import Embedder, Vectors
from assistant.runtime import Runtime


class NodesEmbedder(WrappedEmbedder):
    """An `Embedder` whose passages are embedded by actors; all else is computed here."""

    def __init__(self, here: Embedder, actors: Crew) -> None:
        super().__init__(here)
        self._crew = actors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (n, dimension); each actor's share of the texts goes in one piece.

        Raises:
            WorkerLost: a share was too much for its actors.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        size = -(-len(texts) // self._crew.size)
        parts = [list(texts[start : start + size]) for start in range(0, len(texts), size)]
        return np.concatenate([one.result() for one in [*map(self._crew.submit, parts)]])


@contextmanager
def embedding_on(address: str, profile: str | None, here: Embedder) -> Iterator[NodesEmbedder]:
    """The embedder of a profile on every node of a cluster.

    Args:
        address: as for `crew`.
        profile: whose embedder it is.
        here: the same embedder in this process.

    Raises:
        ConfigError: as `crew`; or a node has another embedder.
        ModelError: a node lacks it.
    """
    with crew(address, None, partial(_begin_embedding, profile, here.fingerprint)) as actors:
        yield NodesEmbedder(here, actors)


def _begin_embedding(profile: str | None, fingerprint: str) -> Callable[[list[str]], Vectors]:
    embedder = Runtime.open(profile).load_embedder()
    require_same(embedder.fingerprint, fingerprint)
    return embedder.encode_passages
