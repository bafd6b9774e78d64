"""The door to rerankers: OpenVINO, or the reference engine where that cannot serve."""

from __future__ import annotations

from assistant.config import Engine
from assistant.models.cross_encoder import load_reference_reranker
from assistant.models.engine import choose_engine
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Reranker, Silent

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
    store.path(name)
    if choose_engine(engine).engine == "openvino":
        from assistant.models.openvino_network import CannotServe
        from assistant.models.openvino_rerank import load_openvino_reranker

        progress = progress or Silent()
        try:
            return load_openvino_reranker(store, name, progress)
        except CannotServe as failure:
            progress.note(f"{name} runs on transformers, which is slower: {failure}.")
    return load_reference_reranker(store, name)


def prepare_reranker(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Make the export that `load_reranker` will want, or make it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_reranker`.
    """
    store.path(name)
    if choose_engine(engine).engine == "openvino":
        from assistant.models.openvino_network import CannotServe
        from assistant.models.openvino_rerank import require_reranker

        progress = progress or Silent()
        try:
            require_reranker(store, name, progress, deep=True)
        except CannotServe as failure:
            progress.note(f"{name} will run on transformers, which is slower: {failure}.")
