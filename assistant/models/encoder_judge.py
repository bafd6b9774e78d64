"""A judge over an encoder that sees evidence and claim together, whoever computes that.

Engines share all of this, so that they differ in nothing but who computes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AtTerminal, ModelCorrupt
from assistant.models.store import ModelStore
from assistant.models.tokens import Batch, Outputs, batches, pad_id, padded, read_tokenizer
from assistant.protocols import VERDICTS, Scores

LONGEST_CLAIM = 120
"""Tokens of a claim and its question; a longer one loses its end."""


class Pairs:
    """Claims and their evidence → tokens, `[CLS] evidence [SEP] claim [SEP]`.

    Evidence comes first, as premises do in sets for inference. What is too long loses its end.

    Args:
        model: the folder with the tokenizer.
        max_tokens: of both texts and the marks around them.

    Raises:
        ValueError: the tokenizer lacks one of the marks.
    """

    def __init__(self, model: Path, max_tokens: int) -> None:
        self._tokenizer = read_tokenizer(model)
        self._tokenizer.encode_special_tokens = True  # as text: a document sets no marks
        self._start, self._end = (self._mark(name) for name in ("[CLS]", "[SEP]"))
        self._max_tokens = max_tokens

    def tokens(self, pairs: Sequence[tuple[str, str]]) -> list[list[int]]:
        """The tokens of each pair of claim and evidence, as `models.reading.claim_pair` makes."""
        claims = self._encode([claim for claim, _ in pairs])
        texts = self._encode([text for _, text in pairs])
        return [self._joined(claim, text) for claim, text in zip(claims, texts, strict=True)]

    def _mark(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"there is no {name}")
        return found

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [one.ids for one in encoded]

    def _joined(self, claim: list[int], text: list[int]) -> list[int]:
        claim = claim[: min(LONGEST_CLAIM, self._max_tokens // 2)]
        text = text[: max(1, self._max_tokens - len(claim) - 3)]
        return [self._start, *text, self._end, *claim, self._end]


@dataclass(frozen=True, slots=True)
class Opened:
    """All of a judge but its network."""

    name: str
    fingerprint: str
    pairs: Pairs
    pad: int


class EncoderJudge(ABC):
    """A `Judge` over one encoder; an engine says how that is computed."""

    def __init__(self, opened: Opened) -> None:
        self.name = opened.name
        self.fingerprint = opened.fingerprint
        self._pairs = opened.pairs
        self._pad = opened.pad

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        scores = self.scores(pairs)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
        probabilities: Scores = shares / shares.sum(axis=1, keepdims=True)
        return probabilities

    def scores(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """The scores of the verdicts as the network gives them, of shape (n, 3)."""
        tokens = self._pairs.tokens(pairs)
        found = np.zeros((len(pairs), len(VERDICTS)), dtype=np.float32)

        def put(rows: list[int], computed: Outputs) -> None:
            found[rows] = computed[0]

        self._run(self._batches(tokens), put)
        return found

    def _batches(self, tokens: Sequence[Sequence[int]]) -> Iterable[Batch]:
        for rows in batches([len(one) for one in tokens]):
            yield rows, padded([tokens[row] for row in rows], self._pad)

    @abstractmethod
    def _run(self, batches: Iterable[Batch], put: Callable[[list[int], Outputs], None]) -> None:
        """Compute the scores of batches of pairs."""


def open_folder(store: ModelStore, name: str) -> Opened:
    """A pulled judge without its network.

    Raises:
        ConfigError, ModelMissing: the store cannot give it.
        ModelCorrupt: the same, or it is no judge.
    """
    folder = store.path(name)
    max_tokens = store.catalogue.model(name).max_tokens or 0
    try:
        pairs = Pairs(folder, max_tokens)
    except ValueError as error:
        raise no_judge(name, f"of the marks around its texts, {error}") from error
    return Opened(name, judge_fingerprint(store, name), pairs, pad_id(folder))


def judge_fingerprint(store: ModelStore, name: str) -> str:
    """The fingerprint that the judge of that name has on every engine, without loading it."""
    return store.fingerprint(name, store.catalogue.model(name).max_tokens or 0)


def no_judge(name: str, reason: str) -> ModelCorrupt:
    """What is raised where a model's files are not those of a judge."""
    return ModelCorrupt(
        f"The model {name} cannot be opened as a judge: {reason}.",
        AtTerminal(
            f"Pull it again with `python -m assistant models pull {name}`; where that does not "
            "help, its source or its adapter in models.yaml holds no judge.",
            "Ask whoever started the assistant to download it again.",
        ),
    )
