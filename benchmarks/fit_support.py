"""Fit how likely its sources support a claim, and say how well calibrated that is.

    python -m benchmarks.fit_support examples.jsonl held.jsonl [--kept rows.json]

Reads the examples that the reader is trained on (training/README.md), and takes of them the claims
that training leaves out; and those of people's collections that `training.claims` held out. Each is
checked against its own evidence as `check` does. Every set weighs the same in the fit, and in each
the supported claims and the others. All figures are of claims that were not in the fit (five folds
by evidence). Writes assistant/grounding/support.json. `--kept` is a file that keeps what was
measured, so that a second fit takes seconds.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import assistant
from assistant.checking import Checker
from assistant.grounding import support
from assistant.grounding.calibration import Calibration
from assistant.grounding.examine import task_of
from benchmarks.fit_reading import write_calibration
from training.calibrate import calibration_error
from training.train import held_out

FOLDS = 5
ACCEPTED = 0.06
"""The share of claims without support that may pass; each set weighs the same. At .1 a fifth
of the blind pairs of `training/judged.py` that are not supported pass; at .05 of what people wrote
as references only half is called supported."""

PENALTY = 1.0
"""scikit-learn's C on weights whose mean is one."""

TARGET = Path(assistant.__file__).parent / "grounding/support.json"
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Feature rows with the label, the weight, the kind and the evidence of each."""

    rows: Rows
    supported: NDArray[np.bool_]
    weight: Rows
    kind: tuple[str, ...]
    evidence: tuple[str, ...]


def measured(path: Path, held: Path, checker: Checker) -> Iterator[dict[str, Any]]:
    """The feature row of each claim that training left out."""
    with path.open(encoding="utf-8") as stream:
        examples = [json.loads(line) for line in stream]
    examples = [one for one in examples if one["task"] == "entail" and held_out(one)]
    examples += map(json.loads, held.read_text("utf-8").splitlines())
    for one in examples:
        against = checker.prepare_text(one["evidence"], one["title"] or "", _day(one["date"]))
        near = against.sources.near([one["claim"]])[0]
        if near:
            task = task_of(one["claim"], near[0], one["question"])
            (verdicts,) = support.read([task], checker.reader)
            yield {
                "row": support.measure(task, verdicts).tolist(),
                "supported": one["label"] == 0,
                "set": one["source"],
                "kind": one["kind"],
                "evidence": one["evidence"],
            }


def _day(written: str | None) -> date | None:
    with suppress(ValueError, TypeError):
        return datetime.strptime(written or "", "%d %B %Y").date()
    return None


def judged(found: list[dict[str, Any]]) -> Judged:
    """Every set weighs the same, and in each the supported claims and the others."""
    sizes = Counter((one["set"], one["supported"]) for one in found)
    weight = np.array(
        [len(found) / len(sizes) / sizes[one["set"], one["supported"]] for one in found]
    )
    return Judged(
        np.array([one["row"] for one in found]),
        np.array([one["supported"] for one in found]),
        weight,
        tuple(f"{one['set']}: {one['kind']}" for one in found),
        tuple(one["evidence"] for one in found),
    )


def fit(data: Judged, chosen: NDArray[np.bool_]) -> Calibration:
    """Logistic regression on the chosen rows; the threshold is left open."""
    from sklearn.linear_model import LogisticRegression

    rows = data.rows[chosen]
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    model = LogisticRegression(C=PENALTY, max_iter=5000)
    model.fit((rows - mean) / scale, data.supported[chosen], sample_weight=data.weight[chosen])
    weight, bias = model.coef_[0], float(model.intercept_[0])
    return Calibration(support.NAMES, mean, scale, weight, bias, 0.0, np.empty(0))


def out_of_fold(data: Judged) -> Rows:
    """The probability of each claim by a fit without the claims on its evidence."""
    places = {text: place for place, text in enumerate(dict.fromkeys(data.evidence))}
    fold = np.array([places[text] % FOLDS for text in data.evidence])
    scores = np.zeros(len(data.rows))
    for one in range(FOLDS):
        model = fit(data, fold != one)
        scores[fold == one] = [model.confidence(row) for row in data.rows[fold == one]]
    return scores


def threshold_of(data: Judged, scores: Rows) -> float:
    """The least score that lets `ACCEPTED` of the claims pass that are not supported."""
    wrong = ~data.supported
    order = np.argsort(-scores[wrong])
    passed = np.cumsum(data.weight[wrong][order]) / data.weight[wrong].sum()
    return float(scores[wrong][order][np.searchsorted(passed, ACCEPTED)])


def report(data: Judged, scores: Rows, threshold: float) -> None:
    """Print the figures of a fit without the claims that are measured."""
    from sklearn.metrics import roc_auc_score

    true = data.supported
    error, curve = calibration_error(scores, true)
    print(f"AUROC {roc_auc_score(true, scores):.3f}, expected calibration error {error:.3f}")
    print("said, right, claims:", *curve)
    passed = scores >= threshold
    accepted, rejected = passed[~true].mean(), (~passed[true]).mean()
    print(f"from {threshold:.3f}: accepted wrongly {accepted:.3f}, rejected wrongly {rejected:.3f}")
    for kind in sorted(set(data.kind)):
        own = np.array([one == kind for one in data.kind])
        for label, name in ((True, "supported"), (False, "not")):
            if (here := own & (true == label)).any():
                print(f"  {kind:32s} {name:10s} passed {passed[here].mean():.2f} of {here.sum()}")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("examples", type=Path)
    parser.add_argument("held", type=Path)
    parser.add_argument("--kept", type=Path, help="what was measured, kept between runs")
    options = parser.parse_args()
    checker = Checker.open(profile="default")
    if options.kept and options.kept.exists():
        found = json.loads(options.kept.read_text("utf-8"))
    else:
        found = list(measured(options.examples, options.held, checker))
        if options.kept:
            options.kept.write_text(json.dumps(found), encoding="utf-8")
    data = judged(found)
    scores = out_of_fold(data)
    threshold = threshold_of(data, scores)
    report(data, scores, threshold)
    model = replace(fit(data, np.ones(len(data.rows), dtype=bool)), threshold=threshold)
    fitted_on = f"{checker.reader.name}, {len(data.rows)} claims that it was not trained on"
    write_calibration(model, TARGET, fitted_on)


if __name__ == "__main__":
    main()
