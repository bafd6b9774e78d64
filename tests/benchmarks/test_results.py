"""What docs/benchmarks.md tells is kept with the machine, the versions and the date."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.measured import machine

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks/results"
RESULTS = sorted(FOLDER.rglob("*.json"))


def test_there_are_results() -> None:
    assert RESULTS


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_result_says_where_and_when_it_was_measured(path: Path) -> None:
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["results"]
    assert report["machine"].keys() == machine().keys()
    assert report["machine"]["packages"]["numpy"]
    assert datetime.fromisoformat(report["machine"]["date"]).tzinfo


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_result_is_told(path: Path) -> None:
    named = path.relative_to(FOLDER).as_posix()
    assert f"results/{named}" in (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
