"""Both sides of a comparison: when a second sentence is told beside the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from assistant.answering import passages, ways
from assistant.answering import sides as under_test
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.answering.sides import (
    MAY_COMPARE,
    NAMES,
    Sides,
    both_sides,
    measured,
)
from assistant.corpus.layout import SECTION_MARK
from assistant.grounding.calibration import Calibration
from assistant.language.question import Question
from assistant.records import Evidence
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from assistant.writing.approval import FARTHEST
from tests.answering.test_completing import sentences_of
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import add, make_document
from tests.writing.samples import hit_of

QUESTION = "full or half plot, what is the difference in price"
HALF, FULL, KEY = (
    replace(one, score=score)
    for one, score in zip(
        sentences_of("A half plot costs 46 euros. A full plot costs 84 euros. Each has a key."),
        (8.0, 6.0, -4.0),
        strict=True,
    )
)


@pytest.fixture
def comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The question compares; a second sentence is the other side where it is likely to answer."""
    fitted = Calibration(
        NAMES, np.zeros(4), np.ones(4), np.array([0.0, 1.0, 0.0, 0.0]), 0.0, 0.5, np.empty(0)
    )
    monkeypatch.setattr(under_test, "default_sides", lambda: fitted)
    monkeypatch.setattr(under_test, "compares", lambda *_: MAY_COMPARE)


def found(*sentences: Evidence, question: str = QUESTION) -> Sides | None:
    embedder = FakeEmbedder()
    query = embedder.encode_queries([question])[0]
    return both_sides(Question.parse(question), query, sentences, embedder)


@pytest.mark.usefixtures("comparing")
def test_the_other_side_stands_with_the_first_in_the_order_of_their_document() -> None:
    told = found(FULL, HALF, KEY)
    assert told is not None
    assert (told.one, told.two) == (HALF, FULL)
    assert told.likely == pytest.approx(1 / (1 + math.exp(-8)))


@pytest.mark.usefixtures("comparing")
@pytest.mark.parametrize("others", [(), (KEY,)])
def test_there_is_no_other_side_where_nothing_else_answers(others: Sequence[Evidence]) -> None:
    assert found(HALF, *others) is None


@pytest.mark.usefixtures("comparing")
def test_rows_of_tables_are_left_to_code() -> None:
    [row] = sentences_of("Prices — half plot · euros: 46")
    assert found(replace(row, score=9.0), FULL) is None
    assert found() is None


@pytest.mark.usefixtures("comparing")
def test_what_has_changed_since_is_left_to_the_other_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    [newer] = sentences_of("A half plot costs 52 euros.", title="Letter")
    monkeypatch.setattr(under_test, "with_newer", lambda _, told, __: (*told, newer))
    assert found(FULL, HALF, KEY) is None
    monkeypatch.setattr(under_test, "with_newer", lambda *_: (HALF, FULL))
    assert found(FULL, HALF, KEY) is not None


def test_a_topic_behind_a_follow_up_compares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    likely = Mock(return_value=0.0)
    monkeypatch.setattr(under_test, "compares", likely)
    assert found(FULL, HALF, question="when is it due? (about: full plot)") is None
    assert likely.call_args[0][0] == "when is it due?"


def test_a_question_that_compares_nothing_has_no_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "compares", lambda *_: MAY_COMPARE / 2)
    assert found(FULL, HALF) is None


def test_what_is_measured_of_the_other_side() -> None:
    odds, second, behind, alike = measured(0.5, HALF, FULL, 0.7)
    assert (odds, second, behind, alike) == (0.0, 6.0, 2.0, 0.7)
    assert measured(0.5, HALF, KEY, 0.7)[2] == FARTHEST
    assert measured(1.0, HALF, FULL, 0.7)[0] == pytest.approx(-measured(0.0, HALF, FULL, 0.7)[0])


def under(section: str, title: str = "Homes") -> Evidence:
    hit = hit_of(make_document("A room is £90.", title=title))
    passage = replace(hit.passage, section=section)
    return Evidence.at(passage, hit.document, passage.sentences[0])


@pytest.mark.parametrize(
    ("one", "two", "heads"),
    [
        (under(f"Prices{SECTION_MARK}Larkfield"), under("The Copse"), ("Larkfield", "The Copse")),
        (under("Prices"), under("Prices"), ("", "")),
        (under("Prices"), under("Prices", "Other homes"), ("Homes", "Other homes")),
        (under(""), under("Prices", "Other homes"), ("Homes", "Other homes")),
        (under("", ""), under("", "Other homes"), ("", "")),
        (
            under("From: Ann · Date: 3 May 2024 · Subject: Rent"),
            under("From: Ben · Date: 4 May 2024 · Subject: Re: Rent"),
            ("Ann · 3 May 2024", "Ben · 4 May 2024"),
        ),
    ],
)
def test_heads_tell_the_sides_apart(one: Evidence, two: Evidence, heads: tuple[str, str]) -> None:
    assert Sides(one, two, 0.9).told == [(heads[0], one), (heads[1], two)]


def test_both_sides_are_the_answer_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Sides(under("Prices", "Half"), under("Prices", "Full"), 0.8)
    monkeypatch.setattr(passages, "both_sides", lambda *_: told)
    writer = FakeGenerator("A half plot costs 84 euros.")
    with Collection.open(tmp_path / "collection", create=True) as collection:
        text = "Half or full, the plot has its own tap, which is no difference in price."
        add(collection, [make_document(text)])
        resources = Resources(
            collection, FakeEmbedder, FakeReader, lambda: writer, top=8, answer_tokens=60
        )
        summariser = Summariser(FakeEmbedder, FakeReader)
        answer = ways.answer(QUESTION, resources, lambda: summariser, 8, EVERYTHING, Hooks())
    assert [(one.text, one.verdict) for one in answer.claims] == [
        ("Half:", "said"),
        ("A room is £90.", "quoted"),
        ("Full:", "said"),
        ("A room is £90.", "quoted"),
    ]
    assert (answer.confidence, writer.prompts) == (0.8, [])
