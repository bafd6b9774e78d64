"""How well a reader finds the sentences that people have marked as what answers a question.

    python -m benchmarks.marked [READER]

Over `benchmarks/asked` (questions in people's own words; `benchmarks/judged/drafts.jsonl` has their
marks), which no reader is trained on. READER is a folder as training writes it; without one, the
reader of the default profile is measured. Tells, with 95 % intervals over the questions, how often
the best sentence answers and one of the best three, where the answer is among the first eight
passages; how often a passage that answers comes first, and is one of the four that a writer would
read of sixteen; and how well the best sentence tells questions that can be answered (AUROC).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from assistant.config import Catalogue
from assistant.language.question import Question
from assistant.models.files import sha256_of
from assistant.models.reader import load_reader
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Reader, Silent
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import READ, ranked, read_passages
from assistant.writing.evidence import read_scores
from assistant.writing.features import idf
from assistant.writing.stating import stating
from benchmarks.common import ASKED, JUDGED, collections_of, frequencies_of
from benchmarks.labelled import answering

FEW, ALL = 8, 16
"""Passages that are looked at: for the best sentence, and for what the writer reads."""

Line = dict[str, object]
Found = dict[str, list[float]]


def reader_at(folder: Path, root: Path) -> Reader:
    """The reader in a folder of files, through a store in `root`."""
    spec = {
        "role": "reader",
        "description": "measured",
        "licence": "Apache-2.0",
        "size_mb": 1,
        "format": "reader",
        "max_tokens": 384,
        "files": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
        "sources": [{"kind": "path", "folder": folder.absolute()}],
    }
    catalogue = Catalogue.model_validate({"models": {"measured": spec}, "profiles": {}})
    store = ModelStore(root, catalogue)
    store.pull("measured", Silent())
    return load_reader(store, "measured")


def measured(
    lines: list[Line], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[str, float]]:
    """Name and value of each thing that a question tells."""
    frequencies = frequencies_of(collection)
    for line in lines:
        question, marks = Question.parse(str(line["question"])), list(map(str, line["evidence"]))  # type: ignore[call-overload]
        vector = embedder.encode_queries([question.text])[0]
        hits = stating(retrieve(collection, question, vector, ALL))
        reading = read_passages(question.text, hits, reader)
        scores, gold = read_scores(reading), [answering(hit, marks) for hit in hits]
        yield ("there" if line["answerable"] else "absent"), float(scores.max())
        if not line["answerable"]:
            continue
        order = ranked(hits, reading.relevance.tolist(), idf(question, frequencies))
        if any(map(any, gold)):
            read = {hit.passage.id for hit in order[:READ]}
            pairs = list(zip(hits, gold, strict=True))
            yield "in the four that are read", any(any(m) for h, m in pairs if h.passage.id in read)
        few = [mark for marks in gold[:FEW] for mark in marks]
        if any(few):
            best = np.argsort(-scores[: len(few)], kind="stable")
            yield "best sentence", few[best[0]]
            yield "one of three", any(few[place] for place in best[:3])
            yield "best passage", any(gold[int(reading.relevance[:FEW].argmax())])


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    parser = argparse.ArgumentParser(description="How well a reader finds marked sentences")
    parser.add_argument("reader", type=Path, nargs="?")
    options = parser.parse_args()
    runtime = Runtime.open("default")
    embedder = runtime.load_embedder()
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    found: Found = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        assert runtime.load_reader is not None
        reader = (
            reader_at(options.reader, folder / "m") if options.reader else runtime.load_reader()
        )
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            own = [line for line in lines if line["collection"] == name]
            for what, value in measured(own, collection, embedder, reader):
                found[what].append(value)
    there, absent = found.pop("there"), found.pop("absent")
    chance = np.random.default_rng(7)
    for what, values in sorted(found.items()):
        means = chance.choice(values, (2000, len(values))).mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        print(f"{what}: {np.mean(values):.3f} ({low:.3f} to {high:.3f}) of {len(values)}")
    apart = roc_auc_score([True] * len(there) + [False] * len(absent), there + absent)
    print(f"whether it can be answered: AUROC {apart:.3f} ({len(there)} and {len(absent)})")


if __name__ == "__main__":
    main()
