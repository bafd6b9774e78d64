"""Fit how likely the reader is right about what the documents say to a question as such.

    python -m benchmarks.fit_stance

Questions in people's own words on the documents of benchmarks/asked: those of
benchmarks/judged/drafts.jsonl, and of benchmarks/judged/stances.jsonl, many of which take for
granted what a document contradicts. The program searches and reads as it does for an answer; right
is a yes or no that the gold answer begins with, and "otherwise" where the question is of kind
`premise`. Writes stance.json of assistant/grounding, and says how well questions of one collection
are told by the others.
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

from assistant.grounding import stance
from assistant.language.question import Question
from assistant.protocols import Embedder, Reader
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import read_passages
from assistant.writing.evidence import read_evidence
from assistant.writing.stating import stating
from benchmarks.common import ASKED, JUDGED, collections_of
from benchmarks.fit_reading import PACKAGE, TOP, fit_linear, told_apart, write_refusal

LIKELY = 0.75
"""Least probability of being right of what is said so."""

Line = Mapping[str, Any]


def rows(
    lines: Sequence[Line], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[NDArray[np.float64], bool, Line]]:
    """What is weighed of each question, and whether the reader leans to what is right."""
    for line in lines:
        question = Question.parse(line["question"])
        vector = embedder.encode_queries([question.text])[0]
        hits = stating(retrieve(collection, question, vector, TOP))
        sentences = read_evidence(question, hits, read_passages(question.text, hits, reader))
        found = stance.leaning(question, sentences, reader)
        if found is not None:
            said, _, row = found
            yield row, said == gold(line), line


def gold(line: Line) -> str | None:
    """What the documents say to a question as such; None where they say nothing."""
    if line["kind"] == "premise":
        return "otherwise"
    first = line["answer"].split()[0].strip(",.;:").lower() if line["answer"] else ""
    return first if line["kind"] == "yes_no" and first in {"yes", "no"} else None


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    files = (JUDGED, JUDGED.with_name("stances.jsonl"))
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    found: list[tuple[str, NDArray[np.float64], bool]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            asked = [line for line in lines if line["collection"] == name]
            for row, is_right, _ in rows(asked, collection, embedder, reader):
                found.append((name, row, is_right))
    groups, table, labels = (np.array(column) for column in zip(*found, strict=True))
    shares = told_apart(table, labels, groups, stance.NAMES)
    polar = table[:, stance.NAMES.index("is_polar")] > 0
    for kind, those in (("yes or no", polar), ("other questions", ~polar)):
        passing = shares[those] >= LIKELY
        right = labels[those]
        print(
            f"{kind}: {those.sum()}, right {right.mean():.2f}, "
            f"AUROC {roc_auc_score(right, shares[those]):.3f}; from {LIKELY}: "
            f"{passing.sum()} pass, {right[passing].sum()} of them right"
        )
    fitted = replace(fit_linear(table, labels, stance.NAMES), threshold=LIKELY)
    fitted_on = f"{reader.name}, {len(labels)} questions on benchmarks/asked"
    write_refusal(fitted, PACKAGE / "grounding/stance.json", fitted_on)


if __name__ == "__main__":
    main()
