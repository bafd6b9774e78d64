from __future__ import annotations

import pytest

from assistant.corpus.sentences import asks
from assistant.records import Evidence, Hit
from assistant.writing.stating import stating
from tests.search.samples import make_document
from tests.writing.samples import hit_of


def told(hit: Hit) -> list[str]:
    passage = hit.passage
    return [Evidence.at(passage, hit.document, span).text for span in passage.sentences]


def test_a_question_goes_with_what_answers_it() -> None:
    hit = hit_of(make_document("We are open daily. May I bring a dog? Yes, on a lead. Pay here."))
    (stated,) = stating([hit])
    assert told(stated) == [
        "We are open daily.",
        "May I bring a dog? Yes, on a lead.",
        "Pay here.",
    ]
    assert stated.passage.text == hit.passage.text


def test_of_several_questions_only_the_last_is_answered() -> None:
    hit = hit_of(make_document("Are cockerels allowed? Who mends the pump? The warden does."))
    (stated,) = stating([hit])
    assert told(stated) == ["Who mends the pump? The warden does."]


def test_a_passage_that_only_asks_is_no_source() -> None:
    asking = hit_of(make_document("Are cockerels allowed? Who mends the pump?"))
    saying = hit_of(make_document("Cockerels are not allowed."))
    assert stating([asking, saying]) == [saying]


def test_a_question_at_the_end_says_nothing() -> None:
    (stated,) = stating([hit_of(make_document("The rent is due in May. Is that too early?"))])
    assert told(stated) == ["The rent is due in May."]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("Is it?", True), ("是吗？", True), ("She asked: “Is it?”", False), ("It is.", False)],
)
def test_what_asks(sentence: str, expected: bool) -> None:
    assert asks(sentence) == expected
