"""What a question takes for granted, where the sentence that answers best denies it."""

from __future__ import annotations

import math

import pytest

from assistant.writing.premise import DENIED, denied
from tests.fakes import FakeGenerator
from tests.search.samples import make_document
from tests.writing.samples import hit_of

GIVEN = [hit_of(make_document("The minibus was not bought: the insurance was too dear."))]
QUESTION, GRANTED = "why did we buy the minibus?", "Did we buy the minibus?"


def said_by(word: str, sureness: float, *, is_taught: bool = True) -> FakeGenerator:
    return FakeGenerator(word, sureness=math.log(sureness), is_taught=is_taught)


def test_a_plain_no_denies_what_is_taken_for_granted() -> None:
    writer = said_by("No", DENIED + 0.01)
    assert denied(QUESTION, GIVEN, writer) == GRANTED
    assert f"Question: {GRANTED}" in writer.prompts[0].user


@pytest.mark.parametrize(("word", "sureness"), [("Yes", 0.9), ("No", DENIED - 0.01), ("It", 0.9)])
def test_anything_else_denies_nothing(word: str, sureness: float) -> None:
    assert denied(QUESTION, GIVEN, said_by(word, sureness)) is None


def test_only_a_taught_writer_is_asked_and_only_what_has_a_premise() -> None:
    writer = said_by("No", 0.9, is_taught=False)
    assert denied(QUESTION, GIVEN, writer) is None
    taught = said_by("No", 0.9)
    assert denied("who drives the minibus?", GIVEN, taught) is None
    assert denied(QUESTION, GIVEN, FakeGenerator("No", is_taught=True)) is None
    assert writer.prompts == taught.prompts == []
