"""Fit when a draft is right, on drafts that were judged by reading.

    python -m benchmarks.fit_right

benchmarks/asked holds the documents of twelve people or offices, and benchmarks/judged/drafts.jsonl
questions about them in people's own words, each with what the default writer wrote, how sure it was
of it and what it thought of it afterwards, and whether a person would have been well served by it.
The program searches and reads for each question as it does for an answer; only the writing is taken
from the file. Writes right.json of assistant/grounding. Says how well drafts of one collection are
told apart by the others, and what passes.
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

from assistant.grounding import right
from assistant.grounding.judge import belief_in, claims_of, rows_of, says
from assistant.protocols import Embedder, Reader
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import READ
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration

UNTAUGHT = JUDGED.with_name("untaught_drafts.jsonl")
"""Drafts of the writer as it is pulled, which cannot be asked what it thinks of them: for writers
on a server, and those of your own."""

LIKELY, UNTAUGHT_LIKELY = 0.6, 0.5
"""Least probability of being right of a draft that is shown. Where its writer can be asked, what is
right below is seldom lost: its sentence is quoted, or stands first of what may be the answer."""

Row = NDArray[np.float64]
Line = Mapping[str, Any]


def rows(
    lines: Sequence[Line], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[Row, bool]]:
    """What the judge weighs of each draft, and whether it is right."""
    for line in lines:
        question, hits, reading, order = look_up(line["question"], collection, embedder, reader)
        borne, sentences = claims_of(line["draft"], question, order[:READ], embedder)
        approval = line.get("approval")
        if borne and (approval is not None or not says(borne[0].claim, "yes")):
            found = right.found_in(hits, reading)
            belief = belief_in(sentences, found)
            yield (
                rows_of(borne[:1], question, found, line["sureness"], belief, approval)[0],
                bool(line["right"]),
            )


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    models = embedder, reader
    _fit(JUDGED, right.NAMES, "right.json", LIKELY, models, f"{runtime.profile.writer}")
    _fit(
        UNTAUGHT,
        right.UNTAUGHT,
        "right_untaught.json",
        UNTAUGHT_LIKELY,
        models,
        "an untaught writer",
    )


def _fit(
    path: Path,
    features: tuple[str, ...],
    out: str,
    least: float,
    models: tuple[Embedder, Reader],
    writer: str,
) -> None:
    from sklearn.metrics import roc_auc_score

    embedder, reader = models
    lines = [*map(json.loads, path.read_text("utf-8").splitlines())]
    found: list[tuple[str, Row, bool]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            asked = [line for line in lines if line["collection"] == name]
            found += [(name, *one) for one in rows(asked, collection, embedder, reader)]
    names, table, labels = (np.array(column) for column in zip(*found, strict=True))
    shares = told_apart(table, labels, names, features)
    passing = shares >= least
    apart = roc_auc_score(labels, shares)
    print(f"{len(labels)} drafts, {labels.mean():.2f} right; AUROC {apart:.3f}")
    right_ones, others = passing[labels].mean(), passing[~labels].mean()
    print(f"of right drafts pass {right_ones:.3f}, of others {others:.3f}")
    print(f"of what passes {(~labels[passing]).mean():.3f} are wrong")
    fitted = replace(fit_linear(table, labels, features), threshold=least)
    fitted_on = f"{reader.name}, {writer}, {len(labels)} drafts of benchmarks/judged"
    write_calibration(fitted, PACKAGE / "grounding" / out, fitted_on)


if __name__ == "__main__":
    main()
