"""Whether both sides of a comparison are found, and the weights that tell them.

    python -m benchmarks.comparisons

Looks at the questions of benchmarks/several and benchmarks/asked that may compare two things, whose
sentences that answer are marked, and at each at the sentences that may be the other side. Says how
well those that are needed besides a marked first one are told, each collection by the others, and
writes sides.json of assistant/answering; then what these weights give to the questions of
benchmarks/compared and benchmarks/versus, which fit nothing: to those that compare, and to those
that only look alike.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.sides import (
    MAY_COMPARE,
    NAMES,
    compares,
    measured,
    other_sides,
)
from assistant.corpus.layout import is_row
from assistant.protocols import Embedder, Reader
from assistant.runtime import Runtime
from assistant.writing.evidence import read_evidence
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration
from benchmarks.several import SET as SEVERAL
from benchmarks.several import Line, marked_in, required, several

COMPARED, VERSUS = (Path(__file__).with_name(name) for name in ("compared", "versus"))

SHOWN = 0.5
"""Least probability of a second sentence that is told beside the first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence that may be the other side: what is measured of it, and whether it is."""

    group: str
    question: str
    features: NDArray[np.float64]
    is_needed: bool


def asked() -> list[Line]:
    """The questions of benchmarks/asked."""
    lines = map(json.loads, JUDGED.read_text("utf-8").splitlines())
    return [Line(line["collection"], line["question"], required(line)) for line in lines]


def compared(root: Path) -> Iterator[tuple[Line, bool]]:
    """The questions of benchmarks/compared or versus, and whether each compares two things."""
    for text in (root / "questions.jsonl").read_text("utf-8").splitlines():
        line = json.loads(text)
        marks = [
            one if "|" in one else _mark(root / "documents" / line["collection"], line, one)
            for one in line["evidence"]
        ]
        yield Line(line["collection"], line["question"], marks), line["kind"] == "compare"


def _mark(folder: Path, line: Mapping[str, Any], sentence: str) -> str:
    file = next(
        name for name in line["documents"] if sentence in (folder / name).read_text("utf-8")
    )
    return f"{file}|{sentence}"


def rows_of(lines: Sequence[Line], root: Path, embedder: Embedder, reader: Reader) -> Iterator[Row]:
    """What is measured of the sentences that may be the other side."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(root, scratch, embedder, stack):
            for folder, text, marks in lines:
                if folder != name:
                    continue
                likely = compares(text, embedder.encode_queries([text])[0], embedder)
                if likely < MAY_COMPARE:
                    continue
                looked = look_up(text, collection, embedder, reader)
                sentences = read_evidence(looked.question, looked.hits, looked.reading)
                if not sentences or is_row(sentences[0].text):
                    continue
                first = sentences[0]
                told = marked_in(first, marks)
                for other, cosine in other_sides(looked.question, first, sentences[1:], embedder):
                    is_needed = bool(told) and bool(marked_in(other, marks) - told)
                    features = measured(likely, first, other, cosine)
                    yield Row(f"{root.name}/{folder}", text, features, is_needed)


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    rows = [
        *rows_of(several(), SEVERAL, embedder, reader),
        *rows_of(asked(), ASKED, embedder, reader),
    ]
    table, labels = np.array([row.features for row in rows]), np.array([r.is_needed for r in rows])
    shares = told_apart(table, labels, np.array([row.group for row in rows]), NAMES)
    print(f"{len(rows)} sentences, {sum(labels)} needed; AUROC {roc_auc_score(labels, shares):.3f}")
    print(given("each collection told by the others", rows, shares))
    fitted = replace(fit_linear(table, labels, NAMES), threshold=SHOWN)
    said = f"{embedder.name}, {reader.name}, {len(rows)} sentences"
    write_calibration(fitted, PACKAGE / "answering/sides.json", said)
    for root in (COMPARED, VERSUS):
        lines = list(compared(root))
        for name, is_one in (("compared", True), ("alike", False)):
            own = [line for line, compares_two in lines if compares_two == is_one]
            unseen = [*rows_of(own, root / "documents", embedder, reader)]
            likely = np.array([fitted.confidence(row.features) for row in unseen])
            print(given(f"{root.name}: {len(own)} {name}", unseen, likely))


def given(name: str, rows: Sequence[Row], shares: NDArray[np.float64]) -> str:
    """How many questions are given a second sentence, and of how many it is needed."""
    best: dict[str, tuple[float, Row]] = {}
    for row, likely in zip(rows, map(float, shares), strict=True):
        if likely >= best.get(row.question, (0.0, row))[0]:
            best[row.question] = likely, row
    shown = [row for likely, row in best.values() if likely >= SHOWN]
    needed = sum(row.is_needed for row in shown)
    return f"{name}: {len(shown)} are given a second sentence, {needed} one that is needed"


if __name__ == "__main__":
    main()
