"""The engines of the embedder side by side, on the same passages in one run.

    python -m benchmarks.embedding [--squad dev-v2.0.json] [--passages 256] [--json FILE]

Without a file in SQuAD's layout the passages are those of examples/news. Loading is measured
in the process that has imported the libraries already; `benchmarks.cold` measures the rest.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from assistant.config import home, load_catalogue
from assistant.corpus.read import Skipped, discover, read_documents
from assistant.corpus.split import split_passages
from assistant.models.openvino_embed import load_openvino
from assistant.models.openvino_export import least_cosine
from assistant.models.openvino_network import precision
from assistant.models.reference import load_reference
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Silent
from assistant.search.text import passage_text
from benchmarks.common import read_squad, sample
from benchmarks.measured import Row, interleaved, seconds, tell

EXAMPLES = Path(__file__).parents[1] / "examples" / "news"
Query = tuple[str, int]
"""A question, and the position of the passage that answers it."""


def example_passages(embedder: Embedder) -> list[str]:
    """The passages of examples/news as they are embedded."""
    files = [found for found in discover([EXAMPLES]) if not isinstance(found, Skipped)]
    return [
        passage_text(document.title, passage.section, passage.text)
        for path in files
        for document in read_documents(path)
        for passage in split_passages(document, embedder.count_tokens, embedder.max_tokens)
    ]


def squad_passages(path: Path) -> tuple[list[str], list[Query]]:
    """All paragraphs of a file in SQuAD's layout, and its answerable questions."""
    articles, asked = read_squad(path)
    passages = [(a.document.title, passage) for a in articles for passage in a.passages]
    places = {passage.id: place for place, (_, passage) in enumerate(passages)}
    texts = [passage_text(title, p.section, p.text) for title, p in passages]
    return texts, [(a.text, places[a.passage_id]) for a in asked if a.answers]


def ndcg(embedder: Embedder, passages: Sequence[str], queries: Sequence[Query]) -> float:
    """nDCG@10 of the embedder alone; one passage is relevant to each question."""
    vectors = embedder.encode_queries([text for text, _ in queries])
    scores = vectors @ embedder.encode_passages(passages).T
    gold = np.array([place for _, place in queries])
    ranks = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
    return float(np.mean([1 / math.log2(rank + 2) if rank < 10 else 0.0 for rank in ranks]))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="The engines of the embedder side by side")
    parser.add_argument("--squad", type=Path, help="a file in SQuAD's layout")
    parser.add_argument("--passages", type=int, default=256)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    catalogue = load_catalogue()
    store = ModelStore(home() / "models", catalogue)
    name = catalogue.profile("default").embedder
    makers: dict[str, Callable[[], Embedder]] = {
        "sentence-transformers f32": partial(load_reference, store, name),
        f"OpenVINO {precision()}": partial(load_openvino, store, name, Silent()),
    }
    engines = {label: make() for label, make in makers.items()}
    reference, *_ = engines.values()
    everything, queries = (
        squad_passages(arguments.squad) if arguments.squad else (example_passages(reference), [])
    )
    passages = sample(everything, arguments.passages, seed=1)
    for engine in engines.values():
        engine.encode_passages(passages[:32])
    taken = interleaved(
        {
            label: partial(seconds, partial(engine.encode_passages, passages))
            for label, engine in engines.items()
        },
        arguments.rounds,
    )
    loading = {
        label: min(seconds(make) for _ in range(arguments.rounds)) for label, make in makers.items()
    }
    expected = reference.encode_passages(passages)
    first = next(iter(taken.values()))
    rows: list[Row] = []
    for label, engine in engines.items():
        row: dict[str, object] = {
            "engine": label,
            "passages/s": len(passages) / taken[label],
            "times the reference": first / taken[label],
            "load, s": loading[label],
            "least cosine": f"{least_cosine(expected, engine.encode_passages(passages)):.6f}",
        }
        if queries:
            asked = sample(queries, arguments.questions, seed=1)
            row["nDCG@10"] = ndcg(engine, everything, asked)
        rows.append(row)
    tokens = float(np.mean(reference.count_tokens(passages)))
    tell("embedding", rows, arguments.json, passages=len(passages), tokens_mean=round(tokens, 1))


if __name__ == "__main__":
    main()
