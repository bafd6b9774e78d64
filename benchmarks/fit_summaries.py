"""Fit the weights that say what matters in a text.

    python -m benchmarks.fit_summaries REALSumm.json Newsroom.json mturk_cnndm.jsonl
        [--without SummEval.json]

Reads articles with summaries (see `articles`), leaves out every article that also stands in
a file named by `--without`, and writes assistant/writing/salience.json. Never fit on a set
that is also measured on.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from sklearn.linear_model import LogisticRegression

import assistant
from assistant.protocols import Embedder
from assistant.writing import salience
from benchmarks.articles import Summarised, read_articles
from benchmarks.common import RememberingEmbedder, default_embedder

OUTPUT = Path(assistant.__file__).parent / "writing" / "salience.json"
TAKEN = 3
LEAST_GAIN = 0.15
STRENGTH = {"sentence": 0.05, "word": 0.3, "pair": 0.3}
"""Inverse strength of the L2 penalty."""

Rows = NDArray[np.float64]
Table = tuple[list[Rows], list[NDArray[np.bool_]]]


def main() -> None:
    """Fit on all articles of the given files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--cache", type=Path, help="keeps the vectors between runs")
    options = parser.parse_args()
    held_out = {_key(article) for path in options.without for article in read_articles(path)}
    articles = {
        key: article
        for path in options.files
        for article in read_articles(path)
        for key in (_key(article),)
        if key not in held_out
    }
    with RememberingEmbedder(default_embedder(), options.cache) as embedder:
        fitted = fit(list(articles.values()), embedder)
    names = ", ".join(path.name for path in options.files)
    stored = {"fitted_on": f"{len(articles)} articles of {names}", **fitted}
    OUTPUT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{len(articles)} articles → {OUTPUT}")


def fit(articles: Sequence[Summarised], embedder: Embedder) -> dict[str, object]:
    """The three regressions as `salience.Weights.load` reads them."""
    tables: dict[str, Table] = {"sentence": ([], []), "word": ([], []), "pair": ([], [])}
    for article in articles:
        vectors = embedder.encode_passages(article.sentences)
        sentences = salience.sentence_rows(article.sentences, vectors)
        stems, stem_rows, pairs, pair_rows = salience.term_rows(article.sentences, sentences)
        summary = salience.terms_of(article.reference)
        _add(tables["sentence"], sentences, _best(article))
        _add(tables["word"], stem_rows, np.array([one in summary.stems for one in stems]))
        _add(tables["pair"], pair_rows, np.array([one in summary.pairs for one in pairs]))
    features = {"sentence": salience.SENTENCE, "word": salience.WORD, "pair": salience.PAIR}
    return {name: _regression(name, features[name], table) for name, table in tables.items()}


def _add(table: Table, rows: Rows, labels: NDArray[np.bool_]) -> None:
    table[0].append(rows)
    table[1].append(labels)


def _best(article: Summarised) -> NDArray[np.bool_]:
    """The sentences that hold the most of the summary, at most `TAKEN`."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    gains = []
    for sentence in article.sentences:
        scores = scorer.score(article.reference, sentence)
        gains.append(scores["rouge1"].recall + scores["rouge2"].recall)
    bound = max(LEAST_GAIN, sorted(gains)[-TAKEN:][0])
    return np.array([gain >= bound for gain in gains])


def _regression(name: str, features: Sequence[str], table: Table) -> dict[str, object]:
    rows, labels = np.vstack(table[0]), np.concatenate(table[1])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH[name], max_iter=2000)
    model.fit((rows - mean) / scale, labels)
    weights = model.coef_[0]
    return {
        "features": {
            feature: [round(float(value), 5) for value in (mean[i], scale[i], weights[i])]
            for i, feature in enumerate(features)
        },
        "bias": round(float(model.intercept_[0]), 5),
    }


def _key(article: Summarised) -> str:
    return re.sub(r"\W", "", " ".join(article.sentences).lower())[:150]


if __name__ == "__main__":
    main()
