"""Which library computes a model: OpenVINO on a processor that suits it, else torch.

Nothing heavy is imported to find out, unless there are signs of a GPU.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeVar

from assistant.config import Engine
from assistant.models.openvino_network import CannotServe
from assistant.models.store import ModelStore
from assistant.protocols import Progress, Silent

Made = TypeVar("Made")

_GPU_SIGNS = (Path("/dev/nvidiactl"), Path("/dev/dxg"), Path("/dev/kfd"))
"""Device files of NVIDIA's driver, of WSL's, and of AMD's; torch calls all of them CUDA."""

_SUITED = frozenset({"x86_64", "AMD64"})


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine, and why it is this one, in a few words."""

    engine: Literal["openvino", "torch"]
    reason: str


def choose_engine(wanted: Engine, library: str = "openvino") -> Choice:
    """The engine for what `settings.yaml` wants; `auto` prefers a GPU, then OpenVINO.

    `library` is what OpenVINO needs for the job.
    """
    if wanted == "torch":
        return Choice("torch", "the settings choose it")
    if find_spec(library) is None:
        return Choice("torch", f"{library} is not installed")
    if wanted == "openvino":
        return Choice("openvino", "the settings choose it")
    if platform.machine() not in _SUITED:
        return Choice("torch", f"OpenVINO was not measured on {platform.machine()}")
    if _has_gpu():
        return Choice("torch", "there is a GPU")
    return Choice("openvino", "there is no GPU")


def on_openvino(
    store: ModelStore,
    name: str,
    wanted: Engine,
    progress: Progress | None,
    make: Callable[[ModelStore, str, Progress], Made],
    otherwise: str,
    library: str = "openvino",
) -> Made | None:
    """What `make` makes of a model with OpenVINO; None where the reference engine has to do.

    Args:
        store: where the model was pulled to.
        name: as in models.yaml.
        wanted: as the settings say.
        progress: is told why OpenVINO cannot serve, where `make` finds that out.
        make: may raise `CannotServe`.
        otherwise: what is told of the model then, as in "runs on transformers".
        library: as for `choose_engine`.

    Raises:
        ConfigError: there is no such model.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    store.path(name)
    if choose_engine(wanted, library).engine == "torch":
        return None
    progress = progress or Silent()
    try:
        return make(store, name, progress)
    except CannotServe as failure:
        progress.note(f"{name} {otherwise}, which is slower: {failure}.")
        return None


def _has_gpu() -> bool:
    if not any(sign.exists() for sign in _GPU_SIGNS):
        return False  # so that torch need not be imported to say so
    import torch

    return torch.cuda.is_available()
