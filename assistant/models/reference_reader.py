"""A reader's network with transformers: the reference engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.models.encoder_reader import (
    EncoderReader,
    Opened,
    no_reader,
    open_folder,
    read_config,
)
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.offline import go_offline
from assistant.protocols import VERDICTS

if TYPE_CHECKING:
    import torch

ADAPTER = "adapter.safetensors"
"""What a reader learnt since its weights were written: of a matrix two of low rank whose product is
added to it (E. J. Hu et al., "LoRA", 2021), of all else the new values."""

DOWN, UP = ".down", ".up"


class AdapterStrange(ValueError):
    """An adapter adds to what its weights do not have."""


class TorchReader(EncoderReader):
    """A `Reader` over a torch module."""

    def __init__(self, opened: Opened, module: torch.nn.Module) -> None:
        super().__init__(opened)
        self.module = module
        """Ids, mask and types in; relevance, span, verdict and evidence scores out."""

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        import torch

        device = next(self.module.parameters()).device
        with torch.inference_mode():
            for rows, inputs in batches:
                given = {key: torch.from_numpy(value).to(device) for key, value in inputs.items()}
                put(rows, tuple(each.float().cpu().numpy() for each in self.module(**given)))


def load_reference_reader(store: ModelStore, name: str) -> TorchReader:
    """The reader of that name on this engine: on the GPU where there is one.

    Raises:
        ConfigError, ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no reader.
    """
    opened = open_folder(store, name)
    go_offline()
    import torch

    module = _module(store.path(name), name)
    return TorchReader(opened, module.to("cuda" if torch.cuda.is_available() else "cpu"))


def _module(folder: Path, name: str) -> torch.nn.Module:
    """The network with its weights, each in the shape that config.json gives it."""
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError
    from transformers import BertConfig

    try:
        module = four_heads(BertConfig(**read_config(folder, name)))
        weights = weights_of(folder)
    except AdapterStrange as error:
        raise no_reader(name, f"{ADAPTER} is not of these weights") from error
    except (StrictDataclassError, TypeError, ValueError) as error:
        raise no_reader(name, "config.json describes no encoder that can be built") from error
    except (SafetensorError, FileNotFoundError) as error:
        raise no_reader(name, "model.safetensors or its adapter holds no weights") from error
    shapes = {key: value.shape for key, value in module.state_dict().items()}
    if {key: value.shape for key, value in weights.items()} != shapes:
        raise no_reader(name, "its weights are not those of a reader of that config.json")
    module.load_state_dict(weights)
    return module.eval()


def weights_of(folder: Path, *, adapted: bool = True) -> dict[str, torch.Tensor]:
    """A reader's weights in single precision, with what its adapter adds, where there is one.

    Raises:
        SafetensorError, FileNotFoundError: one of the files holds no weights.
        AdapterStrange: the adapter is not of these weights.
    """
    from safetensors.torch import load_file

    weights = {key: value.float() for key, value in load_file(folder / "model.safetensors").items()}
    if adapted and (folder / ADAPTER).is_file():
        learnt = {key: value.float() for key, value in load_file(folder / ADAPTER).items()}
        for key in [key.removesuffix(UP) for key in learnt if key.endswith(UP)]:
            up, down = learnt.pop(key + UP), learnt.pop(key + DOWN, None)
            known = weights.get(key)
            if known is None or down is None or (up.ndim, down.ndim) != (2, 2):
                raise AdapterStrange(key)
            if up.shape[1] != down.shape[0] or known.shape != (up.shape[0], down.shape[1]):
                raise AdapterStrange(key)
            learnt[key] = weights[key] + up @ down
        weights |= learnt
    return weights


def four_heads(config: Any) -> torch.nn.Module:
    """The network as it is trained, without weights: one BERT, and what looks at its output.

    Ranking and judging look at the first token, reading and evidence at every one.
    """
    import torch
    from transformers import BertModel

    class FourHeads(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width = config.hidden_size
            self.bert = BertModel(config)
            self.rank = torch.nn.Linear(width, 1)
            self.read = torch.nn.Linear(width, 2)
            self.entail_pool = torch.nn.Linear(width, width)
            self.entail = torch.nn.Linear(width, len(VERDICTS))
            self.evidence = torch.nn.Linear(width, 1)

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor,
        ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
            seen = self.bert(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            )
            tokens = seen.last_hidden_state
            verdict = self.entail(torch.tanh(self.entail_pool(tokens[:, 0])))
            relevance = self.rank(seen.pooler_output)[:, 0]
            return relevance, self.read(tokens), verdict, self.evidence(tokens)[..., 0]

    return FourHeads()
