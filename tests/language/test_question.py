from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ConfigError
from assistant.language.question import (
    MOST_CHARACTERS,
    AnswerType,
    Question,
    answer_fit,
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


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How many people died?", "At least 40 people died.", "People died in the storm."),
        ("How many of the 40 died?", "12 of the 40 died.", "All of the 40 are alive."),
        ("How many people came?", "Thousands of people came.", "People came."),
        ("When did it open?", "It opened in 2019.", "It opened with a concert."),
        ("When did it open?", "It opened on 3 May.", "It opened with a concert."),
        ("When in 2019 did it open?", "It opened on 3 May 2019.", "It opened in 2019."),
        ("Who signed it?", "Liu He signed it.", "It was signed at noon."),
        ("Who beat Spain?", "England beat Spain.", "Spain was beaten."),
        ("Where did they meet?", "They met in Lima.", "They met for an hour."),
        ("Why was it shut?", "It was shut because of ice.", "It was shut on both sides."),
    ],
)
def test_a_sentence_with_what_was_asked_for_fits_better(
    question: str, better: str, worse: str
) -> None:
    asked = Question.parse(question)
    assert answer_fit(asked, better) > answer_fit(asked, worse)


@given(st.text(), st.text())
def test_the_fit_is_a_share(question: str, sentence: str) -> None:
    assert 0.0 <= answer_fit(Question.parse(question), sentence) <= 1.0


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
