"""What a question takes for granted, and the documents deny."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Literal
from unittest.mock import Mock

import pytest

from assistant.answering import ways
from assistant.answering.denial import denial, says_no
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.grounding.answer import refused
from assistant.language.polar import presupposed
from assistant.language.question import Question
from assistant.records import Claim, Receipt
from assistant.search.collection import EVERYTHING, Collection
from assistant.summariser import Summariser
from tests.answering.test_passages import EARLY, answered
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader
from tests.search.samples import add, make_document


@pytest.mark.parametrize(("again", "is_denied"), [("No", True), ("Yes", False)])
def test_what_is_wrongly_taken_for_granted_is_denied(
    tmp_path: Path, again: str, *, is_denied: bool
) -> None:
    """Where the writer says no of what answers best whether it is so, too, and that denies it."""
    text = "The minibus was not bought: the insurance of the minibus was dear."
    denial = "The minibus was not bought."
    written = ("Yes", "No", "The insurance was dear.", "Yes", again, "Yes", denial, "Yes")
    question = "why was the minibus bought with its insurance?"
    answer = answered(tmp_path, written, question, [make_document(text)])
    assert answer.question == question
    assert (answer.claims[0].text == denial) == is_denied


def test_a_stopped_answer_denies_nothing(tmp_path: Path) -> None:
    writer = FakeGenerator("Yes", "No", "x", sureness=math.log(0.999), is_taught=True)
    text = "The minibus was not bought: the insurance of the minibus was dear."
    hooks = Hooks(should_stop=lambda: len(writer.prompts) > 1)
    question = "why was the minibus bought with its insurance?"
    answered(tmp_path, (), question, [make_document(text)], writer=writer, hooks=hooks)
    asked = ["Was the minibus bought" in prompt.user for prompt in writer.prompts]
    assert asked == [False, True, False]


@pytest.mark.parametrize(
    ("told", "asked", "is_no"),
    [
        ("No, it is free.", "Was it not paid?", True),
        ("It was not paid.", "Was it paid?", True),
        ("Yes, but it was not paid.", "Was it paid?", False),
        ("It was not paid.", "Was it not paid?", False),
        ("It was paid.", "Was it paid?", False),
    ],
)
def test_what_is_a_no(told: str, asked: str, *, is_no: bool) -> None:
    claims = (Claim("No smoking:", (), "said"), Claim(told, (1,), "supported"))
    answer = Mock(claims=claims)
    assert says_no(answer, asked) == is_no


@pytest.mark.parametrize(
    ("word", "told", "status", "is_told"),
    [
        ("No", "Croatia joined the euro area.", "answered", True),
        ("No", "No, Croatia joined it.", "answered", True),
        ("No", "Yes, Croatia left it.", "answered", False),
        ("No", "", "refused", False),
        ("Yes", "Croatia joined the euro area.", "answered", False),
    ],
)
def test_of_a_refused_question_is_told_what_is_no_yes_to_its_premise(
    tmp_path: Path, word: str, told: str, status: Literal["answered", "refused"], *, is_told: bool
) -> None:
    writer = FakeGenerator(word, sureness=math.log(0.9), is_taught=True)
    question = "why did Croatia leave the euro area?"
    with Collection.open(tmp_path / "collection", create=True) as collection:
        add(collection, [make_document("Croatia joined the euro area in 2023.")])
        resources = Resources(
            collection, FakeEmbedder, FakeReader, lambda: writer, top=8, answer_tokens=60
        )
        shown = refused(Question.parse(question), (), (1, 1), (), 0.1, Receipt({}, {}))
        claims = (Claim(told, (1,), "supported"),) if told else ()
        whether = replace(shown, claims=claims, status=status)
        found = denial(
            Question.parse(question),
            presupposed(question),
            resources,
            8,
            EVERYTHING,
            lambda *_: whether,
            lambda: False,
            is_refused=True,
        )
    assert (found is not None) == is_told
    assert found is None or found.question == question


@pytest.mark.parametrize("question", ["who saw zebras?", "how do zebras yawn?"])
def test_a_refused_question_that_takes_nothing_for_granted_loads_no_writer(
    tmp_path: Path, question: str
) -> None:
    def load() -> FakeGenerator:
        raise AssertionError("a writer takes seconds to load")

    with Collection.open(tmp_path / "collection", create=True) as collection:
        add(collection, (EARLY,))
        resources = Resources(collection, FakeEmbedder, FakeReader, load, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, FakeReader)
        answer = ways.answer(question, resources, lambda: summariser, 8, EVERYTHING, Hooks())
    assert answer.status == "refused"


def test_of_a_refused_question_it_is_asked_whether_it_is_so(tmp_path: Path) -> None:
    writer = FakeGenerator("No", sureness=math.log(0.9), is_taught=True)
    answer = answered(tmp_path, (), "why did zebras yawn?", (EARLY,), writer=writer)
    assert answer.status == "refused"
    assert ["Did zebras yawn?" in prompt.user for prompt in writer.prompts] == [True]
