from __future__ import annotations

import math
from dataclasses import replace

import pytest

from assistant.records import Evidence
from assistant.writing.approval import (
    ASKED,
    COUNTS,
    FARTHEST,
    SUREST,
    ahead_of,
    approval,
    approved_first,
)
from assistant.writing.direct import TEMPLATE
from assistant.writing.prompts import CHECK, DIRECT_SYSTEM, check_prompt, direct_prompt
from tests.fakes import FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

BRIDGE = hit_of(make_document("It opened in May.", title="The bridge"))
WHEN = "When did the bridge open?"


def test_the_prompt_goes_on_from_that_of_the_answer() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1, is_taught=True)
    approval(WHEN, [BRIDGE], "In\n<b>May</b>.", writer)
    (prompt,) = writer.prompts
    assert (prompt.system, prompt.max_tokens) == (DIRECT_SYSTEM, 1)
    assert prompt.user == f"{direct_prompt(WHEN, [BRIDGE])} In ‹b›May‹/b›.\n{CHECK}"


@pytest.mark.parametrize(("said", "sign"), [("Yes", 1), ("No", -1)])
def test_it_is_the_log_odds_of_a_yes(said: str, sign: int) -> None:
    writer = FakeGenerator(said, sureness=math.log(0.8), is_taught=True)
    found = approval(WHEN, [BRIDGE], "In May.", writer)
    assert found == pytest.approx(sign * math.log(4))


def test_a_word_that_is_less_likely_than_not_says_nothing_for_itself() -> None:
    writer = FakeGenerator("No", sureness=math.log(0.4), is_taught=True)
    assert approval(WHEN, [BRIDGE], "In May.", writer) == 0


def test_an_answer_that_does_not_fit_is_not_asked_about() -> None:
    room = FakeGenerator().count_tokens([DIRECT_SYSTEM + check_prompt(WHEN, [BRIDGE], "May.")])[0]
    for tokens, count in ((room + TEMPLATE, 1), (room + TEMPLATE - 1, 0)):
        writer = FakeGenerator("Yes", sureness=-0.1, is_taught=True, context_tokens=tokens)
        approval(WHEN, [BRIDGE], "May.", writer)
        assert len(writer.prompts) == count


def test_nothing_is_not_asked_about() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1, is_taught=True)
    assert approval(WHEN, [BRIDGE], "", writer) is None
    assert writer.prompts == []


def test_no_writer_is_wholly_sure() -> None:
    writer = FakeGenerator("Yes", sureness=0.0, is_taught=True)
    found = approval(WHEN, [BRIDGE], "In May.", writer)
    assert found == pytest.approx(math.log(SUREST / (1 - SUREST)))


@pytest.mark.parametrize(
    ("said", "sureness"), [("Perhaps", -0.1), ("", -0.1), ("Yes", None)], ids=repr
)
def test_what_is_neither_or_not_sure_says_nothing(said: str, sureness: float | None) -> None:
    writer = FakeGenerator(said, sureness=sureness, is_taught=True)
    assert approval(WHEN, [BRIDGE], "In May.", writer) is None


def test_a_writer_that_was_not_taught_to_check_is_not_asked() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1)
    assert approval(WHEN, [BRIDGE], "In May.", writer) is None
    assert writer.prompts == []


def test_what_the_writer_approves_of_comes_first() -> None:
    one, other, last = (
        replace(Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0]), score=n)
        for n in (2.0, 1.0, 0.5)
    )
    writer = FakeGenerator("No", "Yes", "No", sureness=math.log(0.8), is_taught=True)
    found = approved_first(WHEN, [BRIDGE], [one, other, last], writer)
    assert found is not None
    assert [round(it.score, 2) for it in found] == [
        round(1 + COUNTS * math.log(4), 2),
        round(2 - COUNTS * math.log(4), 2),
        round(0.5 - COUNTS * math.log(4), 2),
    ]


def test_how_far_the_first_is_ahead() -> None:
    one = Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0])
    first, second = replace(one, score=3.0), replace(one, score=1.5)
    assert ahead_of([first, second, first]) == 1.5
    assert ahead_of([first]) == FARTHEST
    assert ahead_of([first, replace(one, score=-30.0)]) == FARTHEST


def test_sentences_behind_the_first_are_not_asked_about() -> None:
    one = Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0])
    writer = FakeGenerator("Yes", sureness=-0.1, is_taught=True)
    many = [replace(one, score=float(-n)) for n in range(ASKED + 2)]
    found = approved_first(WHEN, [BRIDGE], many, writer)
    assert found is not None
    assert len(writer.prompts) == ASKED
    assert [it.score for it in found[ASKED:]] == [it.score for it in many[ASKED:]]


def test_without_a_word_from_the_writer_nothing_is_weighed() -> None:
    one = Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0])
    many = (replace(one, score=1.0), replace(one, score=2.0))
    for writer in (FakeGenerator("Yes", sureness=-0.1), FakeGenerator("?", is_taught=True)):
        assert approved_first(WHEN, [BRIDGE], many, writer) is None
