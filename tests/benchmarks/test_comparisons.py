"""What is measured of comparisons."""

from __future__ import annotations

import numpy as np

from benchmarks.comparisons import COMPARED, Row, compared, given


def test_every_marked_sentence_stands_in_its_file() -> None:
    lines = list(compared())
    assert sum(compares for _, compares in lines) == 48
    for line, _ in lines:
        for mark in line.marks:
            file, _, sentence = mark.partition("|")
            text = (COMPARED / "documents" / line.folder / file).read_text("utf-8")
            assert sentence in text


def test_the_likeliest_of_a_question_counts_where_it_is_likely_enough() -> None:
    rows = [
        Row("one", question, np.zeros(4), is_needed)
        for question, is_needed in (("a", False), ("a", True), ("b", False), ("c", False))
    ]
    said = given("all", rows, np.array([0.5, 0.6, 0.3, 0.9]))
    assert said == "all: 2 are given a second sentence, 1 one that is needed"
