"""Questions, claims and drafts of `training/collections` as what a writer is to write.

A question wants its answer. A claim or a draft wants to be told right or not right: over the same
passages, so that a row of `training.writer_rows` holds both.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.indexing import index_paths
from assistant.protocols import Embedder
from assistant.records import Hit
from assistant.search.collection import Collection
from assistant.writing.prompts import (
    DIRECT_SYSTEM,
    NOT_RIGHT,
    RIGHT,
    check_of,
    check_prompt,
    direct_prompt,
    direct_prompt_over,
)
from benchmarks.labelled import answering

CHECKED = 4
"""Claims in a line that are right, at most, and as many that are not."""

DRAFTED = 9
"""Drafts in a line: of more, those behind would be cut off (`training.writer.row_of`)."""

AT_MOST = {"fails": 0, "holds": 1, "no": 1, "yes": 1}
"""Questions of a stance on the same sentences, at most. Of those that take for granted what is not
so, `questions.jsonl` has some: with more, the writer denies what is so, and contrasts ("£46, not
£865") what nobody asked about."""

DRAFTS = Path("training/drafts.jsonl")
"""A line for each set of `passages`, as in a prompt, with the questions that were `asked` on them:
each with a `draft` and whether it is `right`."""

Line = dict[str, Any]
Turn = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, what to write, and for each sentence that is needed the passages that hold it.

    What to write is the answer, or with a `claim`, whether that is the right one.
    """

    question: str
    answer: str
    needed: tuple[frozenset[str], ...]
    claim: str | None = None

    def turn(self, read: Sequence[Hit]) -> Turn:
        """The prompt over these passages, and what is to be written."""
        if self.claim is None:
            return direct_prompt(self.question, read), self.answer
        return check_prompt(self.question, read, self.claim), self.answer

    def is_answered_by(self, passages: Sequence[Hit]) -> bool:
        """Whether each sentence that is needed stands in one of the passages."""
        held = {hit.passage.id for hit in passages}
        return all(held & places for places in self.needed)


class Places:
    """Which passages hold a sentence, told by its mark (see `benchmarks.labelled`)."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._known: dict[str, frozenset[str]] = {}

    def of(self, evidence: Sequence[str]) -> tuple[frozenset[str], ...]:
        """Of each sentence the passages; empty where one is found nowhere."""
        marks = [one for one in evidence if not one.startswith(("also|", "near|"))]
        for mark in marks:
            if mark not in self._known:
                found = (hit.passage.id for hit in self._hits if any(answering(hit, [mark])))
                self._known[mark] = frozenset(found)
        needed = tuple(self._known[mark] for mark in marks)
        return needed if all(needed) else ()


def asked_in(folder: Path, places: Places) -> Iterator[Asking]:
    """The questions of a collection whose sentences are found."""
    for question, answer, evidence in _lines(folder):
        if answer and (needed := places.of(evidence)):
            yield Asking(question, answer, needed)


def claimed_in(folder: Path, places: Places) -> Iterator[Asking]:
    """The claims of a collection that answer a question, rightly or not."""
    for line in read_lines(folder / "claims.jsonl"):
        if needed := places.of(line["evidence"]):
            for one in line["claims"]:
                if one["question"]:
                    said = RIGHT if one["verdict"] == "supported" else NOT_RIGHT
                    yield Asking(one["question"], said, needed, one["claim"])


def checks_of(
    taken: Sequence[Asking],
    read: Sequence[Hit],
    claimed: Sequence[Asking],
    chance: random.Random,
) -> list[Asking]:
    """Answers to be checked over the same passages, those that are right and others in turn.

    Besides claims that is an answer of its own question, and that of a question which rests on
    other sentences.
    """
    here = [one for one in claimed if one.is_answered_by(read)]
    right = [one for one in here if one.answer == RIGHT][:CHECKED]
    others = [one for one in here if one.answer == NOT_RIGHT][:CHECKED]
    found = [one for pair in zip(right, others, strict=False) for one in pair]
    own = chance.choice(taken)
    found.append(replace(own, answer=RIGHT, claim=own.answer))
    apart = [one for one in taken if not set(one.needed) & set(own.needed)]
    if apart:
        found.append(replace(own, answer=NOT_RIGHT, claim=chance.choice(apart).answer))
    return found


def of_drafts(path: Path) -> Iterator[Line]:
    """Judged drafts, to be checked; no more in a line than fit beside the passages."""
    for line in read_lines(path):
        turns = [
            (
                check_of(direct_prompt_over(line["passages"], one["question"]), one["draft"]),
                RIGHT if one["right"] else NOT_RIGHT,
            )
            for one in line["asked"]
        ]
        for start in range(0, len(turns), DRAFTED):
            yield {"system": DIRECT_SYSTEM, "turns": turns[start : start + DRAFTED]}


def _lines(folder: Path) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Question, answer and evidence."""
    for line in read_lines(folder / "questions.jsonl"):
        if line["kind"] != "unanswerable":
            yield line["question"], line["answer"], line["evidence"]
    for line in read_lines(folder / "stances.jsonl"):
        left = dict(AT_MOST)
        for one in line["asked"]:
            left[one["stance"]] = left.get(one["stance"], len(line["asked"])) - 1
            if left[one["stance"]] >= 0:
                yield one["question"], one.get("reply", ""), line["evidence"]


def read_lines(path: Path) -> Iterable[Line]:
    """The lines of a file; none where it is not there."""
    return map(json.loads, path.read_text("utf-8").splitlines()) if path.is_file() else ()


def hits_in(folder: Path, collection: Collection, embedder: Embedder) -> list[Hit]:
    """All passages of the documents of a folder, which are put into an empty collection."""
    index_paths(collection, [folder / "documents"], embedder)
    return [
        Hit(passage, info, 1.0)
        for info in collection.documents()
        for passage in collection.passages_of(info.id)
    ]


def write_lines(path: Path, lines: list[Line], chance: random.Random) -> None:
    """Write lines of turns in any order, and say how many there are."""
    chance.shuffle(lines)
    written = (json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text("".join(written), "utf-8")
    print(f"{len(lines)} lines, {sum(len(line['turns']) for line in lines)} turns")
