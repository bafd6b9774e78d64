"""Documents, and a recipe of fakes that another process can be given."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.protocols import Vectors
from assistant.records import SummaryRequest
from assistant.summariser import Summariser
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader

FINGERPRINT = "0123456789abcdef"


class SlowEmbedder(FakeEmbedder):
    """Takes some milliseconds for each call, so that a run can be interrupted."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.005)
        return super().encode_passages(texts)


class CheapEmbedder(FakeEmbedder):
    """Every text has the same vector."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        vectors[:, 0] = 1
        return vectors


@dataclass(frozen=True)
class FakeRecipe:
    request: SummaryRequest = field(default_factory=lambda: SummaryRequest(words=15))
    slow: bool = False
    cheap: bool = False

    def summariser(self) -> Summariser:
        embedder = SlowEmbedder() if self.slow else FakeEmbedder()
        embedder = CheapEmbedder() if self.cheap else embedder
        return Summariser(lambda: embedder, FakeReader, lambda: FakeGenerator("Nothing of use."))

    def fingerprint(self) -> str:
        return os.environ.get("TEST_FINGERPRINT", FINGERPRINT)


def write_reports(folder: Path, count: int) -> None:
    """Files 000.txt … of a few sentences each."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(
            f"Report {number}\n\n2024-05-03\n\n"
            f"The town of Tamsel opened bridge {number} on Friday. "
            f"It is {number + 100} metres long and cost 4 million euros. "
            f"The mayor thanked the builders of bridge {number}. The weather was fine.\n",
            encoding="utf-8",
        )
