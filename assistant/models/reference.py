"""Texts → vectors with sentence-transformers: the reference engine, and the one for GPUs.

The only importer of that library.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.models.store import ModelStore
from assistant.offline import go_offline
from assistant.protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32  # passages of one length, so that little of a batch is padding


class SentenceTransformerEmbedder:
    """An `Embedder`; texts longer than `max_tokens` are cut there."""

    def __init__(
        self,
        model: SentenceTransformer,
        *,
        name: str,
        fingerprint: str,
        max_tokens: int,
        query_prefix: str = "",
        passage_prefix: str = "",
        english_only: bool = False,
        least_cosine: float = 0.0,
    ) -> None:
        model.max_seq_length = max_tokens
        self.name = name
        self.fingerprint = fingerprint
        self.max_tokens = max_tokens
        self.english_only = english_only
        self.least_cosine = least_cosine
        self._model = model
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        # A tokenizer carries how it cuts and pads, so the one that embeds is not to be shared.
        self._counting: Any = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._passage_prefix)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._query_prefix)

    @property
    def module(self) -> SentenceTransformer:
        """The torch module with all its stages: transformer, pooling, normalisation."""
        return self._model

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the model would read it, special tokens included."""
        if not texts:
            return []
        # `verbose=False`: no warning about texts longer than the model reads.
        with self._lock:
            if self._counting is None:  # only indexing counts
                self._counting = copy.deepcopy(self._model.tokenizer)
            encoded = self._counting(list(texts), truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        # The library sorts by length itself; the prefix replaces any that the model names.
        vectors = self._model.encode(
            list(texts),
            prompt=prefix,
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, dtype=np.float32)


def load_reference(store: ModelStore, name: str) -> SentenceTransformerEmbedder:
    """The embedder of that name on this engine: on the GPU where there is one.

    Raises:
        ConfigError: there is no such model.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    spec = store.catalogue.model(name)
    folder = store.path(name)
    go_offline()
    from sentence_transformers import SentenceTransformer

    return SentenceTransformerEmbedder(
        SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False),
        name=name,
        fingerprint=embedder_fingerprint(store, name),
        max_tokens=spec.max_tokens or 0,
        query_prefix=spec.query_prefix,
        passage_prefix=spec.passage_prefix,
        english_only=spec.english_only,
        least_cosine=spec.least_cosine,
    )


def embedder_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the embedder of that name has on every engine, without loading it.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_reference`.
    """
    spec = store.catalogue.model(name)
    return store.fingerprint(name, spec.query_prefix, spec.passage_prefix, spec.max_tokens or 0)
