"""What grows with a collection and with a document, and how fast: time, memory, disk.

    python -m benchmarks.growth [--sizes 1000,10000,100000,1000000] [--words 100,…,100000]
        [--keep DIR] [--json FILE] [--plot docs/growth.svg]

Collections are made up (`benchmarks/synthetic.py`): no embedder runs, and none is counted.
Each is built and measured in processes of their own. With `--keep` they stay in DIR, and the
next run measures them without building them. A million passages take about 5 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.language.forms import forms
from assistant.language.question import Question
from assistant.protocols import Silent
from assistant.search.collection import EVERYTHING, Collection
from assistant.search.filters import Filter
from assistant.search.retrieve import DEPTH, retrieve
from assistant.search.vectors import Rowids
from benchmarks.growth_plot import draw
from benchmarks.lengths import measure_document
from benchmarks.measured import keep, machine, seconds, table
from benchmarks.synthetic import DAYS, FIRST_DAY, Query, Synthetic, fill

SIZES = "1000,10000,100000,1000000"
WORDS = "100,1000,10000,100000"
QUERIES = 20
WARM_UP = 5
RECALL_QUERIES = 20
TOP = 8
SHARE = 0.03
"""Of the documents, how many a filtered search may return from."""

FILTER = Filter(since=FIRST_DAY + timedelta(days=round(DAYS * (1 - SHARE))))

Measured = dict[str, float]


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """The result of a call in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def build(folder: Path, size: int) -> None:
    """Make a collection, and note beside it what that took; nothing if it is there."""
    note = folder / "build.json"
    if note.exists():
        return
    taken = {"fill_s": seconds(partial(fill, folder, Synthetic(size)))}
    with Collection.open(folder) as collection, collection.writing() as writer:
        taken["vectors_s"] = seconds(partial(writer.refresh_vectors, Silent()))
    note.write_text(json.dumps(taken), encoding="utf-8")


def measure(folder: Path, size: int) -> Measured:
    """Everything that is measured of one collection; seconds and megabytes."""
    with Collection.open(folder) as collection:
        queries = Synthetic(size, seed=11).queries(collection, QUERIES + WARM_UP)
    taken: Measured = {"passages": size}
    taken |= json.loads((folder / "build.json").read_text(encoding="utf-8"))
    taken["disk_mb"] = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    taken["memory_before_mb"], _ = memory()
    begin = time.perf_counter()
    with Collection.open(folder) as collection:
        taken["open_s"] = time.perf_counter() - begin
        taken["first_search_s"] = seconds(partial(_dense, collection, queries[0]))
        taken["memory_open_mb"], taken["mapped_open_mb"] = memory()
        taken |= searches(collection, queries, FILTER)
        taken["memory_mb"], taken["mapped_mb"] = memory()
        taken |= recalls(collection, queries[-RECALL_QUERIES:])
    return taken


def searches(collection: Collection, queries: Sequence[Query], among: Filter) -> Measured:
    """Median seconds of each kind of search, by the clock and of the processor.

    Every question is new to each kind. On a busy machine the processor's seconds are the
    nearer to what a quiet one needs; the threads of one search are added up.
    """
    kinds: dict[str, Callable[[Query], object]] = {
        "dense": partial(_dense, collection),
        "bm25": partial(_lexical, collection),
        "filtered": lambda one: _dense(collection, one, among),
        "hybrid": partial(_hybrid, collection),
        "hybrid_filtered": lambda one: _hybrid(collection, one, among),
        "counts": partial(_counts, collection),
    }
    taken: Measured = {}
    for name, work in kinds.items():
        timed = [_timed(partial(work, one)) for one in queries][WARM_UP:]
        taken[f"{name}_s"], taken[f"{name}_cpu_s"] = map(
            statistics.median, zip(*timed, strict=True)
        )
    return taken


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    before = time.process_time()
    return seconds(work), time.process_time() - before


def _dense(collection: Collection, query: Query, among: Filter = EVERYTHING) -> object:
    return collection.dense_search(query.vector, DEPTH, collection.select(among))


def _lexical(collection: Collection, query: Query) -> object:
    return collection.lexical_search(terms_of(query), DEPTH)


def terms_of(query: Query) -> list[str]:
    """What a search looks for, of a question."""
    return [form for term in Question.parse(query.text).terms for form in forms(term)]


def _hybrid(collection: Collection, query: Query, among: Filter = EVERYTHING) -> object:
    return retrieve(collection, Question.parse(query.text), query.vector, TOP, among)


def _counts(collection: Collection, query: Query) -> object:
    """What picking evidence asks of the collection: how often words occur."""
    terms = Question.parse(query.text).terms
    return collection.document_frequencies(terms), collection.counts()


def recalls(collection: Collection, queries: Sequence[Query]) -> Measured:
    """The share of the best passages that a search finds; one over given rows is exact."""
    everything = np.arange(1, collection.counts()[0] + 1, dtype=np.int64)
    searches: dict[str, Callable[[Query, Rowids | None], Sequence[tuple[int, float]]]] = {
        "recall": lambda one, among: collection.dense_search(one.vector, DEPTH, among),
        "bm25 recall": lambda one, among: collection.lexical_search(terms_of(one), DEPTH, among),
    }
    taken: Measured = {}
    for name, search in searches.items():
        pairs = [
            ([row for row, _ in search(one, None)], [row for row, _ in search(one, everything)])
            for one in queries
        ]
        for top in (10, DEPTH):
            shares = [len(set(a[:top]) & set(b[:top])) / len(b[:top]) for a, b in pairs]
            taken[f"{name}@{top}"] = statistics.mean(shares)
    return taken


def memory() -> tuple[float, float]:
    """Megabytes of this process: its own, and those of files that are mapped."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    values = dict(line.split(":", 1) for line in lines)
    own, mapped = (int(values[name].split()[0]) / 1e3 for name in ("RssAnon", "RssFile"))
    return own, mapped


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms: 1 is in proportion to the size."""
    slope, _ = np.polyfit(np.log(sizes), np.log(np.maximum(costs, 1e-9)), 1)
    return round(float(slope), 2)


def turned(measured: Sequence[Measured], by: str) -> list[dict[str, object]]:
    """One row for each figure, a column for each size, and the exponent."""
    sizes = [one[by] for one in measured]
    rows: list[dict[str, object]] = []
    for name in (name for name in measured[0] if name != by):
        values = [one[name] for one in measured]
        row: dict[str, object] = {by: name}
        row |= {f"{size:,.0f}": value for size, value in zip(sizes, values, strict=True)}
        grows = len(sizes) > 1 and "recall" not in name
        rows.append(row | {"exponent": exponent(sizes, values) if grows else ""})
    return rows


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Cost against size")
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--words", default=WORDS)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    arguments = parser.parse_args()
    collections: list[Measured] = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in map(int, filter(None, arguments.sizes.split(","))):
            folder = (arguments.keep or Path(scratch)) / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            apart(build, folder, size)
            collections.append(apart(measure, folder, size))
            print(collections[-1], flush=True)
    documents = [
        apart(measure_document, int(words)) for words in filter(None, arguments.words.split(","))
    ]
    for measured, by in ((collections, "passages"), (documents, "words")):
        if measured:
            print(f"\n{table(turned(measured, by))}")
    print(f"\n{machine()}")
    keep("growth", {"collections": collections, "documents": documents}, arguments.json)
    if arguments.plot:
        arguments.plot.write_text(draw(collections, documents), encoding="utf-8")


if __name__ == "__main__":
    main()
