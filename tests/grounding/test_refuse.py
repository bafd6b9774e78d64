from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.refuse import (
    CALIBRATED,
    CALIBRATED_READER,
    NAMES,
    OF_THE_EMBEDDER,
    READ,
    Missing,
    calibration_for,
    decide,
    expand,
    find_missing,
    measure,
    measure_read,
    overlap_in_meaning,
    product_names,
    refusal,
)
from assistant.language.question import Question
from assistant.protocols import Reading
from assistant.records import Evidence, Status
from assistant.writing.evidence import select
from tests.fakes import FakeEmbedder
from tests.search.samples import make_document
from tests.writing.samples import evidence_of, hit_of, rare

BRIDGE = evidence_of(
    "The Norwegian bridge opened with 400 guests.", title="Bridge in Oslo", day=date(2019, 5, 3)
)


def silent(documents: Sequence[str], term: str) -> bool:
    return False


def missing_of(question: str, *evidence: Evidence) -> Missing:
    return find_missing(Question.parse(question), evidence or (BRIDGE,), silent)


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("When did the Norway bridge open?", (), ()),
        ("When did the bridge in Oslo open?", (), ()),
        ("When did the bridge in Lima open?", ("Lima",), ()),
        ("Did Joe Biden open the Oslo bridge?", ("Joe Biden",), ()),
        ("Who were the 400 guests in 2019?", (), ()),
        ("Who were the 500 guests?", (), ("500",)),
        ("What happened in 2020?", (), ("2020",)),
        ("when did it open", (), ()),
        ("When did Oslo 2 open?", (), ("2",)),
    ],
)
def test_names_and_numbers_that_nothing_mentions(
    question: str, names: tuple[str, ...], numbers: tuple[str, ...]
) -> None:
    missing = missing_of(question)
    assert (missing.names, missing.numbers) == (names, numbers)
    assert missing.words == names + numbers


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why was Artemis 2 late?", "Artemis II was late."),
        ("Why was Artemis II late?", "Artemis 2 was late."),
        ("Who won World War 2?", "World War II was won by the Allies."),
    ],
)
def test_roman_numbers_are_numbers(question: str, said: str) -> None:
    assert not missing_of(question, evidence_of(said)).words
    assert missing_of(question, evidence_of(said.replace("II", "III").replace("2", "3"))).words


def test_what_stands_elsewhere_in_the_document_is_not_missing() -> None:
    asked: list[tuple[list[str], str]] = []

    def speaks_of(documents: Sequence[str], term: str) -> bool:
        asked.append((list(documents), term))
        return True

    question = Question.parse("Who were the 500 guests in Lima?")
    assert find_missing(question, [BRIDGE], speaks_of) == Missing((), ())
    assert [documents for documents, _ in asked] == [[BRIDGE.document.id]] * 2


@pytest.mark.parametrize(
    ("question", "missing", "confidence", "status"),
    [
        ("When did it open?", Missing((), ()), 0.9, "answered"),
        ("When did it open?", Missing((), ()), 0.1, "refused"),
        ("Tariffs on Mexico?", Missing(("Mexico",), ()), 0.9, "refused"),
        ("Tariffs on China and Mexico?", Missing(("Mexico",), ()), 0.9, "partial"),
        ("Tariffs on Mexico or China?", Missing(("Mexico",), ()), 0.9, "partial"),
        ("Tariffs on China and Mexico?", Missing(("China", "Mexico"), ()), 0.9, "refused"),
        ("Tariffs on China and Mexico?", Missing(("Mexico",), ()), 0.1, "refused"),
        ("Tariffs of 60% on China and Mexico?", Missing(("Mexico",), ("60%",)), 0.9, "refused"),
    ],
)
def test_decide(question: str, missing: Missing, confidence: float, status: Status) -> None:
    assert decide(Question.parse(question), missing, confidence, 0.5) == status


@pytest.mark.parametrize(
    ("missing", "confidence", "status"),
    [
        (Missing((), ("60%",)), 0.9, "answered"),
        (Missing((), ("60%",)), 0.1, "refused"),
        (Missing(("Mexico",), ("60%",)), 0.9, "partial"),
        (Missing(("China", "Mexico"), ()), 0.9, "answered"),
        (Missing(("China", "Mexico"), ()), 0.1, "refused"),
    ],
)
def test_where_passages_were_read_the_confidence_weighs_what_is_missing(
    missing: Missing, confidence: float, status: Status
) -> None:
    question = Question.parse("Tariffs of 60% on China and Mexico?")
    assert decide(question, missing, confidence, 0.5, is_read=True) == status


@pytest.mark.parametrize(
    ("missing", "searched", "partial", "reason"),
    [
        ((), (0, 0), False, "Nothing was searched: no document passes the filters."),
        ((), (9, 1), False, "None of 9 passages of 1 document answers this well enough to quote."),
        (("Lima",), (9, 2), False, "“Lima” in answer"),
        (("Lima", "Oslo", "40"), (9, 2), False, "“Lima”, “Oslo” and “40”"),
        (("Lima",), (9, 2), True, "The cited documents do not mention “Lima”."),
    ],
)
def test_what_the_reader_is_told(
    missing: tuple[str, ...], searched: tuple[int, int], partial: bool, reason: str
) -> None:
    told = refusal(Missing(missing, ()), searched, (), partial=partial)
    assert reason in told.reason
    assert told.reason.endswith(".")
    assert (told.missing, told.searched) == (missing, searched)


def test_where_an_answer_is_likely_it_is_not_said_that_there_is_none() -> None:
    told = refusal(Missing((), ()), (9, 2), (), partial=False, is_likely=True)
    assert told.is_likely
    assert told.reason == "Nothing in 9 passages of 2 documents is sure to answer this."


numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)


@given(st.lists(numbers, min_size=len(NAMES), max_size=len(NAMES)))
def test_confidence_is_a_probability(row: list[float]) -> None:
    assert 0.0 <= calibration_for(CALIBRATED).confidence(np.array(row)) <= 1.0


@pytest.mark.parametrize(
    ("embedder", "reader", "names"),
    [
        (CALIBRATED, None, NAMES),
        (CALIBRATED, "another", NAMES),
        (CALIBRATED, CALIBRATED_READER, READ),
        ("another", CALIBRATED_READER, READ),
    ],
)
def test_the_shipped_calibration_fits_the_features(
    embedder: str, reader: str | None, names: tuple[str, ...]
) -> None:
    calibration = calibration_for(embedder, reader)
    assert calibration.names == names
    assert calibration.is_read is (names == READ)
    assert calibration.mean.shape == calibration.scale.shape == (len(names),)
    assert calibration.weight.shape == (len(names) + len(product_names(names)),)
    assert 0 < calibration.threshold < 1
    assert (calibration.scale > 0).all()


def test_expand_adds_each_product_once() -> None:
    row = np.arange(2.0, 2.0 + len(NAMES))
    expanded = expand(row)
    np.testing.assert_array_equal(expanded[: len(NAMES)], row)
    by_name = dict(zip(product_names(NAMES), expanded[len(NAMES) :], strict=True))
    assert by_name[f"{NAMES[0]}*{NAMES[1]}"] == row[0] * row[1]
    assert expand(np.stack([row, row])).shape == (2, len(expanded))


def test_a_question_that_is_answered_is_measured_higher() -> None:
    document = make_document("The harbour bridge opened in May 2019.", title="Harbour")
    rows = []
    for text in ("When did the harbour bridge open?", "Who won the chess final in Lima?"):
        question = Question.parse(text)
        selection = select(question, [hit_of(document)], FakeEmbedder(), rare)
        missing = find_missing(question, selection.evidence, silent)
        row = measure(question, selection, missing, FakeEmbedder())
        assert row.shape == (len(NAMES),)
        assert np.isfinite(row).all()
        share = overlap_in_meaning(question, selection, FakeEmbedder())
        assert 0.0 <= share <= 1.0
        rows.append(dict(zip(NAMES, row.tolist(), strict=True)))
    for name in ("best_cosine", "overlap_in_meaning"):
        assert rows[0][name] > rows[1][name]
    assert [row["a_name_is_missing"] for row in rows] == [0.0, 1.0]


def test_what_was_read_is_measured_by_its_best() -> None:
    question = Question.parse("When did the bridge in Oslo open?")
    reading = Reading(
        np.array([-3.0, 8.0, 2.0], np.float32),
        np.array([4.0, -1.0, -2.5], np.float32),
        ((0, 1), (0, 1), (0, 1)),
        (np.array([-1.0, 0.5], np.float32), np.array([1.5], np.float32), np.empty(0, np.float32)),
    )
    row = measure_read(question, reading, Missing(("Oslo",), ()))
    assert dict(zip(READ, row.tolist(), strict=True)) == {
        "evidence_best": 1.5,
        "rank_best": 8.0,
        "none_least": -2.5,
        "names_missing": 1.0,
    }


def test_where_the_reader_finds_nothing_the_confidence_is_low() -> None:
    calibration = calibration_for(CALIBRATED, CALIBRATED_READER)
    high, low = np.array([3.0, 8.0, -3.0, 0.0]), np.array([-6.0, -8.0, 3.0, 1.0])
    assert calibration.confidence(low) < calibration.threshold < calibration.confidence(high)


@pytest.mark.parametrize(
    ("name", "mentioned", "is_missing"),
    [
        ("North Korea", "Korea", True),
        ("North Korea", "North Korea", False),
        ("Joe Biden", "Biden", False),
        ("Joe Biden", "Joe", True),
    ],
)
def test_a_name_is_sought_by_what_tells_it_from_others(
    name: str, mentioned: str, is_missing: bool
) -> None:
    question = Question.parse(f"When did {name} sign it?")
    evidence = [evidence_of("The paper was signed in May.")]
    missing = find_missing(question, evidence, lambda _, term: term.lower() == mentioned.lower())
    assert bool(missing.names) is is_missing


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=2))
def test_another_embedder_is_not_judged_by_its_cosines(cosines: list[float]) -> None:
    calibration = calibration_for("an-embedder-without-calibration")
    rows = np.full((2, len(NAMES)), 0.5)
    for row, cosine in zip(rows, cosines, strict=True):
        row[[NAMES.index(name) for name in OF_THE_EMBEDDER]] = cosine
    low, high = (calibration.confidence(row) for row in rows)
    assert low == pytest.approx(high)
    assert calibration.threshold > 0


def test_a_missing_name_lowers_the_confidence_with_any_embedder() -> None:
    for embedder in (CALIBRATED, "another"):
        calibration = calibration_for(embedder)
        row = np.array([6.0, 0.6, 0.6, 0.6, 0.8, 0.9, 0.3, 0.0, 0.0, 0.0])
        absent = row.copy()
        absent[[NAMES.index("names_missing"), NAMES.index("a_name_is_missing")]] = 1.0
        assert calibration.confidence(absent) < calibration.confidence(row)
