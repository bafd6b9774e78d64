from __future__ import annotations

import pytest

from assistant.language.subquestions import subquestions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "who is the treasurer and when does he retire?",
            ("who is the treasurer?", "When does he retire?"),
        ),
        (
            "What is the deposit? And do we get it back?",
            ("What is the deposit?", "Do we get it back?"),
        ),
        ("when was it fired, and who packed it", ("when was it fired?", "Who packed it")),
        ("how much is a plot & is the water in it", ("how much is a plot?", "Is the water in it")),
        (
            "What does it cost, and whats the deadline?",
            ("What does it cost?", "Whats the deadline?"),
        ),
        (
            "After how many days is it sent, and what does it cost?",
            ("After how many days is it sent?", "What does it cost?"),
        ),
        (
            "How do I move out and by when do I have to give notice?",
            ("How do I move out?", "By when do I have to give notice?"),
        ),
        (
            "kiln A or B: which is hotter, and which one uses less?",
            ("kiln A or B: which is hotter?", "Which one uses less?"),
        ),
    ],
)
def test_two_questions_are_taken_apart(text: str, expected: tuple[str, str]) -> None:
    assert subquestions(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "who is the treasurer?",
        "what are the rules on dogs and cats?",
        "What happens if I cancel late and have already paid?",
        "where and when does the walk start",
        "which plan is cheaper, and by how much?",
        "what did she offer and what we agreed in the end?",
        "Was it allowed in 2022, when the first rules were issued?",
        "The roof leaks and who pays for it?",
        "when is the talk and at what time",
        "who came and why? and when did it end? and who paid for it?",
        "When the church was opened that night, had the river already peaked?",
        "If the builders are late and it rains, what will they owe?",
        "Had a glass of wine at lunch and is that a problem",
        "Where does Ann, who leads the choir, come from?",
        "What did the people who paid and have the receipt get?",
        "How do the dogs that bark and do the most damage get trained?",
        "Our club paid 120 when it joined. Do we get it back?",
        "What is the difference between who is liable and who is insured?",
        "who joined first, is it Sweden or Finland?",
        "1. Who is the vet? 2. When is the next visit?",
        "What did Dr. Who do?",
        "who can and who can't get across the bridge?",
        "who leads the choir, isn't it Ann?",
        "When can I and when can't I walk dogs on the beach?",
        "Does the handbook say who pays and when rent is due?",
        "Can you explain how heating works and what thermostats do?",
        "Is it clear when dues are payable and how members can pay?",
        'What does "who dares and who can win" mean?',
        "",
    ],
)
def test_one_question_stays_whole_as_do_more_than_two(text: str) -> None:
    assert subquestions(text) == ()


def test_a_long_text_is_no_message_of_two_questions() -> None:
    assert subquestions(f"who is he? {'And so on. ' * 200}And when was it?") == ()
