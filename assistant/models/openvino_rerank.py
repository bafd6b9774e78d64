"""A question and texts → how well each answers it, with OpenVINO: the fast engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.cross_encoder import (
    TorchReranker,
    load_reference_reranker,
    reranker_fingerprint,
)
from assistant.models.derived import Record, read_record
from assistant.models.openvino_network import (
    KIND,
    infer,
    map_network,
    network_recipe,
    open_network,
    require_network,
)
from assistant.models.store import ModelStore
from assistant.models.tokens import Outputs, PairTokenizer
from assistant.protocols import Progress, Scores

EXPORTER_VERSION = 1
"""Raised whenever what an export holds, or how it is checked, changes."""

MOST_APART = 0.25
"""Between both engines' scores of a pair, which lie in about -12 to 12; bfloat16 rounds."""

_QUESTION = "How much did the harbour bridge cost?"
_SENTENCES = (
    "The harbour bridge cost 40 million euros, twice as much as the town had planned.",
    "Rain delayed the harvest by a month, and farmers lost a good part of their income.",
    "“Nobody wanted this,” said the mayor, Zoë Müller-O’Neil, of the bridge.",
    "これは日本語の文です。",
    "x",
)


class OpenVinoReranker:
    """A `Reranker` that may be called from several threads."""

    def __init__(
        self, network: Any, tokenizer: PairTokenizer, *, name: str, fingerprint: str
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._network = network
        self._tokenizer = tokenizer

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        scores = np.empty(len(texts), dtype=np.float32)

        def put(rows: list[int], computed: Outputs) -> None:
            (logits,) = computed
            scores[rows] = logits[:, 0]

        infer(self._network, self._tokenizer.batches([(question, text) for text in texts]), put)
        return scores


def load_openvino_reranker(store: ModelStore, name: str, progress: Progress) -> OpenVinoReranker:
    """The reranker of that name, from its export, which is made where there is none.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: this engine cannot run it.
    """
    make = partial(
        OpenVinoReranker,
        tokenizer=PairTokenizer(store.path(name), store.catalogue.model(name).max_tokens or 0),
        name=name,
        fingerprint=reranker_fingerprint(store, name),
    )
    folder = require_reranker(store, name, progress)
    try:
        return make(open_network(map_network(folder), "THROUGHPUT"))
    except RuntimeError:  # from another processor, or damaged without a trace
        folder = require_reranker(store, name, progress, anew=True)
        return make(open_network(map_network(folder), "THROUGHPUT"))


def require_reranker(
    store: ModelStore, name: str, progress: Progress, *, deep: bool = False, anew: bool = False
) -> Path:
    """The folder of a checked export; raises as `load_openvino_reranker`."""

    def fill(work: Path) -> str:
        return _export(load_reference_reranker(store, name), store, name, work)

    recipe = _recipe(store, name)
    return require_network(store, name, recipe, fill, progress, deep=deep, anew=anew)


def reranker_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a model's export without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), _recipe(store, name))


def _recipe(store: ModelStore, name: str) -> str:
    return network_recipe(reranker_fingerprint(store, name), f"reranker {EXPORTER_VERSION}")


def _export(reference: TorchReranker, store: ModelStore, name: str, folder: Path) -> str:
    """Write the network into `folder` and compare it; returns why it cannot be used."""
    from assistant.models.openvino_export import (
        UNCONVERTIBLE,
        example_inputs,
        logits_only,
        write_network,
    )

    module = reference.module.to("cpu")
    try:
        write_network(logits_only(module), example_inputs("token_type_ids"), folder)
    except UNCONVERTIBLE as error:
        return f"OpenVINO cannot convert it ({type(error).__name__})"
    candidate = OpenVinoReranker(
        open_network(map_network(folder), "THROUGHPUT"),
        PairTokenizer(store.path(name), store.catalogue.model(name).max_tokens or 0),
        name=name,
        fingerprint=reference.fingerprint,
    )
    texts = [" ".join(_SENTENCES[: 1 + n % 5] * (1 + n)) for n in range(12)] + list(_SENTENCES)
    apart = np.abs(reference.score(_QUESTION, texts) - candidate.score(_QUESTION, texts)).max()
    if not apart <= MOST_APART:  # also where a score is no number
        return f"its scores differ from the reference engine's (by {apart:.2f})"
    return ""
