"""Figures of a measuring set, with 95 % intervals by resampling whole sources."""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

Array = np.ndarray[Any, Any]


def interval(
    measure: Callable[[Array], float], groups: Sequence[str], rounds: int = 1000
) -> tuple[float, float, float]:
    """A measure of chosen rows, with its interval from resampled groups."""
    by_group: dict[str, list[int]] = collections.defaultdict(list)
    for i, group in enumerate(groups):
        by_group[group].append(i)
    names, chance = sorted(by_group), np.random.default_rng(7)
    values = []
    for _ in range(rounds):
        drawn = chance.choice(len(names), len(names))
        rows = np.array([i for n in drawn for i in by_group[names[n]]])
        value = measure(rows)
        if value == value:
            values.append(value)
    low, high = np.percentile(values, [2.5, 97.5])
    return measure(np.arange(len(groups))), float(low), float(high)


def best_threshold(labels: Array, scores: Array) -> float:
    """The least score of a yes for the best balanced accuracy."""
    found: list[float] = np.unique(scores).tolist()
    return max(found, key=lambda t: (scores[labels] >= t).mean() + (scores[~labels] < t).mean())


def balanced(labels: Array, passed: Array) -> Callable[[Array], float]:
    """The mean of the shares judged right among the supported and among the others."""

    def measure(rows: Array) -> float:
        right, true = passed[rows] == labels[rows], labels[rows]
        return float((right[true].mean() + right[~true].mean()) / 2)

    return measure


def auroc(labels: Array, scores: Array) -> Callable[[Array], float]:
    """The area under the ROC curve."""

    def measure(rows: Array) -> float:
        return (
            float(roc_auc_score(labels[rows], scores[rows]))
            if len(set(labels[rows])) > 1
            else float("nan")
        )

    return measure


def mean(values: Array) -> Callable[[Array], float]:
    """The mean of all values."""
    return lambda rows: float(values[rows].mean()) if len(rows) else float("nan")


def rate(values: Array, among: Array) -> Callable[[Array], float]:
    """The mean of the values of those among."""
    return lambda rows: (
        float(values[rows][among[rows]].mean()) if among[rows].any() else float("nan")
    )
