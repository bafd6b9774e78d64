"""The base: a cross-encoder in int8 ONNX, turned into a torch encoder and a ranking head."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertForSequenceClassification

CARD_PAIRS = (
    ("How many people live in Berlin?", "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square kilometers."),  # noqa: E501
    ("How many people live in Berlin?", "Berlin is well known for its museums."),
)  # fmt: skip


def _tensors(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Every stored tensor; a quantised one as (weight − zero point) × scale."""
    stored = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    plain: dict[str, np.ndarray] = {}
    for name, value in stored.items():
        if name.endswith("_quantized"):
            stem = name.removesuffix("_quantized")
            zero = stored[f"{stem}_zero_point"].astype(np.float32)
            plain[stem] = (value.astype(np.float32) - zero) * stored[f"{stem}_scale"]
        elif not name.endswith(("_scale", "_zero_point")):
            plain[name] = value.astype(np.float32)
    return plain


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    """The weights of an exported BERT by their names in torch, 8-bit ones as full numbers."""
    model = onnx.load(str(path))
    tensors = _tensors(model)
    state: dict[str, torch.Tensor] = {}
    for name, value in tensors.items():
        if not name.startswith("onnx::"):
            weight = value.T if name in ("bert.pooler.dense.weight", "classifier.weight") else value
            state[name] = torch.tensor(np.ascontiguousarray(weight))
    for node in model.graph.node:  # a layer's weight has a number for a name; its node has the path
        if node.op_type == "MatMulInteger" and "/layer." in node.name:
            module = node.name.strip("/").removesuffix("/MatMul_quant").replace("/", ".")
            weight = tensors[node.input[1].removesuffix("_quantized")].T
            state[f"{module}.weight"] = torch.tensor(np.ascontiguousarray(weight))
    return state


def load_base(path: Path) -> BertForSequenceClassification:
    """Open the exported cross-encoder as a torch model that can be trained further."""
    state = weights_of(path)
    layers = 1 + max(int(name.split(".")[3]) for name in state if name.startswith("bert.encoder."))
    words, width = state["bert.embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=state["bert.encoder.layer.0.intermediate.dense.weight"].shape[0],
    )
    config.num_labels = 1
    network = BertForSequenceClassification(config)
    missing, unknown = network.load_state_dict(state, strict=False)
    missing = [name for name in missing if not name.endswith("position_ids")]
    if missing or unknown:
        raise ValueError(f"{path} is not the expected export: {missing} {unknown}")
    network.train(False)
    return network


def main() -> None:
    """Print the scores of the model card's two pairs (published: 9.2 and -4.1)."""
    from training.model import tokenizer_at

    path = Path(sys.argv[1])
    network, tokenizer = load_base(path / "model.onnx"), tokenizer_at(path)
    for question, text in CARD_PAIRS:
        encoded = tokenizer.encode(question, text)
        with torch.no_grad():
            score = network(
                input_ids=torch.tensor([encoded.ids]),
                token_type_ids=torch.tensor([encoded.type_ids]),
            ).logits.item()
        print(f"{score:7.2f}  {text}")


if __name__ == "__main__":
    main()
