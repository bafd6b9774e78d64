"""A judge's network with transformers: the reference engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.models.adapter import Adapter, adapter_of
from assistant.models.encoder_judge import EncoderJudge, Opened, no_judge, open_folder
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.offline import go_offline
from assistant.protocols import VERDICTS

if TYPE_CHECKING:
    import torch


class TorchJudge(EncoderJudge):
    """A `Judge` over a torch module."""

    def __init__(self, opened: Opened, module: torch.nn.Module) -> None:
        super().__init__(opened)
        self.module = module
        """Ids and mask in; scores of the verdicts out."""

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        import torch

        device = next(self.module.parameters()).device
        with torch.inference_mode():
            for rows, inputs in batches:
                given = {key: torch.from_numpy(value).to(device) for key, value in inputs.items()}
                put(rows, (self.module(**given).float().cpu().numpy(),))


def load_reference_judge(store: ModelStore, name: str) -> TorchJudge:
    """The judge of that name on this engine: on the GPU where there is one.

    Raises:
        ConfigError, ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no judge.
    """
    opened = open_folder(store, name)
    go_offline()
    import torch

    adapter = adapter_of(store.catalogue.model(name))
    module = _module(store.path(name), adapter, name)
    return TorchJudge(opened, module.to("cuda" if torch.cuda.is_available() else "cpu"))


def _module(folder: Path, adapter: Adapter | None, name: str) -> torch.nn.Module:
    """The network with its weights and what its adapter adds, each in its own shape."""
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError

    try:
        module = judge_network(folder)
        weights = weights_of(folder, adapter)
    except (StrictDataclassError, KeyError, TypeError, ValueError) as error:
        raise no_judge(name, "its files describe no encoder that can be built") from error
    except (SafetensorError, FileNotFoundError) as error:
        raise no_judge(name, "model.safetensors holds no weights") from error
    shapes = {key: value.shape for key, value in module.state_dict().items()}
    if {key: value.shape for key, value in weights.items()} != shapes:
        raise no_judge(name, "its weights are not those of a judge of that config.json")
    module.load_state_dict(weights)
    return module.eval()


def weights_of(folder: Path, adapter: Adapter | None) -> dict[str, torch.Tensor]:
    """A judge's weights in single precision, with what its adapter adds.

    Raises:
        SafetensorError, FileNotFoundError: the file holds no weights.
        ValueError: the adapter is not of these weights.
    """
    import torch
    from safetensors.torch import load_file

    weights = {key: value.float() for key, value in load_file(folder / "model.safetensors").items()}
    if adapter is None:
        return weights
    for key, value in weights.items():
        added = adapter.added(key)
        if added is not None:
            if added.shape != value.shape:
                raise ValueError(f"{key} has another shape")
            weights[key] = value + torch.from_numpy(added)
    return weights | {key: torch.from_numpy(value) for key, value in adapter.whole().items()}


def judge_network(folder: Path) -> torch.nn.Module:
    """The network of a folder's config.json as it is trained, without weights.

    P. He et al., "DeBERTaV3", 2021; the verdicts are told from the first token.
    """
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    config: Any = DebertaV2Config(**json.loads((folder / "config.json").read_bytes()))
    config.num_labels = len(VERDICTS)

    class JudgeForSequenceClassification(DebertaV2ForSequenceClassification):  # type: ignore[no-untyped-call]
        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            given = super().forward(input_ids=input_ids, attention_mask=attention_mask)
            scores: torch.Tensor = given.logits
            return scores

    return JudgeForSequenceClassification(config)
