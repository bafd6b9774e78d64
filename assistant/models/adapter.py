"""What a writer or a judge was taught, which comes with the program: a low-rank adapter.

A few matrices of the model get the product of two small ones added when the model is opened or
converted (E. J. Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021). The
model's own files stay as they were pulled.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.config import AdapterSpec, ModelSpec
from assistant.errors import ModelCorrupt
from assistant.models.files import sha256_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parents[1] / "weights"
ADAPTER = "adapter.safetensors"


class Adapter:
    """What is added to the matrices of a model.

    Args:
        factors: for the name of a matrix without `.weight` what it gets, as two factors:
            `NAME.lora_A.weight` of shape (rank, in) and `NAME.lora_B.weight` of shape (out, rank).
            Under a name of its own, the new values of what is small (a head, norms, biases).
    """

    def __init__(self, factors: Mapping[str, NDArray[np.float16]]) -> None:
        self._factors = factors

    @classmethod
    def open(cls, spec: AdapterSpec, weights: Path = WEIGHTS) -> Self:
        """Read an adapter that comes with the program.

        Raises:
            ModelCorrupt: it is not the one of models.yaml.
        """
        from safetensors.numpy import load_file

        if problem := problem_of(spec, weights):
            raise ModelCorrupt(
                problem,
                "Install the program again, or take `adapter` out of the model in models.yaml.",
            )
        return cls(load_file(_file(spec, weights)))

    def added(self, name: str) -> NDArray[np.float32] | None:
        """What a matrix gets, in its own shape (out, in); None for one that gets nothing."""
        module = name.removesuffix(".weight")
        if f"{module}.lora_A.weight" not in self._factors:
            return None
        down, up = (self._factors[f"{module}.lora_{part}.weight"] for part in "AB")
        product: NDArray[np.float32] = up.astype("float32") @ down.astype("float32")
        return product

    def whole(self) -> dict[str, NDArray[np.float32]]:
        """What is taken instead of the model's own values, or beside them."""
        return {
            name: value.astype("float32")
            for name, value in self._factors.items()
            if not name.endswith((".lora_A.weight", ".lora_B.weight"))
        }


def problem_of(spec: AdapterSpec, weights: Path = WEIGHTS) -> str | None:
    """One sentence where the file of an adapter is not the one of models.yaml."""
    path = _file(spec, weights)
    is_whole = path.is_file() and sha256_of(path) == spec.sha256
    return None if is_whole else f"{path} is not the adapter that models.yaml names."


def _file(spec: AdapterSpec, weights: Path) -> Path:
    return weights / spec.folder / ADAPTER


def adapter_of(spec: ModelSpec) -> Adapter | None:
    """The adapter of a model; None where it has none. Raises as `Adapter.open`."""
    return Adapter.open(spec.adapter) if spec.adapter else None
