"""Texts → vectors with OpenVINO: the fast engine for a processor.

The export holds the whole of the reference engine's network, pooling and normalisation
included (see `openvino_export`), and `tokenizers` reads the model's own tokenizer.json, so that
neither torch nor transformers is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.models.derived import Record, read_record
from assistant.models.openvino_network import (
    KIND,
    Hint,
    infer,
    map_network,
    network_recipe,
    open_network,
    require_network,
)
from assistant.models.reference import embedder_fingerprint
from assistant.models.store import ModelStore
from assistant.models.tokens import Outputs, batches, pad_id, padded, read_tokenizer
from assistant.protocols import Progress, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

EXPORTER_VERSION = 2
"""Raised whenever what an export holds, or how it is checked, changes."""

_FEW_TOKENS = 512
"""Up to here a call is over sooner with all cores on one batch: two batches fill few cores."""


class OpenVinoEmbedder:
    """An `Embedder` that may be called from several threads.

    Texts longer than `max_tokens` are cut there. A few short ones (a question, some sentences) are
    computed with all cores on one batch; for many, a second network is opened, which takes
    several batches at once.

    Args:
        open_network: gives the compiled network; called at most once for each hint.
        model: the model's folder.
        name: of the model.
        fingerprint: of its weights and prefixes.
        max_tokens: of one text.
        query_prefix: put before a question.
        passage_prefix: put before a passage.
        english_only: as in `Embedder`.
        least_cosine: as in `Embedder`.
    """

    def __init__(
        self,
        open_network: Callable[[Hint], Any],
        model: Path,
        *,
        name: str,
        fingerprint: str,
        max_tokens: int,
        query_prefix: str = "",
        passage_prefix: str = "",
        english_only: bool = False,
        least_cosine: float = 0.0,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.max_tokens = max_tokens
        self.english_only = english_only
        self.least_cosine = least_cosine
        self._few = open_network("LATENCY")
        self._many: Any = None
        self._open_network = open_network
        self.dimension = int(self._few.output(0).partial_shape[-1].get_length())
        self._model = model
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        self._pad = pad_id(model)
        self._cutting = read_tokenizer(model)
        self._cutting.enable_truncation(max_tokens)
        self._counting: Tokenizer | None = None
        self._lock = threading.Lock()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._passage_prefix + text for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode([self._query_prefix + text for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text as the model would read it, special tokens included."""
        if not texts:
            return []
        with self._lock:
            if self._counting is None:  # only indexing counts
                self._counting = read_tokenizer(self._model)
        return [len(found.ids) for found in self._counting.encode_batch_fast(list(texts))]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        ids = [found.ids for found in self._cutting.encode_batch_fast(texts)]
        network = self._network(sum(map(len, ids)))

        def put(rows: list[int], computed: Outputs) -> None:
            (vectors[rows],) = computed

        groups = batches([len(row) for row in ids])
        infer(network, ((rows, padded([ids[r] for r in rows], self._pad)) for rows in groups), put)
        return vectors

    def _network(self, tokens: int) -> Any:
        if tokens <= _FEW_TOKENS:
            return self._few
        with self._lock:
            if self._many is None:
                self._many = self._open_network("THROUGHPUT")
        return self._many


def load_openvino(store: ModelStore, name: str, progress: Progress) -> OpenVinoEmbedder:
    """The embedder of that name, from its export, which is made where there is none.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: this engine cannot run it.
    """
    spec = store.catalogue.model(name)
    folder = require_export(store, name, progress)
    make = partial(
        OpenVinoEmbedder,
        model=store.path(name),
        name=name,
        fingerprint=embedder_fingerprint(store, name),
        max_tokens=spec.max_tokens or 0,
        query_prefix=spec.query_prefix,
        passage_prefix=spec.passage_prefix,
        english_only=spec.english_only,
        least_cosine=spec.least_cosine,
    )
    try:
        return make(partial(open_network, map_network(folder)))
    except RuntimeError:  # from another processor, or damaged without a trace
        folder = require_export(store, name, progress, anew=True)
        return make(partial(open_network, map_network(folder)))


def require_export(
    store: ModelStore,
    name: str,
    progress: Progress,
    *,
    deep: bool = False,
    anew: bool = False,
) -> Path:
    """The folder of an export that was checked; made now if it is missing, outdated or damaged.

    Args:
        store: holds the model.
        name: of the model.
        progress: is told when an export is made.
        deep: read every byte of one that is there.
        anew: make it again, whatever is there.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: nothing can be made, or what was made differs from the reference engine.
    """
    recipe = export_recipe(store, name)

    def fill(work: Path) -> str:
        from assistant.models.openvino_export import export

        return export(store, name, work)

    return require_network(store, name, recipe, fill, progress, deep=deep, anew=anew)


def export_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a model's export without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), export_recipe(store, name))


def export_recipe(store: ModelStore, name: str) -> str:
    """Names all that an export depends on: when it changes, the export is made again."""
    return network_recipe(embedder_fingerprint(store, name), f"export {EXPORTER_VERSION}")
