from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.resources import Resources
from assistant.answering.summaries import READ, answer_summary
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.collection import EVERYTHING
from assistant.summariser import Summariser
from tests.answering.samples import filled
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReranker

MAYOR = Question.parse("summarise what the mayor said")
SAID = "The mayor of Oslo called the strike in Bergen unfair."


def summary(folder: Path, writer: FakeGenerator | None) -> Answer | None:
    load = None if writer is None else lambda: writer
    with filled(folder) as collection:
        resources = Resources(collection, FakeEmbedder, load, FakeReranker, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, None)
        return answer_summary(MAYOR, resources, summariser, 8, EVERYTHING, lambda: False)


def test_a_subject_is_briefed_on_from_the_passages_that_speak_of_it(tmp_path: Path) -> None:
    writer = FakeGenerator(SAID)
    answer = summary(tmp_path, writer)
    assert answer is not None
    assert (answer.kind, [claim.text for claim in answer.claims]) == ("summary", [SAID])
    assert {citation.title for citation in answer.citations} == {"Strike in Bergen"}
    (prompt,) = writer.prompts
    assert "Subject: mayor" in prompt.user
    assert prompt.user.count("\n\n") <= READ


@pytest.mark.parametrize("draft", ["The mayor resigned in 1999.", ""])
def test_what_does_not_pass_is_left_to_quotations(tmp_path: Path, draft: str) -> None:
    answer = summary(tmp_path, FakeGenerator(draft))
    assert answer is not None
    assert answer.kind == "summary"
    assert all(claim.text != draft for claim in answer.claims)


def test_without_a_writer_documents_are_summarised(tmp_path: Path) -> None:
    answer = summary(tmp_path, None)
    assert answer is not None
    assert answer.kind == "summary"


def test_a_date_says_which_document_is_meant(tmp_path: Path) -> None:
    with filled(tmp_path) as collection:
        resources = Resources(collection, FakeEmbedder, None, FakeReranker, top=8, answer_tokens=60)
        summariser = Summariser(FakeEmbedder, None)
        question = Question.parse("summarise the minutes of March 2021")
        answer = answer_summary(question, resources, summariser, 8, EVERYTHING, lambda: False)
    assert answer is not None
    assert {citation.title for citation in answer.citations} == {"Strike in Bergen"}
