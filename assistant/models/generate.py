"""Prompts → text with a local transformers model (the only importer of that library for writing).

Decoding is greedy, and prompt look-up drafts tokens from the prompt, since answers copy from
their evidence. The model runs in a thread; whatever ends the iterator ends the thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Engine
from assistant.models.adapter import Adapter, adapter_of
from assistant.models.chat import ChatTokenizer
from assistant.models.derived import last_failure
from assistant.models.engine import choose_engine, on_openvino
from assistant.models.guard import require_room
from assistant.models.remote import OpenAICompatibleGenerator, server_fingerprint
from assistant.models.store import ModelStore
from assistant.models.streaming import Channel, StreamingGenerator
from assistant.offline import go_offline
from assistant.protocols import Generator, Progress

if TYPE_CHECKING:
    import torch

_LOOKUP_TOKENS = 8  # drafted at once from the prompt


class TransformersGenerator(StreamingGenerator):
    """A `Generator` over a transformers causal language model; it does not tell how sure it is."""

    def _write(self, prompt: Sequence[int], max_tokens: int, channel: Channel) -> None:
        import torch

        ids = torch.tensor([prompt], device=self._model.device)
        with _stopped_between_layers(self._model, channel.stopped):
            self._model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=max_tokens,
                streamer=_Streamer(channel),
                stopping_criteria=[_StopWhen(channel.stopped)],
            )


class _Stopped(Exception):
    """Nobody wants what is being computed."""


@contextmanager
def _stopped_between_layers(model: Any, condition: Callable[[], bool]) -> Iterator[None]:
    """End what a model computes inside the block before its next layer, once a condition holds.

    To read a prompt is one step of the decoding, and takes seconds: no stopping criterion is asked
    in between.
    """
    import torch

    def look(*_: Any) -> None:
        if condition():
            raise _Stopped

    layers = next(part for part in model.modules() if isinstance(part, torch.nn.ModuleList))
    hooks = [layer.register_forward_pre_hook(look) for layer in layers]
    try:
        yield
    except _Stopped:
        return
    finally:
        for hook in hooks:
            hook.remove()


class _Streamer:
    """What `generate` hands new tokens to; it hands over the prompt first."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._prompt_seen = False

    def put(self, value: torch.Tensor) -> None:
        if self._prompt_seen:
            self._channel.put(value.flatten().tolist())
        self._prompt_seen = True

    def end(self) -> None:
        return


class _StopWhen:
    """A stopping criterion, asked after every step of the decoding."""

    def __init__(self, condition: Callable[[], bool]) -> None:
        self._condition = condition

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        import torch

        shape = (input_ids.shape[0],)
        return torch.full(shape, self._condition(), device=input_ids.device, dtype=torch.bool)


def load_generator(
    store: ModelStore,
    name: str,
    engine: Engine = "auto",
    progress: Progress | None = None,
    *,
    allow_remote: bool = False,
) -> Generator:
    """The writer of that name: from the store, or at the server that models.yaml names.

    Args:
        store: where it was pulled to.
        name: as in models.yaml.
        engine: as the settings say.
        progress: is told when it is converted, and when the reference engine has to do.
        allow_remote: whether the server may be another machine (see `Profile`).

    Raises:
        ConfigError: there is no such model, or its server is not allowed.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    spec = store.catalogue.model(name)
    window = spec.context_tokens or 0
    if spec.server is not None:
        if progress is not None and not spec.server.is_local:
            progress.note(f"What is read for an answer is sent to {spec.server.base_url}.")
        return OpenAICompatibleGenerator(
            spec.server, name=name, context_tokens=window, allow_remote=allow_remote
        )
    from assistant.models.openvino_generate import load_openvino_generator

    made = on_openvino(
        store,
        name,
        engine,
        progress,
        load_openvino_generator,
        "runs on transformers",
        "openvino_genai",
    )
    return made or load_reference_generator(store, name)


def prepare_generator(
    store: ModelStore, name: str, engine: Engine = "auto", progress: Progress | None = None
) -> None:
    """Convert what `load_generator` will want, or convert it anew where it is damaged.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_generator`.
    """
    from assistant.models.openvino_generate import require_conversion

    make = partial(require_conversion, deep=True)
    on_openvino(store, name, engine, progress, make, "will run on transformers", "openvino_genai")


def load_reference_generator(store: ModelStore, name: str) -> TransformersGenerator:
    """The writer of that name on transformers; raises as `load_generator`."""
    require_room(name, store.path(name))
    spec = store.catalogue.model(name)
    model, tokenizer = _load(store.path(name), adapter_of(spec))
    return TransformersGenerator(
        model,
        tokenizer,
        name=name,
        fingerprint=store.fingerprint(name),
        context_tokens=spec.context_tokens or 0,
    )


def writer_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the writer of that name has, without loading it.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_generator`.
    """
    server = store.catalogue.model(name).server
    return store.fingerprint(name) if server is None else server_fingerprint(server, name)


def writer_engine(store: ModelStore, name: str, engine: Engine = "auto") -> str:
    """Which engine `load_generator` takes, and which conversion, without loading either."""
    if store.catalogue.model(name).server is not None:
        return "server"
    if choose_engine(engine, "openvino_genai").engine == "openvino":
        from assistant.models.openvino_generate import CONVERSION
        from assistant.models.openvino_network import KIND

        if not last_failure(store.derived(name, KIND)):
            return f"openvino {CONVERSION}"
    return "torch"


def add_to(model: Any, adapter: Adapter) -> None:
    """Add what a model was taught to its matrices."""
    import torch

    for key, matrix in model.named_parameters():
        if (added := adapter.added(key)) is not None:
            whole = matrix.data.float() + torch.from_numpy(added).to(matrix.device)
            matrix.data = whole.to(matrix.dtype)


def _load(folder: Path, adapter: Adapter | None) -> tuple[Any, ChatTokenizer]:
    go_offline()
    from transformers import AutoModelForCausalLM, GenerationConfig

    device, dtype = _device_and_dtype()
    tokenizer = ChatTokenizer.load(folder)
    model: Any = AutoModelForCausalLM.from_pretrained(
        folder, dtype=dtype, local_files_only=True, use_safetensors=True, trust_remote_code=False
    )
    if adapter is not None:
        add_to(model, adapter)
    # Replaces the model's own configuration: its sampling settings would only raise warnings.
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False,
        prompt_lookup_num_tokens=_LOOKUP_TOKENS,
        eos_token_id=model.generation_config.eos_token_id or tokenizer.token_id("eos_token"),
        pad_token_id=tokenizer.token_id("pad_token"),
    )
    return model.to(device).eval(), tokenizer


def _device_and_dtype() -> tuple[str, torch.dtype]:
    """The GPU where there is one; bfloat16 where the processor computes with it."""
    import torch

    if torch.cuda.is_available():
        return "cuda", torch.bfloat16
    if torch.backends.mps.is_available():
        return "mps", torch.bfloat16
    features = torch.cpu.get_capabilities()
    fast = features.get("avx512_bf16") or features.get("amx_bf16")
    return "cpu", torch.bfloat16 if fast else torch.float32
