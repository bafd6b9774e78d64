"""Fit the support score, and say how well it does by cross-validation.

    python -m benchmarks.fit_support /path/to/qags [--cache vectors.npz]

Reads mturk_cnndm.jsonl and mturk_xsum.jsonl (A. Wang et al., "Asking and Answering Questions to
Evaluate the Factual Consistency of Summaries", 2020): sentences of summaries, each judged by
three people; supported is what two of them said. Writes assistant/grounding/support.json.

Both sets weigh the same, and each has an intercept of its own in the fit (the mean of the two is
shipped): otherwise the features would only learn which set a sentence is from. All figures are
of sentences whose article was not in the fit; the penalty is chosen inside each fold.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant
from assistant.corpus.sentences import sentence_spans
from assistant.grounding import support
from assistant.grounding.support import Wording
from assistant.language.quantities import quantities
from assistant.protocols import Embedder
from benchmarks.common import RememberingEmbedder, default_embedder

SETS = ("mturk_cnndm", "mturk_xsum")
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1)
FOLDS = 10
OWN_INTERCEPT = 10.0
THRESHOLD = 0.6
"""More likely supported than not, with a margin: the best value differs much between the sets."""

TARGET = Path(assistant.__file__).parent / "grounding/support.json"
Rows = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Feature rows with the judgement, the data set and the article of each."""

    rows: Rows
    cosine: Rows
    supported: Labels
    set_: Labels
    article: Labels

    def part(self, chosen: NDArray[np.bool_]) -> Judged:
        return Judged(
            self.rows[chosen],
            self.cosine[chosen],
            self.supported[chosen],
            self.set_[chosen],
            self.article[chosen],
        )


def read(folder: Path, embedder: Embedder) -> Judged:
    """Measure every judged sentence of both sets."""
    found: list[tuple[Rows, int, int, int]] = []
    for number, name in enumerate(SETS):
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        for article, line in enumerate(lines):
            record = json.loads(line)
            judged = record["summary_sentences"]
            rows = _rows(record["article"], [item["sentence"] for item in judged], embedder)
            for row, item in zip(rows, judged, strict=True):
                votes = sum(answer["response"] == "yes" for answer in item["responses"])
                found.append((row, int(votes >= 2), number, 2 * article + number))
    table = np.array([row for row, *_ in found])
    labels = np.array([label for _, *label in found])
    return Judged(table, table[:, 0], labels[:, 0], labels[:, 1], labels[:, 2])


def _rows(text: str, claims: Sequence[str], embedder: Embedder) -> list[Rows]:
    sources = [text[start:end] for start, end in sentence_spans(text)]
    wordings = [Wording.of(source) for source in sources]
    known = frozenset().union(*(wording.stems for wording in wordings))
    vectors = embedder.encode_passages([*claims, *sources])
    cosines = vectors[: len(claims)] @ vectors[len(claims) :].T
    rows = []
    for claim, near in zip(claims, cosines, strict=True):
        wording = Wording.of(claim)
        best = support.nearest(wording, wordings, near)
        numbers = (quantities(claim), quantities(text))
        rows.append(support.measure(wording, best, wordings, near, known, numbers))
    return rows


def fit(judged: Judged, penalty: float) -> support.Model:
    """Ridge logistic regression; `penalty` is scikit-learn's C on weights that sum to one."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = judged.rows.mean(0), judged.rows.std(0) + 1e-9
    sets = np.unique(judged.set_)
    shares = {one: 1 / (len(sets) * np.sum(judged.set_ == one)) for one in sets}
    own = (judged.set_ - judged.set_.mean())[:, None] * OWN_INTERCEPT
    middle = (sets.mean() - judged.set_.mean()) * OWN_INTERCEPT
    model = LogisticRegression(C=penalty * len(judged.rows), max_iter=5000)
    table = np.hstack([(judged.rows - mean) / scale, own])
    model.fit(table, judged.supported, sample_weight=[shares[one] for one in judged.set_])
    weight = model.coef_[0]
    bias = float(model.intercept_[0] + middle * weight[-1])
    return support.Model(mean, scale, weight[:-1], bias, 0.5)


def scores(model: support.Model, judged: Judged) -> Rows:
    """The probability of each judged sentence."""
    return np.array([model.probability(row) for row in judged.rows])


def auroc(supported: Labels, score: Rows) -> float:
    """The area under the ROC curve."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(supported, score))


def by_set(judged: Judged, score: Rows) -> list[float]:
    """The area in each of the sets."""
    return [
        auroc(judged.supported[judged.set_ == one], score[judged.set_ == one])
        for one in np.unique(judged.set_)
    ]


def folds_of(judged: Judged, count: int, seed: int) -> Labels:
    """A fold for each sentence, the same for all of one article."""
    articles = np.unique(judged.article).tolist()
    random.Random(seed).shuffle(articles)
    fold = {article: position % count for position, article in enumerate(articles)}
    return np.array([fold[article] for article in judged.article.tolist()])


def out_of_fold(judged: Judged, penalty: float | None, count: int, seed: int) -> Rows:
    """Probabilities of each sentence by a fit without its fold; no penalty: choose one inside."""
    folds, score = folds_of(judged, count, seed), np.zeros(len(judged.rows))
    for fold in range(count):
        train = judged.part(folds != fold)
        model = fit(train, penalty if penalty is not None else choose(train, seed))
        score[folds == fold] = scores(model, judged.part(folds == fold))
    return score


def choose(judged: Judged, seed: int) -> float:
    """The penalty with the best mean area over the sets, by cross-validation."""
    areas = {
        penalty: np.mean(by_set(judged, out_of_fold(judged, penalty, 5, seed)))
        for penalty in PENALTIES
    }
    return max(areas, key=lambda penalty: areas[penalty])


def balanced(judged: Judged, score: Rows, threshold: float) -> list[float]:
    """Mean of the shares judged right among the supported and among the others, in each set."""
    right = (score >= threshold) == judged.supported.astype(bool)
    return [
        float(
            np.mean(
                [np.mean(right[(judged.set_ == one) & (judged.supported == yes)]) for yes in (0, 1)]
            )
        )
        for one in np.unique(judged.set_)
    ]


def write(model: support.Model, penalty: float, fitted_on: str, path: Path) -> None:
    """Write what `Model.load` reads."""
    table = np.stack([model.mean, model.scale, model.weight], axis=1).round(4).tolist()
    content = {
        "fitted_on": fitted_on,
        "penalty": penalty,
        "threshold": round(model.threshold, 3),
        "bias": round(model.bias, 4),
        "features": dict(zip(support.columns(), table, strict=True)),
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def report(judged: Judged) -> None:
    """Print the cross-validated figures."""
    print("best cosine alone", np.round(by_set(judged, judged.cosine), 3))
    runs = [out_of_fold(judged, None, FOLDS, seed) for seed in range(3)]
    areas = np.mean([by_set(judged, score) for score in runs], axis=0)
    pooled = np.mean([auroc(judged.supported, score) for score in runs])
    print("cross-validated", np.round(areas, 3), "pooled", round(float(pooled), 3))
    for one in (0, 1):
        train, test = judged.part(judged.set_ == one), judged.part(judged.set_ != one)
        area = auroc(test.supported, scores(fit(train, choose(train, 0)), test))
        alone = auroc(train.supported, out_of_fold(train, None, FOLDS, 0))
        print(f"{SETS[one]}: fitted alone {alone:.3f}; fitted on it, measured on the other", end="")
        print(f" {area:.3f}")
    for threshold in (0.5, THRESHOLD, 0.7, 0.8):
        found = np.mean([balanced(judged, score, threshold) for score in runs], axis=0)
        print(f"balanced accuracy at {threshold:.2f}", np.round(found, 3))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    arguments = parser.parse_args()
    with RememberingEmbedder(default_embedder(), arguments.cache) as embedder:
        judged = read(arguments.data, embedder)
        name = embedder.name
    report(judged)
    penalty = choose(judged, 0)
    model = fit(judged, penalty)
    shipped = support.Model(model.mean, model.scale, model.weight, model.bias, THRESHOLD)
    fitted_on = f"{name}, {len(judged.rows)} sentences of {' and '.join(SETS)} (QAGS)"
    write(shipped, penalty, fitted_on, TARGET)
    print("wrote", TARGET)


if __name__ == "__main__":
    main()
