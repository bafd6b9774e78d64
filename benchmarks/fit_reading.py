"""Fit when a question is refused.

    python -m benchmarks.fit_reading

benchmarks/judged/drafts.jsonl holds questions in people's own words on the documents of
benchmarks/asked, and which sentences answer them. Each is asked with all passages there, with those
that answer left out, and with a name of it exchanged for one of another collection. Writes
refusal.json of assistant/grounding. `benchmarks/fit_right.py` fits when a draft is right.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

import assistant
from assistant.grounding import refuse
from assistant.grounding.calibration import Calibration
from assistant.language.names import names
from assistant.protocols import Embedder, Reader
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import READ
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.labelled import answering

Kind = Literal["present", "absent", "near", "swapped"]

PACKAGE = Path(assistant.__file__).parent

REFUSED_ANSWERABLE = 0.04
QUANTILES = np.linspace(0, 1, 101)

Line = Mapping[str, Any]
Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question as it was asked.

    Attributes:
        kind: as it is, with an answer found or without; without what answers; with another name.
        refusal: what refusal weighs.
    """

    kind: Kind
    refusal: Row


def cases(
    lines: Sequence[Line],
    foreign: Sequence[str],
    collection: Collection,
    embedder: Embedder,
    reader: Reader,
) -> Iterator[Case]:
    """Each question as it is, without its answer, and of another name."""
    chance = random.Random(5)

    def case(text: str, marks: Sequence[str], kind: Kind) -> Case:
        left_out = marks if kind == "near" else ()
        looked = look_up(text, collection, embedder, reader, left_out)
        missing = refuse.find_missing(looked.question, looked.order[:READ], collection.mentions)
        right = [mark for hit in looked.hits for mark in answering(hit, marks)]
        return Case(
            "absent" if kind == "present" and not any(right) else kind,
            refuse.measure(looked.question, looked.reading, missing),
        )

    for line in lines:
        text, marks = line["question"], line["evidence"]
        yield case(text, marks, "present")
        if marks:
            yield case(text, marks, "near")
        if own := names(text):
            yield case(text.replace(chance.choice(own), chance.choice(foreign)), [], "swapped")


def fit_linear(
    table: NDArray[np.float64],
    labels: NDArray[np.bool_],
    names: tuple[str, ...],
) -> Calibration:
    """Logistic regression; the threshold is left open."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = table.mean(0), table.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    model = LogisticRegression(max_iter=5000)
    model.fit((table - mean) / scale, labels)
    weight, bias = model.coef_[0], float(model.intercept_[0])
    return Calibration(names, mean, scale, weight, bias, 0.0, np.empty(0))


def fit_refusal(table: NDArray[np.float64], present: NDArray[np.bool_]) -> Calibration:
    """The threshold refuses `REFUSED_ANSWERABLE` of the answerable."""
    fitted = fit_linear(table, present, refuse.NAMES)
    answerable = np.quantile([fitted.confidence(row) for row in table[present]], QUANTILES)
    fitted = replace(fitted, answerable=answerable)
    return replace(fitted, threshold=fitted.threshold_refusing(REFUSED_ANSWERABLE))


def told_apart(
    table: Row, labels: NDArray[np.bool_], groups: NDArray[np.str_], features: tuple[str, ...]
) -> Row:
    """The probability of each row, as fitted on the rows of all other groups."""
    shares = np.zeros(len(labels))
    for name in np.unique(groups):
        held = groups == name
        fitted = fit_linear(table[~held], labels[~held], features)
        shares[held] = [fitted.confidence(row) for row in table[held]]
    return shares


def write_calibration(fitted: Calibration, path: Path, fitted_on: str) -> None:
    """Write what `calibration.shipped` reads."""
    columns = np.stack([fitted.mean, fitted.scale, fitted.weight], axis=1).round(5).tolist()
    content = {
        "fitted_on": fitted_on,
        "threshold": round(fitted.threshold, 4),
        **({"answerable": fitted.answerable.round(4).tolist()} if fitted.answerable.size else {}),
        "bias": round(fitted.bias, 5),
        "features": dict(zip(fitted.names, columns, strict=True)),
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print("wrote", path)


def main() -> None:
    """Run the command."""
    from sklearn.metrics import roc_auc_score

    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    found: list[Case] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            here = [line for line in lines if line["collection"] == name]
            foreign = [n for line in lines if line not in here for n in names(line["question"])]
            found += cases(here, foreign, collection, embedder, reader)
    kinds = np.array([case.kind for case in found])
    table = np.array([case.refusal for case in found])
    present = kinds == "present"
    refusal = fit_refusal(table, present)
    fitted_on = f"{reader.name}, {len(found)} questions on benchmarks/asked"
    write_calibration(refusal, PACKAGE / "grounding/refusal.json", fitted_on)
    shares = np.array([refusal.confidence(row) for row in table])
    for kind in dict.fromkeys(kinds):
        those = shares[kinds == kind]
        print(f"{kind}: {(those < refusal.threshold).mean():.3f} of {len(those)} refused", end="")
        either = present | (kinds == kind)
        apart = "" if kind == "present" else roc_auc_score(present[either], shares[either])
        print(f", AUROC {apart:.3f}" if apart else "")


if __name__ == "__main__":
    main()
