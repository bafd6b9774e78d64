"""What searches take and find in a collection of real documents, however large.

    python -m assistant index FOLDER --collection DIR
    python -m benchmarks.searching DIR --source GLOB [--json FILE]

Looks up the questions of benchmarks/judged/drafts.jsonl, in the whole collection and in the
documents whose paths fit GLOB. The figures are those of `benchmarks.growth`, which makes its
collections up.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from assistant.search.collection import Collection
from assistant.search.filters import Filter
from benchmarks.common import JUDGED, default_embedder
from benchmarks.growth import Measured, apart, memory, recalls, searches
from benchmarks.measured import keep, machine, table
from benchmarks.synthetic import Query


def questions() -> list[Query]:
    """What people asked of other documents, each with its vector."""
    texts = [json.loads(line)["question"] for line in JUDGED.read_text("utf-8").splitlines()]
    vectors = default_embedder().encode_queries(texts)
    return [Query(text, vector) for text, vector in zip(texts, vectors, strict=True)]


def measure(place: Path, queries: list[Query], source: str) -> Measured:
    """Everything that is measured of a collection; median seconds, megabytes, and shares."""
    among = Filter(source_glob=source)
    with Collection.open(place) as collection:
        taken: Measured = {"passages": collection.counts()[0]}
        taken["documents"] = collection.counts()[1]
        taken["passages that pass"] = collection.counts(among)[0]
        taken["disk_mb"] = sum(path.stat().st_size for path in place.iterdir()) / 1e6
        taken |= searches(collection, queries, among)
        taken["memory_mb"], taken["mapped_mb"] = memory()
        return taken | recalls(collection, queries)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Searches in a real collection")
    parser.add_argument("collection", type=Path)
    parser.add_argument("--source", required=True)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    queries = apart(questions)
    taken = apart(measure, arguments.collection, queries, arguments.source)
    print(table([{"": name, "measured": value} for name, value in taken.items()]))
    print(f"\n{machine()}")
    keep("searching", taken, arguments.json)


if __name__ == "__main__":
    main()
