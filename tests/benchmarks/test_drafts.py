"""What is written down of the writer's drafts, for a person to judge."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from assistant.writing.prompts import RIGHT
from benchmarks import drafts
from tests.faked import put_fakes
from tests.fakes import FakeGenerator

DOGS, TEA = "Dogs stay outside the hall.", "Tea is free after the match."
LINES: list[dict[str, Any]] = [
    {
        "collection": "tea", "kind": "fact", "question": "When is tea free?", "draft": "Never.",
        "sureness": -9.0, "approval": None, "there": True, "right": False,
    },
    {
        "collection": "dogs", "kind": "fact", "question": "Where do dogs stay?", "draft": "",
        "sureness": None, "approval": None, "there": True, "right": True,
    },
]  # fmt: skip


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The lines that the command writes."""
    for name, text in (("dogs", DOGS), ("tea", TEA)):
        (tmp_path / "asked" / name).mkdir(parents=True)
        (tmp_path / "asked" / name / f"{name}.md").write_text(f"# Of {name}\n\n{text}\n", "utf-8")
    judged = tmp_path / "judged.jsonl"
    judged.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    put_fakes(monkeypatch, FakeGenerator(DOGS, RIGHT, TEA, RIGHT, sureness=-0.5, is_taught=True))
    monkeypatch.setattr(drafts, "ASKED", tmp_path / "asked")
    monkeypatch.setattr(drafts, "JUDGED", judged)
    monkeypatch.setattr("sys.argv", ["drafts", str(tmp_path / "out.jsonl")])
    drafts.main()
    return [*map(json.loads, (tmp_path / "out.jsonl").read_text("utf-8").splitlines())]


def test_each_question_gets_a_new_draft_with_what_was_read(written: list[dict[str, Any]]) -> None:
    """Over the documents of its own collection alone."""
    found = {line["collection"]: (line["draft"], line["read"]) for line in written}
    assert found == {"dogs": (DOGS, [f"Of dogs: {DOGS}"]), "tea": (TEA, [f"Of tea: {TEA}"])}


def test_what_the_writer_thinks_of_it_is_kept(written: list[dict[str, Any]]) -> None:
    likely = math.exp(-0.5)
    for line in written:
        assert line["sureness"] == -0.5
        assert line["approval"] == pytest.approx(math.log(likely / (1 - likely)))


def test_a_person_judges_anew(written: list[dict[str, Any]]) -> None:
    """What was said of the earlier draft is not said of the new one; the rest stays."""
    assert [(line["there"], line["right"]) for line in written] == [(None, None)] * 2
    kept = {"collection", "kind", "question"}
    told = [{key: line[key] for key in kept} for line in written]
    assert told == [{key: line[key] for key in kept} for line in reversed(LINES)]
