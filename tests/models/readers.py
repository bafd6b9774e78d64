"""A tiny reader with random weights, in a store that pins its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig

from assistant.config import Catalogue
from assistant.models.files import sha256_of
from assistant.models.reference_reader import four_heads
from assistant.models.store import ModelStore
from assistant.protocols import VERDICTS, Silent

NAME = "tiny"
MAX_TOKENS = 48
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = ("who", "when", "what", "the", "bridge", "opened", "in", "may", "it", "cost", "gold", ".")
SETTINGS: dict[str, Any] = {
    "entail_temperature": 1.5,
    "none_temperature": 4.0,
    "labels": list(VERDICTS),
    "none_limit": 5.0,
}


def write_reader(folder: Path) -> None:
    """Write the files of a reader with two layers."""
    folder.mkdir(parents=True)
    write_tokenizer(folder)
    config = BertConfig(
        vocab_size=len(MARKS) + len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    torch.manual_seed(7)
    weights = {
        # Larger than they are initialised, so that one text gives other scores than another.
        key: (value * 8 if value.ndim == 2 else value).to(torch.float16)
        for key, value in four_heads(config).state_dict().items()
    }
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config.to_dict()), "utf-8")
    (folder / "reader.json").write_text(json.dumps(SETTINGS), "utf-8")


def write_tokenizer(folder: Path) -> None:
    """Write a tokenizer.json that knows a dozen words."""
    words = WordLevel({word: number for number, word in enumerate(MARKS + WORDS)}, "[UNK]")
    tokenizer = Tokenizer(words)
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.add_special_tokens(list(MARKS))
    tokenizer.save(str(folder / "tokenizer.json"))


def pulled(source: Path, root: Path, **changes: object) -> ModelStore:
    """A store in `root` that has pulled the reader in `source`; `changes` go into models.yaml."""
    spec: dict[str, object] = {
        "role": "reader",
        "description": "a test model",
        "licence": "Apache-2.0",
        "size_mb": 1,
        "format": "reader",
        "max_tokens": MAX_TOKENS,
        "files": {path.name: sha256_of(path) for path in sorted(source.iterdir())},
        "sources": [{"kind": "path", "folder": source}],
    }
    models = {NAME: {**spec, **changes}}
    store = ModelStore(root, Catalogue.model_validate({"models": models, "profiles": {}}))
    store.pull(NAME, Silent())
    return store
