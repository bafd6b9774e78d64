"""Fit when a question is refused, where a reader has read the passages.

    python -m benchmarks.fit_reading squad.json "Frédéric Chopin" IPod Genocide Antibiotics

Reads a file in SQuAD's layout and asks about the named articles, which the reader must not have
been trained on (`left_out` in training/reader.yaml): with all passages there, with the answer's
passage left out, with its article left out, and with a name of the question exchanged. Writes
refusal_read.json of assistant/grounding. `benchmarks/fit_right.py` fits when a draft is right.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.grounding import refuse
from assistant.language.question import Question
from assistant.protocols import Embedder, Reader
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import READ, ranked, read_passages
from assistant.writing.features import idf
from assistant.writing.stating import stating
from benchmarks.common import Article, Asked, collection_of, frequencies_of, read_squad
from benchmarks.fit import PACKAGE, QUANTILES, REFUSED_ANSWERABLE, swap_names, write_refusal

Kind = Literal["present", "near", "absent", "swapped"]

TOP = 8
DEPTH = 60
"""Passages that are found, so that enough stay where an article is left out."""

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and what of the collection it may be answered from."""

    kind: Kind
    asked: Asked


def cases(asked: Sequence[Asked], articles: Sequence[Article], count: int) -> list[Case]:
    """`count` answerable questions and as many without an answer, of all three kinds, mixed."""
    chance = random.Random(5)
    questions = [one for one in asked if one.answers]
    chance.shuffle(questions)
    swapped = swap_names(questions, articles)
    half, third = count // 2, count // 4
    kinds: list[tuple[Kind, Sequence[Asked]]] = [
        ("present", questions[:count]),
        ("near", questions[count : count + half]),
        ("absent", questions[count + half : count + half + third]),
        ("swapped", swapped[:third]),
    ]
    found = [Case(kind, one) for kind, those in kinds for one in those]
    chance.shuffle(found)
    return found


def rows(
    chosen: Sequence[Case], collection: Collection, embedder: Embedder, reader: Reader
) -> Iterator[tuple[Case, Row]]:
    """For each case what refusal weighs."""
    frequencies = frequencies_of(collection)
    for case in chosen:
        question = Question.parse(case.asked.text)
        vector = embedder.encode_queries([question.text])[0]
        hits = stating(retrieve(collection, question, vector, DEPTH))
        hits = [hit for hit in hits if _is_there(hit, case)][:TOP]
        if hits:
            reading = read_passages(question.text, hits, reader)
            order = ranked(hits, reading.relevance.tolist(), idf(question, frequencies))
            missing = refuse.find_missing(question, order[:READ], collection.mentions)
            yield case, refuse.measure_read(question, reading, missing)


def _is_there(hit: Hit, case: Case) -> bool:
    """Whether a passage is in the collection that a case is about."""
    asked = case.asked
    if case.kind == "absent":
        return hit.document.id != asked.article
    if case.kind != "near":
        return True
    text = hit.passage.text.casefold()
    return hit.passage.id != asked.passage_id and not any(
        answer.casefold() in text for answer in asked.answers
    )


def fit_linear(
    table: NDArray[np.float64],
    labels: NDArray[np.bool_],
    names: tuple[str, ...],
) -> refuse.Calibration:
    """Logistic regression without products: more of a feature never turns from good to bad.

    People's questions are shorter than those of the data set; what is learnt here has to hold
    beyond it. The threshold is left open.
    """
    from sklearn.linear_model import LogisticRegression

    mean, scale = table.mean(0), table.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    model = LogisticRegression(max_iter=5000)
    model.fit((table - mean) / scale, labels)
    weight = np.concatenate([model.coef_[0], np.zeros(len(refuse.product_names(names)))])
    bias = float(model.intercept_[0])
    fitted = refuse.Calibration(names, mean, scale, weight, bias, 0.0, np.empty(0))
    answerable = np.quantile([fitted.confidence(row) for row in table[labels]], QUANTILES)
    return replace(fitted, answerable=answerable)


def fit_refusal(table: NDArray[np.float64], present: NDArray[np.bool_]) -> refuse.Calibration:
    """The threshold refuses `REFUSED_ANSWERABLE` of the answerable."""
    fitted = fit_linear(table, present, refuse.READ)
    return replace(fitted, threshold=fitted.threshold_refusing(REFUSED_ANSWERABLE))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("articles", nargs="+", help="titles that the reader was not trained on")
    parser.add_argument("--questions", type=int, default=240)
    arguments = parser.parse_args()
    articles, asked = read_squad(arguments.data)
    titles = {one.document.id: one.document.title for one in articles}
    asked = [one for one in asked if titles[one.article] in arguments.articles]
    runtime = Runtime.open("default")
    assert runtime.load_reader is not None
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    chosen = cases(asked, articles, arguments.questions)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        collection = stack.enter_context(collection_of(folder / "all", articles, embedder))
        found = list(rows(chosen, collection, embedder, reader))
    kinds = np.array([case.kind for case, _ in found])
    table = np.array([row for _, row in found])
    refusal = fit_refusal(table, kinds == "present")
    fitted_on = (
        f"{reader.name}, {len(found)} questions on {', '.join(arguments.articles)}"
        f" of {arguments.data.name}"
    )
    write_refusal(refusal, PACKAGE / "grounding/refusal_read.json", fitted_on)
    for kind in dict.fromkeys(kinds):
        those = table[kinds == kind]
        refused = np.mean([refusal.confidence(row) < refusal.threshold for row in those])
        print(f"{kind}: {refused:.3f} of {len(those)} refused")


if __name__ == "__main__":
    main()
