r"""Fit when a question is refused, and when a draft is right, where a reader has read the passages.

    python -m benchmarks.fit_reading squad.json "Frédéric Chopin" IPod Genocide Antibiotics \
        --drafts drafts.jsonl

Reads a file in SQuAD's layout and asks about the named articles, which the reader must not have
been trained on (`left_out` in training/reader.yaml): with all passages there, with the answer's
passage left out, with its article left out, and with a name of the question exchanged. The writer
of the default profile drafts an answer each time; a draft for a question with an answer is right
where its first sentence has a gold answer, every other one is wrong. Questions as people ask them
(yes or no, why, lists, comparisons, false premises) of the same articles and of
benchmarks/everyday come from benchmarks/judged/drafts.jsonl, with drafts that were judged by
reading. Writes refusal_read.json and right.json of assistant/grounding. Drafts are kept in a file,
so that a run may be cut.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.grounding import refuse, right
from assistant.grounding.judge import claims_of, rows_of
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.search.retrieve import retrieve
from assistant.writing.direct import (
    READ,
    Draft,
    fitting,
    ranked,
    read_passages,
    write_direct,
)
from assistant.writing.features import idf
from assistant.writing.prompts import direct_prompt
from assistant.writing.stating import stating
from benchmarks.common import Article, Asked, collection_of, read_squad
from benchmarks.fit import PACKAGE, QUANTILES, REFUSED_ANSWERABLE, swap_names, write_refusal

Kind = Literal["present", "near", "absent", "swapped", "asked", "unanswerable"]

JUDGED = Path(__file__).with_name("judged") / "drafts.jsonl"
"""A line for each question: `collection` ("articles" or "everyday"), `question`, `answerable`,
`draft`, and whether that is `right`."""

EVERYDAY = Path(__file__).with_name("everyday") / "documents"

TOP = 8
DEPTH = 60
"""Passages that are found, so that enough stay where an article is left out."""

TOKENS = 100
LIKELY = 0.4
"""Least probability of being right of a draft that is shown. The drafts it is fitted on are harder
than most: of those of `benchmarks/fields` between .4 and .5, two in three were right."""

Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what of the collection it may be answered from, and the words that are gold."""

    kind: Kind
    asked: Asked
    judged: Mapping[str, bool] = field(default_factory=dict)

    def is_right(self, draft: str, claim: str) -> bool | None:
        """Whether a draft, or the claim that it begins with, is right; None where nobody knows."""
        if self.kind in {"asked", "unanswerable"}:
            return self.judged.get(draft)
        return self.kind == "present" and _has_gold(claim, self.asked)


class Drafts:
    """What the writer wrote for each prompt, kept in a file."""

    def __init__(self, path: Path, writer: Generator) -> None:
        self._path, self._writer = path, writer
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        self._known = {
            prompt: Draft(text, sureness) for prompt, text, sureness in map(json.loads, lines)
        }

    def __call__(self, question: str, read: Sequence[Hit]) -> Draft:
        asked = direct_prompt(question, read)
        if asked not in self._known:
            draft = write_direct(question, read, self._writer, TOKENS)
            self._known[asked] = draft
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([asked, draft.text, draft.sureness]) + "\n")
        return self._known[asked]


@dataclass(frozen=True, slots=True)
class Models:
    """What an answer takes."""

    embedder: Embedder
    reader: Reader
    drafts: Drafts
    writer: Generator


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


def judged_cases(collection: str) -> list[Case]:
    """Questions of a collection whose drafts were judged by reading; each with all its drafts."""
    judged: dict[tuple[str, Kind], dict[str, bool]] = {}
    for row in map(json.loads, JUDGED.read_text("utf-8").splitlines()):
        if row["collection"] == collection:
            kind: Kind = "asked" if row["answerable"] else "unanswerable"
            judged.setdefault((row["question"], kind), {})[row["draft"]] = row["right"]
    return [Case(kind, Asked(text, text), drafts) for (text, kind), drafts in judged.items()]


def rows(
    chosen: Sequence[Case], collection: Collection, models: Models
) -> Iterator[tuple[Case, Row, Row, bool]]:
    """For each case what refusal weighs, what the judge weighs, and whether the draft is right."""

    def frequencies(terms: Sequence[str]) -> tuple[list[int], int]:
        return collection.document_frequencies(terms), collection.counts()[0]

    for case in chosen:
        asked, question = case.asked, Question.parse(case.asked.text)
        vector = models.embedder.encode_queries([asked.text])[0]
        hits = stating(retrieve(collection, question, vector, DEPTH))
        hits = [hit for hit in hits if _is_there(hit, case)][:TOP]
        if not hits:
            continue
        reading = read_passages(asked.text, hits, models.reader)
        inverse = idf(question, frequencies)
        order = ranked(hits, reading.relevance.tolist(), inverse)
        missing = refuse.find_missing(question, order[:READ], collection.mentions)
        read = fitting(asked.text, order, models.writer, TOKENS)
        asked_row = refuse.measure_read(question, reading, missing)
        draft = models.drafts(asked.text, read)
        borne, _ = claims_of(draft.text, question, read, models.embedder)
        is_right = case.is_right(draft.text, borne[0].claim) if borne else None
        if is_right is None:
            continue
        found = right.found_in(hits, reading)
        yield case, asked_row, rows_of(borne[:1], question, found, draft.sureness)[0], is_right


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


def _has_gold(claim: str, asked: Asked) -> bool:
    return any(right.said_of(answer, claim) == 1.0 for answer in asked.answers)


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


def fit_right(
    table: NDArray[np.float64], labels: NDArray[np.bool_], answered: NDArray[np.bool_]
) -> refuse.Calibration:
    """What passes `LIKELY`, and how much of that is wrong, of the questions not refused."""
    fitted = fit_linear(table, labels, right.NAMES)
    table, labels = table[answered], labels[answered]
    shares = np.array([fitted.confidence(row) for row in table])
    passing = shares >= LIKELY
    right_ones, others = passing[labels].mean(), passing[~labels].mean()
    print(f"of right drafts pass {right_ones:.3f}, of others {others:.3f}")
    print(f"of what passes {(~labels[passing]).mean():.3f} are wrong")
    return replace(fitted, threshold=LIKELY)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("articles", nargs="+", help="titles that the reader was not trained on")
    parser.add_argument("--drafts", type=Path, required=True, help="kept between runs")
    parser.add_argument("--questions", type=int, default=240)
    parser.add_argument("--cases", type=int, help="of all, mixed, the first so many")
    arguments = parser.parse_args()
    articles, asked = read_squad(arguments.data)
    titles = {one.document.id: one.document.title for one in articles}
    asked = [one for one in asked if titles[one.article] in arguments.articles]
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    assert runtime.load_reader is not None
    writer, embedder = runtime.load_writer(), runtime.load_embedder()
    models = Models(embedder, runtime.load_reader(), Drafts(arguments.drafts, writer), writer)
    chosen = cases(asked, articles, arguments.questions)[: arguments.cases]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        collection = stack.enter_context(collection_of(folder / "all", articles, embedder))
        found = list(rows(chosen + judged_cases("articles"), collection, models))
        everyday = stack.enter_context(Collection.open(folder / "everyday", create=True))
        index_paths(everyday, [EVERYDAY], embedder)
        found += rows(judged_cases("everyday"), everyday, models)
    fitted_on = (
        f"{models.reader.name}, {writer.name}, {len(found)} questions on "
        f"{', '.join(arguments.articles)} of {arguments.data.name} and on benchmarks/everyday"
    )
    kinds = np.array([case.kind for case, *_ in found])
    asked_rows = np.array([row for _, row, _, _ in found])
    # What people ask and no passage says well is not what refusal is to learn.
    made = ~np.isin(kinds, ("asked", "unanswerable"))
    refusal = fit_refusal(asked_rows[made], kinds[made] == "present")
    write_refusal(refusal, PACKAGE / "grounding/refusal_read.json", fitted_on)
    for kind in dict.fromkeys(kinds):
        those = asked_rows[kinds == kind]
        refused = np.mean([refusal.confidence(row) < refusal.threshold for row in those])
        print(f"{kind}: {refused:.3f} of {len(those)} refused")
    table = np.array([row for _, _, row, _ in found])
    labels = np.array([is_right for *_, is_right in found])
    answered = np.array([refusal.confidence(row) >= refusal.threshold for row in asked_rows])
    write_refusal(fit_right(table, labels, answered), PACKAGE / "grounding/right.json", fitted_on)


if __name__ == "__main__":
    main()
