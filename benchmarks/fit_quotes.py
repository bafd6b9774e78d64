"""Fit when the first sentence answers that is shown where no draft may be.

    python -m benchmarks.fit_quotes

Asks what judged/drafts.jsonl asks, with the drafts of that file, and every third question that has
an answer once more with all that answers left out, with a draft that is written anew. Where the
draft does not pass, the first sentence, in the order of `writing.approval`, is right if a person
has marked it. Writes quotes.json of assistant/answering. Says how well sentences of one collection
are told apart by the others, and of how many that would be quoted the first is right.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.quotes import LIKELY, NAMES, measure
from assistant.runtime import Runtime
from benchmarks.common import ASKED, JUDGED, collections_of
from benchmarks.fit_reading import PACKAGE, fit_linear, told_apart, write_calibration
from benchmarks.outcomes import EVERY, Left, Models, left_unworded

QUOTED = 0.6
"""Least probability of a sentence that is shown as the answer."""


def cases(
    lines: list[Mapping[str, Any]], models: Models
) -> Iterator[tuple[str, NDArray[np.float64], bool, bool]]:
    """Each question whose draft does not pass.

    With its collection, its feature row, whether the first sentence is right, and whether the
    answer was left out.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, models[0], stack):
            own = [line for line in lines if line["collection"] == name]
            asked = [(line, ()) for line in own]
            absent = [(line, line["evidence"]) for line in own if line["answerable"]][1::EVERY]
            for line, without in (*asked, *absent):
                found = left_unworded(line, collection, models, without)
                if isinstance(found, Left) and found.sentences:
                    row = measure(found.sentences, found.judged)
                    yield name, row, found.is_right, bool(without)


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    models = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    columns = zip(*cases(lines, models), strict=True)
    names, table, right, absent = (np.array(column) for column in columns)
    shares = told_apart(table, right, names, NAMES)
    print(f"{len(right)} first sentences; AUROC {roc_auc_score(right, shares):.3f}")
    for head, those in (("as asked", ~absent), ("answer left out", absent)):
        quoted, likely = those & (shares >= QUOTED), those & (shares >= LIKELY)
        print(f"{head}: {those.sum()}, {right[those].sum()} right")
        print(f"  quoted {quoted.sum()}, {right[quoted].sum()} right")
        print(f"  likely {likely.sum()}, {right[likely].sum()} right")
    fitted = replace(fit_linear(table, right, NAMES), threshold=QUOTED)
    fitted_on = f"{models[1].name}, {runtime.profile.writer}, {len(right)} sentences"
    write_calibration(fitted, PACKAGE / "answering/quotes.json", f"{fitted_on} of benchmarks/asked")


if __name__ == "__main__":
    main()
