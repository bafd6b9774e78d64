"""What is measured of comparisons."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.comparisons import COMPARED, VERSUS, Row, compared, given


@pytest.mark.parametrize(("root", "count"), [(COMPARED, 48), (VERSUS, 44)])
def test_every_marked_sentence_stands_in_its_file(root: Path, count: int) -> None:
    lines = list(compared(root))
    assert sum(compares for _, compares in lines) == count
    for line, _ in lines:
        for mark in line.marks:
            _stands(root / "documents" / line.folder, mark)


def _stands(folder: Path, mark: str) -> None:
    file, _, sentence = mark.partition("|")
    text = " ".join((folder / file).read_text("utf-8").split())
    assert " ".join(sentence.split()) in text


def test_the_likeliest_of_a_question_counts_where_it_is_likely_enough() -> None:
    rows = [
        Row("one", question, np.zeros(4), is_needed)
        for question, is_needed in (("a", False), ("a", True), ("b", False), ("c", False))
    ]
    said = given("all", rows, np.array([0.5, 0.6, 0.3, 0.9]))
    assert said == "all: 2 are given a second sentence, 1 one that is needed"
