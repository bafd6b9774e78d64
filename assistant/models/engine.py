"""Which library computes a model: OpenVINO on a processor that suits it, else torch.

Nothing heavy is imported to find out, unless there are signs of a GPU.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from assistant.config import Engine

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


def _has_gpu() -> bool:
    if not any(sign.exists() for sign in _GPU_SIGNS):
        return False  # so that torch need not be imported to say so
    import torch

    return torch.cuda.is_available()
