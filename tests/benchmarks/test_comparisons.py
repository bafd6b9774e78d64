"""What is measured of comparisons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from benchmarks.comparisons import COMPARED, Row, compared, given
from benchmarks.fields_gold import SETS


def test_every_marked_sentence_stands_in_its_file() -> None:
    lines = list(compared(COMPARED))
    assert sum(compares for _, compares in lines) == 48
    for line, _ in lines:
        for mark in line.marks:
            file, _, sentence = mark.partition("|")
            text = (COMPARED / "documents" / line.folder / file).read_text("utf-8")
            assert sentence in text


@pytest.mark.parametrize(
    ("root", "collections", "count"),
    [SETS[name] + (count,) for name, count in (("versus", 60), ("strangers", 62))],
)
def test_so_does_what_others_marked_but_for_line_breaks(
    root: Path, collections: Mapping[str, Path], count: int
) -> None:
    lines = [
        json.loads(line) for line in (root / "questions.jsonl").read_text("utf-8").splitlines()
    ]
    assert len(lines) == count
    for line in lines:
        assert bool(line["evidence"]) == line["answerable"]
        for mark in line["evidence"]:
            file, _, sentence = mark.partition("|")
            text = (collections[line["collection"]] / file).read_text("utf-8")
            assert " ".join(sentence.split()) in " ".join(text.split())


def test_the_likeliest_of_a_question_counts_where_it_is_likely_enough() -> None:
    rows = [
        Row("one", question, np.zeros(4), is_needed)
        for question, is_needed in (("a", False), ("a", True), ("b", False), ("c", False))
    ]
    said = given("all", rows, np.array([0.5, 0.6, 0.3, 0.9]))
    assert said == "all: 2 are given a second sentence, 1 one that is needed"
