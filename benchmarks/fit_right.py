"""Fit when a draft is right, on drafts that were judged by reading.

    python -m benchmarks.fit_right

judged/worded.jsonl holds questions in people's own words, and plain ones, on the documents of
benchmarks/asked, as `benchmarks.drafts` writes them, each with whether a person would have been
well served by the draft: right.json of assistant/grounding. Where a draft is not shown, the
sentence that it was written from may be: quotes.json of assistant/answering.
judged/untaught_drafts.jsonl holds drafts of the writer as it is pulled, which cannot be asked what
it thinks of them, for writers on a server and those of your own; the program searches and reads for
each question as it does for an answer, and only the writing is taken from the file:
right_untaught.json. Says how well drafts of one collection are told apart by the others, and what
passes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering import quotes
from assistant.grounding import right
from assistant.grounding.calibration import Calibration
from assistant.grounding.judge import belief_in, claims_of, rows_of, says
from assistant.grounding.right import Chosen
from assistant.protocols import Embedder, Reader
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import READ
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration

WORDED = JUDGED.with_name("worded.jsonl")
UNTAUGHT = JUDGED.with_name("untaught_drafts.jsonl")

LIKELY, UNTAUGHT_LIKELY = 0.6, 0.5
"""Least probability of being right of a draft that is shown."""

QUOTED = 0.6
"""Least probability of a sentence that is shown as the answer where no draft is."""

Row = NDArray[np.float64]
Names = NDArray[np.str_]
Line = Mapping[str, Any]


def row_of(line: Line) -> Row:
    """What the judge weighs of a draft that was written from a sentence."""
    chosen = Chosen(line["score"], line["ahead"])
    return chosen.row(line["sureness"], line["approval"])


def untaught_rows(
    lines: Sequence[Line], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[Row, bool]]:
    """What the judge weighs of each draft from whole passages, and whether it is right."""
    for line in lines:
        question, hits, reading, order = look_up(line["question"], collection, embedder, reader)
        borne, sentences = claims_of(line["draft"], question, order[:READ], embedder)
        if borne and not says(borne[0].claim, "yes"):
            found = right.found_in(hits, reading)
            belief = belief_in(sentences, found)
            row = rows_of(borne[:1], question, found, line["sureness"], belief)[0]
            yield row, bool(line["right"])


def fit(
    table: Row, labels: NDArray[np.bool_], names: Names, features: tuple[str, ...], least: float
) -> Calibration:
    """The weights, and in words how well they tell each collection by the others."""
    from sklearn.metrics import roc_auc_score

    shares = told_apart(table, labels, names, features)
    passing = shares >= least
    print(f"{len(labels)}, {labels.mean():.2f} right; AUROC {roc_auc_score(labels, shares):.3f}")
    right_ones, others = passing[labels].mean(), passing[~labels].mean()
    print(f"of right ones pass {right_ones:.3f}, of others {others:.3f}")
    print(f"{passing.sum()} pass, {labels[passing].sum()} right")
    return replace(fit_linear(table, labels, features), threshold=least)


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    lines = [*map(json.loads, WORDED.read_text("utf-8").splitlines())]
    names = np.array([line["collection"] for line in lines])
    fitted_on = f"{{}}, {runtime.profile.writer}, {len(lines)} lines of benchmarks/judged/worded"
    table = np.array([row_of(line) for line in lines])
    labels = np.array([line["right"] for line in lines])
    print("drafts from a sentence")
    fitted = fit(table, labels, names, right.NAMES, LIKELY)
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    write_calibration(fitted, PACKAGE / "grounding/right.json", fitted_on.format(reader.name))
    _fit_quotes(lines, np.array([fitted.confidence(row) for row in table]), names, reader.name)
    found: list[tuple[str, Row, bool]] = []
    lines = [*map(json.loads, UNTAUGHT.read_text("utf-8").splitlines())]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            asked = [line for line in lines if line["collection"] == name]
            found += [(name, *one) for one in untaught_rows(asked, collection, embedder, reader)]
    names, table, labels = (np.array(column) for column in zip(*found, strict=True))
    print("drafts of an untaught writer")
    fitted = fit(table, labels, names, right.UNTAUGHT, UNTAUGHT_LIKELY)
    said = f"{reader.name}, an untaught writer, {len(labels)} drafts of benchmarks/judged"
    write_calibration(fitted, PACKAGE / "grounding/right_untaught.json", said)


def _fit_quotes(lines: Sequence[Line], likely: Row, names: Names, reader: str) -> None:
    """When a sentence answers whose draft is not shown."""
    left = likely < LIKELY
    table = np.array(
        [
            quotes.row_of(line["score"], line["ahead"], float(one))
            for line, one in zip(lines, likely, strict=True)
        ]
    )[left]
    labels = np.array([line["answers"] for line in lines])[left]
    print("sentences whose draft is not shown")
    fitted = fit(table, labels, names[left], quotes.NAMES, QUOTED)
    said = f"{reader}, {left.sum()} lines of benchmarks/judged/worded"
    write_calibration(fitted, PACKAGE / "answering/quotes.json", said)


if __name__ == "__main__":
    main()
