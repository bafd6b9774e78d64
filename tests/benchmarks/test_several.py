"""What is marked in the folders of benchmarks/several stands there, and is found again."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest

from assistant.corpus.read import read_documents
from benchmarks.several import SET, Row, asked, figures, several

LINES = [*map(json.loads, (SET / "questions.jsonl").read_text("utf-8").splitlines())]


@cache
def text_of(folder: str, name: str) -> str:
    [document] = read_documents(SET / folder / name)
    return words(document.text)


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def test_there_are_as_many_of_each_kind_as_is_said() -> None:
    kinds = Counter(line["kind"] for line in LINES)
    of_each = dict.fromkeys(("why", "how", "compare", "condition", "one"), 20)
    assert kinds == {**of_each, "list": 10, "steps": 10}
    assert len({line["question"].casefold() for line in LINES}) == len(LINES)
    assert all((len(line["marks"]) == 1) == (line["kind"] == "one") for line in LINES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["id"]))
def test_what_is_marked_stands_in_its_file(line: dict[str, Any]) -> None:
    for one in [*line["marks"], *line["distractors"]]:
        assert words(one["sentence"]) in text_of(line["folder"], one["file"])


def test_questions_that_one_sentence_answers_are_among_those_of_others() -> None:
    takes = Counter(min(2, len(line.marks)) for line in asked())
    assert takes[1] > takes[2] > 30
    assert {line.folder for line in several()} == {line["folder"] for line in LINES}


def test_a_question_counts_once_by_the_likeliest_of_its_second_sentences() -> None:
    def row(question: str, *, is_needed: bool, takes: int = 2) -> Row:
        return Row("a", question, takes, np.zeros(3), is_needed)

    rows = [
        (row("One?", is_needed=False), 0.4),
        (row("One?", is_needed=True), 0.9),
        (row("Two?", is_needed=True), 0.3),
        (row("Three?", is_needed=False, takes=1), 0.7),
    ]
    said = [*figures(rows)]
    assert said[0].startswith("4 second sentences, 2 needed")
    assert said[1] == "of 1 that one sentence answers 1 are given a second, 0 needed"
    assert said[2] == "of 2 that several answer 1 are given a second, 1 needed"
