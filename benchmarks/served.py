"""What a collection on a PostgreSQL server costs beside one in a folder, and what it finds.

    python -m benchmarks.served postgresql://USER@/DATABASE --passages 20000

Two kinds of collections are made in both places. Made-up passages, as many as are asked for, say
what writing, disk and searches cost; real documents with questions, through the profile's embedder,
say whether as many are found. What was made on the server is dropped again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from assistant.assistant import Assistant
from assistant.protocols import Silent
from assistant.search.collection import Collection
from assistant.search.filters import Filter
from assistant.search.place import Place, Server
from assistant.search.retrieve import DEPTH
from benchmarks.growth import FILTER, WARM_UP, searches
from benchmarks.measured import seconds
from benchmarks.synthetic import Query, Synthetic, fill

REAL = (
    (Path("examples/news"), Path("examples/questions.jsonl")),
    (Path("benchmarks/everyday/documents"), Path("benchmarks/everyday/questions.jsonl")),
)
"""Documents, and questions of which each names the files that answer it."""

COUNT = 20
"""Questions that count, beside those before them."""


def main() -> None:
    """Print what was measured, a line for each figure and a column for each place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--passages", type=int, default=20_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        made: list[Place] = [Path(scratch, "made"), Server(given.url, "measured_made")]
        taken = [costs(place, given.passages) for place in made]
        show(f"{given.passages:,} made-up passages", taken)
        real: list[Place] = [Path(scratch, "real"), Server(given.url, "measured_real")]
        show("articles and everyday documents", [quality(place) for place in real])
    for place in (*made, *real):
        if isinstance(place, Server):
            with Collection.open(place) as collection:
                collection._database.rows(f"DROP SCHEMA {place.name} CASCADE")


def costs(place: Place, passages: int) -> Mapping[str, float]:
    """Seconds, bytes and shares of one made-up collection."""
    taken = {"fill ms/passage": 1e3 * seconds(partial(fill, place, Synthetic(passages))) / passages}
    with Collection.open(place) as collection:
        with collection.writing() as writer:
            refresh = seconds(partial(writer.refresh_vectors, Silent()))
        taken["vector file ms/passage"] = 1e3 * refresh / passages
        taken["bytes/passage"] = size(collection, place) / passages
        queries = Synthetic(passages, seed=11).queries(collection, COUNT + WARM_UP)
        for name, value in searches(collection, queries, FILTER).items():
            if not name.endswith("_cpu_s"):  # the server's is not this process's
                taken[f"{name.removesuffix('_s')} ms"] = 1e3 * value
        for name, among in (("", Filter()), (" filtered", FILTER)):
            taken[f"recall@{DEPTH}{name}"] = recall(collection, queries, among)
    return taken


def size(collection: Collection, place: Place) -> int:
    """Bytes on the disk."""
    if isinstance(place, Path):
        return sum(path.stat().st_size for path in place.iterdir())
    sql = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = "
    ((total,),) = collection._database.rows(
        f"{sql}?::regnamespace AND relkind = 'r'", (place.name,)
    )
    return int(total)


def recall(collection: Collection, queries: Sequence[Query], among: Filter) -> float:
    """The share of the nearest that a search finds, of those that one much further down finds."""
    ids = [one.id for one in collection.documents(among)]
    rows = collection.select(Filter(documents=frozenset(ids)))
    shares = []
    for one in queries:
        exact = {row for row, _ in collection.dense_search(one.vector, 10 * DEPTH, rows)[:DEPTH]}
        found = {row for row, _ in collection.dense_search(one.vector, DEPTH, among or None)}
        shares.append(len(found & exact) / len(exact))
    return statistics.mean(shares)


def quality(place: Place) -> Mapping[str, float]:
    """How often a document that answers is found first, or among the first so many."""
    with Assistant.open(place, extractive=True, create=True) as assistant:
        assistant.index(*(documents for documents, _ in REAL))
        ranks = [_rank(assistant, text, files) for text, files in _asked()]
    found = {f"right at {top}": [rank <= top for rank in ranks] for top in (1, 3, 10)}
    return {"questions": len(ranks)} | {name: statistics.mean(one) for name, one in found.items()}


def _asked() -> Iterator[tuple[str, set[str]]]:
    for _, questions in REAL:
        for one in map(json.loads, questions.read_text(encoding="utf-8").splitlines()):
            named = one.get("documents") or [gold["file"] for gold in one.get("gold", ())]
            if one["answerable"] and named:
                yield one["question"], {Path(name).name for name in named}


def _rank(assistant: Assistant, text: str, files: set[str]) -> int:
    """The place of the first passage from one of these files; 11 where none is found."""
    names = [Path(hit.document.source).name for hit in assistant.search(text, top=10)]
    return next((place for place, name in enumerate(names, 1) if name in files), 11)


def show(title: str, taken: Sequence[Mapping[str, float]]) -> None:
    """Print figures, the folder's first."""
    print(f"\n{title}: folder, server")
    for name in taken[0]:
        print(f"{name:26}", *(f"{one[name]:12.4f}" for one in taken))


if __name__ == "__main__":
    main()
