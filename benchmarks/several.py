"""Whether what answers in two places is found, and the weights that tell when both are needed.

    python -m benchmarks.several

several/ holds folders of documents and questions, of most of which the whole answer takes two or
three sentences that stand apart; with each question those that are marked. Of those of
benchmarks/asked, which are by others, most take one sentence, and some of these are looked at
beside all that take several. For each whose first sentence, as the program finds it, is marked, the
writer is asked about further ones. Says how well those that are needed are told, each folder by the
others, and how many are given, and writes completing.json of assistant/answering.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answering.completing import ASKED as MOST
from assistant.answering.completing import NAMES, besides, measured
from assistant.answering.evidence import alike_first
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import Evidence
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.approval import approved_first, with_its_list
from assistant.writing.direct import fitting
from assistant.writing.evidence import read_evidence
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration
from benchmarks.labelled import is_marked

SET = Path(__file__).with_name("several")

NEEDED = 0.6
"""Least probability of a second sentence that is quoted: few questions are as these."""

OTHERS = ("allotment", "business", "clubs", "health", "home")
"""Collections of benchmarks/asked that are looked at."""

EVERY = 2
"""Of their questions that one sentence answers, every so many is looked at."""

TOKENS = 64


class Line(NamedTuple):
    """A question with the sentences that its whole answer takes, as `labelled.py` marks them."""

    folder: str
    question: str
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A second sentence: what is measured of it, and whether the answer takes it, too."""

    folder: str
    question: str
    takes: int
    features: NDArray[np.float64]
    is_needed: bool


def several() -> list[Line]:
    """The questions of benchmarks/several."""
    lines = map(json.loads, (SET / "questions.jsonl").read_text("utf-8").splitlines())
    return [
        Line(
            line["folder"],
            line["question"],
            [f"{m['file']}|{m['sentence']}" for m in line["marks"]],
        )
        for line in lines
    ]


def asked() -> list[Line]:
    """Those of benchmarks/asked whose answer takes several sentences, and some of the others."""
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    every = [Line(line["collection"], line["question"], required(line)) for line in lines]
    one = [line for line in every if len(line.marks) == 1][::EVERY]
    found = [line for line in every if len(line.marks) > 1] + one
    return [line for line in found if line.folder in OTHERS]


def required(line: Mapping[str, Any]) -> list[str]:
    """The marks of a line of `judged` that the whole answer takes."""
    return [mark for mark in line["evidence"] if not mark.startswith(("also|", "near|"))]


def rows_of(
    lines: Sequence[Line],
    collection: Collection,
    embedder: Embedder,
    reader: Reader,
    writer: Generator,
) -> Iterator[Row]:
    """What is measured beside each first sentence that is marked."""
    for folder, text, marks in lines:
        looked = look_up(text, collection, embedder, reader)
        sentences = read_evidence(looked.question, looked.hits, looked.reading)
        read = fitting(text, looked.order, writer, TOKENS)
        weighed = approved_first(text, read, sentences, writer)
        if not weighed:
            continue
        first = with_its_list(text, weighed, writer)[0]
        told = marked_in(first, marks)
        others = besides([first], sentences) if told else []
        for other, cosine in alike_first(first, others, embedder)[:MOST]:
            features = measured(text, first, other, cosine, writer)
            if features is not None:
                is_needed = bool(marked_in(other, marks) - told)
                yield Row(folder, text, len(marks), features, is_needed)


def marked_in(sentence: Evidence, marks: Sequence[str]) -> set[str]:
    """Which of the marks a sentence is."""
    return {mark for mark in marks if is_marked(sentence, [mark])}


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    models = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    rows: list[Row] = []
    for root, lines in ((SET, several()), (ASKED, asked())):
        with ExitStack() as stack:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            for name, collection in collections_of(root, scratch, models[0], stack):
                own = [line for line in lines if line.folder == name]
                rows += [
                    replace(row, folder=f"{root.name}/{name}")
                    for row in rows_of(own, collection, *models)
                ]
    table = np.array([row.features for row in rows])
    labels = np.array([row.is_needed for row in rows])
    shares = told_apart(table, labels, np.array([row.folder for row in rows]), NAMES)
    for root in (SET, ASKED):
        told = zip(rows, map(float, shares), strict=True)
        print(root.name)
        print("\n".join(figures([one for one in told if one[0].folder.startswith(root.name)])))
    fitted = replace(fit_linear(table, labels, NAMES), threshold=NEEDED)
    said = f"{models[1].name}, {runtime.profile.writer}, {len(rows)} second sentences"
    write_calibration(fitted, PACKAGE / "answering/completing.json", said)


def figures(rows: Sequence[tuple[Row, float]]) -> Iterator[str]:
    """How well second sentences are told that are needed, of those not plainly denied."""
    from sklearn.metrics import roc_auc_score

    labels = [row.is_needed for row, _ in rows]
    auroc = roc_auc_score(labels, [likely for _, likely in rows])
    yield f"{len(rows)} second sentences, {sum(labels)} needed; AUROC {auroc:.3f}"
    for name, is_one in (("one sentence", True), ("several", False)):
        best: dict[str, tuple[Row, float]] = {}
        for row, likely in rows:
            if (row.takes == 1) == is_one and likely >= best.get(row.question, (row, 0.0))[1]:
                best[row.question] = row, likely
        given = [row for row, likely in best.values() if likely >= NEEDED]
        needed = sum(row.is_needed for row in given)
        of = f"of {len(best)} that {name} answer{'s' * is_one}"
        yield f"{of} {len(given)} are given a second, {needed} needed"


if __name__ == "__main__":
    main()
