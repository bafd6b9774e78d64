"""A question and texts → how well each answers it, with transformers: the reference engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.models.offline import go_offline
from assistant.models.store import ModelStore
from assistant.models.tokens import PairTokenizer
from assistant.protocols import Scores

if TYPE_CHECKING:
    import torch


class TorchReranker:
    """A `Reranker` over a transformers model for sequence classification with one label."""

    def __init__(
        self, model: Any, tokenizer: PairTokenizer, *, name: str, fingerprint: str
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._model = model
        self._tokenizer = tokenizer

    @property
    def module(self) -> torch.nn.Module:
        """The torch module: ids, mask and types in, logits of shape (pairs, 1) out."""
        module: torch.nn.Module = self._model
        return module

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        import torch

        scores = np.empty(len(texts), dtype=np.float32)
        with torch.inference_mode():
            for rows, inputs in self._tokenizer.batches([(question, text) for text in texts]):
                tensors = {
                    key: torch.from_numpy(value).to(self._model.device)
                    for key, value in inputs.items()
                }
                scores[rows] = self._model(**tensors).logits[:, 0].float().cpu().numpy()
        return scores


def load_reference_reranker(store: ModelStore, name: str) -> TorchReranker:
    """The reranker of that name on this engine: on the GPU where there is one.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give it.
    """
    folder = store.path(name)
    return TorchReranker(
        _load(folder),
        PairTokenizer(folder, store.catalogue.model(name).max_tokens or 0),
        name=name,
        fingerprint=reranker_fingerprint(store, name),
    )


def reranker_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the reranker of that name has on every engine, without loading it."""
    return store.fingerprint(name, store.catalogue.model(name).max_tokens or 0)


def _load(folder: Path) -> Any:
    go_offline()
    import torch
    from transformers import AutoModelForSequenceClassification

    model: Any = AutoModelForSequenceClassification.from_pretrained(
        folder,
        dtype=torch.float32,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
    )
    return model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
