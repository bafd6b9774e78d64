"""Texts → token ids for encoders, straight from a model's tokenizer.json, and ids → batches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH_TOKENS = 256  # padding included
_BATCH_TEXTS = 64

Ids = NDArray[np.int64]

Batch = tuple[list[int], dict[str, Any]]
"""Numbers of rows, and a network's inputs for them."""

Outputs = tuple[NDArray[np.float32], ...]
"""What a network gives for the rows of a batch."""


def read_tokenizer(model: Path) -> Tokenizer:
    """The tokenizer of a model's folder, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def pad_id(model: Path) -> int:
    """The id of the token that fills a batch up."""
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    return int(config.get("pad_token_id") or 0)


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers in batches of texts of about one length, so that little is padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (
            len(batch) == _BATCH_TEXTS or (len(batch) + 1) * lengths[row] > _BATCH_TOKENS
        ):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def padded(ids: Sequence[Sequence[int]], pad: int) -> dict[str, Any]:
    """A network's inputs, each of shape (texts, longest); the longest text comes last."""
    shape = (len(ids), len(ids[-1]))
    filled: Ids = np.full(shape, pad, dtype=np.int64)
    mask: Ids = np.zeros(shape, dtype=np.int64)
    for row, tokens in enumerate(ids):
        filled[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return {"input_ids": filled, "attention_mask": mask}


def pair_batches(
    ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]], pad: int
) -> Iterator[Batch]:
    """Pairs of texts in batches, each input of shape (pairs, longest).

    Args:
        ids: of the tokens of each pair.
        types: of which of its two texts each token is.
        pad: the id that fills a batch up.
    """
    for rows in batches([len(row) for row in ids]):
        inputs = padded([ids[row] for row in rows], pad)
        marked = padded([types[row] for row in rows], 0)["input_ids"]
        yield rows, {**inputs, "token_type_ids": marked}
