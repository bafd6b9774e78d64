"""A writer's safetensors → an OpenVINO network with 4- or 8-bit weights, once.

The weights pass through a GGUF file, from which OpenVINO GenAI builds its network; then only the
network is kept. Loading the network needs no torch, and takes a part of the time that reading a
GGUF file takes. Blocks of 32 weights share a scale (Q8_0), with 4 bits also a least value (Q4_1).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.config import WeightBits
from assistant.models.adapter import Adapter
from assistant.models.openvino_generate import save_network

_ARCHITECTURES = ("llama", "qwen2")
_NETWORK = "openvino_model.xml"
_WIDE = ("embed_tokens", "lm_head")  # keep 8 bits: every token passes through them first and last


def convert(source: Path, folder: Path, bits: WeightBits, adapter: Adapter | None = None) -> str:
    """Write the network of the model in `source` into `folder`, its matrices in so many bits.

    What an adapter adds to them is in them then.

    Returns:
        Why it cannot be converted; empty where it was.
    """
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") not in _ARCHITECTURES:
        return f"it does not know the architecture {config.get('model_type')}"
    if not (source / "model.safetensors").is_file():
        return "the weights are in several files"
    gguf = folder / "weights.gguf"
    try:
        write_gguf(source / "model.safetensors", config, gguf, bits, adapter)
        save_network(gguf)
    except (RuntimeError, ValueError) as error:
        return f"it cannot read the weights ({error})"
    gguf.unlink()
    return "" if (folder / _NETWORK).is_file() else "it wrote no network"


def write_gguf(
    weights: Path,
    config: dict[str, Any],
    target: Path,
    bits: WeightBits,
    adapter: Adapter | None = None,
) -> None:
    """Write safetensors of a llama or qwen2 model as GGUF, matrices as Q8_0 or Q4_1.

    Names and keys as in the GGUF specification (ggml, docs/gguf.md).

    Raises:
        ValueError: a tensor that the architecture does not have.
    """
    import gguf
    from gguf.quants import quantize
    from safetensors import safe_open

    kind = config["model_type"]
    architecture = {"llama": gguf.MODEL_ARCH.LLAMA, "qwen2": gguf.MODEL_ARCH.QWEN2}[kind]
    names = gguf.get_tensor_name_map(architecture, config["num_hidden_layers"])
    writer = gguf.GGUFWriter(target, kind)
    _write_keys(writer, config, bits)
    wide = gguf.GGMLQuantizationType.Q8_0
    narrow = {4: gguf.GGMLQuantizationType.Q4_1, 8: wide}[bits]
    with safe_open(weights, "pt") as tensors:
        for key in tensors.keys():  # noqa: SIM118
            values = tensors.get_tensor(key).float().numpy()
            if adapter is not None and (added := adapter.added(key)) is not None:
                values = values + added
            name = names.get_name(key, (".weight", ".bias"))
            if name is None:
                raise ValueError(f"{key} has no name there")
            if values.ndim == 1:
                writer.add_tensor(name, values)
                continue
            if kind == "llama":
                values = _interleaved(key, values, config)
            packed = wide if any(part in key for part in _WIDE) else narrow
            writer.add_tensor(name, quantize(values, packed), raw_dtype=packed)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_keys(writer: Any, config: dict[str, Any], bits: WeightBits) -> None:
    import gguf

    kinds = {4: gguf.LlamaFileType.MOSTLY_Q4_1, 8: gguf.LlamaFileType.MOSTLY_Q8_0}
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_file_type(kinds[bits])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def _interleaved(key: str, values: Any, config: dict[str, Any]) -> Any:
    """Query and key rows of a llama model in GGUF's order: both halves of a head interleaved."""
    heads = {"q_proj": "num_attention_heads", "k_proj": "num_key_value_heads"}
    count = next((config[size] for part, size in heads.items() if part in key), None)
    if count is None:
        return values
    rows = values.shape[0] // count // 2
    return values.reshape(count, 2, rows, -1).swapaxes(1, 2).reshape(values.shape)
