from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.grounding.refuse import (
    NAMES,
    decide,
    default_calibration,
    find_missing,
    measure,
    refusal,
)
from assistant.language.question import Question
from assistant.protocols import Reading
from assistant.records import Evidence, Status
from tests.writing.samples import evidence_of

BRIDGE = evidence_of(
    "The Norwegian bridge opened with 400 guests.", title="Bridge in Oslo", day=date(2019, 5, 3)
)


def silent(documents: Sequence[str], term: str) -> bool:
    return False


def missing_of(question: str, *evidence: Evidence) -> tuple[str, ...]:
    return find_missing(Question.parse(question), evidence or (BRIDGE,), silent)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("When did the Norway bridge open?", ()),
        ("When did the bridge in Oslo open?", ()),
        ("When did the bridge in Lima open?", ("Lima",)),
        ("Did Joe Biden open the Oslo bridge?", ("Joe Biden",)),
        ("Who were the 500 guests in 2020?", ()),
        ("How many guests come on a Sunday in June?", ()),
        ("Did April Jones come on 3 June?", ("April Jones",)),
        ("when did it open", ()),
    ],
)
def test_names_that_nothing_mentions(question: str, names: tuple[str, ...]) -> None:
    assert missing_of(question) == names


def test_what_stands_elsewhere_in_the_document_is_not_missing() -> None:
    asked: list[tuple[list[str], str]] = []

    def speaks_of(documents: Sequence[str], term: str) -> bool:
        asked.append((list(documents), term))
        return True

    question = Question.parse("Who were the 500 guests in Lima?")
    assert find_missing(question, [BRIDGE], speaks_of) == ()
    assert asked == [([BRIDGE.document.id], "lima")]


@pytest.mark.parametrize(
    ("question", "missing", "confidence", "status"),
    [
        ("When did it open?", (), 0.9, "answered"),
        ("When did it open?", (), 0.1, "refused"),
        ("Tariffs on Mexico?", ("Mexico",), 0.9, "answered"),
        ("Tariffs on Mexico?", ("Mexico",), 0.1, "refused"),
        ("Tariffs on China and Mexico?", ("Mexico",), 0.9, "partial"),
        ("Tariffs on Mexico or China?", ("Mexico",), 0.9, "partial"),
        ("Tariffs on China and Mexico?", ("China", "Mexico"), 0.9, "answered"),
        ("Tariffs on China and Mexico?", ("Mexico",), 0.1, "refused"),
    ],
)
def test_decide(question: str, missing: tuple[str, ...], confidence: float, status: Status) -> None:
    assert decide(Question.parse(question), missing, confidence, 0.5) == status


@pytest.mark.parametrize(
    ("missing", "searched", "partial", "reason"),
    [
        ((), (0, 0), False, "Nothing was searched: no document passes the filters."),
        ((), (9, 1), False, "Nothing in the one document answers this well enough to quote."),
        (("Lima",), (9, 2), False, "“Lima” in answer"),
        (("Lima", "Oslo", "40"), (9, 2), False, "“Lima”, “Oslo” and “40”"),
        (("Lima",), (9, 2), True, "The cited documents do not mention “Lima”."),
    ],
)
def test_what_a_person_is_told(
    missing: tuple[str, ...], searched: tuple[int, int], partial: bool, reason: str
) -> None:
    told = refusal(missing, searched, (), partial=partial)
    assert reason in told.reason
    assert told.reason.endswith(".")
    assert (told.missing, told.searched) == (missing, searched)


def test_where_an_answer_is_likely_it_is_not_said_that_there_is_none() -> None:
    told = refusal((), (9, 2), (), partial=False, is_likely=True)
    assert told.is_likely
    assert told.reason == "Nothing in the 2 documents is sure to answer this."


numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)


@given(st.lists(numbers, min_size=len(NAMES), max_size=len(NAMES)))
def test_confidence_is_a_probability(row: list[float]) -> None:
    assert 0.0 <= default_calibration().confidence(np.array(row)) <= 1.0


def test_the_shipped_calibration_fits_the_features() -> None:
    calibration = default_calibration()
    assert calibration.names == NAMES
    assert calibration.mean.shape == calibration.scale.shape == (len(NAMES),)
    assert calibration.weight.shape == (len(NAMES),)
    assert 0 < calibration.threshold < 1
    assert (calibration.scale > 0).all()


def test_what_was_read_is_measured_by_its_best() -> None:
    question = Question.parse("When did the bridge in Oslo open?")
    reading = Reading(
        np.array([-3.0, 8.0, 2.0], np.float32),
        np.array([4.0, -1.0, -2.5], np.float32),
        ((0, 1), (0, 1), (0, 1)),
        (np.array([-1.0, 0.5], np.float32), np.array([1.5], np.float32), np.empty(0, np.float32)),
    )
    row = measure(question, reading, ("Oslo",))
    assert dict(zip(NAMES, row.tolist(), strict=True)) == {
        "evidence_best": 1.5,
        "rank_best": 8.0,
        "none_least": -2.5,
        "names_missing": 1.0,
    }


def test_where_the_reader_finds_nothing_the_confidence_is_low() -> None:
    calibration = default_calibration()
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
    assert bool(missing) is is_missing


def test_a_missing_name_lowers_the_confidence() -> None:
    known, missing = np.array([1.0, 4.0, -1.0, 0.0]), np.array([1.0, 4.0, -1.0, 1.0])
    calibration = default_calibration()
    assert calibration.confidence(missing) < calibration.confidence(known)
