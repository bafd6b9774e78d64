"""What is written down of the writer's drafts, for a person to judge."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from assistant.writing.approval import FARTHEST
from assistant.writing.prompts import NOT_RIGHT, RIGHT
from benchmarks import drafts
from tests.faked import put_fakes
from tests.fakes import FakeGenerator

DOGS, TEA = "Dogs stay outside the hall.", "Tea is free after the match."
LINES: list[dict[str, Any]] = [
    {
        "collection": "tea", "kind": "fact", "question": "When is tea free?", "answerable": False,
        "answer": "After the match.", "evidence": [f"tea.md|{TEA}"],
    },
    {
        "collection": "dogs", "kind": "fact", "question": "Where do dogs stay?", "answerable": True,
        "answer": "Outside.", "evidence": ["dogs.md|Dogs bark."],
    },
]  # fmt: skip
LIKELY = math.exp(-0.5)
ODDS = math.log(LIKELY / (1 - LIKELY))


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The lines that the command writes."""
    for name, text in (("dogs", DOGS), ("tea", TEA)):
        (tmp_path / "asked" / name).mkdir(parents=True)
        (tmp_path / "asked" / name / f"{name}.md").write_text(f"# Of {name}\n\n{text}\n", "utf-8")
    judged = tmp_path / "judged.jsonl"
    judged.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    said = (RIGHT, DOGS, RIGHT, RIGHT, "Yes", TEA, NOT_RIGHT)  # tea is free, as "when" assumes
    put_fakes(monkeypatch, FakeGenerator(*said, sureness=-0.5, is_taught=True))
    monkeypatch.setattr(drafts, "ASKED", tmp_path / "asked")
    monkeypatch.setattr(drafts, "JUDGED", judged)
    monkeypatch.setattr("sys.argv", ["drafts", str(tmp_path / "out.jsonl")])
    drafts.main()
    return [*map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())]


def test_each_question_gets_a_draft_from_the_best_sentence(written: list[dict[str, Any]]) -> None:
    """Over the documents of its own collection alone."""
    found = {line["collection"]: (line["draft"], line["sentence"]) for line in written}
    assert found == {"dogs": (DOGS, DOGS), "tea": (TEA, TEA)}
    assert [line["answers"] for line in written] == [False, True]


def test_what_the_writer_thinks_of_it_is_kept(written: list[dict[str, Any]]) -> None:
    assert {line["sureness"] for line in written} == {-0.5}
    assert [line["approval"] for line in written] == [pytest.approx(ODDS), pytest.approx(-ODDS)]
    assert {line["ahead"] for line in written} == {FARTHEST}


def test_a_person_judges(written: list[dict[str, Any]]) -> None:
    assert [(line["right"], line["left_out"]) for line in written] == [(None, False)] * 2
    told = [{key: line[key] for key in drafts.KEPT} for line in written]
    assert told == [{key: line[key] for key in drafts.KEPT} for line in reversed(LINES)]


def test_where_what_answers_is_left_out_any_draft_is_wrong() -> None:
    asked = [*drafts.twice([{**LINES[1], "question": name} for name in "abcd"])]
    assert [line["question"] for line, _ in asked] == ["a", "b", "c", "d", "b"]
    assert [bool(without) for _, without in asked] == [False] * 4 + [True]
