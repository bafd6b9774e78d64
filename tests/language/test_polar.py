"""What a question takes for granted."""

from __future__ import annotations

import pytest

from assistant.language.polar import asks_openly, presupposed


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("Why did the council sell the mill?", "Did the council sell the mill?"),
        ("when was the lift repaired", "Was the lift repaired"),
        ("and why do I need a key?", "Do I need a key?"),
        ("since when is he chair", "Is he chair"),
        (" When can dogs\nrun free? ", "Can dogs\nrun free?"),
    ],
)
def test_the_word_that_asks_goes_before_a_verb(asked: str, granted: str) -> None:
    assert presupposed(asked) == granted


@pytest.mark.parametrize(
    "asked",
    [
        "why the delay?",
        "Why?",
        "why was",
        "how many seats are there?",
        "how do I get a key?",
        "who sold the mill?",
        "was the mill sold?",
        "somehow is it over",
        "the reason why is he late",
    ],
)
def test_another_form_does_not_tell(asked: str) -> None:
    assert presupposed(asked) is None


@pytest.mark.parametrize("asked", ["What do I need?", "how can I swim when it rains"])
def test_what_and_how_before_a_verb_ask_openly(asked: str) -> None:
    assert asks_openly(asked)


@pytest.mark.parametrize(
    "asked", ["Can I swim?", "what torch do I need", "how hot is it", "So what is it?", "what", ""]
)
def test_no_other_question_does(asked: str) -> None:
    assert not asks_openly(asked)
