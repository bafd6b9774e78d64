"""Checks over nearly right answers: all that was asked on a sentence, over its passage."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from assistant.writing.prompts import CHECK, NOT_RIGHT, RIGHT
from tests.search.samples import make_document
from tests.writing.samples import hit_of
from training.lookalikes import IMPLIED, LOOKALIKES, TOGETHER, lines_of
from training.writer_asked import read_lines, write_lines
from training.writer_rows import COLLECTIONS

DOGS, TEA, LOST = "Dogs stay outside the hall.", "Tea is free for all.", "Coffee costs a pound."


def test_all_that_was_asked_on_a_sentence_is_checked_over_its_passage() -> None:
    hits = [hit_of(make_document(text, source="/docs/rules.md")) for text in (DOGS, TEA)]
    asked = [
        _asked("who stays outside?", "Dogs stay outside.", "All dogs stay outside.", right=True),
        _asked("who stays in the garden?", "Dogs stay there.", "Dogs stay in it.", right=False),
    ]
    lines = [{"document": "rules.md", "sentence": one, "asked": asked} for one in (DOGS, TEA, LOST)]
    (line,) = lines_of(lines, hits, random.Random(1))
    checks = [(prompt, told) for prompt, told in line["turns"] if prompt.endswith(CHECK)]
    answers = [turn for turn in line["turns"] if turn not in checks]
    assert TOGETHER == 2
    assert all(DOGS in prompt and TEA in prompt for prompt, _ in line["turns"])
    assert [told for _, told in answers] == ["All dogs stay outside."] * 2, "told in full"
    of_drafts = Counter(
        told
        for prompt, told in checks
        if any(one[form] in prompt.splitlines()[-2] for one in asked for form in ("draft", "full"))
        and DOGS not in prompt.splitlines()[-2]
    )
    assert of_drafts == {RIGHT: 2, NOT_RIGHT: 2}
    assert len(checks) == 6, "and each sentence as an answer"


def test_a_sentence_may_answer_what_a_draft_on_it_does_not() -> None:
    hits = [hit_of(make_document(DOGS, source="/docs/rules.md"))]
    asked = [_asked("may dogs in?", "Yes, outside.", "Yes, dogs stay outside.", right=False)]
    line = {"document": "rules.md", "sentence": DOGS, "asked": asked}
    (other,) = lines_of([line], hits, random.Random(1))
    assert [told for _, told in other["turns"]] == [NOT_RIGHT] * 2, "draft and sentence"
    (implied,) = lines_of([line], hits, random.Random(1), is_implied=True)
    assert [told for _, told in implied["turns"]] == [NOT_RIGHT], "the draft alone"


def _asked(question: str, draft: str, full: str, *, right: bool) -> dict[str, str | bool]:
    return {"question": question, "draft": draft, "full": full, "right": right}


@pytest.mark.parametrize("folder", [LOOKALIKES, IMPLIED])
def test_each_is_of_a_document_of_its_collection_and_half_are_right(folder: Path) -> None:
    paths = [*folder.glob("*.jsonl")]
    assert paths
    for path in paths:
        documents = COLLECTIONS / path.stem / "documents"
        lines = [*map(json.loads, path.read_text("utf-8").splitlines())]
        assert all((documents / line["document"]).is_file() for line in lines), path.name
        told = [one["right"] for line in lines for one in line["asked"]]
        assert 0.4 <= sum(told) / len(told) <= 0.6, path.name
        full = [len(one["full"].split()) for line in lines for one in line["asked"]]
        assert min(full) >= 3, path.name


def test_all_lines_are_written_and_read_back_in_another_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"system": str(number), "turns": [["é?", RIGHT]] * 2} for number in range(9)]
    path = tmp_path / "out.jsonl"
    write_lines(path, [*lines], random.Random(7))
    read = [*read_lines(path)]
    assert read != lines
    assert sorted(read, key=lambda one: one["system"]) == lines
    assert capsys.readouterr().out == "9 lines, 18 turns\n"
