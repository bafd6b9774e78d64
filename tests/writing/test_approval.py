from __future__ import annotations

import math

import pytest

from assistant.writing.approval import SUREST, approval
from assistant.writing.prompts import CHECK, DIRECT_SYSTEM, direct_prompt
from tests.fakes import FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

BRIDGE = hit_of(make_document("It opened in May.", title="The bridge"))
WHEN = "When did the bridge open?"


def test_the_prompt_goes_on_from_that_of_the_answer() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1, checks=True)
    approval(WHEN, [BRIDGE], "In\n<b>May</b>.", writer)
    (prompt,) = writer.prompts
    assert (prompt.system, prompt.max_tokens) == (DIRECT_SYSTEM, 1)
    assert prompt.user == f"{direct_prompt(WHEN, [BRIDGE])} In ‹b›May‹/b›.\n{CHECK}"


@pytest.mark.parametrize(("said", "sign"), [("Yes", 1), ("No", -1)])
def test_it_is_the_log_odds_of_a_yes(said: str, sign: int) -> None:
    writer = FakeGenerator(said, sureness=math.log(0.8), checks=True)
    found = approval(WHEN, [BRIDGE], "In May.", writer)
    assert found == pytest.approx(sign * math.log(4))


def test_no_writer_is_wholly_sure() -> None:
    writer = FakeGenerator("Yes", sureness=0.0, checks=True)
    found = approval(WHEN, [BRIDGE], "In May.", writer)
    assert found == pytest.approx(math.log(SUREST / (1 - SUREST)))


@pytest.mark.parametrize(
    ("said", "sureness"), [("Perhaps", -0.1), ("", -0.1), ("Yes", None)], ids=repr
)
def test_what_is_neither_or_not_sure_says_nothing(said: str, sureness: float | None) -> None:
    writer = FakeGenerator(said, sureness=sureness, checks=True)
    assert approval(WHEN, [BRIDGE], "In May.", writer) is None


def test_a_writer_that_was_not_taught_to_check_is_not_asked() -> None:
    writer = FakeGenerator("Yes", sureness=-0.1)
    assert approval(WHEN, [BRIDGE], "In May.", writer) is None
    assert writer.prompts == []
