"""Fit the weights that say what matters in a text.

    python -m benchmarks.fit_summaries REALSumm.json Newsroom.json mturk_cnndm.jsonl
        [--without SummEval.json]

Reads articles with summaries (see `articles`), leaves out every article that also stands in
a file named by `--without`, and takes the documents of training/collections, each with its marked
sentences as its summary, but for those that training holds out. Writes
assistant/writing/salience.json. Never fit on a set that is also measured on.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from sklearn.linear_model import LogisticRegression

import assistant
from assistant.corpus.read import close_readers, read_documents
from assistant.corpus.split import split_passages
from assistant.protocols import Embedder, Reader
from assistant.records import Document, DocumentInfo
from assistant.runtime import Runtime
from assistant.search.text import passage_limit
from assistant.writing import salience
from assistant.writing.direct import main_points
from assistant.writing.weigh import read_in, sentences_of
from benchmarks.articles import Summarised, read_articles
from benchmarks.common import RememberingEmbedder
from training.claims import HELD

OUTPUT = Path(assistant.__file__).parent / "writing" / "salience.json"
COLLECTIONS = Path(__file__).parents[1] / "training/collections"
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
    texts = [
        *(Summed(_document(one.text, ""), one.reference, TAKEN) for one in articles.values()),
        *marked(),
    ]
    runtime = Runtime.open("default")
    with RememberingEmbedder(runtime.load_embedder(), options.cache) as embedder:
        fitted = fit(texts, embedder, runtime.load_reader())
    names = ", ".join(path.name for path in options.files)
    others = len(texts) - len(articles)
    on = f"{len(articles)} articles of {names}, {others} documents of training/collections"
    stored = {"fitted_on": on, **fitted}
    OUTPUT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"{on} → {OUTPUT}")


@dataclass(frozen=True, slots=True)
class Summed:
    """A document, a summary of it, and how many of its sentences make that at most."""

    document: Document
    summary: str
    taken: int


def _document(text: str, title: str) -> Document:
    return Document("fitted", source="", title=title, text=text)


def marked() -> Iterator[Summed]:
    """Documents of training/collections, each with the sentences that matter as its summary."""
    for path in sorted(COLLECTIONS.glob("*/gists.jsonl")):
        if path.parent.name in HELD:
            continue
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            if "document" in item:
                found = next(iter(read_documents(path.parent / "documents" / item["document"])))
                said = [mark.partition("|")[2] for mark in item["sentences"]]
                yield Summed(found, " ".join(said), len(said))
    close_readers()


def fit(texts: Sequence[Summed], embedder: Embedder, reader: Reader) -> dict[str, object]:
    """The three regressions as `salience` reads them."""
    tables: dict[str, Table] = {"sentence": ([], []), "word": ([], []), "pair": ([], [])}
    limit = passage_limit(embedder.max_tokens)
    for one in texts:
        passages = split_passages(one.document, embedder.count_tokens, limit)
        said = [sentence.text for sentence in sentences_of(passages)]
        info = DocumentInfo.of(one.document)
        read = read_in(info, passages, main_points(info), reader)
        sentences = salience.sentence_rows(said, embedder.encode_passages(said), read)
        stems, stem_rows, pairs, pair_rows = salience.term_rows(said)
        summary = salience.terms_of(one.summary)
        _add(tables["sentence"], sentences, _best(said, one))
        _add(tables["word"], stem_rows, np.array([one in summary.stems for one in stems]))
        _add(tables["pair"], pair_rows, np.array([one in summary.pairs for one in pairs]))
    return {
        name: _regression(name, salience.FEATURES[name], table) for name, table in tables.items()
    }


def _add(table: Table, rows: Rows, labels: NDArray[np.bool_]) -> None:
    table[0].append(rows)
    table[1].append(labels)


def _best(said: Sequence[str], one: Summed) -> NDArray[np.bool_]:
    """The sentences that hold the most of the summary."""
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    gains = []
    for sentence in said:
        scores = scorer.score(one.summary, sentence)
        gains.append(scores["rouge1"].recall + scores["rouge2"].recall)
    bound = max(LEAST_GAIN, sorted(gains)[-one.taken :][0])
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
