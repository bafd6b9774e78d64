"""A reader's network with OpenVINO: the fast engine. One run gives all four outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.derived import Record, read_record
from assistant.models.encoder_reader import EncoderReader, Opened, open_folder, reader_fingerprint
from assistant.models.openvino_network import (
    KIND,
    infer,
    map_network,
    network_recipe,
    open_network,
    require_network,
)
from assistant.models.reading import Window
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.protocols import Progress

EXPORTER_VERSION = 2
"""Raised whenever what an export holds, or how it is checked, changes."""

MOST_APART = 0.25
"""Between both engines' scores, whichever head gives them; they lie in about -15 to 15."""

_OUTPUTS = (
    "scores of relevance",
    "scores of spans",
    "scores of verdicts",
    "scores of evidence",
)
_QUESTION = "How much did the harbour bridge cost?"
_SENTENCES = (
    "The harbour bridge cost 40 million euros, twice as much as the town had planned.",
    "Rain delayed the harvest by a month, and farmers lost a good part of their income.",
    "“Nobody wanted this,” said the mayor, Zoë Müller-O’Neil, of the bridge.",
    "これは日本語の文です。",
    "x",
)


class OpenVinoReader(EncoderReader):
    """A `Reader` that may be called from several threads."""

    def __init__(self, opened: Opened, network: Any) -> None:
        super().__init__(opened)
        self._network = network

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        infer(self._network, batches, put)


def load_openvino_reader(store: ModelStore, name: str, progress: Progress) -> OpenVinoReader:
    """The reader of that name, from its export, which is made where there is none.

    Raises:
        ConfigError, ModelMissing: the store cannot give the model.
        ModelCorrupt: the same, or it is no reader.
        CannotServe: this engine cannot run it.
    """
    make = partial(OpenVinoReader, open_folder(store, name))
    folder = require_reader(store, name, progress)
    try:
        return make(open_network(map_network(folder), "THROUGHPUT"))
    except RuntimeError:  # from another processor, or damaged without a trace
        folder = require_reader(store, name, progress, anew=True)
        return make(open_network(map_network(folder), "THROUGHPUT"))


def require_reader(
    store: ModelStore, name: str, progress: Progress, *, deep: bool = False, anew: bool = False
) -> Path:
    """The folder of a checked export; raises as `load_openvino_reader`."""

    def fill(work: Path) -> str:
        return _export(store, name, work)

    return require_network(store, name, _recipe(store, name), fill, progress, deep=deep, anew=anew)


def reader_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a model's export without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), _recipe(store, name))


def _recipe(store: ModelStore, name: str) -> str:
    return network_recipe(reader_fingerprint(store, name), f"reader {EXPORTER_VERSION}")


def _export(store: ModelStore, name: str, folder: Path) -> str:
    """Write the network into `folder` and compare it; returns why it cannot be used."""
    from assistant.models.openvino_export import UNCONVERTIBLE, example_inputs, write_network
    from assistant.models.reference_reader import load_reference_reader

    reference = load_reference_reader(store, name)
    module = reference.module.to("cpu")
    try:
        write_network(module, example_inputs("token_type_ids"), folder)
    except UNCONVERTIBLE as error:
        return f"OpenVINO cannot convert it ({type(error).__name__})"
    opened = open_folder(store, name)
    candidate = OpenVinoReader(opened, open_network(map_network(folder), "THROUGHPUT"))
    return _difference(reference, candidate, _check_windows(opened))


def _check_windows(opened: Opened) -> list[Window]:
    """Windows of every length up to the longest, and in several scripts."""
    texts = [" ".join(_SENTENCES[: 1 + n % 5] * (1 + n)) for n in range(12)] + list(_SENTENCES)
    return opened.windows.whole(_QUESTION, texts)


def _difference(reference: EncoderReader, candidate: EncoderReader, windows: list[Window]) -> str:
    """Which outputs of the candidate are not the reference's; empty where all are."""
    expected, given = reference.heads(windows), candidate.heads(windows)
    for at, output in enumerate(_OUTPUTS):
        differences = [
            np.abs(np.subtract(one[at], other[at])).max()
            for one, other in zip(expected, given, strict=True)
        ]
        apart = np.max(differences)
        if not apart <= MOST_APART:  # also where a score is no number
            return f"its {output} differ from the reference engine's (by {apart:.2f})"
    return ""
