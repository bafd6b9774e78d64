"""A probability from a few features: is there an answer, is a draft right, is a claim supported?

Each is a logistic regression whose weights ship with the program, with the threshold that belongs
to them.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logistic regression over standardised features.

    Attributes:
        names: of the features.
        mean, scale, weight, bias: of the regression.
        threshold: the confidence below which a question is refused, or a draft not shown.
        answerable: confidences of the answerable questions it was fitted on, their quantiles
            from 0 to 1 in equal steps; shape (steps + 1,), ascending. Empty where none are kept.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: float
    threshold: float
    answerable: NDArray[np.float64]

    @property
    def fingerprint(self) -> str:
        """Names the scale of the confidences: a threshold for another one means nothing."""
        parts = (self.mean, self.scale, self.weight, np.float64(self.bias))
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]

    def confidence(self, row: NDArray[np.float64]) -> float:
        """Probability in 0-1 of what it was fitted to tell, of features as `names` has.

        A feature that is not known, nan, counts as their mean.
        """
        standard = np.nan_to_num((row - self.mean) / self.scale)
        score = float(standard @ self.weight) + self.bias
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, score))))

    def refused_below(self, threshold: float) -> float:
        """The share of ordinary answerable questions that a threshold refuses."""
        return float(np.searchsorted(self.answerable, threshold)) / len(self.answerable)

    def threshold_refusing(self, share: float) -> float:
        """The threshold that refuses that share of ordinary answerable questions, in 0-1."""
        return float(np.quantile(self.answerable, share))


@cache
def shipped(module: str, file: str, names: tuple[str, ...]) -> Calibration:
    """The weights in a file beside a module, for features in the order of `names`.

    `benchmarks.fit_reading.write_calibration` wrote them.
    """
    stored = json.loads(Path(module).with_name(file).read_text(encoding="utf-8"))
    rows = np.array([stored["features"][name] for name in names])
    return Calibration(
        names=names,
        mean=rows[:, 0],
        scale=rows[:, 1],
        weight=rows[:, 2],
        bias=stored["bias"],
        threshold=stored["threshold"],
        answerable=np.array(stored.get("answerable", ())),
    )
