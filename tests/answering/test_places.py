from __future__ import annotations

from pathlib import Path

from assistant.answering.places import answer_place
from assistant.language.question import Question
from assistant.records import Answer
from assistant.search.collection import EVERYTHING
from tests.answering.samples import filled, resources_of


def placed(folder: Path, text: str) -> Answer | None:
    with filled(folder) as collection:
        return answer_place(Question.parse(text), resources_of(collection), 8, EVERYTHING)


def test_the_document_is_named_and_the_sentence_quoted(tmp_path: Path) -> None:
    answer = placed(tmp_path, "where does it talk about bread baked at night")
    assert answer is not None
    named, quoted = answer.claims
    assert (answer.kind, named.verdict, quoted.verdict) == ("place", "said", "quoted")
    assert named.text == "In “Soup”, page 1, under “Main”:"
    assert "Bread is baked at night." in quoted.text
    assert answer.citations[0].quote == quoted.text


def test_what_nothing_speaks_of_is_left_to_the_passages(tmp_path: Path) -> None:
    assert placed(tmp_path, "on which page is the moon landing") is None


def test_all_words_say_what_is_sought_not_the_names_alone(tmp_path: Path) -> None:
    text = "where does it say that a corner shop in Oslo has bread baked at night?"
    answer = placed(tmp_path, text)
    assert answer is not None
    assert answer.citations[0].title == "Soup"
