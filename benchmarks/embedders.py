"""Compare embedders: what they find, and what they cost, in one run.

    python -m benchmarks.embedders dev-v2.0.json NAME NAME [--questions 1000] [--json FILE]

NAME is an embedder of models.yaml that has been pulled. *SQuAD*: nDCG@10 of the paragraph that
answers, by vectors alone and by the search of the program. *Marked*: of the questions of
`benchmarks.marked` that can be answered, how many have a passage with a marked sentence among the
first 8 and 16 of the search, and among the first 16 by vectors alone. Behind each stands the
difference to the first embedder with a 95 % interval over the questions. Costs are medians of
rounds in which each takes its turn; memory is what a process of its own has more after loading it
and embedding the first 64 paragraphs.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from assistant.config import home, load_catalogue
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.models.embed import load_embedder
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Vectors
from assistant.records import Hit
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.retrieve import retrieve
from assistant.writing.stating import stating
from benchmarks.common import Asked, collection_of, read_squad, sample
from benchmarks.embedding import squad_passages
from benchmarks.labelled import answering
from benchmarks.marked import ALL, FEW, sets
from benchmarks.measured import Row, interleaved, seconds, tell
from benchmarks.memory import resident_mb

DEPTH = 10
SOME, ROUNDS = 128, 3
"""Paragraphs and questions that are timed, and how often."""

Found = dict[str, list[float]]
"""A value for each question, by what is measured."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="What embedders find, and what they cost")
    parser.add_argument("data", type=Path, help="a file in SQuAD's layout")
    parser.add_argument("names", nargs="+", metavar="NAME", help="an embedder of models.yaml")
    parser.add_argument("--questions", type=int, default=1_000, help="of that file")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    memory = {name: _memory(name, options.data) for name in options.names}
    embedders = {name: _load(name) for name in options.names}
    found = {
        name: squad(embedder, options.data, options.questions) | marked(embedder)
        for name, embedder in embedders.items()
    }
    close_readers()
    costs = _costs(embedders, options.data)
    first = found[options.names[0]]
    rows: list[Row] = [
        {
            "embedder": name,
            **{what: _told(values, first[what]) for what, values in found[name].items()},
            **costs[name],
            "MB": round(memory[name]),
        }
        for name in options.names
    ]
    tell("embedders", rows, options.json, questions=options.questions)


def squad(embedder: Embedder, data: Path, count: int) -> Found:
    """The gain of each question, which has one relevant paragraph: 1 / log2(rank + 1)."""
    articles, asked = read_squad(data)
    questions = sample([one for one in asked if one.answers], count, seed=1)
    found: Found = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        collection = collection_of(Path(name), articles, embedder)
        vectors = embedder.encode_queries([one.text for one in questions])
        for one, vector in zip(questions, vectors, strict=True):
            hits = retrieve(collection, Question.parse(one.text), vector, DEPTH)
            found["SQuAD, search"].append(_gain(one, hits))
            found["SQuAD, vectors"].append(_gain(one, _nearest(collection, vector, DEPTH)))
        collection.close()
    return found


def marked(embedder: Embedder) -> Found:
    """Whether what answers is among the first passages."""
    found: Found = defaultdict(list)
    for documents, questions in sets():
        with (
            tempfile.TemporaryDirectory() as name,
            Collection.open(Path(name), create=True) as collection,
        ):
            index_paths(collection, [documents], embedder)
            for one in questions:
                if not one.marks:
                    continue
                question = Question.parse(one.question)
                (vector,) = embedder.encode_queries([one.question])
                hits = stating(retrieve(collection, question, vector, ALL))
                held = [any(answering(hit, one.marks)) for hit in hits]
                near = stating(_nearest(collection, vector, ALL))
                alone = any(any(answering(hit, one.marks)) for hit in near)
                found[f"marked, first {FEW}"].append(any(held[:FEW]))
                found[f"marked, first {ALL}"].append(any(held))
                found[f"marked, first {ALL}, vectors"].append(alone)
    return found


def _nearest(collection: Collection, vector: Vectors, count: int) -> list[Hit]:
    nearest = collection.dense_search(vector, count, collection.select(EVERYTHING))
    known = collection.fetch([row for row, _ in nearest])
    return [Hit(*known[row], score=cosine) for row, cosine in nearest]


def _gain(asked: Asked, hits: Sequence[Hit]) -> float:
    places = [at for at, hit in enumerate(hits) if hit.passage.id == asked.passage_id]
    return 1 / math.log2(places[0] + 2) if places else 0.0


def _told(values: Sequence[float], first: Sequence[float]) -> str:
    """The mean, and its difference to the first embedder's over resampled questions."""
    mean, apart = float(np.mean(values)), np.subtract(values, first, dtype=np.float64)
    if not apart.any():
        return f"{mean:.3f}"
    means = np.random.default_rng(7).choice(apart, (2_000, len(apart))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return f"{mean:.3f} ({apart.mean():+.3f}, {low:+.3f} to {high:+.3f})"


def _costs(embedders: Mapping[str, Embedder], data: Path) -> dict[str, dict[str, float]]:
    texts, queries = squad_passages(data)
    passages = sample(texts, SOME, seed=1)
    asked = [text for text, _ in sample(queries, SOME, seed=1)]
    for embedder in embedders.values():
        embedder.encode_passages(passages[:32])
    taken = interleaved(
        {
            name: partial(seconds, partial(one.encode_passages, passages))
            for name, one in embedders.items()
        },
        ROUNDS,
    )
    single = interleaved(
        {
            name: partial(seconds, partial(_one_by_one, one, asked))
            for name, one in embedders.items()
        },
        ROUNDS,
    )
    return {
        name: {
            "ms a passage": 1e3 * taken[name] / len(passages),
            "ms a question": 1e3 * single[name] / len(asked),
        }
        for name in embedders
    }


def _one_by_one(embedder: Embedder, questions: Sequence[str]) -> None:
    for text in questions:
        embedder.encode_queries([text])


def _load(name: str) -> Embedder:
    return load_embedder(ModelStore(home() / "models", load_catalogue()), name)


def _memory(name: str, data: Path) -> float:
    """10^6 bytes that a process of its own takes more."""
    code = "import sys; from benchmarks.embedders import grown; print(grown(*sys.argv[1:]))"
    command = [sys.executable, "-c", code, name, str(data)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return float(done.stdout.split()[-1])


def grown(name: str, data: str) -> float:
    """What this process has more of memory, in 10^6 bytes, with an embedder that was used."""
    texts, _ = squad_passages(Path(data))
    before = resident_mb()
    _load(name).encode_passages(texts[:64])
    return resident_mb() - before


if __name__ == "__main__":
    main()
