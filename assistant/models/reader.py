"""The door to readers: OpenVINO, or the reference engine where that cannot serve."""

from __future__ import annotations

from functools import partial

from assistant.config import Engine
from assistant.models.engine import on_openvino
from assistant.models.reference_reader import load_reference_reader
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Reader

__all__ = ["load_reader", "prepare_reader"]


def load_reader(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> Reader:
    """The reader of that name.

    Args:
        store: where it was pulled to.
        name: as in models.yaml.
        engine: as the settings say.
        progress: is told when an export is made, and when the reference engine has to do.

    Raises:
        ConfigError: there is no such model.
        ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no reader.
    """
    from assistant.models.openvino_reader import load_openvino_reader

    made = on_openvino(store, name, engine, progress, load_openvino_reader, "runs on transformers")
    return made or load_reference_reader(store, name)


def prepare_reader(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Make the export that `load_reader` will want, or make it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_reader`.
    """
    from assistant.models.openvino_reader import require_reader

    make = partial(require_reader, deep=True)
    on_openvino(store, name, engine, progress, make, "will run on transformers")
