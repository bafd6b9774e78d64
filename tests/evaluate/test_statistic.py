from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.evaluate.statistic import (
    STATISTICS,
    Name,
    Values,
    difference,
    estimate,
    risk_coverage,
)


def column(*values: float) -> Values:
    return np.array(values, np.float64).reshape(-1, 1)


def noisy(size: int, seed: int = 0) -> Values:
    """Scores that are higher for the label 1, with ties."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, size)
    return np.stack([(labels + rng.normal(size=size)).round(1), labels], axis=1)


def test_same_seed_same_interval() -> None:
    values = column(*np.random.default_rng(1).random(50))
    first = estimate("mean", values)
    assert first == estimate("mean", values)
    assert first.low < first.value < first.high


def test_interval_of_a_mean_is_the_known_one() -> None:
    values = column(*np.random.default_rng(2).normal(size=400))
    found = estimate("mean", values)
    error = values.std() / math.sqrt(len(values))
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.15)


def test_auroc_and_balanced_accuracy_are_those_of_sklearn() -> None:
    from sklearn.metrics import balanced_accuracy_score, roc_auc_score  # slow to import

    values = noisy(200)
    assert STATISTICS["auroc"](values) == pytest.approx(roc_auc_score(values[:, 1], values[:, 0]))
    decided = np.stack([values[:, 0] > 0.5, values[:, 1]], axis=1).astype(float)
    assert STATISTICS["balanced_accuracy"](decided) == pytest.approx(
        balanced_accuracy_score(decided[:, 1], decided[:, 0])
    )


@pytest.mark.parametrize("name", ["auroc", "balanced_accuracy"])
def test_one_class_tells_nothing(name: Name) -> None:
    values = np.array([[0.1, 1.0], [0.9, 1.0]])
    assert all(math.isnan(one) for one in estimate(name, values))


def test_ratio_is_of_the_sums() -> None:
    assert estimate("ratio", np.array([[1.0, 1.0], [0.0, 3.0]])).value == 0.25
    assert math.isnan(STATISTICS["ratio"](np.array([[0.0, 0.0]])))


def test_median_and_p90() -> None:
    values = column(*range(1, 12))
    assert STATISTICS["median"](values) == 6
    assert STATISTICS["p90"](values) == 10


def test_risk_coverage_of_a_perfect_order() -> None:
    coverage, risk = risk_coverage(np.array([[0.9, 0.0], [0.8, 0.0], [0.2, 1.0], [0.1, 1.0]]))
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 0.5])


def test_equal_confidences_are_answered_together() -> None:
    for wrong in ([1.0, 0.0], [0.0, 1.0]):
        coverage, risk = risk_coverage(np.array([[0.5, wrong[0]], [0.5, wrong[1]]]))
        assert coverage.tolist() == [1.0, 1.0]
        assert risk.tolist() == [0.5, 0.5]


def test_aurc_is_lower_for_the_better_order() -> None:
    good = np.array([[0.9, 0.0], [0.8, 0.0], [0.2, 1.0]])
    bad = np.array([[0.9, 1.0], [0.8, 0.0], [0.2, 0.0]])
    assert STATISTICS["aurc"](good) < STATISTICS["aurc"](bad)


def test_a_paired_difference_is_found_where_the_items_vary_more() -> None:
    before = column(*np.random.default_rng(3).normal(scale=10, size=100))
    found = difference("mean", before + 0.5, before)
    assert found.low == pytest.approx(0.5)
    assert found.high == pytest.approx(0.5)


def test_no_difference_has_an_interval_around_zero() -> None:
    found = difference("auroc", noisy(200, seed=4), noisy(200, seed=5))
    assert found.low < 0 < found.high


def test_nothing_is_told_from_no_items() -> None:
    assert all(math.isnan(one) for one in estimate("mean", np.zeros((0, 1))))
