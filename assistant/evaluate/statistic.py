"""From the values of items to one figure with its interval, and to differences.

Intervals are percentile bootstraps (B. Efron and R. Tibshirani, "An Introduction to the
Bootstrap", 1993): items are drawn again with replacement, the same draws for the same
seed. Two runs over the same items are drawn together, so that what is hard for both
cancels out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
"""The values of items, shape (items, columns); what the columns are, the statistic says."""

Name = Literal["mean", "ratio", "median", "p90", "auroc", "balanced_accuracy", "aurc"]

RESAMPLES = 1000
SEED = 1
LEVEL = 0.95


class Estimate(NamedTuple):
    """A figure and the ends of its 95 % interval; NaN where there is nothing to tell it from."""

    value: float
    low: float
    high: float


def estimate(name: Name, values: Values) -> Estimate:
    """A statistic of the items, with its interval."""
    return Estimate(STATISTICS[name](values), *_interval(_redrawn(name, values)))


def difference(name: Name, now: Values, before: Values) -> Estimate:
    """By how much a statistic has changed over the same items, rows in the same order."""
    compute = STATISTICS[name]
    drawn = _redrawn(name, now) - _redrawn(name, before)
    return Estimate(compute(now) - compute(before), *_interval(drawn))


def risk_coverage(values: Values) -> tuple[Values, Values]:
    """Coverage and risk when the most confident 1, 2, … questions are answered.

    Args:
        values: confidence, and 1 where the answer is wrong or none should be given.

    Returns:
        Both of shape (items,): the share answered, and the share of those that is wrong.
        Questions of equal confidence come in one step, as a threshold would take them.
    """
    order = np.argsort(-values[:, 0], kind="stable")
    confidence, wrong = values[order, 0], np.cumsum(values[order, 1])
    taken = np.arange(1, len(values) + 1)
    last_of_its_confidence = np.append(confidence[1:] != confidence[:-1], True)
    steps = np.flatnonzero(last_of_its_confidence)
    step = steps[np.searchsorted(steps, taken - 1)]
    return taken[step] / len(values), wrong[step] / taken[step]


def _mean(values: Values) -> float:
    return float(values[:, 0].mean()) if len(values) else math.nan


def _ratio(values: Values) -> float:
    """Columns: part, whole."""
    part, whole = values.sum(axis=0)
    return float(part / whole) if whole else math.nan


def _median(values: Values) -> float:
    return float(np.median(values[:, 0])) if len(values) else math.nan


def _p90(values: Values) -> float:
    return float(np.quantile(values[:, 0], 0.9)) if len(values) else math.nan


def _auroc(values: Values) -> float:
    """Columns: score, and 1 for what should score high.

    The share of pairs that are in order, those of equal score counted half, as sklearn's
    `roc_auc_score` gives it, which is too slow to draw again a thousand times.
    """
    high = values[:, 1] == 1
    should, others = values[high, 0], np.sort(values[~high, 0])
    if not (len(should) and len(others)):
        return math.nan
    below = np.searchsorted(others, should, "left") + np.searchsorted(others, should, "right")
    return float(below.mean() / (2 * len(others)))


def _balanced_accuracy(values: Values) -> float:
    """Mean of the shares that are right in each class. Columns: decision, truth, both 0 or 1."""
    right = values[:, 0] == values[:, 1]
    classes = [right[values[:, 1] == truth] for truth in (0, 1)]
    if not all(len(one) for one in classes):
        return math.nan
    return float(np.mean([one.mean() for one in classes]))


def _aurc(values: Values) -> float:
    """Area under the risk-coverage curve (Y. Geifman et al., 2019). Columns as there."""
    return float(risk_coverage(values)[1].mean()) if len(values) else math.nan


STATISTICS: dict[Name, Callable[[Values], float]] = {
    "mean": _mean,
    "ratio": _ratio,
    "median": _median,
    "p90": _p90,
    "auroc": _auroc,
    "balanced_accuracy": _balanced_accuracy,
    "aurc": _aurc,
}


def _draws(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, size, (RESAMPLES if size else 0, size))


def _redrawn(name: Name, values: Values) -> Values:
    """The statistic of each draw."""
    draws = _draws(len(values))
    if name == "mean":  # most figures are one
        return values[:, 0][draws].mean(axis=1) if len(values) else np.zeros(0)
    compute = STATISTICS[name]
    return np.array([compute(values[rows]) for rows in draws], np.float64)


def _interval(drawn: Values) -> tuple[float, float]:
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
