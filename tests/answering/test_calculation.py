"""What is worked out from the sentences that may answer, and when it is the answer."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering import calculation as under_test
from assistant.answering import ways
from assistant.answering.calculation import (
    NAMES,
    Calculated,
    answer_calculated,
    calculated,
    default_calculation,
    may_be_worked_out,
    over_all_rows,
)
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.corpus.read.table import table_lines
from assistant.grounding.arithmetic import Worked
from assistant.grounding.calibration import Calibration
from assistant.language.question import Question
from assistant.records import Answer, Evidence, Receipt
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.answering.test_completing import sentences_of
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import add, make_document

QUESTION = "By how much did the mooring fee go up?"
OTHER, FEE = sentences_of("The pier is new. The mooring fee is £612, where it was £578.")
LINE = "result = 612 - 578  # pounds"
SURE = math.log(0.9)


def fitted(threshold: float) -> Calibration:
    """As likely as the writer believes more in the result."""
    return Calibration(
        NAMES, np.zeros(2), np.ones(2), np.array([0.0, 1.0]), 0.0, threshold, np.empty(0)
    )


def said_by(*words: str, sureness: float | None = SURE) -> FakeGenerator:
    return FakeGenerator(*words, sureness=sureness, is_taught=True)


def test_the_writer_gives_the_line_and_says_what_it_thinks_of_the_result() -> None:
    writer = said_by(LINE, "Yes", "No")
    found = calculated(QUESTION, [OTHER, FEE], writer)
    assert found is not None
    assert (found.worked.result, found.sources) == ("£34", (FEE,))
    odds = math.log(0.9 / 0.1)
    assert found.row == pytest.approx([SURE, 2 * odds])


@pytest.mark.parametrize(
    "writer",
    [
        said_by("result = None"),
        said_by("result = 612 - 500"),
        said_by(LINE, "Perhaps", "Yes"),
        said_by(LINE, sureness=None),
    ],
    ids=["none", "not said", "no opinion", "not sure of anything"],
)
def test_without_a_line_that_holds_nothing_is_worked_out(writer: FakeGenerator) -> None:
    assert calculated(QUESTION, [FEE], writer) is None


def test_of_no_sentence_nothing_is_worked_out() -> None:
    assert calculated(QUESTION, [], said_by(LINE, "Yes", "No")) is None


def test_who_stops_it_is_shown_nothing() -> None:
    assert calculated(QUESTION, [FEE], said_by(LINE, "Yes", "No"), lambda: True) is None


def test_it_is_the_answer_where_it_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    found = calculated(QUESTION, [FEE], said_by(LINE, "Yes", "No"))
    assert found is not None
    question, receipt = Question.parse(QUESTION), Receipt({}, {})
    monkeypatch.setattr(under_test, "default_calculation", lambda: fitted(0.6))
    answer = answer_calculated(question, found, receipt)
    assert answer is not None
    assert answer.text == "£34, worked out as 612 − 578. [1]"
    assert answer.short_answer == "£34"
    assert [one.quote for one in answer.citations] == [FEE.text]
    assert answer.confidence == pytest.approx(fitted(0.6).confidence(found.row))
    unlikely = replace(found, row=-found.row)
    assert answer_calculated(question, unlikely, receipt) is None


def test_what_ships_wants_a_writer_that_is_sure_and_prefers_the_result() -> None:
    model = default_calculation()
    sure, unsure = np.array([-0.05, 1.0]), np.array([-0.3, 1.0])
    assert model.confidence(sure) >= model.threshold > model.confidence(unsure)
    assert model.confidence(sure) > model.confidence(np.array([-0.05, -2.0]))


def test_a_question_that_nothing_was_fitted_for_is_not_worked_out() -> None:
    embedder = FakeEmbedder()
    query = embedder.encode_queries([QUESTION])[0]
    assert not may_be_worked_out(Question.parse(QUESTION), query, embedder)


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_of_sentences_that_may_answer_it_stands_before_any_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_asked_for: bool
) -> None:
    def told(*_: object) -> bool:
        return is_asked_for

    monkeypatch.setattr(under_test, "may_be_worked_out", told)
    monkeypatch.setattr(under_test, "default_calculation", lambda: fitted(0.6))
    answer = _answered(tmp_path, ("Yes", "The mooring fee is £612.", "Yes", LINE, "Yes", "No"))
    assert (answer.kind, answer.short_answer) == (
        ("passages", "£34" if is_asked_for else answer.short_answer)
    )


EXPENSES = [
    ["3 March", "diesel", "van", "63.30", "", "40 l"],
    ["9 March", "diesel", "van", "55.75", "Ann", "40 l"],
    ["11 March", "tyres", "van", "184.00", "Ann", ""],
    ["2 April", "diesel", "van", "61.05", "", "45 l"],
    ["5 April", "leaflets", "office", "22.00", "Bo", ""],
    ["6 April", "stamps", "office", "8.00", "Bo", ""],
]


@pytest.mark.parametrize(
    ("asked", "taken", "told"),
    [
        ("What have I spent on diesel?", "013", "013"),
        ("What have I spent on diesel?", "01", "013"),
        ("What have I spent on diesel?", "0134", ""),
        ("What did Ann spend on diesel for the van?", "01", ""),
        ("What have I spent on diesel in March?", "01", ""),
        ("What have I spent on diesel without April?", "01", ""),
        ("What did the diesel of 3 March and of 9 March cost?", "01", ""),
        ("What did it come to in Elm Street?", "01", ""),  # where both cost 40 l
        ("What do the diesel and the tyres come to?", "02", ""),  # which diesel?
        ("What do the tyres and the leaflets come to?", "24", "24"),
        ("What do the tyres and the office things come to?", "24", ""),
        ("What did Bo pay?", "45", "45"),
        ("What did Bo pay?", "4", "4"),  # two numbers of one row
        ("What did it all come to?", "012345", "012345"),
    ],
)
def test_a_sum_is_told_over_all_rows_that_may_be_meant(
    tmp_path: Path, asked: str, taken: str, told: str
) -> None:
    lines = table_lines([["Day", "What", "Type", "Cost", "By", "Litres"]], EXPENSES, "Expenses")
    with Collection.open(tmp_path, create=True) as collection:
        add(collection, [make_document("\n\n".join(lines), source="/docs/expenses.md")])
        info = collection.documents()[0]
        passages = collection.passages_of(info.id)
        rows = [Evidence.at(one, info, one.sentences[0]) for one in passages]

        def over_all(taken: str, added: int) -> tuple[str, str]:
            total = f"£{sum(float(EXPENSES[int(row)][3]) for row in taken):.2f}"
            worked = Worked(total, "…", (0,), added)
            sources = tuple(rows[int(row)] for row in taken)
            found = Calculated(worked, sources, np.zeros(2))
            whole = over_all_rows(Question.parse(asked), found, collection)
            ids = [one.passage.id for one in whole.sources] if whole else []
            places = [one.id for one in passages]
            return "".join(
                str(places.index(one)) for one in ids
            ), whole.worked.result if whole else ""

        whole, result = over_all(taken, len(taken))
        assert whole == told
        assert not told or float(result.strip("£")) == pytest.approx(
            sum(float(EXPENSES[int(row)][3]) for row in told)
        )
        assert over_all(taken, 0)[0] == taken  # no sum
        assert over_all(taken, len(taken) + 1)[0] == (taken if len(taken) == 1 else "")


def _answered(folder: Path, written: tuple[str, ...]) -> Answer:
    writer = said_by(*written)
    with Collection.open(folder / "collection", create=True) as collection:
        add(collection, [make_document("The mooring fee is £612, where it was £578.")])
        resources = Resources(
            collection, FakeEmbedder, FakeReader, lambda: writer, top=8, answer_tokens=60
        )
        summariser = Summariser(FakeEmbedder, FakeReader)
        return ways.answer(QUESTION, resources, lambda: summariser, 8, EVERYTHING, Hooks())
