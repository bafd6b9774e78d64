"""Fit whether what else a sentence says limits the answer that it gives.

    python -m benchmarks.fit_limits

training/limits/pairs.jsonl holds questions, each with a sentence that answers it, and whether a
short answer misleads that leaves the rest of the sentence out. Says how well those of one topic are
told by the others, and those of benchmarks/limits, on which nothing is fitted, and writes the
weights into assistant/writing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.protocols import Embedder
from assistant.writing.limits import LIMITED, features, weights_file
from benchmarks.common import default_embedder
from benchmarks.fields_gold import LIMITS, ROOT

PAIRS = ROOT / "training/limits/pairs.jsonl"
STRENGTH = 3.0
FOLDS = 8

Row = NDArray[np.float64]


def rows_of(pairs: Sequence[Mapping[str, Any]], embedder: Embedder) -> Row:
    """The features of each question with its sentence."""
    asked = embedder.encode_queries([one["question"] for one in pairs])
    said = embedder.encode_passages([one["sentence"] for one in pairs])
    return np.stack([features(*both) for both in zip(asked, said, strict=True)])


def told(likely: Row, labels: NDArray[np.bool_]) -> str:
    """How well they are told, and what part of each kind is taken for limited."""
    from sklearn.metrics import roc_auc_score

    limited, plain = ((likely[of] >= LIMITED).mean() for of in (labels, ~labels))
    auroc = roc_auc_score(labels, likely)
    return f"AUROC {auroc:.3f}; taken for limited {limited:.2f}, of the plain ones {plain:.2f}"


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Run the command."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    embedder = default_embedder()
    pairs, unseen = read(PAIRS), read(LIMITS / "questions.jsonl")
    table, labels = rows_of(pairs, embedder), np.array([one["needs"] for one in pairs])
    topics = [one["topic"] for one in pairs]
    model = LogisticRegression(C=STRENGTH, max_iter=3_000)
    folds = GroupKFold(FOLDS)
    shares = cross_val_predict(
        model, table, labels, groups=topics, cv=folds, method="predict_proba"
    )
    print(f"{len(pairs)} pairs, each topic by others: {told(shares[:, 1], labels)}")
    model.fit(table, labels)
    shares = model.predict_proba(rows_of(unseen, embedder))
    are_limited = np.array([one["kind"] == "limited" for one in unseen])
    print(f"{len(unseen)} questions of benchmarks/limits: {told(shares[:, 1], are_limited)}")
    content = {
        "fitted_on": f"{embedder.name}, {len(pairs)} pairs of training/limits",
        "bias": round(float(model.intercept_[0]), 4),
        "weight": model.coef_[0].round(3).tolist(),
    }
    target = weights_file(embedder.name)
    target.write_text(json.dumps(content) + "\n", encoding="utf-8")
    print("wrote", target)


if __name__ == "__main__":
    main()
