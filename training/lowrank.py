"""What a reader learns beside its weights: matrices of low rank for its upper layers.

E. J. Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021. Weights that have
shipped stay as they are, and what is learnt later is a twentieth of their size. What is small
anyway (heads, poolers, biases, norms) is kept whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.reference_reader import ADAPTER, DOWN, UP
from training.model import Reader


class LowRank(nn.Module):
    """A linear layer whose matrix stays as it is, and what is added to it."""

    def __init__(self, base: nn.Linear, rank: int, scale: float = 1.0) -> None:
        super().__init__()
        self.base, self.scale = base, scale
        base.weight.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, base.in_features) / math.sqrt(base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """As the layer."""
        added = F.linear(F.linear(x, self.down.to(x.dtype)), self.up.to(x.dtype))
        out: Tensor = self.base(x) + self.scale * added
        return out


def adapt(reader: Reader, frozen_layers: int, rank: int) -> dict[str, LowRank]:
    """Put low-rank matrices beside those of the upper layers; by the names of what they add to."""
    found = {}
    for place, layer in enumerate(reader.bert.encoder.layer):
        if place < frozen_layers:
            continue
        inner = [(n, one) for n, one in layer.named_modules() if isinstance(one, nn.Linear)]
        for name, linear in inner:
            added = LowRank(linear, rank)
            layer.set_submodule(name, added)
            found[f"bert.encoder.layer.{place}.{name}.weight"] = added
    return found


def save_adapter(reader: Reader, added: dict[str, LowRank], folder: Path) -> None:
    """Write what was learnt; the frozen layers are no part of it."""
    kept: dict[str, Tensor] = {}
    for name, one in added.items():
        kept[name + DOWN], kept[name + UP] = one.down, one.up
    for name, value in reader.named_parameters():
        plain = name.replace(".base.", ".")
        if value.requires_grad and not name.endswith((".down", ".up")):
            kept[plain] = value
    write_adapter(kept, folder)


def write_adapter(learnt: Mapping[str, Tensor], folder: Path) -> None:
    """Write an adapter's file in half precision, in one go."""
    halves = {name: value.detach().half().contiguous() for name, value in learnt.items()}
    part = folder / f"{ADAPTER}.part"
    save_file(halves, str(part))
    part.replace(folder / ADAPTER)


def load_adapter(reader: Reader, added: dict[str, LowRank], folder: Path) -> None:
    """Go on from what `save_adapter` wrote; raises KeyError where it adds to other matrices."""
    kept = {name: value.float() for name, value in load_file(folder / ADAPTER).items()}
    with torch.no_grad():
        for name, one in added.items():
            one.down.copy_(kept.pop(name + DOWN))
            one.up.copy_(kept.pop(name + UP))
        own = {name.replace(".base.", "."): value for name, value in reader.named_parameters()}
        for name, value in kept.items():
            own[name].copy_(value)
