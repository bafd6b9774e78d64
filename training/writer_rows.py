"""Questions of people over documents → what the writer is taught on: passages, questions, answers.

    python -m training.writer_rows out.jsonl [--collections FOLDER]

FOLDER holds collections as for `training.asked`. A line holds the passages that the program itself
would give the writer for one question, and the questions that these passages answer: the passages
are what training costs, and the neighbours that do not answer are what a writer is misled by.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.protocols import Embedder, Reader
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import READ, ranked, read_passages
from assistant.writing.features import idf
from assistant.writing.stating import stating
from benchmarks.common import frequencies_of
from benchmarks.fit_reading import TOP
from benchmarks.labelled import answering

MOST = 7
"""Questions on one set of passages, at most: more would repeat the passages' order too often."""

FOUND = 60
"""Passages, at most, in which the sentences that answer are looked for."""

LEAST = 2
"""Questions on one set of passages, at least: those of a single one cost too much."""

COLLECTIONS = Path("training/collections")
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with its answer, and the passages of its collection in the order of the program.

    Attributes:
        read: those that the writer would be given.
        needed: for each mark, the passages that hold its sentence.
    """

    line: Line
    read: tuple[Hit, ...]
    needed: tuple[frozenset[str], ...]

    def is_answered_by(self, passages: Sequence[Hit]) -> bool:
        """Whether each sentence that is needed stands in one of the passages."""
        held = {hit.passage.id for hit in passages}
        return all(held & places for places in self.needed)


def of_collection(folder: Path, embedder: Embedder, reader: Reader, work: Path) -> Iterator[Asking]:
    """The answerable questions of a collection whose sentences are found."""
    with Collection.open(work / folder.name, create=True) as collection:
        index_paths(collection, [folder / "documents"], embedder)
        frequencies = frequencies_of(collection)
        for line in map(json.loads, (folder / "questions.jsonl").read_text("utf-8").splitlines()):
            if line["kind"] == "unanswerable":
                continue
            question = Question.parse(line["question"])
            vector = embedder.encode_queries([question.text])[0]
            hits = stating(retrieve(collection, question, vector, FOUND))
            reading = read_passages(question.text, hits[:TOP], reader)
            order = ranked(hits[:TOP], reading.relevance.tolist(), idf(question, frequencies))
            marks = [one for one in line["evidence"] if not one.startswith(("also|", "near|"))]
            needed = tuple(
                frozenset(hit.passage.id for hit in hits if any(answering(hit, [mark])))
                for mark in marks
            )
            if needed and all(needed):
                yield Asking(line, _with(order[:READ], needed, hits), needed)


def _with(
    read: Sequence[Hit], needed: Sequence[frozenset[str]], hits: Sequence[Hit]
) -> tuple[Hit, ...]:
    """What is read, its last ones exchanged for what is needed and not there."""
    held = {hit.passage.id for hit in read}
    absent = [
        next(hit for hit in hits if hit.passage.id in places)
        for places in needed
        if not held & places
    ]
    extra = list({hit.passage.id: hit for hit in absent}.values())[:READ]
    return (*read[: READ - len(extra)], *extra)


def grouped(asked: Sequence[Asking], chance: random.Random) -> Iterator[Line]:
    """Each question once, with as many others as its passages answer."""
    left = list(asked)
    chance.shuffle(left)
    # Those that need most come first, so that their passages may serve others.
    left.sort(key=lambda one: -len(one.needed))
    while left:
        first = left.pop(0)
        if not first.is_answered_by(first.read):
            continue
        others = [one for one in left if one.is_answered_by(first.read)][: MOST - 1]
        left = [one for one in left if one not in others]
        passages = list(first.read)
        if chance.random() < 0.5:
            chance.shuffle(passages)
        turns = [
            {"question": one.line["question"], "answer": one.line["answer"]}
            for one in (first, *others)
        ]
        yield {"passages": [_passage(hit) for hit in passages], "turns": turns}


def _passage(hit: Hit) -> Line:
    day = hit.document.own_date
    return {
        "title": hit.document.title,
        "date": day.isoformat() if day else None,
        "text": hit.passage.text,
    }


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    options = parser.parse_args()
    chance = random.Random(7)
    runtime = Runtime.open("default")
    assert runtime.load_reader is not None
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as work:
        for folder in sorted(options.collections.iterdir()):
            if (folder / "questions.jsonl").exists():
                asked = [*of_collection(folder, embedder, reader, Path(work))]
                lines += [line for line in grouped(asked, chance) if len(line["turns"]) >= LEAST]
    chance.shuffle(lines)
    written = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    options.out.write_text("".join(written), "utf-8")
    print(f"{len(lines)} lines, {sum(len(line['turns']) for line in lines)} questions")


if __name__ == "__main__":
    main()
