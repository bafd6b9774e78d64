from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from assistant.corpus.split import split_passages
from assistant.protocols import Written
from assistant.records import DocumentInfo, Evidence
from assistant.writing.approval import (
    ASKED,
    COUNTS,
    FARTHEST,
    ODDS_AT_MOST,
    SUREST,
    ahead_of,
    approval,
    approved_first,
    with_its_list,
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


HUT = make_document("- a torch\n- a cup\n\nNo pets are let in here at any time.", title="The hut")
BRING = split_passages(HUT, lambda texts: [len(text.split()) for text in texts], 200)[0]
TORCH, CUP, PETS = (
    replace(Evidence.at(BRING, DocumentInfo.of(HUT), at), score=1.0 - number)
    for number, at in enumerate(BRING.sentences)
)


class Believing(FakeGenerator):
    """Says of one answer after the other that it is so likely right."""

    def __init__(self, *likely: float) -> None:
        super().__init__(*("Yes" if one > 0.5 else "No" for one in likely), is_taught=True)
        self._likely = [*likely]

    def generate(self, *args: Any, **named: Any) -> Written:
        likely = self._likely.pop(0)
        self.sureness = math.log(max(likely, 1 - likely))
        return super().generate(*args, **named)


@pytest.mark.parametrize(
    ("item", "every", "is_whole"),
    [(0.6, 0.8, True), (0.8, 0.75, True), (0.9, 0.6, False), (0.2, 0.45, False)],
)
def test_the_list_stands_for_its_item_where_it_answers(
    item: float, every: float, is_whole: bool
) -> None:
    writer = Believing(item, every)
    found = with_its_list("what to bring?", (TORCH, CUP, PETS), writer)
    over = ["\n- a torch - a cup\n" in prompt.user for prompt in writer.prompts]
    assert over == [True, True], "over the list"
    if is_whole:
        more = math.log(every / (1 - every)) - math.log(item / (1 - item))
        assert [one.text for one in found] == ["- a torch\n- a cup", PETS.text]
        assert found[0].score == pytest.approx(1.0 + COUNTS * max(0.0, more))
    else:
        assert found == (TORCH, CUP, PETS)


def test_what_is_no_item_of_a_list_is_not_asked_about() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1, is_taught=True)
    assert with_its_list(WHEN, (PETS, TORCH), writer) == (PETS, TORCH)
    assert not writer.prompts


def test_without_a_word_from_the_writer_the_item_stays() -> None:
    writer = FakeGenerator("?", is_taught=True)
    assert with_its_list("what to bring?", (TORCH, CUP), writer) == (TORCH, CUP)


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


def test_what_cannot_come_near_is_not_asked_about() -> None:
    """It stays behind what is weighed, with the reader's score."""
    one = Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0])
    odds = math.log(4)
    least = 5 + COUNTS * odds - FARTHEST - COUNTS * ODDS_AT_MOST
    many = [replace(one, score=n) for n in (5.0, least - 0.1, least + 0.1, -20.0)]
    writer = FakeGenerator("Yes", sureness=math.log(0.8), is_taught=True)
    found = approved_first(WHEN, [BRIDGE], many, writer)
    assert found is not None
    assert len(writer.prompts) == 2
    believed = [many[0].score + COUNTS * odds, many[2].score + COUNTS * odds]
    assert [it.score for it in found] == pytest.approx([*believed, many[1].score, many[3].score])
    assert ahead_of(found[:1] + found[2:]) == FARTHEST


def test_without_a_word_from_the_writer_nothing_is_weighed() -> None:
    one = Evidence.at(BRIDGE.passage, BRIDGE.document, BRIDGE.passage.sentences[0])
    many = (replace(one, score=1.0), replace(one, score=2.0))
    for writer in (FakeGenerator("Yes", sureness=-0.1), FakeGenerator("?", is_taught=True)):
        assert approved_first(WHEN, [BRIDGE], many, writer) is None
