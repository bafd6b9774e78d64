"""Prompts → text with OpenVINO GenAI: the fast engine for a processor (its only importer).

Weights have 4 or 8 bits (see `openvino_writer`), decoding is greedy, and prompt look-up drafts
tokens from the prompt. Prompt and text go through the tokenizer that the reference engine uses,
so that neither torch nor transformers is imported and both engines read the same tokens.
"""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.adapter import adapter_of
from assistant.models.chat import ChatTokenizer
from assistant.models.derived import Record, read_record
from assistant.models.guard import require_room
from assistant.models.openvino_network import KIND, CannotServe, require_network
from assistant.models.store import ModelStore
from assistant.models.streaming import Channel, StreamingGenerator
from assistant.offline import go_offline, openvino_library
from assistant.processor import has_vnni
from assistant.protocols import Progress

CONVERSION = 2
"""Raised whenever what a conversion writes changes."""

_LOOKUP_TOKENS = 4  # drafted at once from the prompt
_LOOKUP_NGRAM = 3  # longest run of tokens that is looked up
_AT_ONCE = 128  # tokens of a prompt that are read before anybody can stop it
_KEPT = 8192  # tokens, the last that were read: what a prompt begins with is not read again
_BLOCK = 32  # tokens that are kept together on a processor


Piece = tuple[list[int], list[float]]
"""Tokens that were written at once, and how likely each was, as a log probability."""


class OpenVinoGenerator(StreamingGenerator):
    """A `Generator` over an OpenVINO GenAI pipeline, with the ids that end an answer."""

    def __init__(
        self,
        pipeline: Any,
        tokenizer: ChatTokenizer,
        *,
        name: str,
        fingerprint: str,
        context_tokens: int,
        is_taught: bool = False,
        ends: Sequence[int],
    ) -> None:
        super().__init__(
            pipeline,
            tokenizer,
            name=name,
            fingerprint=fingerprint,
            context_tokens=context_tokens,
            is_taught=is_taught,
        )
        self._ends = ends
        self._asked = 0
        self._written = OrderedDict[tuple[bytes, int], list[Piece]]()

    def _write(self, prompt: Sequence[int], max_tokens: int, channel: Channel) -> None:
        # A token that is read alone is computed in another way than one with others. So an answer
        # would depend on what is kept of its prompt: of one that is kept whole only the last token
        # is read, and of one of a token more than whole blocks, at times.
        asked = (array("i", prompt).tobytes(), max_tokens)
        if asked in self._written:
            for piece in self._written[asked]:
                channel.put(*piece)
            return
        if len(prompt) % _BLOCK == 1:
            self._computed(prompt[:-1], 1, Channel(channel.stopped))
        if written := self._computed(prompt, max_tokens, channel):
            self._written[asked] = written
            if len(self._written) > _KEPT // _BLOCK:  # each has a block of its own at least
                self._written.popitem(last=False)

    def _computed(self, prompt: Sequence[int], max_tokens: int, channel: Channel) -> list[Piece]:
        """What is put into the channel, one after the other; nothing where it is stopped."""
        import openvino

        pieces = list[Piece]()
        tensor = openvino.Tensor(np.array([prompt], dtype=np.int64))
        self._asked += 1
        writing = self._model.add_request(self._asked, tensor, self._decoding(max_tokens))
        stopped = is_over = False
        try:
            # Step by step, so that it can also be stopped while the prompt is read.
            while self._model.has_non_finished_requests():
                if stopped := channel.stopped():
                    writing.cancel()
                self._model.step()
                if writing.can_read():
                    for written in writing.read().values():
                        piece = list(written.generated_ids), list(written.generated_log_probs)
                        channel.put(*piece)
                        pieces.append(piece)
            is_over = True
        finally:
            if not is_over:  # whoever still holds it would have it stepped beside the next one
                writing.cancel()
        return [] if stopped else pieces

    def _decoding(self, max_tokens: int) -> Any:
        import openvino_genai

        decoding = openvino_genai.GenerationConfig()
        decoding.do_sample = False
        decoding.max_new_tokens = max_tokens
        decoding.eos_token_id = self._ends[0]
        decoding.stop_token_ids = set(self._ends)
        decoding.logprobs = 1
        decoding.num_assistant_tokens = _LOOKUP_TOKENS
        decoding.max_ngram_size = _LOOKUP_NGRAM
        return decoding


def load_openvino_generator(store: ModelStore, name: str, progress: Progress) -> OpenVinoGenerator:
    """The writer of that name, converted first where that was not done yet.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: this engine cannot run it.
    """
    source = store.path(name)
    folder = require_conversion(store, name, progress)
    require_room(name, folder)
    tokenizer = ChatTokenizer.load(source)
    try:
        pipeline = open_pipeline(folder)
    except RuntimeError:  # damaged without a trace in size or time: read it byte by byte
        pipeline = open_pipeline(require_conversion(store, name, progress, deep=True))
    spec = store.catalogue.model(name)
    return OpenVinoGenerator(
        pipeline,
        tokenizer,
        name=name,
        fingerprint=store.fingerprint(name),  # of the model; an engine may change with the machine
        context_tokens=min(spec.context_tokens or 0, _KEPT),  # more gets an empty answer
        is_taught=spec.adapter is not None,
        ends=_ends(source, tokenizer),
    )


def require_conversion(
    store: ModelStore, name: str, progress: Progress, *, deep: bool = False
) -> Path:
    """The folder of the converted model; made now if it is missing, outdated or damaged.

    Args:
        store: holds the model.
        name: of the model.
        progress: is told when it is converted.
        deep: read every byte of one that is there.

    Raises:
        ConfigError, ModelMissing, ModelCorrupt: the store cannot give the model.
        CannotServe: this engine cannot run it.
    """

    def fill(work: Path) -> str:
        from assistant.models.openvino_writer import convert

        source = store.path(name)
        require_room(name, source)
        spec = store.catalogue.model(name)
        return convert(source, work, spec.weight_bits, adapter_of(spec))

    return require_network(store, name, conversion_recipe(store, name), fill, progress, deep=deep)


def conversion_recipe(store: ModelStore, name: str) -> str:
    """Names all that a conversion depends on: when it changes, it is made again."""
    bits = store.catalogue.model(name).weight_bits
    return f"{store.fingerprint(name)} writer {CONVERSION} {bits} bits"


def conversion_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a conversion without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), conversion_recipe(store, name))


def open_pipeline(folder: Path) -> Any:
    """The pipeline of a converted model. A folder without a tokenizer model takes token ids."""
    openvino_library()  # before openvino_genai imports all of it
    import openvino_genai

    scheduling = openvino_genai.SchedulerConfig()
    # Without these instructions a token's figures depend on how many are read at once. Whatever is
    # kept of a prompt, the rest is read in the same blocks then.
    scheduling.max_num_batched_tokens = _AT_ONCE if has_vnni() else _BLOCK
    scheduling.enable_prefix_caching = True
    scheduling.num_kv_blocks = _KEPT // _BLOCK + 1  # one for what look-up drafts too much
    return openvino_genai.ContinuousBatchingPipeline(
        str(folder), scheduling, "CPU", {"prompt_lookup": True}
    )


def save_network(gguf: Path) -> None:
    """Write openvino_model.xml and .bin beside a GGUF file.

    Raises:
        RuntimeError: OpenVINO cannot read it.
    """
    go_offline()
    import openvino_genai

    tokenizer = openvino_genai.Tokenizer(gguf.parent)
    openvino_genai.LLMPipeline(gguf, tokenizer, "CPU", enable_save_ov_model=True)


def _ends(source: Path, tokenizer: ChatTokenizer) -> list[int]:
    """The ids that end an answer: those of generation_config.json, else the tokenizer's."""
    path = source / "generation_config.json"
    settings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    ids = settings.get("eos_token_id", tokenizer.token_id("eos_token"))
    if ids is None:
        raise CannotServe("it does not say which token ends an answer")
    return ids if isinstance(ids, list) else [ids]
