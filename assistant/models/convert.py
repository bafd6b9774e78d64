"""Weights in GGUF or in 8-bit ONNX → safetensors, once.

transformers unpacks a GGUF file at every load (half a minute for 0.5B parameters); the
safetensors are memory-mapped and load in well under a second. An ONNX file gives nothing that an
adapter could be added to.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.models.files import require_space, write_whole
from assistant.offline import go_offline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensors = dict[str, NDArray[np.float32]]

# Raised whenever the files that a conversion writes change.
CONVERTER_VERSION = 1

_HEAD_WIDTH = 64  # of every DeBERTa-v3
_MOST_TOKENS = 512


def convert_gguf(gguf: Path, folder: Path) -> None:
    """Write model, tokenizer and chat template of a GGUF file as safetensors into `folder`.

    Raises:
        OSError: the disk is full.
    """
    go_offline()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    tokenizer = AutoTokenizer.from_pretrained(
        gguf.parent, gguf_file=gguf.name, local_files_only=True
    )
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        # Packed weights would be kept otherwise, and saved as they are.
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        local_files_only=True,
    )
    save_model(model, folder)
    tokenizer.save_pretrained(folder)


def save_model(model: Any, folder: Path) -> None:
    """Write a model as safetensors, whose own error for a full disk is no `OSError`."""
    from safetensors import SafetensorError

    try:
        model.save_pretrained(folder)
    except SafetensorError as error:
        require_space(folder, str(error))
        raise


def convert_deberta(exported: Path, tokenizer: Path, folder: Path) -> None:
    """Write a DeBERTa-v3 that was exported to ONNX as safetensors into `folder`.

    Its encoder and its pooler are kept; what looked at them was trained for something else.

    Raises:
        ValueError: the file is no export of one.
        OSError: the disk is full.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    weights = {
        name: value
        for name, value in onnx_weights(exported).items()
        if name.startswith(("deberta.", "pooler."))
    }
    halves = {name: value.astype("float16") for name, value in weights.items()}
    write_whole(folder / "config.json", [json.dumps(_deberta_config(weights), indent=1).encode()])
    try:
        save_file(halves, str(folder / "model.safetensors"))
    except SafetensorError as error:
        require_space(folder, str(error))
        raise
    shutil.copy(tokenizer, folder / "tokenizer.json")


def onnx_weights(path: Path) -> Tensors:
    """The weights of an exported DeBERTa by their names in transformers; 8-bit ones as numbers.

    A matrix that is multiplied has a number for a name; the node that does so has the path of its
    module. Some stand there twice, in 8 bits and in full: the full ones are taken.
    """
    import numpy as np
    import onnx
    from onnx import numpy_helper

    model = onnx.load(str(path))
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}

    def plain(name: str) -> NDArray[np.float32]:
        stem = name.removesuffix("_quantized")
        if stem in stored:
            return stored[stem].astype(np.float32)
        zero = stored[f"{stem}_zero_point"].astype(np.float32)
        scaled: NDArray[np.float32] = (stored[name].astype(np.float32) - zero) * stored[
            f"{stem}_scale"
        ]
        return scaled

    found: Tensors = {}
    for name in stored:
        if name.startswith("m.") and not name.endswith(("_scale", "_zero_point")):
            own = name.removeprefix("m.").removesuffix("_quantized")
            # Matrices outside of the encoder are stored as they are multiplied.
            turned = own in ("pooler.dense.weight", "classifier.weight")
            found[own] = plain(name).T if turned else plain(name)
    for node in model.graph.node:
        if node.op_type == "MatMulInteger" and "/layer." in node.name:
            module = node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".")
            found[f"{module.removeprefix('m.')}.weight"] = plain(node.input[1]).T
    return {name: np.ascontiguousarray(value) for name, value in found.items()}


def _deberta_config(weights: Tensors) -> dict[str, Any]:
    """The config.json that shapes and the architecture give.

    Raises:
        ValueError: the shapes are not those of a DeBERTa-v3.
    """
    try:
        words, width = weights["deberta.embeddings.word_embeddings.weight"].shape
        buckets = len(weights["deberta.encoder.rel_embeddings.weight"]) // 2
        between = len(weights["deberta.encoder.layer.0.intermediate.dense.bias"])
    except KeyError as error:
        raise ValueError(f"there is no {error.args[0]} in it") from error
    layers = {name.split(".")[3] for name in weights if name.startswith("deberta.encoder.layer.")}
    return {
        "model_type": "deberta-v2",
        "vocab_size": words,
        "hidden_size": width,
        "num_hidden_layers": len(layers),
        "num_attention_heads": width // _HEAD_WIDTH,
        "intermediate_size": between,
        "hidden_act": "gelu",
        "max_position_embeddings": _MOST_TOKENS,
        "type_vocab_size": 0,
        "layer_norm_eps": 1e-7,
        "relative_attention": True,
        "max_relative_positions": -1,
        "position_buckets": buckets,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "pos_att_type": ["p2c", "c2p"],
        "position_biased_input": False,
        "pooler_hidden_size": width,
        "pooler_hidden_act": "gelu",
        "pooler_dropout": 0,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "pad_token_id": 0,
    }
