"""How well a reader finds the sentences that people have marked as what answers a question.

    python -m benchmarks.marked [READER]

Over questions in people's own words that no reader is trained on: those of `benchmarks/asked`
(`benchmarks/judged/drafts.jsonl` has their marks), `own_words` and `fields` (`evidence.jsonl` of
each). READER is a folder as training writes it; without one, the
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.config import Catalogue
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.models.files import sha256_of
from assistant.models.reader import load_reader
from assistant.models.store import ModelStore
from assistant.protocols import Embedder, Reader, Silent
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import READ, idf, ranked, read_passages
from assistant.writing.evidence import found_scores, read_scores, with_believed
from assistant.writing.stating import stating
from benchmarks.common import ASKED, JUDGED, frequencies_of
from benchmarks.fields_gold import SETS, read_questions
from benchmarks.labelled import answering

FEW, ALL = 8, 16
"""Passages that are looked at: for the best sentence, and for what the writer reads."""

Found = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A question with the marks of what answers it; without any it has no answer."""

    question: str
    marks: tuple[str, ...]


def sets() -> Iterator[tuple[Path, list[Marked]]]:
    """Folders of documents, each with the questions on them."""
    asked = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    for name in sorted({line["collection"] for line in asked}):
        own = [
            Marked(line["question"], tuple(line["evidence"] if line["answerable"] else ()))
            for line in asked
            if line["collection"] == name
        ]
        yield ASKED / name, own
    for folder, collections in (SETS["own_words"], SETS["fields"]):
        lines = map(json.loads, (folder / "evidence.jsonl").read_text("utf-8").splitlines())
        marks = {line["id"]: tuple(line["evidence"]) for line in lines}
        questions = [one for one in read_questions(folder) if one.id in marks]
        for name, documents in collections.items():
            here = [one for one in questions if one.collection == name]
            yield documents, [Marked(one.question, marks[one.id]) for one in here]


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
    questions: Sequence[Marked], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[str, float]]:
    """Name and value of each thing that a question tells."""
    frequencies = frequencies_of(collection)
    for one in questions:
        question, marks = Question.parse(one.question), one.marks
        vector = embedder.encode_queries([question.text])[0]
        hits = stating(retrieve(collection, question, vector, ALL))
        reading = read_passages(question.text, hits, reader)
        scores, gold = read_scores(reading), [answering(hit, marks) for hit in hits]
        yield ("there" if marks else "absent"), float(scores.max())
        if not marks:
            continue
        order = ranked(hits, reading.relevance.tolist(), idf(question, frequencies))
        order = with_believed(order, hits, reading, READ)
        if any(map(any, gold)):
            read = {hit.passage.id for hit in order[:READ]}
            right = {hit.passage.id for hit, own in zip(hits, gold, strict=True) if any(own)}
            yield "in the four that are read", bool(read & right)
        few = [mark for own in gold[:FEW] for mark in own]
        if any(few):
            best = np.argsort(-found_scores(hits, reading)[: len(few)], kind="stable")
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
    found: Found = defaultdict(list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reader = (
            reader_at(options.reader, folder / "m") if options.reader else runtime.load_reader()
        )
        for number, (documents, questions) in enumerate(sets()):
            place = folder / str(number)
            collection = stack.enter_context(Collection.open(place, create=True))
            index_paths(collection, [documents], embedder)
            for what, value in measured(questions, collection, embedder, reader):
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
