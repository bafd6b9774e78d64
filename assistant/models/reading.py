"""What a reader is asked → what its network takes, and what the network gives → what it says.

Engines share all of this, so that they differ in nothing but who computes.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from assistant.errors import ModelCorrupt
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs, pad_id, pair_batches, read_tokenizer
from assistant.protocols import VERDICTS, Reading, Scores

if TYPE_CHECKING:
    from tokenizers import Encoding

LONGEST_SPAN = 30
"""Tokens of an answer."""

NOTHING_THERE = 1e3
"""By how much no answer is better than the best span of a text without a word."""

_FIRST_TOKENS = 100
"""Of a question or a claim; a longer one loses its end."""

_SHARED = 3
"""Two windows in a row share one part in so many, so that no answer is cut in both."""

Heads = tuple[float, NDArray[np.float32], NDArray[np.float32]]
"""Relevance, scores of (start, end) at every token, and scores of the verdicts, of one window."""


def claim_pair(
    claim: str,
    question: str | None,
    evidence: str,
    title: str | None = None,
    day: date | str | None = None,
) -> tuple[str, str]:
    """What `Reader.entail` takes: the two texts in the form that readers are trained on.

    Args:
        claim: what is judged.
        question: what the claim answers, where it answers one.
        evidence: the sentences that it is judged by.
        title: of their document.
        day: the document's date, or that date in words.
    """
    written = f"{day.day} {day:%B %Y}" if isinstance(day, date) else day
    return (
        f"{claim} | {question}" if question else claim,
        " | ".join(part for part in (title, written, evidence) if part),
    )


def best_span(
    scores: NDArray[np.float32], longest: int = LONGEST_SPAN
) -> tuple[int, int, np.float32]:
    """First and last token of the best span, and its score.

    Args:
        scores: of (start, end), of shape (tokens, 2); at least one token.
        longest: in tokens.
    """
    total = scores[:, :1] + scores[:, 1]
    place = np.arange(len(scores))
    further = place - place[:, np.newaxis]
    total[(further < 0) | (further >= longest)] = -np.inf
    first, last = np.unravel_index(int(total.argmax()), total.shape)
    return int(first), int(last), total[first, last]


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
class Window:
    """A text, or a part of one that is too long, behind its question or claim.

    Attributes:
        row: number of the text.
        ids: tokens of both, with the marks around them.
        first: number of the first token of the text.
        offsets: (start, end) of the text's tokens, in its characters.
    """

    row: int
    ids: Sequence[int]
    first: int
    offsets: Sequence[tuple[int, int]]

    @property
    def types(self) -> list[int]:
        """Of which of the two each token is."""
        return [0] * self.first + [1] * (len(self.ids) - self.first)

    def answer(self, scores: NDArray[np.float32]) -> tuple[float, tuple[int, int]]:
        """How much better no answer scores than the best span, and that span in characters."""
        if not self.offsets:
            return NOTHING_THERE, (0, 0)
        text = scores[self.first : self.first + len(self.offsets)]
        first, last, best = best_span(text)
        return float(scores[0].sum() - best), (self.offsets[first][0], self.offsets[last][1])


class Windows:
    """Cuts pairs of texts into what the network can read at once.

    Args:
        model: the model's folder.
        max_tokens: of both texts and the marks between them.

    Raises:
        ValueError: its tokenizer lacks one of the marks.
    """

    def __init__(self, model: Path, max_tokens: int) -> None:
        self._tokenizer = read_tokenizer(model)
        self._start, self._end = (self._mark(name) for name in ("[CLS]", "[SEP]"))
        self._max_tokens = max_tokens

    def whole(self, question: str, texts: Sequence[str]) -> list[Window]:
        """Windows over the whole of each text."""
        (first,) = self._encode([question])
        return [
            self._window(row, first, text, start)
            for row, text in enumerate(self._encode(texts))
            for start in self._starts(len(text.ids), self._room(first))
        ]

    def cut(self, pairs: Sequence[tuple[str, str]]) -> list[Window]:
        """One window for each pair; a second text that is too long loses its end."""
        claims = self._encode([claim for claim, _ in pairs])
        texts = self._encode([text for _, text in pairs])
        return [
            self._window(row, claim, text, 0)
            for row, (claim, text) in enumerate(zip(claims, texts, strict=True))
        ]

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts), add_special_tokens=False)

    def _mark(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"there is no {name}")
        return found

    def _first(self, encoded: Encoding) -> list[int]:
        return encoded.ids[: min(_FIRST_TOKENS, self._max_tokens // 2)]

    def _room(self, first: Encoding) -> int:
        return max(1, self._max_tokens - len(self._first(first)) - 3)

    def _window(self, row: int, first: Encoding, text: Encoding, start: int) -> Window:
        before = [self._start, *self._first(first), self._end]
        end = start + self._room(first)
        ids = [*before, *text.ids[start:end], self._end]
        return Window(row, ids, len(before), text.offsets[start:end])

    def _starts(self, tokens: int, room: int) -> list[int]:
        step = max(1, room - room // _SHARED)
        return [*range(0, tokens - room, step), max(0, tokens - room)]


@dataclass(frozen=True, slots=True)
class Opened:
    """All of a reader but its network."""

    name: str
    fingerprint: str
    settings: ReaderSettings
    windows: Windows
    pad: int


class EncoderReader(ABC):
    """A `Reader` over one encoder with three heads; an engine says how that is computed."""

    def __init__(self, opened: Opened) -> None:
        self.name = opened.name
        self.fingerprint = opened.fingerprint
        self._settings = opened.settings
        self._windows = opened.windows
        self._pad = opened.pad

    def score(self, question: str, texts: Sequence[str]) -> Scores:
        return self.read(question, texts).relevance

    def read(self, question: str, texts: Sequence[str]) -> Reading:
        windows = self._windows.whole(question, texts)
        relevance = np.full(len(texts), -np.inf, dtype=np.float32)
        none = np.full(len(texts), np.inf, dtype=np.float32)
        spans = [(0, 0)] * len(texts)
        for window, (rank, scores, _) in zip(windows, self.heads(windows), strict=True):
            row = window.row
            relevance[row] = max(relevance[row], rank)
            missing, span = window.answer(scores)
            if missing < none[row]:
                none[row], spans[row] = missing, span
        none /= np.float32(self._settings.none_temperature)
        return Reading(relevance, none, tuple(spans))

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        scores = np.empty((len(pairs), len(VERDICTS)), dtype=np.float32)
        for row, (_, _, verdict) in enumerate(self.heads(self._windows.cut(pairs))):
            scores[row] = verdict
        scores /= np.float32(self._settings.entail_temperature)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        probabilities: Scores = shares / shares.sum(axis=1, keepdims=True)
        return probabilities

    def heads(self, windows: Sequence[Window]) -> list[Heads]:
        """What the network gives for each window, padding left out."""
        found: dict[int, Heads] = {}

        def put(rows: list[int], computed: Outputs) -> None:
            rank, spans, verdicts = computed
            for at, row in enumerate(rows):
                tokens = len(windows[row].ids)
                # Copied, as an engine may use its memory again.
                found[row] = float(rank[at]), spans[at, :tokens].copy(), verdicts[at].copy()

        ids, types = [window.ids for window in windows], [window.types for window in windows]
        self._run(pair_batches(ids, types, self._pad), put)
        return [found[row] for row in range(len(windows))]

    @abstractmethod
    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        """Compute the three outputs of batches of windows."""


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
        f"Pull it again with `python -m assistant models pull {name}`; where that does not help, "
        "its source in models.yaml holds no reader.",
    )
