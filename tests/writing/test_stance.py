"""Yes and no before what a draft says."""

from __future__ import annotations

import math

import pytest

from assistant.writing.direct import Draft
from assistant.writing.prompts import direct_prompt_over
from assistant.writing.stance import PLAIN, with_plain_verdict
from tests.fakes import FakeGenerator

ASKED = "May a seventeen-year-old train alone?"
DRAFT = Draft("No, from 16 they may train alone. A card is needed.", sureness=-0.2)
STATEMENT = "From 16 they may train alone. A card is needed."


def taught(said: str, likely: float) -> FakeGenerator:
    return FakeGenerator(said, sureness=math.log(likely), is_taught=True)


@pytest.mark.parametrize(
    ("said", "likely", "text"),
    [
        ("No", PLAIN + 0.01, DRAFT.text),
        ("No", PLAIN - 0.01, STATEMENT),
        ("Yes", 0.99, STATEMENT),
        ("From", 0.99, STATEMENT),
    ],
)
def test_it_stands_where_the_statement_alone_plainly_says_it(
    said: str, likely: float, text: str
) -> None:
    found = with_plain_verdict(DRAFT, ASKED, taught(said, likely))
    assert (found.text, found.sureness) == (text, DRAFT.sureness)


def test_only_the_statement_is_shown() -> None:
    writer = taught("Yes", 0.9)
    with_plain_verdict(DRAFT, ASKED, writer)
    (prompt,) = writer.prompts
    assert prompt.user == direct_prompt_over(f"[1] \n{STATEMENT}", ASKED)
    assert prompt.max_tokens == 1


@pytest.mark.parametrize("text", ["From 16 they may.", "No, never.", "Yes.", "Nobody knows, yes."])
def test_nothing_is_asked_where_nothing_would_be_left_or_is_to_be_left_out(text: str) -> None:
    writer = taught("Yes", 0.9)
    assert with_plain_verdict(Draft(text), ASKED, writer).text == text
    assert writer.prompts == []


def test_a_writer_that_cannot_be_asked_keeps_what_it_said() -> None:
    assert with_plain_verdict(DRAFT, ASKED, FakeGenerator("Yes")) == DRAFT
    assert with_plain_verdict(DRAFT, ASKED, FakeGenerator("Yes", is_taught=True)) == DRAFT
