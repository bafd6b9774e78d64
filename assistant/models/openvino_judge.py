"""A judge's network with OpenVINO: the fast engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.models.derived import Record, read_record
from assistant.models.encoder_judge import EncoderJudge, Opened, judge_fingerprint, open_folder
from assistant.models.openvino_network import (
    KIND,
    infer,
    map_network,
    network_recipe,
    open_network,
    require_network,
)
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs
from assistant.protocols import Progress

EXPORTER_VERSION = 1
"""Raised whenever what an export holds, or how it is checked, changes."""

MOST_APART = 0.25
"""Between both engines' scores, which lie in about -6 to 6."""

_CLAIM = "The harbour bridge cost 40 million euros. | How much did the harbour bridge cost?"
_SENTENCES = (
    "The harbour bridge cost 40 million euros, twice as much as the town had planned.",
    "Rain delayed the harvest by a month, and farmers lost a good part of their income.",
    "“Nobody wanted this,” said the mayor, Zoë Müller-O’Neil, of the bridge.",
    "これは日本語の文です。",
    "x",
)


class OpenVinoJudge(EncoderJudge):
    """A `Judge` that may be called from several threads."""

    def __init__(self, opened: Opened, network: Any) -> None:
        super().__init__(opened)
        self._network = network

    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        infer(self._network, batches, put)


def load_openvino_judge(store: ModelStore, name: str, progress: Progress) -> OpenVinoJudge:
    """The judge of that name, from its export, which is made where there is none.

    Raises:
        ConfigError, ModelMissing: the store cannot give the model.
        ModelCorrupt: the same, or it is no judge.
        CannotServe: this engine cannot run it.
    """
    make = partial(OpenVinoJudge, open_folder(store, name))
    folder = require_judge(store, name, progress)
    try:
        return make(open_network(map_network(folder), "THROUGHPUT"))
    except RuntimeError:  # from another processor, or damaged without a trace
        folder = require_judge(store, name, progress, anew=True)
        return make(open_network(map_network(folder), "THROUGHPUT"))


def require_judge(
    store: ModelStore, name: str, progress: Progress, *, deep: bool = False, anew: bool = False
) -> Path:
    """The folder of a checked export; raises as `load_openvino_judge`."""

    def fill(work: Path) -> str:
        return _export(store, name, work)

    return require_network(store, name, _recipe(store, name), fill, progress, deep=deep, anew=anew)


def judge_state(store: ModelStore, name: str) -> Record | None:
    """What is known of a model's export without making one; None where it would be made."""
    return read_record(store.derived(name, KIND), _recipe(store, name))


def _recipe(store: ModelStore, name: str) -> str:
    return network_recipe(judge_fingerprint(store, name), f"judge {EXPORTER_VERSION}")


def _export(store: ModelStore, name: str, folder: Path) -> str:
    """Write the network into `folder` and compare it; returns why it cannot be used."""
    from assistant.models.openvino_export import UNCONVERTIBLE, example_inputs, write_network
    from assistant.models.reference_judge import load_reference_judge

    reference = load_reference_judge(store, name)
    module = reference.module.to("cpu")
    try:
        write_network(module, example_inputs(), folder)
    except UNCONVERTIBLE as error:
        return f"OpenVINO cannot convert it ({type(error).__name__})"
    network = open_network(map_network(folder), "THROUGHPUT")
    candidate = OpenVinoJudge(open_folder(store, name), network)
    apart = np.abs(candidate.scores(_check_pairs()) - reference.scores(_check_pairs())).max()
    if not apart <= MOST_APART:  # also where a score is no number
        return f"its verdicts differ from the reference engine's (by {apart:.2f})"
    return ""


def _check_pairs() -> list[tuple[str, str]]:
    """Pairs of every length up to the longest, and in several scripts."""
    texts = [" ".join(_SENTENCES[: 1 + n % 5] * (1 + n)) for n in range(12)] + list(_SENTENCES)
    return [(_CLAIM, text) for text in texts] + [(text, _SENTENCES[0]) for text in _SENTENCES]
