from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.resources import Resources
from assistant.answering.summaries import answer_summary
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.collection import EVERYTHING
from assistant.summariser import Summariser
from tests.answering.samples import filled
from tests.fakes import FakeEmbedder, FakeGenerator, FakeReranker, StrictReader

MAYOR = Question.parse("summarise what the mayor said")
SAID = "The mayor of Oslo called the strike in Bergen unfair."
STRUCK = "Dock workers in Bergen went on strike."
COST = "The bridge cost 40 million euros, the mayor said."
WRONG = "The mayor resigned in 1999."


def summary(
    folder: Path, writer: FakeGenerator | None, question: Question = MAYOR, *, is_full: bool = False
) -> Answer | None:
    load = None if writer is None else lambda: writer
    with filled(folder) as collection:
        resources = Resources(
            collection, FakeEmbedder, load, None, StrictReader, top=8, answer_tokens=60
        )
        summariser = Summariser(FakeEmbedder, load, StrictReader)
        return answer_summary(
            question, resources, summariser, 8, EVERYTHING, lambda: False, is_full=is_full
        )


def test_a_subject_is_summed_up_from_the_passages_that_speak_of_it(tmp_path: Path) -> None:
    writer = FakeGenerator(f"{STRUCK} {COST} {WRONG}")
    answer = summary(tmp_path, writer)
    assert answer is not None
    assert (answer.kind, [claim.text for claim in answer.claims]) == ("summary", [STRUCK, COST])
    assert [claim.text for claim in answer.rejected] == [WRONG]
    assert {citation.title for citation in answer.citations} == {
        "A bridge for Oslo",
        "Strike in Bergen",
    }
    (prompt,) = writer.prompts
    assert "Subject: mayor" in prompt.user
    assert "Soup" not in prompt.user


def test_a_document_that_is_named_is_read_alone(tmp_path: Path) -> None:
    writer = FakeGenerator(f"{STRUCK} The mayor of Oslo called it unfair.")
    answer = summary(tmp_path, writer, Question.parse("summarise the strike in Bergen"))
    assert answer is not None
    assert [claim.verdict for claim in answer.claims] == ["supported", "supported"]
    (prompt,) = writer.prompts
    assert "Subject: Strike in Bergen" in prompt.user
    assert "A bridge for Oslo" not in prompt.user


@pytest.mark.parametrize("draft", [WRONG, f"{SAID} {WRONG} {COST.upper()}", STRUCK, ""])
def test_where_most_of_a_draft_fails_documents_are_quoted(tmp_path: Path, draft: str) -> None:
    answer = summary(tmp_path, FakeGenerator(draft))
    assert answer is not None
    assert answer.kind == "summary"
    assert WRONG not in [claim.text for claim in answer.claims]
    assert len(answer.claims) > 1


def test_a_longer_summary_keeps_to_what_documents_say(tmp_path: Path) -> None:
    answer = summary(tmp_path, FakeGenerator(f"{STRUCK} {COST}"), is_full=True)
    assert answer is not None
    assert COST not in [claim.text for claim in answer.claims]


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
