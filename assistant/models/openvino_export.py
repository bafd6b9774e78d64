"""The reference engine's network → OpenVINO's format, once, and checked against the reference.

The traced network is the whole chain of modules (transformer, pooling, normalisation, whatever
the model has), so that nothing about a model has to be known here. What is kept has given the
same vectors as the reference on `check_texts`, on this machine and in its precision: each with
a cosine of at least `LEAST_COSINE`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.models.files import write_whole
from assistant.models.openvino_embed import OpenVinoEmbedder
from assistant.models.openvino_network import NETWORK, compile_network, map_network, open_network
from assistant.models.reference import load_reference
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Vectors

if TYPE_CHECKING:
    import torch

LEAST_COSINE = 0.9999
"""Between the vectors of both engines; bfloat16 gives .99997 at worst for MiniLM."""

UNCONVERTIBLE = (RuntimeError, TypeError, ValueError, KeyError, NotImplementedError)
"""Whatever tracer and compiler cannot follow in a model's code comes out as one of these."""

_PARAGRAPH = (
    "The committee met on 3 March 2021 and voted, by 14 to 9, to close the old harbour bridge; "
    "repairs would have cost €2.5 million. “Nobody wanted this,” said the mayor, Zoë Müller-O’Neil."
    " However, engineers (and the insurer) hadn't found any cheaper way: steel prices had risen "
    "by 37.5 % within a year. "
)
_OTHERS = (
    "x",
    "  white   space\n\nand\tlines ",
    "Ünïcödé àccénts — naïve café",
    "これは日本語の文です。",
    "Привет, мир! مرحبا بالعالم",
    "emoji 👩‍👩‍👧 and symbols ∑≠√ #tag @name",
    "http://example.org/path?query=1&other=2 SELECT * FROM t;",
)


def export(store: ModelStore, name: str, folder: Path) -> str:
    """Write the network of an embedder into `folder` and check it.

    Returns:
        Why it cannot be used; empty where it can.
    """
    if not (store.path(name) / "tokenizer.json").is_file():
        return "the model has no tokenizer.json"
    reference = load_reference(store, name)
    reference.module.to("cpu")
    try:
        write_network(_whole(reference.module), example_inputs(), folder)
    except UNCONVERTIBLE as error:
        return f"OpenVINO cannot convert it ({type(error).__name__})"
    return _difference(reference, _candidate(store, name, reference, folder))


def check_texts(max_tokens: int) -> list[str]:
    """Texts of every length up to beyond the limit, and in scripts of all kinds."""
    words = (_PARAGRAPH * (1 + max_tokens // 40)).split(" ")
    lengths = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, len(words)]
    return [" ".join(words[:length]) for length in lengths] + list(_OTHERS)


def least_cosine(left: Vectors, right: Vectors) -> float:
    """The least cosine between vectors of the same text; rows of length one. NaN counts as -1."""
    return float(np.nan_to_num((left * right).sum(axis=1), nan=-1.0).min())


def portable_network(store: ModelStore, name: str, folder: Path) -> Path:
    """Write an embedder's network in OpenVINO's portable format into `folder`."""
    return write_portable(_whole(load_reference(store, name).module), example_inputs(), folder)


def write_network(module: torch.nn.Module, example: Mapping[str, Any], folder: Path) -> None:
    """Trace a torch module and write it into `folder`, compiled for this processor."""
    portable = write_portable(module, example, folder)
    compiled = compile_network(portable)
    write_whole(folder / NETWORK, [compiled.export_model().getvalue()])
    portable.unlink()
    portable.with_suffix(".bin").unlink()


def write_portable(module: torch.nn.Module, example: Mapping[str, Any], folder: Path) -> Path:
    """Trace a torch module and write it into `folder` in OpenVINO's portable format.

    What cannot be traced (masks made by `vmap`, as in Gemma) is exported, which takes minutes.
    """
    import openvino
    import torch
    from openvino.tools.ovc import convert_model

    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer's, on branches that the check covers
        try:
            network = convert_model(module, example_input=dict(example))
        except RuntimeError:
            network = convert_model(_exported(module, example))
    # Weights in half precision: half the disk, and a cosine of .999999 to the full ones.
    path = folder / "portable.xml"
    openvino.save_model(network, path, compress_to_fp16=True)
    return path


def _exported(module: torch.nn.Module, example: Mapping[str, Any]) -> Any:
    """The module as torch exports it, for any number of texts of any length."""
    import torch

    sizes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    shapes = dict.fromkeys(example, sizes)
    inputs = dict(example)
    return torch.export.export(module, (), inputs, dynamic_shapes=shapes, strict=False)


def example_inputs(*names: str) -> dict[str, torch.Tensor]:
    """Two texts for the tracer, the second one shorter; `names` are inputs beside ids and mask."""
    import torch

    ids = torch.full((2, 8), 5, dtype=torch.long)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    return {
        "input_ids": ids,
        "attention_mask": mask,
        **{name: torch.zeros_like(ids) for name in names},
    }


def _whole(model: Any) -> torch.nn.Module:
    """All modules of a sentence-transformers model as one that takes ids and mask."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors: torch.Tensor = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vectors, dim=1)

    return Whole().eval()


def _candidate(store: ModelStore, name: str, reference: Embedder, folder: Path) -> OpenVinoEmbedder:
    spec = store.catalogue.model(name)
    return OpenVinoEmbedder(
        partial(open_network, map_network(folder)),
        store.path(name),
        name=name,
        fingerprint=reference.fingerprint,
        max_tokens=reference.max_tokens,
        query_prefix=spec.query_prefix,
        passage_prefix=spec.passage_prefix,
    )


def _difference(reference: Embedder, candidate: Embedder) -> str:
    """What is wrong with the candidate's vectors; empty where nothing is."""
    texts: Sequence[str] = check_texts(reference.max_tokens)
    if candidate.count_tokens(texts) != reference.count_tokens(texts):
        return "its texts are not read as the reference engine reads them"
    passages = reference.encode_passages(texts)
    alone = np.vstack([candidate.encode_passages([text]) for text in texts])
    least = min(
        least_cosine(passages, candidate.encode_passages(texts)),
        least_cosine(passages, alone),  # which another network computes
        least_cosine(reference.encode_queries(texts), candidate.encode_queries(texts)),
    )
    if least < LEAST_COSINE:
        return f"its vectors differ from the reference engine's (cosine {least:.5f})"
    return ""
