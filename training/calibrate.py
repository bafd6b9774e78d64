"""Finish a reader: temperatures and thresholds from held-out rows, weights in half precision.

    python -m training.calibrate READER examples.jsonl OUT [--held claims.jsonl]

The rows are the three in a hundred that training left out, and the claims that `training.claims`
held out.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from assistant.models.reading import claim_pair
from assistant.models.reference_reader import ADAPTER
from training.figures import Array
from training.model import load_reader, save_reader, start_from, tokenizer_at
from training.scorer import Outcome, Scorer
from training.train import held_out

MADE = ("sentences", "compared", "answers", "passages", "wiki_split")


def temperature(logits: Array, right: Array) -> float:
    """What the logits are divided by so that supported's log loss is least."""

    def loss(t: float) -> float:
        shares = chance(logits, t)
        return float(-np.log(np.clip(np.where(right, shares, 1 - shares), 1e-6, 1)).mean())

    return float(min(np.geomspace(0.3, 6, 80), key=loss))


def chance(logits: Array, t: float) -> Array:
    """The share of the first label."""
    scaled = logits / t
    shares = np.exp(scaled - scaled.max(1, keepdims=True))
    return np.asarray(shares[:, 0] / shares.sum(1))


def calibration_error(
    shares: Array, right: Array, bins: int = 10
) -> tuple[float, list[list[float]]]:
    """Expected calibration error, and the reliability curve: middle, share right, count."""
    curve, error = [], 0.0
    place = np.minimum((shares * bins).astype(int), bins - 1)
    for i in range(bins):
        chosen = place == i
        if chosen.any():
            said, true = float(shares[chosen].mean()), float(right[chosen].mean())
            error += chosen.mean() * abs(said - true)
            curve.append([round(said, 3), round(true, 3), int(chosen.sum())])
    return float(error), curve


def outcomes_of(scorer: Scorer, rows: list[dict[str, Any]]) -> list[Outcome]:
    """What the reader says of rows of examples."""
    return scorer([
        (row["question"], row["passage"])
        if row["task"] == "read"
        else claim_pair(
            row["claim"], row["question"], row["evidence"], row["title"], row["date"]
        )
        for row in rows
    ])  # fmt: skip


def main() -> None:
    """Write the finished reader and say how well it knows what it knows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("reader", type=Path)
    parser.add_argument("examples", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=Path, help="further claims that were not learnt")
    parser.add_argument("--most", type=int, default=1600)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    reader = load_reader(options.reader)
    scorer = Scorer(reader, tokenizer_at(options.reader), only_rank=False, most=200)
    rows = [json.loads(line) for line in options.examples.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["task"] != "rank" and held_out(row)]
    if options.held:
        rows += [json.loads(line) for line in options.held.read_text("utf-8").splitlines()]
    random.Random(7).shuffle(rows)
    claims = [row for row in rows if row["task"] == "entail"][: options.most]
    asked = [row for row in rows if row["task"] == "read"][: options.most]

    found = outcomes_of(scorer, claims)
    logits = np.stack([o.verdict for o in found])
    right = np.array([row["label"] == 0 for row in claims])
    half = len(claims) // 2  # one half sets the temperature, the other tells how good it is
    t = temperature(logits[:half], right[:half])
    error, curve = calibration_error(chance(logits[half:], t), right[half:])
    plain, _ = calibration_error(chance(logits[half:], 1.0), right[half:])
    shares = chance(logits, t)
    by_kind: dict[str, list[float]] = defaultdict(list)
    for row, share in zip(claims, shares, strict=True):
        name = row["kind"] if row["source"] in MADE else row["source"]
        by_kind[f"{'supported' if row['label'] == 0 else 'not'} {name}"].append(float(share))
    threshold = max(
        np.linspace(0.05, 0.95, 91),
        key=lambda x: (shares[right] >= x).mean() + (shares[~right] < x).mean(),
    )

    margins = np.array([o.none for o in outcomes_of(scorer, asked)])
    empty = np.array([row["start"] < 0 for row in asked])
    limit = float(np.quantile(margins[~empty], 0.94))
    pair = np.stack([np.zeros_like(margins), margins], 1)[:, ::-1]
    none_temperature = temperature(pair[: len(asked) // 2], empty[: len(asked) // 2])
    none_error, _ = calibration_error(
        chance(pair[len(asked) // 2 :], none_temperature), empty[len(asked) // 2 :]
    )
    settings = {
        "entail_temperature": round(t, 4),
        "entail_threshold": round(float(threshold), 3),
        "none_temperature": round(none_temperature, 4),
        "none_limit": round(limit, 4),
        "labels": ["supported", "contradicted", "not said"],
        "held_out": {
            "claims": len(claims),
            "entail_auroc": round(float(roc_auc_score(right, shares)), 4),
            "entail_ece": round(error, 4),
            "entail_ece_untempered": round(plain, 4),
            "reliability": curve,
            "questions": len(asked),
            "none_auroc": round(float(roc_auc_score(empty, margins)), 4),
            "none_ece": round(none_error, 4),
        },
    }
    start_from(options.reader, options.out)
    if not (options.reader / ADAPTER).is_file():  # else its weights have half precision already
        save_reader(reader, options.out, torch.float16)
    (options.out / "reader.json").write_text(json.dumps(settings, indent=1))
    print(json.dumps(settings, indent=1))
    for name, values in sorted(by_kind.items()):
        print(f"{name:40s} {np.mean(values):.2f}  ({len(values)})")


if __name__ == "__main__":
    main()
