"""The reader: one encoder with four heads, and how tokens become its input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertForSequenceClassification, BertModel

from assistant.config import READER_FILES
from assistant.models.reading import claim_pair
from assistant.models.reference_reader import ADAPTER, weights_of
from assistant.protocols import VERDICTS

LABELS = VERDICTS
NOT_SUPPORTED = len(LABELS)  # a label that leaves open which of the two others it is
LONGEST = 100
"""Tokens of a question or a claim, at most."""


class Reader(nn.Module):
    """`rank` and `entail` look at the first token, `read` at every one."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config)
        self.rank = nn.Linear(config.hidden_size, 1)
        self.read = nn.Linear(config.hidden_size, 2)
        self.entail_pool = nn.Linear(config.hidden_size, config.hidden_size)
        self.entail = nn.Linear(config.hidden_size, len(LABELS))
        self.evidence = nn.Linear(config.hidden_size, 1)

    @classmethod
    def from_base(cls, base: BertForSequenceClassification) -> Reader:
        """Start from a cross-encoder: its encoder and its ranking head, two heads new."""
        reader = cls(base.config)
        reader.bert.load_state_dict(base.bert.state_dict())
        reader.rank.load_state_dict(base.classifier.state_dict())
        pooler = base.bert.pooler
        assert pooler is not None
        reader.entail_pool.load_state_dict(pooler.dense.state_dict())
        return reader

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Relevance (n), span scores (n, tokens, 2) and verdict scores (n, 3)."""
        relevance, spans, verdict, _ = self.all(ids, types, mask)
        return relevance, spans, verdict

    def all(
        self, ids: Tensor, types: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The same, and the scores of evidence (n, tokens)."""
        output = self.bert(input_ids=ids, token_type_ids=types, attention_mask=mask)
        hidden = output.last_hidden_state
        verdict = self.entail(torch.tanh(self.entail_pool(hidden[:, 0])))
        relevance = self.rank(output.pooler_output).squeeze(-1)
        return relevance, self.read(hidden), verdict, self.evidence(hidden).squeeze(-1)


def save_reader(reader: Reader, folder: Path, dtype: torch.dtype = torch.float32) -> None:
    """Write weights and configuration into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.to(dtype).contiguous() for name, value in reader.state_dict().items()}
    save_file(state, str(folder / "model.safetensors.part"))
    (folder / "model.safetensors.part").replace(folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(reader.bert.config.to_dict(), indent=1))


def load_reader(folder: Path, *, adapted: bool = True) -> Reader:
    """Open a reader's folder, with what its adapter adds unless that is not wanted."""
    reader = Reader(BertConfig(**json.loads((folder / "config.json").read_text())))
    weights = weights_of(folder, adapted=adapted)
    reader.load_state_dict(weights, strict="evidence.weight" in weights)
    return reader.eval()


def start_from(folder: Path, out: Path) -> None:
    """Copy the files of a reader, without what else a run left there; `out` keeps no other one."""
    if folder.resolve() == out.resolve():
        return
    out.mkdir(parents=True, exist_ok=True)
    for name in (*sorted(READER_FILES), ADAPTER):
        (out / name).unlink(missing_ok=True)
        if (folder / name).is_file():
            shutil.copy(folder / name, out / name)


def tokenizer_at(folder: Path) -> Tokenizer:
    """The tokenizer without any padding or truncation of its own."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def join(
    tokenizer: Tokenizer, first: Sequence[int], second: Sequence[int]
) -> tuple[list[int], list[int]]:
    """[CLS] first [SEP] second [SEP], and which of the two segments each token is of."""
    cls, sep = (tokenizer.token_to_id(name) or 0 for name in ("[CLS]", "[SEP]"))
    ids = [cls, *first, sep, *second, sep]
    return ids, [0] * (len(first) + 2) + [1] * (len(second) + 1)


def claim_tokens(
    row: dict[str, Any], tokenizer: Tokenizer, most: int
) -> tuple[list[int], list[int]]:
    """A claim before its evidence, as `join`; evidence that is too long loses its end."""
    pair = claim_pair(
        row["claim"], row.get("question"), row["evidence"], row.get("title"), row.get("date")
    )
    claim, evidence = (tokenizer.encode(text, add_special_tokens=False).ids for text in pair)
    claim = claim[:LONGEST]
    return join(tokenizer, claim, evidence[: most - len(claim) - 3])


def batch_of(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad token ids and types to one length."""
    length = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for i, (row_ids, row_types) in enumerate(rows):
        ids[i, : len(row_ids)] = torch.tensor(row_ids)
        types[i, : len(row_ids)] = torch.tensor(row_types)
        mask[i, : len(row_ids)] = 1
    return ids, types, mask
