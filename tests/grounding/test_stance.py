"""What a reader says to a question as such, and which questions ask for yes or no."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.grounding import stance
from assistant.grounding.stance import asks_yes_or_no, leaning, stance_of
from assistant.language.question import Question
from assistant.protocols import Scores
from assistant.records import Evidence
from tests.fakes import FakeReader
from tests.search.samples import make_document
from tests.writing.samples import hit_of


@pytest.mark.parametrize(
    "text",
    [
        "Can I keep a cat in the flat?",
        "is the warranty still valid",
        "I had two beers before flying, am I covered by the waiver?",
        "So don\u2019t they pay when I cancel?",
        "does the oven stay warm when I open the door",
        "Our cat died on Tuesday. Will they give back what I put down?",
    ],
)
def test_a_clause_that_opens_with_its_verb_asks_for_yes_or_no(text: str) -> None:
    assert asks_yes_or_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why did the bridge fall?",
        "does a bike cost more than a pair of skis, and by how much",
        "Did Kitchen Radio or Nine Winters sell more?",
        "what can I do when it does not start",
        "wifi password",
        "",
    ],
)
def test_what_asks_for_more_or_for_a_choice_does_not(text: str) -> None:
    assert not asks_yes_or_no(text)


class Saying(FakeReader):
    """A reader with the verdicts that it is given: supported, contradicted, not said."""

    def __init__(self, *verdicts: tuple[float, float, float]) -> None:
        super().__init__()
        self.verdicts = verdicts
        self.asked: list[tuple[str, str]] = []

    def entail(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        self.asked = list(pairs)
        return np.array(self.verdicts[: len(pairs)], np.float32)


def evidence(*scores: float) -> list[Evidence]:
    text = "Dogs stay outside. Cats may come in. Tea is free. Cake costs two pounds."
    hit = hit_of(make_document(text, title="Rules"))
    found = [Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences]
    return [
        Evidence(one.passage, one.document, one.start, one.end, one.text, score)
        for one, score in zip(found, scores, strict=False)
    ]


YES, NO, NEITHER = (0.95, 0.03, 0.02), (0.02, 0.95, 0.03), (0.02, 0.03, 0.95)


def said(question: str, reader: Saying, *scores: float) -> tuple[str, str]:
    found = leaning(Question.parse(question), evidence(*scores), reader)
    assert found is not None
    return found[0], found[1].text


def test_the_likelier_sentence_says_more() -> None:
    reader = Saying(YES, NO)
    assert said("may dogs come in?", reader, 5.0, 1.0) == ("yes", "Dogs stay outside.")
    assert said("may dogs come in?", reader, 1.0, 5.0) == ("no", "Cats may come in.")
    assert reader.asked[0] == ("may dogs come in?", "Rules | Dogs stay outside.")


def test_another_question_can_only_take_for_granted_what_is_not_so() -> None:
    assert said("why may dogs come in?", Saying(NO), 5.0) == ("otherwise", "Dogs stay outside.")
    assert said("why may dogs come in?", Saying(YES), 5.0)[0] == "otherwise"


def test_only_what_is_likely_is_said() -> None:
    sure = stance_of(Question.parse("may dogs come in?"), evidence(5.0), Saying(NO))
    assert sure is not None
    assert sure.said == "no"
    assert 0.5 < sure.probability <= 1
    assert stance_of(Question.parse("may dogs come in?"), evidence(5.0), Saying(NEITHER)) is None
    assert stance_of(Question.parse("why may dogs come in?"), evidence(5.0), Saying(YES)) is None


def test_only_the_best_sentences_are_looked_at() -> None:
    reader = Saying(YES, YES, YES, YES)
    said("may dogs come in?", reader, 4.0, 3.0, 2.0, 1.0)
    assert len(reader.asked) == stance.LOOKED_AT


def test_nothing_is_said_without_a_sentence() -> None:
    assert leaning(Question.parse("may dogs come in?"), [], Saying()) is None
