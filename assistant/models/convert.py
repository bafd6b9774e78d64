"""Weights in GGUF → safetensors, once.

transformers unpacks a GGUF file at every load (half a minute for 0.5B parameters); the
safetensors are memory-mapped and load in well under a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.models.files import require_space
from assistant.offline import go_offline

# Raised whenever the files that a conversion writes change.
CONVERTER_VERSION = 1


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
