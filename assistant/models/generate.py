"""Prompts → text with a local transformers model (the only importer of that library for writing).

Decoding is greedy, and prompt look-up drafts tokens from the prompt, since answers copy from
their evidence. The model runs in a thread; whatever ends the iterator ends the thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError
from assistant.models.offline import go_offline
from assistant.models.remote import OpenAICompatibleGenerator, server_fingerprint
from assistant.models.store import ModelStore
from assistant.protocols import Generator

if TYPE_CHECKING:
    import torch

_LOOKUP_TOKENS = 8  # drafted at once from the prompt


class TransformersGenerator:
    """A `Generator` over a transformers causal language model with a chat template."""

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        *,
        name: str,
        fingerprint: str,
        context_tokens: int,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.context_tokens = context_tokens
        self._model = model
        self._tokenizer = tokenizer

    def generate(
        self,
        system: str,
        user: str,
        *,
        max_tokens: int,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[str]:
        """Yield the answer as it is written.

        `should_stop` is also called from the writing thread.

        Raises:
            ModelError: prompt and answer do not fit the model's window together.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        prompt = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        length = prompt["input_ids"].shape[1]
        if length + max_tokens > self.context_tokens:
            raise ModelError(
                f"The prompt has {length} tokens, and {self.name} reads"
                f" {self.context_tokens - max_tokens} beside an answer of {max_tokens}.",
                "Give it fewer or shorter passages.",
            )
        return self._stream(prompt, max_tokens, should_stop)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the chat template around it."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _stream(
        self,
        prompt: Any,
        max_tokens: int,
        should_stop: Callable[[], bool],
    ) -> Iterator[str]:
        from transformers import TextIteratorStreamer

        closed = threading.Event()
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="generate") as pool:
            writing = pool.submit(
                self._model.generate,
                **prompt.to(self._model.device),
                max_new_tokens=max_tokens,
                streamer=streamer,
                stopping_criteria=[_StopWhen(lambda: closed.is_set() or should_stop())],
            )
            # The stream ends with the thread, also when the thread fails.
            writing.add_done_callback(lambda _: streamer.text_queue.put(streamer.stop_signal))
            try:
                for text in streamer:
                    if should_stop():
                        break
                    if text:
                        yield text
            finally:
                closed.set()
        writing.result()


class _StopWhen:
    """A stopping criterion, asked after every step of the decoding."""

    def __init__(self, condition: Callable[[], bool]) -> None:
        self._condition = condition

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        import torch

        shape = (input_ids.shape[0],)
        return torch.full(shape, self._condition(), device=input_ids.device, dtype=torch.bool)


def load_generator(store: ModelStore, name: str, *, allow_remote: bool = False) -> Generator:
    """The writer of that name: from the store, or at the server that models.yaml names.

    `allow_remote` is whether the server may be another machine (see `Profile`).

    Raises:
        ConfigError: there is no such model, or its server is not allowed.
        ModelMissing, ModelCorrupt: the store cannot give it.
    """
    spec = store.catalogue.model(name)
    window = spec.context_tokens or 0
    if spec.server is not None:
        return OpenAICompatibleGenerator(
            spec.server, name=name, context_tokens=window, allow_remote=allow_remote
        )
    model, tokenizer = _load(store.path(name))
    return TransformersGenerator(
        model,
        tokenizer,
        name=name,
        fingerprint=store.fingerprint(name),
        context_tokens=window,
    )


def writer_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the writer of that name has, without loading it.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: as `load_generator`.
    """
    server = store.catalogue.model(name).server
    return store.fingerprint(name) if server is None else server_fingerprint(server, name)


def _load(folder: Path) -> tuple[Any, Any]:
    go_offline()
    from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

    device, dtype = _device_and_dtype()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model: Any = AutoModelForCausalLM.from_pretrained(
        folder, dtype=dtype, local_files_only=True, use_safetensors=True, trust_remote_code=False
    )
    # Replaces the model's own configuration: its sampling settings would only raise warnings.
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False,
        prompt_lookup_num_tokens=_LOOKUP_TOKENS,
        eos_token_id=model.generation_config.eos_token_id or tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
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
