"""The fast engine for writing: what it is made from, and when the reference has to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader
from gguf.quants import dequantize
from safetensors.numpy import save_file

from assistant.config import WeightBits
from assistant.errors import ModelError
from assistant.models.generate import TransformersGenerator, load_generator
from assistant.models.openvino_generate import (
    OpenVinoGenerator,
    conversion_state,
    load_openvino_generator,
    require_conversion,
)
from assistant.models.openvino_network import CannotServe
from assistant.models.openvino_writer import convert, write_gguf
from assistant.models.store import ModelStore
from assistant.models.streaming import Channel
from assistant.protocols import Silent
from assistant.writing.direct import Draft, write_direct
from tests.models.copies import copied_model
from tests.search.samples import make_document
from tests.writing.samples import hit_of

_SYSTEM = "Answer in one short sentence, from the passage only."
_PROMPTS = (
    "Passage: The bridge was opened in May 1931. It is 212 metres long.\nQuestion: How long is it?",
    "Passage: The mill was sold for 2.5 million euros.\nQuestion: For how much was it sold?",
    "Passage: Paris is the capital of France.\nQuestion: What is the capital of France?",
)


MAY = hit_of(make_document("It opened in May."))


class Notes(Silent):
    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_unknown_architecture_is_left_to_the_reference(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "mamba"}), encoding="utf-8")
    assert convert(tmp_path, tmp_path, 8) == "it does not know the architecture mamba"


def test_weights_in_several_files_are_left_to_the_reference(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen2"}), encoding="utf-8")
    assert convert(tmp_path, tmp_path, 8) == "the weights are in several files"


@pytest.mark.parametrize(("bits", "kind"), [(4, "Q4_1"), (8, "Q8_0")])
def test_matrices_are_packed_and_the_words_keep_eight_bits(
    tmp_path: Path, bits: WeightBits, kind: str
) -> None:
    sizes = {"num_hidden_layers": 1, "max_position_embeddings": 64, "hidden_size": 32}
    sizes |= {"intermediate_size": 64, "num_attention_heads": 2, "num_key_value_heads": 2}
    config = {"model_type": "qwen2", "rms_norm_eps": 1e-6} | sizes
    down = np.linspace(-1, 1, 32 * 64, dtype=np.float32).reshape(32, 64)
    weights = {
        "model.embed_tokens.weight": np.ones((4, 32), np.float32),
        "model.layers.0.mlp.down_proj.weight": down,
        "model.norm.weight": np.ones(32, np.float32),
    }
    save_file(weights, tmp_path / "model.safetensors")
    gguf = tmp_path / "weights.gguf"
    write_gguf(
        tmp_path / "model.safetensors",
        config | {"rope_parameters": {"rope_theta": 1e6}},
        gguf,
        bits,
    )
    tensors = {tensor.name: tensor for tensor in GGUFReader(gguf).tensors}
    assert {name: tensor.tensor_type.name for name, tensor in tensors.items()} == {
        "token_embd.weight": "Q8_0",
        "blk.0.ffn_down.weight": kind,
        "output_norm.weight": "F32",
    }
    packed = tensors["blk.0.ffn_down.weight"]
    read = dequantize(packed.data, packed.tensor_type)
    assert np.abs(read - down).max() <= 2 / 2**bits


@pytest.mark.models
def test_writing_imports_neither_torch_nor_transformers(fast_writer: OpenVinoGenerator) -> None:
    script = (
        "import sys\n"
        "from assistant.config import home, load_catalogue\n"
        "from assistant.models.generate import load_generator\n"
        "from assistant.models.store import ModelStore\n"
        "store = ModelStore(home() / 'models', load_catalogue())\n"
        "writer = load_generator(store, sys.argv[1], 'openvino')\n"
        "assert ''.join(writer.generate('Be brief.', 'Say yes.', max_tokens=4))\n"
        "print(*sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", script, fast_writer.name],
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(process.stdout.split())
    assert "openvino_genai" in modules
    assert not modules & {"torch", "transformers", "openvino.tools.ovc"}


@pytest.mark.models
def test_both_engines_begin_alike(
    reference_writer: TransformersGenerator, fast_writer: OpenVinoGenerator
) -> None:
    for prompt in _PROMPTS:
        texts = [
            "".join(writer.generate(_SYSTEM, prompt, max_tokens=5)).split()
            for writer in (reference_writer, fast_writer)
        ]
        assert texts[0][:3] == texts[1][:3]


@pytest.mark.models
def test_it_says_how_sure_it_was_of_its_words(fast_writer: OpenVinoGenerator) -> None:
    draft = write_direct("When did it open?", [MAY], fast_writer, 8)
    assert draft.sureness is not None
    assert -10 < draft.sureness < 0


@pytest.mark.models
def test_what_was_read_before_changes_no_answer(
    fast_writer: OpenVinoGenerator, real_store: ModelStore
) -> None:
    long = hit_of(make_document("The mill was sold in June. " * 40))
    asked = [("When did it open?", MAY), ("What was sold?", long), ("When was it sold?", long)]

    def drafts(writer: OpenVinoGenerator, order: Sequence[int]) -> dict[int, Draft]:
        return {one: write_direct(asked[one][0], [asked[one][1]], writer, 12) for one in order}

    fresh = load_openvino_generator(real_store, fast_writer.name, Silent())
    first = drafts(fresh, [2, 1, 0])
    write_direct("What was sold?", [long, MAY], fast_writer, 12, lambda: True)
    assert drafts(fast_writer, [0, 1, 2]) == first
    assert drafts(fast_writer, [0, 1, 2]) == first


def written(writer: OpenVinoGenerator, prompt: Sequence[int]) -> tuple[list[int], float | None]:
    channel = Channel(lambda: False)
    writer._write(prompt, 3, channel)
    channel.end()
    return [one for ids in channel for one in ids], channel.sureness()


@pytest.mark.models
def test_nor_does_how_much_is_kept_of_a_prompt(
    fast_writer: OpenVinoGenerator, real_store: ModelStore
) -> None:
    numbers = np.random.default_rng(7)
    kept, more = (0, 1, 2, 3, 5), (0, 1, 2, 17)
    prompts = [numbers.integers(500, 20_000, 192 + one).tolist() for one in more for _ in kept]
    fresh = load_openvino_generator(real_store, fast_writer.name, Silent())
    first = [written(fresh, prompt) for prompt in prompts]
    for prompt, blocks in zip(prompts, kept * len(more), strict=True):
        written(fast_writer, [*prompt[: 32 * blocks], *numbers.integers(500, 20_000, 9).tolist()])
    assert [written(fast_writer, prompt) for prompt in prompts] == first
    assert [written(fast_writer, prompt) for prompt in prompts] == first


@pytest.mark.models
@pytest.mark.parametrize("free", [0, 1])
def test_the_window_is_as_large_as_it_says(fast_writer: OpenVinoGenerator, free: int) -> None:
    tokens = 24
    room = fast_writer.context_tokens - tokens - free
    empty = len(fast_writer._tokenizer.prompt(_SYSTEM, ""))
    said = f"Is it so?{' yes' * (room - empty - fast_writer.count_tokens(['Is it so?'])[0])}"
    assert len(fast_writer._tokenizer.prompt(_SYSTEM, said)) == room
    written = "".join(fast_writer.generate(_SYSTEM, said, max_tokens=tokens))
    assert 0 < fast_writer.count_tokens([written])[0] <= tokens
    with pytest.raises(ModelError, match="reads"):
        next(fast_writer.generate(_SYSTEM, f"{said} yes yes", max_tokens=tokens))
    with pytest.raises(ModelError, match="shorter"):
        next(fast_writer.generate(_SYSTEM, "Is it so?", max_tokens=fast_writer.context_tokens))


@pytest.mark.models
def test_damaged_conversion_is_made_again(real_store: ModelStore, tmp_path: Path) -> None:
    name = real_store.catalogue.profile("tiny").writer or ""
    store = copied_model(real_store, name, tmp_path)
    folder = require_conversion(store, name, Silent())
    assert store.verify(name) == []
    network = folder / "openvino_model.xml"
    whole = network.read_bytes()
    network.write_bytes(whole[: len(whole) // 2])
    assert conversion_state(store, name) is None
    writer = load_openvino_generator(store, name, Silent())
    assert "212" in "".join(writer.generate(_SYSTEM, _PROMPTS[0], max_tokens=32))
    assert network.stat().st_size > len(whole) // 2
    assert store.verify(name) == []


@pytest.mark.models
def test_what_cannot_be_converted_runs_on_the_reference(
    real_store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = real_store.catalogue.profile("tiny").writer or ""
    store = copied_model(real_store, name, tmp_path)
    monkeypatch.setattr("assistant.models.openvino_writer._ARCHITECTURES", ("other",))
    progress = Notes()
    writer = load_generator(store, name, "openvino", progress)
    assert isinstance(writer, TransformersGenerator)
    assert progress.notes == [
        f"{name} runs on transformers, which is slower: it does not know the architecture llama."
    ]
    with pytest.raises(CannotServe):  # remembered, not tried again
        require_conversion(store, name, progress)
