"""Weights of other formats → safetensors, once.

transformers unpacks a GGUF file at every load (half a minute for 0.5B parameters); the
safetensors are memory-mapped and load in well under a second. An ONNX file is only a container
of weights here: its graph is never run.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.models.offline import go_offline

CONVERTED = {"gguf", "onnx"}
"""Formats that are never kept as they come."""

# Raised whenever the files that a conversion writes change.
CONVERTER_VERSION = 1

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LAYER = re.compile(r"bert\.encoder\.layer\.(\d+)\.")


def convert_gguf(gguf: Path, folder: Path) -> None:
    """Write model, tokenizer and chat template of a GGUF file as safetensors into `folder`."""
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
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def convert_onnx(network: Path, folder: Path, attention_heads: int) -> None:
    """Write a BERT cross-encoder, whose matrices ONNX holds in 8 bits, as float16 safetensors.

    Matrices come back as `(value - zero point) * scale`, in the shapes that torch gives them
    (onnxruntime, "Quantize ONNX Models"). All sizes but the number of heads stand in the shapes.
    """
    import numpy as np
    from safetensors.numpy import save_file

    weights = {name: values.astype(np.float16) for name, values in _onnx_weights(network).items()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    vocabulary, hidden = weights["bert.embeddings.word_embeddings.weight"].shape
    config = {
        "architectures": ["BertForSequenceClassification"],
        "model_type": "bert",
        "vocab_size": vocabulary,
        "hidden_size": hidden,
        "num_hidden_layers": 1 + max(int(m[1]) for m in map(_LAYER.match, weights) if m),
        "num_attention_heads": attention_heads,
        "intermediate_size": weights["bert.encoder.layer.0.intermediate.dense.bias"].shape[0],
        "max_position_embeddings": weights["bert.embeddings.position_embeddings.weight"].shape[0],
        "type_vocab_size": weights["bert.embeddings.token_type_embeddings.weight"].shape[0],
        "num_labels": weights["classifier.bias"].shape[0],
        "pad_token_id": 0,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")


def _onnx_weights(network: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of an ONNX file by the names that torch gives them."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(network, load_external_data=False).graph
    stored: dict[str, Any] = {
        tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer
    }
    weights = {
        name: values for name, values in stored.items() if name.endswith((".weight", ".bias"))
    }

    def unpacked(name: str) -> Any:
        values = stored[f"{name}_quantized"].astype("float32")
        return (values - stored[f"{name}_zero_point"]) * stored[f"{name}_scale"]

    for node in graph.node:
        packed = [name for name in node.input if name.endswith("_quantized") and name in stored]
        for name in (each.removesuffix("_quantized") for each in packed):
            if node.op_type == "MatMulInteger":  # by the transposed matrix of a torch module
                module = node.name.strip("/").rpartition("/")[0].replace("/", ".")
                weights[f"{module}.weight"] = unpacked(name).T.copy()
            else:  # an embedding, whose rows are looked up
                weights[name] = unpacked(name)
    return weights
