"""What an answer is made with: one collection, and models that are each loaded at first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from assistant.answering.stopwatch import Stopwatch
from assistant.grounding.calibration import Calibration
from assistant.grounding.refuse import default_calibration
from assistant.models.recent import RecentEmbedder
from assistant.protocols import Embedder, Generator, Reader, Vectors
from assistant.records import Receipt
from assistant.runtime import LazyModels
from assistant.search.collection import Collection

ROLES = ("embedder", "reader", "writer")

SENTENCES_KEPT = 4096
"""Sentences whose vectors are kept from one question to the next; six megabytes."""


class Resources(LazyModels):
    """A collection and the models over it; see `LazyModels`.

    Args:
        collection: open; the caller closes it.
        load_embedder, load_reader: give these models.
        load_writer: gives the writer; None quotes evidence only.
        top: how many passages evidence is picked from.
        answer_tokens: most tokens of one draft.
    """

    def __init__(
        self,
        collection: Collection,
        load_embedder: Callable[[], Embedder],
        load_reader: Callable[[], Reader],
        load_writer: Callable[[], Generator] | None,
        *,
        top: int,
        answer_tokens: int,
    ) -> None:
        super().__init__(load_embedder, load_reader, load_writer)
        self.collection = collection
        self.top = top
        self.answer_tokens = answer_tokens

    @cached_property
    def recent(self) -> Embedder:
        """The embedder for sentences, which questions in a row often share."""
        return RecentEmbedder(self.embedder, SENTENCES_KEPT)

    @property
    def writes(self) -> bool:
        """Whether answers are worded, without loading what words them."""
        return self._load_writer is not None

    @property
    def calibration(self) -> Calibration:
        """What turns what the reader found into a confidence; ships with the program."""
        return default_calibration()

    @property
    def threshold(self) -> float:
        """The confidence below which a question is refused.

        The one that was fitted on this collection, where its confidences are still on the
        same scale; else the one that ships.
        """
        fitted = self.collection.fitted_threshold
        scale = (self.calibration.fingerprint, self.embedder.fingerprint)
        if fitted is not None and (fitted.scale, fitted.embedder) == scale:
            return fitted.threshold
        return self.calibration.threshold

    def query(self, text: str) -> Vectors:
        """The embedding of a question, shape (dimension,).

        Raises:
            EmbedderMismatch: the collection was indexed with another embedder.
        """
        self.collection.check_embedder(self.embedder)
        vector: Vectors = self.embedder.encode_queries([text])[0]
        return vector

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        """In how many passages each word occurs, and how many there are."""
        return self.collection.document_frequencies(terms), self.collection.counts()[0]

    def loaded(self) -> dict[str, str]:
        """The models that were loaded so far, by role."""
        return {role: model.name for role, model in self._loaded()}

    def receipt(self, watch: Stopwatch) -> Receipt:
        """What an answer was made with, and what each step took."""
        return Receipt(models=self.loaded(), timings=watch.timings())

    def fingerprints(self) -> dict[str, str]:
        """Fingerprints of the models that were loaded so far, by role."""
        return {role: model.fingerprint for role, model in self._loaded()}

    def settings(self) -> dict[str, Any]:
        """What else decides an answer, JSON-ready, as far as no model has to be loaded to tell."""
        found: dict[str, Any] = {"answer_tokens": self.answer_tokens, "writes": self.writes}
        if "reader" in self.__dict__:
            found |= {"threshold": self.threshold, "calibration": self.calibration.fingerprint}
        return found

    def _loaded(self) -> list[tuple[str, Embedder | Reader | Generator]]:
        found = ((role, self.__dict__.get(role)) for role in ROLES)
        return [(role, model) for role, model in found if model is not None]
