"""Two questions in one message, each answered by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering import subquestions, ways
from assistant.answering.hooks import Hooks
from assistant.answering.resources import Resources
from assistant.answering.subquestions import answer_subquestions
from assistant.grounding.answer import quoted, refused, said
from assistant.language.followup import Turn
from assistant.language.question import Question
from assistant.language.subquestions import subquestions as taken_apart
from assistant.records import Answer, Evidence, Receipt
from assistant.search.collection import EVERYTHING
from assistant.search.retrieve import retrieve
from assistant.summariser import Summariser
from tests.answering.samples import filled, resources_of
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReader

BOTH = "When did the harbour bridge in Oslo open, and what did it cost?"


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    with filled(tmp_path) as collection:
        yield resources_of(collection)


HOOKS = Hooks()


class Asking:
    """Answers each question with itself, but for those that it refuses."""

    def __init__(self, *refusing: str) -> None:
        self.asked: list[str] = []
        self._refusing = refusing

    def __call__(self, text: str, hooks: Hooks = HOOKS) -> Answer:
        self.asked.append(text)
        hooks.on_evidence([])
        question, receipt = Question.parse(text), Receipt({"writer": "fake"}, {"write_s": 1.5})
        if text in self._refusing:
            return refused(question, (), (4, 2), (), 0.0, receipt)
        answer = replace(said(question, text.upper(), receipt), kind="passages")
        hooks.on_answer(answer)
        return answer


def both(
    resources: Resources, asking: Asking, text: str = BOTH, hooks: Hooks = HOOKS
) -> Answer | None:
    return answer_subquestions(Question.parse(text), resources, asking, lambda: asking(text), hooks)


def test_each_question_is_asked_the_second_so_that_it_stands_alone(resources: Resources) -> None:
    asking = Asking()
    answer = both(resources, asking)
    first, second = asking.asked
    assert first == "When did the harbour bridge in Oslo open?"
    assert second.startswith("What did it cost")
    assert "harbour bridge" in second
    assert answer is not None
    assert [claim.text for claim in answer.claims][1::2] == [first.upper(), second.upper()]
    assert answer.receipt.models == {"writer": "fake"}
    assert answer.receipt.timings["write_s"] == 3.0
    assert answer.receipt.timings["total_s"] < 3.0


def test_the_second_is_asked_as_it_stands_alone_after_the_first(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[str] = []

    def alone(text: str, said: Sequence[Turn], *_: object) -> str:
        before.extend(turn.question for turn in said)
        return f"{text} (of the bridge)"

    monkeypatch.setattr(subquestions, "alone", alone)
    asking = Asking()
    both(resources, asking)
    assert before == asking.asked[:1]
    assert asking.asked[1].endswith("(of the bridge)")


def test_one_question_is_not_asked_here(resources: Resources) -> None:
    asking = Asking()
    assert both(resources, asking, "When did the harbour bridge in Oslo open?") is None
    assert asking.asked == []


def test_where_one_part_is_refused_the_other_is_told(resources: Resources) -> None:
    answer = both(resources, Asking("When did the harbour bridge in Oslo open?"))
    assert answer is not None
    assert answer.status == "partial"


def test_a_refused_part_beside_the_very_sentence_of_the_other_may_be_answered_with_it(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = taken_apart(BOTH)
    whole = Question.parse(BOTH)
    one, *_ = retrieve(resources.collection, whole, resources.query(BOTH), 4, EVERYTHING)
    evidence = [Evidence.at(one.passage, one.document, one.passage.sentences[0])]
    receipt = Receipt({}, {})
    answers = {
        first: quoted(whole, evidence, (), 0.9, None, receipt),
        second: refused(whole, (), (4, 2), [one], 0.1, receipt),
        BOTH: said(whole, "Both.", receipt),
    }
    monkeypatch.setattr(subquestions, "alone", lambda text, *_, **__: text)

    def answer() -> Answer | None:
        def ask(text: str, _: Hooks) -> Answer:
            return answers[text]

        return answer_subquestions(whole, resources, ask, lambda: answers[BOTH], HOOKS)

    assert answer() is answers[BOTH]
    answers[BOTH] = refused(whole, (), (4, 2), (), 0.1, receipt)
    made = answer()
    assert made is not None
    assert made.status == "partial"
    answers[second] = refused(whole, (), (4, 2), (), 0.1, receipt)
    answers[BOTH] = said(whole, "Both.", receipt)
    made = answer()
    assert made is not None
    assert made.status == "partial"


def asked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str) -> list[str]:
    """What passages are asked for `BOTH` where its second part is worded so."""
    monkeypatch.setattr(ways, "kind_of", lambda *_: "passages")
    asked: list[str] = []

    def answering(question: Question, *_: object) -> Answer:
        asked.append(question.text)
        return replace(said(question, question.text, Receipt({}, {})), kind="passages")

    monkeypatch.setattr(ways, "answer_from_passages", answering)
    monkeypatch.setattr(subquestions, "alone", lambda *_, **__: second)
    with filled(tmp_path) as collection:
        ways.answer(
            BOTH,
            resources_of(collection),
            lambda: Summariser(FakeEmbedder, FakeReader),
            8,
            EVERYTHING,
            Hooks(),
        )
    return asked


def test_two_questions_go_this_way_before_passages_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_whole(tmp_path, monkeypatch, "What did it cost?")
    assert asked == ["When did the harbour bridge in Oslo open?", "What did it cost?"]


def test_a_part_is_not_taken_apart_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_whole(tmp_path, monkeypatch, BOTH)
    assert asked == ["When did the harbour bridge in Oslo open?", BOTH]


def test_evidence_is_shown_for_the_first_question_only(resources: Resources) -> None:
    seen: list[int] = []
    asking = Asking()
    both(resources, asking, hooks=Hooks(on_evidence=lambda _: seen.append(len(asking.asked))))
    assert seen == [1]


def test_the_answer_to_a_part_is_not_shown_as_that_to_both(resources: Resources) -> None:
    seen: list[Answer] = []
    both(resources, Asking(), hooks=Hooks(on_answer=seen.append))
    assert seen == []


def test_stopped_after_the_first_question_the_second_is_not_asked(resources: Resources) -> None:
    asking = Asking()
    assert both(resources, asking, hooks=Hooks(should_stop=lambda: True)) is None
    assert len(asking.asked) == 1


def test_what_the_program_says_of_itself_is_no_part(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Question.parse(BOTH)
    told = said(whole, "I can answer.", Receipt({}, {}))
    assert answer_subquestions(whole, resources, lambda *_: told, lambda: told, HOOKS) is None


def test_where_both_are_refused_the_whole_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "kind_of", lambda *_: "passages")
    text = "Who runs the zoo of Lima, and is the zoo of Lima closed?"
    with filled(tmp_path) as collection:
        answer = ways.answer(
            text,
            resources_of(collection),
            lambda: Summariser(FakeEmbedder, FakeReader),
            8,
            EVERYTHING,
            Hooks(),
        )
    assert (answer.question, answer.status) == (text, "refused")


def test_the_second_part_is_worded_by_the_writer_where_there_is_one(tmp_path: Path) -> None:
    wording = "What did the harbour bridge in Oslo cost?"
    with filled(tmp_path) as collection:
        asking = Asking()
        both(resources_of(collection, FakeGenerator(wording)), asking)
    assert asking.asked[1] == wording
