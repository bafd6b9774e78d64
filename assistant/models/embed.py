"""The door to embedders: OpenVINO, or the reference engine where that cannot serve."""

from __future__ import annotations

from functools import partial

from assistant.config import Engine
from assistant.models.derived import last_failure
from assistant.models.engine import choose_engine, on_openvino
from assistant.models.reference import embedder_fingerprint, load_reference
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Progress

__all__ = ["embedder_engine", "embedder_fingerprint", "load_embedder", "prepare_embedder"]


def load_embedder(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> Embedder:
    """The embedder of that name.

    Args:
        store: where it was pulled to.
        name: as in models.yaml.
        engine: as the settings say.
        progress: is told when an export is made, and when the reference engine has to do.

    Raises:
        ConfigError: there is no such model.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    from assistant.models.openvino_embed import load_openvino

    made = on_openvino(
        store, name, engine, progress, load_openvino, "runs on sentence-transformers"
    )
    return made or load_reference(store, name)


def embedder_engine(store: ModelStore, name: str, engine: Engine = "auto") -> str:
    """Which engine `load_embedder` takes, and which export of it, without loading either."""
    if choose_engine(engine).engine == "openvino":
        from assistant.models.openvino_embed import EXPORTER_VERSION
        from assistant.models.openvino_network import KIND

        if not last_failure(store.derived(name, KIND)):
            return f"openvino {EXPORTER_VERSION}"
    return "torch"


def prepare_embedder(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Make the export that `load_embedder` will want, or make it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_embedder`.
    """
    from assistant.models.openvino_embed import require_export

    make = partial(require_export, deep=True)
    on_openvino(store, name, engine, progress, make, "will run on sentence-transformers")
