from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.measured import interleaved, machine, table, tell


def test_measurements_take_turns_and_give_their_medians() -> None:
    order: list[str] = []
    values = {"a": iter([1.0, 9.0, 2.0]), "b": iter([5.0, 4.0, 6.0])}

    def measure(name: str) -> float:
        order.append(name)
        return next(values[name])

    taken = interleaved({"a": lambda: measure("a"), "b": lambda: measure("b")}, rounds=3)
    assert order == ["a", "b"] * 3
    assert taken == {"a": 2.0, "b": 5.0}


def test_table_is_markdown() -> None:
    rows = [{"what": "one", "s": 1.23456}, {"what": "two", "s": 1234}]
    assert table(rows).splitlines() == [
        "| what | s |",
        "| --- | --- |",
        "| one | 1.235 |",
        "| two | 1234 |",
    ]


def test_report_names_machine_versions_and_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.json"
    tell("speed", [{"what": "one", "s": 1.5}], path, passages=3)
    report = json.loads(path.read_text(encoding="utf-8"))
    assert report["results"] == [{"what": "one", "s": 1.5}]
    assert (report["benchmark"], report["passages"]) == ("speed", 3)
    assert report["machine"].keys() == machine().keys()
    assert report["machine"]["packages"]["openvino"]
    assert "| one | 1.5 |" in capsys.readouterr().out
