"""Fit when what was worked out is the answer, and say how well that holds out of sight.

    python -m benchmarks.calculations [--kept FILE]

Asks the questions of benchmarks/worked_out as the program does, but for what a newer document
replaced, and fits on those of questions.jsonl a logistic regression of whether the result is right:
calculation.json of assistant/answering. A result is right, too, where a `plain` question has it for
an answer. Then says what is shown of unseen.jsonl, which nothing was fitted on. With `--kept` what
the writer wrote is kept in a file, and read from it the next time.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering import calculation
from assistant.answering.calculation import line_of, may_be_worked_out, weighed
from assistant.grounding.calibration import Calibration
from assistant.indexing import index_paths
from assistant.language.quantities import quantities
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.approval import approved_first
from assistant.writing.direct import fitting
from assistant.writing.evidence import read_evidence
from benchmarks.common import look_up
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration

HERE = Path(__file__).with_name("worked_out")
ROOT = HERE.parents[1]
FITTED, UNSEEN = "questions", "unseen"

LIKELY = 0.7
"""Least probability of a result that is shown."""

NEAR = 0.002
"""How far a result may lie from the right one, as a share of it: some are rounded there."""

ROUNDED = 0.01
"""The same of a share that is stated in words of its own."""

TOKENS = 60

Line = Mapping[str, Any]


def asked(lines: Sequence[Line], runtime: Runtime) -> Iterator[dict[str, Any]]:
    """Each question with what is worked out for it, and whether the gate lets it pass."""
    assert runtime.load_writer is not None
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    writer = runtime.load_writer()
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        opened: dict[str, Collection] = {}
        for line in lines:
            folder, text = line["folder"], line["question"]
            if folder not in opened:
                own = place / str(len(opened))
                opened[folder] = stack.enter_context(Collection.open(own, create=True))
                index_paths(opened[folder], [ROOT / folder], embedder)
            looked = look_up(text, opened[folder], embedder, reader)
            sentences = read_evidence(looked.question, looked.hits, looked.reading)
            read = fitting(text, looked.order, writer, TOKENS)
            ordered = approved_first(text, read, sentences, writer) or ()
            query = embedder.encode_queries([text])[0]
            written = line_of(text, ordered, writer)
            found = weighed(text, written, writer) if written is not None else None
            yield {
                **line,
                "may_be": may_be_worked_out(looked.question, query, embedder),
                "line": written and written.text,
                "sureness": written and written.sureness,
                "read": [one.text for one in written.read] if written else [],
                "result": found.worked.result if found else None,
                "row": found.row.tolist() if found else None,
            }


def is_right(line: Line) -> bool:
    """Whether a result is the quantity that its answer names."""
    [result, *_] = quantities(line["result"].removeprefix("about "))
    if line["value"] is not None and result.unit in {"", "%"}:
        return bool(abs(result.value - line["value"]) <= NEAR * line["value"])
    near = ROUNDED if result.unit == "%" else NEAR
    return any(
        one.unit == result.unit and abs(one.value - result.value) <= near * one.value
        for one in quantities(line["answer"])
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--kept", type=Path, help="what was written, from an earlier run or for one"
    )
    kept = parser.parse_args().kept
    runtime = Runtime.open("default")
    found: dict[str, list[dict[str, Any]]] = {}
    if kept is not None and kept.is_file():
        found = json.loads(kept.read_text("utf-8"))
    else:
        for name in (FITTED, UNSEEN):
            text = (HERE / f"{name}.jsonl").read_text("utf-8")
            found[name] = [*asked([*map(json.loads, text.splitlines())], runtime)]
    if kept is not None:
        kept.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    fitted = _fit([line for line in found[FITTED] if line["row"]], runtime.profile.writer)
    for name, lines in found.items():
        _print_shown(name, lines, fitted)


def _fit(lines: Sequence[Line], writer: str | None) -> Calibration:
    """The weights, fitted without the gate, which keeps most plain questions away."""
    from sklearn.metrics import roc_auc_score

    table = np.array([line["row"] for line in lines])
    labels = np.array([is_right(line) for line in lines])
    names = np.array([line["folder"] for line in lines])
    shares = told_apart(table, labels, names, calculation.NAMES)
    print(f"{len(labels)} results, {labels.sum()} right; each folder by the others:")
    print(f"AUROC {roc_auc_score(labels, shares):.3f}; from {LIKELY}, {(shares >= LIKELY).sum()}")
    print(f"are shown, {labels[shares >= LIKELY].sum()} right")
    fitted = replace(fit_linear(table, labels, calculation.NAMES), threshold=LIKELY)
    said = f"{writer}, {len(labels)} results of benchmarks/worked_out/{FITTED}.jsonl"
    write_calibration(fitted, PACKAGE / "answering/calculation.json", said)
    return fitted


def _print_shown(name: str, lines: Sequence[Line], fitted: Calibration) -> None:
    """Of the questions, how many are shown a result, and how many of these are right."""
    ends: Counter[tuple[str, str]] = Counter()
    for line in lines:
        kind = "plain" if line["value"] is None else "to be worked out"
        row = np.array(line["row"]) if line["row"] else None
        is_shown = line["may_be"] and row is not None and fitted.confidence(row) >= LIKELY
        ends[kind, ("right" if is_right(line) else "wrong") if is_shown else "left"] += 1
    print(name)
    for (kind, end), count in sorted(ends.items()):
        print(f"  {kind}: {count} {end}")


if __name__ == "__main__":
    main()
