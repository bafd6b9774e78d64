"""Fit the weights of evidence selection and of refusal.

    python -m benchmarks.fit /path/to/squad-train.json [--questions 2000]

Reads a file in SQuAD's layout, writes assistant/writing/evidence.json and
assistant/grounding/refusal.json, and refusal_words.json for other embedders: what refuses where no
reader reads; `benchmarks/fit_reading.py` fits the other. Never fit on a set that is also measured
on.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import assistant
from assistant.grounding import refuse
from assistant.language.names import KnownWords, names
from assistant.language.question import Question
from assistant.protocols import Embedder
from assistant.records import Hit
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing import evidence, features
from benchmarks.common import (
    Article,
    Asked,
    RememberingEmbedder,
    collection_of,
    default_embedder,
    read_squad,
    sample,
)

TOP = 8
SWAPPED_WEIGHT = 0.2
REFUSED_ANSWERABLE = 0.04
QUANTILES = np.linspace(0, 1, 101)
PACKAGE = Path(assistant.__file__).parent
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Searched:
    """A question with what retrieval found for it."""

    asked: Asked
    question: Question
    hits: list[Hit]


class Searcher:
    """One collection, with the searches of the program."""

    def __init__(self, collection: Collection, embedder: Embedder) -> None:
        self.collection = collection
        self.embedder = embedder

    def frequencies(self, terms: Sequence[str]) -> tuple[list[int], int]:
        return self.collection.document_frequencies(terms), self.collection.counts()[0]

    def search(self, asked: Asked) -> Searched:
        question = Question.parse(asked.text)
        vector = self.embedder.encode_queries([asked.text])[0]
        return Searched(asked, question, retrieve(self.collection, question, vector, TOP))

    def sentence_rows(self, searched: Searched) -> tuple[Rows, Rows]:
        """Feature rows of all sentences, and 1.0 for each that holds the gold answer."""
        sentences = features.candidates(searched.hits)
        inverse = features.idf(searched.question, self.frequencies)
        rows = features.measure(searched.question, sentences, self.embedder, inverse)
        return rows, np.array([float(is_gold(searched.asked, item)) for item in sentences])

    def refusal_row(self, searched: Searched, weights: evidence.Weights) -> Rows | None:
        selection = evidence.select(
            searched.question, searched.hits, self.embedder, self.frequencies, weights
        )
        if not selection.evidence:
            return None
        missing = refuse.find_missing(
            searched.question, selection.evidence, self.collection.mentions
        )
        return refuse.measure(searched.question, selection, missing, self.embedder)


def is_gold(asked: Asked, sentence: features.Candidate) -> bool:
    """Whether a gold answer begins in this very sentence of the gold paragraph."""
    return sentence.hit.passage.id == asked.passage_id and any(
        sentence.span.start <= gold.start < sentence.span.end for gold in asked.gold
    )


def fit_evidence(groups: Sequence[tuple[Rows, Rows]], penalty: float = 1e-3) -> evidence.Weights:
    """Maximise the softmax likelihood of the sentences that hold the answer."""
    import torch

    groups = [(rows, gold) for rows, gold in groups if gold.any()]
    everything = np.concatenate([rows for rows, _ in groups])
    mean, scale = everything.mean(0), everything.std(0) + 1e-9
    size = max(len(gold) for _, gold in groups)
    table = torch.zeros(len(groups), size, everything.shape[1], dtype=torch.float64)
    mask = torch.full((len(groups), size), -1e9, dtype=torch.float64)
    target = torch.full((len(groups), size), -1e9, dtype=torch.float64)
    for index, (rows, gold) in enumerate(groups):
        table[index, : len(gold)] = torch.tensor((rows - mean) / scale)
        mask[index, : len(gold)] = 0.0
        target[index, : len(gold)] = torch.tensor(np.where(gold > 0, 0.0, -1e9))
    weight = torch.zeros(everything.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight], max_iter=200)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logs = torch.log_softmax(table @ weight + mask, dim=1)
        value = -torch.logsumexp(logs + target, dim=1).mean() + penalty * (weight**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    expected = fit_expected((everything - mean) / scale)
    return evidence.Weights(mean, scale, weight.detach().numpy(), expected)


def fit_expected(rows: Rows) -> Rows:
    """Least squares of the cosine on the other features, all standardised; 0 at its own place."""
    others = np.delete(rows, features.COSINE, axis=1)
    found, *_ = np.linalg.lstsq(others, rows[:, features.COSINE], rcond=None)
    return np.insert(found, features.COSINE, 0.0)


def without_embedder(rows: Rows) -> Rows:
    """The rows with nothing in the features whose range depends on the embedder."""
    columns = [refuse.NAMES.index(name) for name in refuse.OF_THE_EMBEDDER]
    emptied = rows.copy()
    emptied[:, columns] = 0.0
    return emptied


def fit_refusal(
    present: Rows, absent: Rows, swapped: Rows, names: tuple[str, ...]
) -> refuse.Calibration:
    """Logistic regression; the threshold refuses `REFUSED_ANSWERABLE` of the answerable.

    A column of zeros gets no weight.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([present, absent, swapped])
    labels = np.concatenate([np.ones(len(present)), np.zeros(len(absent) + len(swapped))])
    weights = np.concatenate(
        [np.ones(len(present) + len(absent)), np.full(len(swapped), SWAPPED_WEIGHT)]
    )
    mean, scale = rows.mean(0), rows.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    model = LogisticRegression(C=0.02, max_iter=5000)
    model.fit(refuse.expand((rows - mean) / scale), labels, sample_weight=weights)
    none = np.empty(0)
    bias = float(model.intercept_[0])
    fitted = refuse.Calibration(names, mean, scale, model.coef_[0], bias, 0.0, none)
    answerable = np.quantile([fitted.confidence(row) for row in present], QUANTILES)
    threshold = float(np.interp(REFUSED_ANSWERABLE, QUANTILES, answerable))
    return replace(fitted, threshold=threshold, answerable=answerable)


def swap_names(questions: Sequence[Asked], articles: Sequence[Article]) -> list[Asked]:
    """Each question that has a name, with it exchanged for one that its article lacks."""
    rng = random.Random(7)
    pool = [name for asked in questions for name in names(asked.text)]
    known = {
        article.document.id: KnownWords([article.document.title, article.document.text])
        for article in articles
    }
    swapped = []
    for asked in questions:
        own = names(asked.text)
        others = [name for name in rng.sample(pool, 40) if not known[asked.article].knows(name)]
        if own and others:
            old, new = rng.choice(own), others[0]
            swapped.append(replace(asked, text=asked.text.replace(old, new)))
    return swapped


def without_article(
    folder: Path,
    articles: Sequence[Article],
    questions: Sequence[Asked],
    embedder: Embedder,
) -> Iterator[tuple[Searcher, Asked]]:
    """Each question with a collection that lacks its article."""
    by_article = defaultdict(list)
    for asked in questions:
        by_article[asked.article].append(asked)
    for id_, asked_here in by_article.items():
        rest = [article for article in articles if article.document.id != id_]
        with collection_of(folder / id_[:16], rest, embedder) as collection:
            searcher = Searcher(collection, embedder)
            for asked in asked_here:
                yield searcher, asked


def refusal_rows(pairs: Iterator[tuple[Searcher, Asked]], weights: evidence.Weights) -> Rows:
    """The feature rows of these questions, without those for which nothing was found."""
    rows = [searcher.refusal_row(searcher.search(asked), weights) for searcher, asked in pairs]
    return np.array([row for row in rows if row is not None])


def write_evidence(weights: evidence.Weights, path: Path, fitted_on: str) -> None:
    """Write what `Weights.load` reads."""
    table = {
        name: {"mean": mean, "scale": scale, "weight": weight, "expected": expected}
        for name, mean, scale, weight, expected in zip(
            features.NAMES,
            weights.mean.round(5).tolist(),
            weights.scale.round(5).tolist(),
            weights.weight.round(4).tolist(),
            weights.expected.round(4).tolist(),
            strict=True,
        )
    }
    _write(path, {"fitted_on": fitted_on, "features": table})


def write_refusal(fitted: refuse.Calibration, path: Path, fitted_on: str) -> None:
    """Write what `Calibration.load` reads."""
    names = fitted.names
    single, pairs = fitted.weight[: len(names)], fitted.weight[len(names) :]
    columns = np.stack([fitted.mean, fitted.scale, single], axis=1).round(5).tolist()
    _write(
        path,
        {
            "fitted_on": fitted_on,
            "refused_answerable": REFUSED_ANSWERABLE,
            "threshold": round(fitted.threshold, 4),
            "answerable": fitted.answerable.round(4).tolist(),
            "bias": round(fitted.bias, 5),
            "features": dict(zip(names, columns, strict=True)),
            "products": dict(
                zip(refuse.product_names(names), pairs.round(5).tolist(), strict=True)
            ),
        },
    )


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print("wrote", path)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--cache", type=Path, help="file that keeps the vectors between runs")
    arguments = parser.parse_args()
    articles, asked = read_squad(arguments.data)
    questions = sample([item for item in asked if item.answers], arguments.questions, seed=3)
    with (
        tempfile.TemporaryDirectory() as scratch,
        RememberingEmbedder(default_embedder(), arguments.cache) as embedder,
    ):
        folder = Path(scratch)
        fitted_on = f"{embedder.name}, {len(questions)} questions of {arguments.data.name}"
        with collection_of(folder / "all", articles, embedder) as collection:
            searcher = Searcher(collection, embedder)
            searched = [searcher.search(item) for item in questions]
            weights = fit_evidence([searcher.sentence_rows(item) for item in searched])
            write_evidence(weights, PACKAGE / "writing/evidence.json", fitted_on)
            present = refusal_rows(((searcher, item) for item in questions), weights)
            swapped = swap_names(questions, articles)
            near = refusal_rows(((searcher, item) for item in swapped), weights)
        pairs = without_article(folder, articles, questions, embedder)
        absent = refusal_rows(pairs, weights)
    samples = {"present": present, "absent": absent, "swapped": near}
    _fit_and_write(samples, refuse.NAMES, PACKAGE / "grounding/refusal.json", fitted_on)
    words = {name: without_embedder(rows) for name, rows in samples.items()}
    _fit_and_write(words, refuse.NAMES, PACKAGE / "grounding/refusal_words.json", fitted_on)


def _fit_and_write(
    samples: Mapping[str, Rows], names: tuple[str, ...], path: Path, fitted_on: str
) -> None:
    fitted = fit_refusal(samples["present"], samples["absent"], samples["swapped"], names)
    write_refusal(fitted, path, fitted_on)
    for name, rows in samples.items():
        refused = np.mean([fitted.confidence(row) < fitted.threshold for row in rows])
        print(f"{name}: {refused:.3f} of {len(rows)} refused")


if __name__ == "__main__":
    main()
