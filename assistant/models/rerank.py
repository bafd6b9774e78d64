"""The door to rerankers: OpenVINO, or the reference engine where that cannot serve."""

from __future__ import annotations

from functools import partial

from assistant.config import Engine
from assistant.models.cross_encoder import load_reference_reranker
from assistant.models.engine import on_openvino
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Reranker

__all__ = ["load_reranker", "prepare_reranker"]


def load_reranker(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> Reranker:
    """The reranker of that name.

    Args:
        store: where it was pulled to.
        name: as in models.yaml.
        engine: as the settings say.
        progress: is told when an export is made, and when the reference engine has to do.

    Raises:
        ConfigError: there is no such model.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    from assistant.models.openvino_rerank import load_openvino_reranker

    made = on_openvino(
        store, name, engine, progress, load_openvino_reranker, "runs on transformers"
    )
    return made or load_reference_reranker(store, name)


def prepare_reranker(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Make the export that `load_reranker` will want, or make it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_reranker`.
    """
    from assistant.models.openvino_rerank import require_reranker

    make = partial(require_reranker, deep=True)
    on_openvino(store, name, engine, progress, make, "will run on transformers")
