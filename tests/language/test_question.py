from __future__ import annotations

import pytest

from assistant.errors import ConfigError
from assistant.language.question import (
    MOST_CHARACTERS,
    AnswerType,
    Question,
    answer_type,
)


def test_a_question_has_a_length() -> None:
    assert Question.parse("why " * (MOST_CHARACTERS // 4)).answer_type == "why"
    with pytest.raises(ConfigError, match="belongs among the documents"):
        Question.parse("a" * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many people died?", "number"),
        ("how much would it cost an average family", "number"),
        ("What percentage of goods is taxed?", "number"),
        ("How long did the strike last?", "number"),
        ("When did the bridge open?", "date"),
        ("What year did Finland join NATO?", "date"),
        ("On which day did it start?", "date"),
        ("Who signed the deal?", "who"),
        ("Whose idea was it?", "who"),
        ("Which company pays the highest duty?", "who"),
        ("Where did they meet?", "where"),
        ("Which country left the union?", "where"),
        ("Why did Germany vote against it?", "why"),
        ("What caused the outage?", "why"),
        ("How did Mexico react?", "how"),
        ("what is Trump's tariff plan?", "what"),
        ("", "what"),
    ],
)
def test_answer_type(text: str, expected: AnswerType) -> None:
    assert answer_type(text) == expected


def test_parse_takes_the_words_apart() -> None:
    question = Question.parse("When did Xi Jinping and Joe Biden, 81, meet in Lima in May 2024?")
    assert question.names == ("Xi Jinping", "Joe Biden", "Lima")
    assert [quantity.value for quantity in question.quantities] == [81, 2024]
    assert [(found.month, found.year) for found in question.dates] == [(5, 2024)]
    assert {"xi", "jinping", "meet", "lima"} <= set(question.terms)
    assert not {"when", "did", "and", "in"} & set(question.terms)


def test_each_stem_is_asked_for_once() -> None:
    question = Question.parse("Tariffs: which tariff rose, and why does a tariff rise?")
    assert len(set(question.stems)) == len(question.stems) == len(question.terms)
    assert question.terms[0] == "tariffs"


def test_stop_words_alone_keep_their_meaning() -> None:
    assert Question.parse("who was that").terms == ("who", "was", "that")
    assert Question.parse("").terms == ()


def test_words_that_name_the_kind_of_answer_are_scaffolding() -> None:
    scaffolding = Question.parse("Which airline has a tariff plan?").scaffolding
    assert "plan" in scaffolding
    assert "airlin" in scaffolding
    assert "tariff" not in scaffolding
