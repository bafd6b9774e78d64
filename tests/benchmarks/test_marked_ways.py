from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.common import ASKED
from benchmarks.labelled import is_same
from benchmarks.marked_ways import HERE, KINDS, counted
from tests.answering.samples import filled, resources_of


@pytest.mark.parametrize(("which", "count"), [("places", 74), ("changes", 36)])
def test_the_sets_are_whole(which: str, count: int) -> None:
    lines = (HERE / f"{which}.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    assert which in KINDS
    assert len({line["question"].lower() for line in asked}) == count
    for line in asked:
        for mark in line["marks"]:
            file, _, sentence = mark.partition("|")
            assert (ASKED / line["collection"] / file).is_file(), mark
            assert sentence


def test_a_sentence_is_known_without_what_its_format_adds() -> None:
    assert is_same("- **Fee:** it is 4 euros a day", "Fee: it is 4 euros a day.")
    assert not is_same("Fee: it is 4 euros a day.", "The post is brought at noon.")


def test_what_is_shown_is_compared_with_what_is_marked(tmp_path: Path) -> None:
    mark = "soup.txt|The corner shop serves soup on weekdays. Bread is baked at night."
    asked = [
        {
            "collection": "here",
            "question": "where does it talk about bread baked at night",
            "marks": [mark],
        },
        {"collection": "here", "question": "on which page is the moon?", "marks": [mark]},
    ]
    with filled(tmp_path) as collection:
        counts = counted("places", asked, {"here": resources_of(collection)})
    assert counts["questions"] == 2
    assert counts["answered"] == counts["of these shown"] == 1
    assert counts["questions of which all are shown"] == 1
    assert counts["answered over other documents"] == 1  # there is no other
