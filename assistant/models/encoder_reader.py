"""A reader over an encoder with four heads, whoever computes that.

Engines share all of this, so that they differ in nothing but who computes.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from assistant.errors import AtTerminal, ModelCorrupt
from assistant.models.reading import NOTHING_THERE, Window, Windows
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs, pad_id, pair_batches
from assistant.protocols import VERDICTS, Ranges, Reading, Scores

Heads = tuple[float, NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
"""Relevance, scores of (start, end) at every token, scores of the verdicts, and how well the
sentence at every token answers, of one window."""


class ReaderSettings(BaseModel, frozen=True):
    """What is needed of reader.json, which training writes beside the weights; it holds more.

    Attributes:
        entail_temperature: what the scores of the verdicts are divided by.
        none_temperature: what the margin of no answer is divided by.
        labels: the verdicts in the order of the network's output.
    """

    entail_temperature: float = Field(gt=0)
    none_temperature: float = Field(gt=0)
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """All of a reader but its network."""

    name: str
    fingerprint: str
    settings: ReaderSettings
    windows: Windows
    pad: int


class EncoderReader(ABC):
    """A `Reader` over one encoder with four heads; an engine says how that is computed."""

    def __init__(self, opened: Opened) -> None:
        self.name = opened.name
        self.fingerprint = opened.fingerprint
        self._settings = opened.settings
        self._windows = opened.windows
        self._pad = opened.pad

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        return self.read(question, texts).relevance

    def read(self, question: str, texts: Sequence[str], sentences: Ranges = ()) -> Reading:
        windows = self._windows.whole(question, texts)
        sentences = sentences or [()] * len(texts)
        relevance = np.full(len(texts), -np.inf, dtype=np.float32)
        none = np.full(len(texts), np.inf, dtype=np.float32)
        spans = [(0, 0)] * len(texts)
        # The window that holds most of a sentence says how well it answers.
        best = [[(0, -NOTHING_THERE)] * len(parts) for parts in sentences]
        for window, (rank, scores, _, evidence) in zip(windows, self.heads(windows), strict=True):
            row = window.row
            relevance[row] = max(relevance[row], rank)
            missing, span = window.answer(scores)
            if missing < none[row]:
                none[row], spans[row] = missing, span
            for place, part in enumerate(sentences[row]):
                best[row][place] = max(best[row][place], window.mean_in(evidence, part))
        none /= np.float32(self._settings.none_temperature)
        answers = tuple(np.array([mean for _, mean in row], dtype=np.float32) for row in best)
        return Reading(relevance, none, tuple(spans), answers)

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        scores = np.empty((len(pairs), len(VERDICTS)), dtype=np.float32)
        for row, (_, _, verdict, _) in enumerate(self.heads(self._windows.cut(pairs))):
            scores[row] = verdict
        scores /= np.float32(self._settings.entail_temperature)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities: Scores = shares / shares.sum(axis=1, keepdims=True)
        return probabilities

    def heads(self, windows: Sequence[Window]) -> list[Heads]:
        """What the network gives for each window, padding left out."""
        found: dict[int, Heads] = {}

        def put(rows: list[int], computed: Outputs) -> None:
            rank, spans, verdicts, evidence = computed
            for at, row in enumerate(rows):
                tokens = len(windows[row].ids)
                # Copied, as an engine may use its memory again.
                found[row] = (
                    float(rank[at]),
                    spans[at, :tokens].copy(),
                    verdicts[at].copy(),
                    evidence[at, :tokens].copy(),
                )

        ids, types = [window.ids for window in windows], [window.types for window in windows]
        self._run(pair_batches(ids, types, self._pad), put)
        return [found[row] for row in range(len(windows))]

    @abstractmethod
    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        """Compute the four outputs of batches of windows."""


def open_folder(store: ModelStore, name: str) -> Opened:
    """A pulled reader without its network.

    Raises:
        ConfigError, ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no reader.
    """
    folder = store.path(name)
    max_tokens = store.catalogue.model(name).max_tokens or 0
    config = read_config(folder, name)
    if max_tokens > config["max_position_embeddings"]:
        raise no_reader(name, f"it has no room for {max_tokens} tokens")
    try:
        settings = ReaderSettings.model_validate_json((folder / "reader.json").read_bytes())
    except (ValidationError, FileNotFoundError) as error:
        raise no_reader(name, "reader.json does not say how its scores are to be read") from error
    if settings.labels != VERDICTS:
        raise no_reader(name, f"its verdicts are {', '.join(settings.labels)}")
    try:
        windows = Windows(folder, max_tokens)
    except ValueError as error:
        raise no_reader(name, f"of the marks around its texts, {error}") from error
    return Opened(name, reader_fingerprint(store, name), settings, windows, pad_id(folder))


def reader_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the reader of that name has on every engine, without loading it."""
    return store.fingerprint(name, store.catalogue.model(name).max_tokens or 0)


def read_config(folder: Path, name: str) -> dict[str, Any]:
    """What config.json says of the encoder.

    Raises:
        ModelCorrupt: it is no BERT, which the networks of readers are.
    """
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except ValueError as error:
        raise no_reader(name, "config.json is no JSON") from error
    if not isinstance(config, dict) or config.get("model_type") != "bert":
        raise no_reader(name, "config.json describes no BERT")
    if not isinstance(config.get("max_position_embeddings"), int):
        raise no_reader(name, "config.json does not say how long a text may be")
    return config


def no_reader(name: str, reason: str) -> ModelCorrupt:
    """What is raised where a model's files are not those of a reader."""
    return ModelCorrupt(
        f"The model {name} cannot be opened as a reader: {reason}.",
        AtTerminal(
            f"Pull it again with `python -m assistant models pull {name}`; where that does not "
            "help, its source in models.yaml holds no reader.",
            "Ask whoever started the assistant to download it again.",
        ),
    )
