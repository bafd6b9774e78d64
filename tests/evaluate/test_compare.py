from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.errors import ConfigError
from assistant.evaluate.compare import compare
from assistant.evaluate.report import Measure, Report, measured, now, read, this_machine


def report(
    *measures: Measure, dataset: str = "squad2", packages: Mapping[str, str] | None = None
) -> Report:
    return Report(
        dataset=dataset,
        path="dev.json",
        limit=None,
        profile="default",
        models={"embedder": "fake"},
        started=now(),
        seconds=1.0,
        machine=this_machine(),
        packages=dict(packages or {"numpy": "2"}),
        measures=measures,
    )


def held(*values: int, better: bool = True) -> Measure:
    items = {str(number): [value] for number, value in enumerate(values)}
    return measured("answers/holds gold", "mean", items, "higher" if better else "lower")


def test_a_real_difference_says_which_way() -> None:
    before, after = held(*[0] * 10, *[1] * 10), held(*[1] * 20)
    (change,) = compare(report(after), report(before)).changes
    assert (change.before, change.now, change.items) == (0.5, 1.0, 20)
    assert change.verdict == "better"
    (back,) = compare(report(before), report(after)).changes
    assert back.verdict == "worse"


def test_lower_may_be_better() -> None:
    before, after = held(*[1] * 20, better=False), held(*[0] * 20, better=False)
    assert compare(report(after), report(before)).changes[0].verdict == "better"


def test_a_difference_within_chance_is_none() -> None:
    before, after = held(0, 1, 1, 0, 1, 1), held(1, 0, 1, 0, 1, 1)
    assert compare(report(after), report(before)).changes[0].verdict == "no real difference"


def test_only_shared_items_count() -> None:
    before, after = held(*[0] * 30), held(*[0] * 10)
    (change,) = compare(report(after), report(before)).changes
    assert change.items == 10


def test_other_data_sets_are_not_compared() -> None:
    with pytest.raises(ConfigError, match="of clapnq, not of squad2"):
        compare(report(held(1)), report(held(1), dataset="clapnq"))


def test_nothing_in_common_is_told() -> None:
    other = measured("answers/holds gold", "mean", {"x": [1]})
    comparison = compare(report(held(1)), report(other))
    assert comparison.changes == ()
    assert "no item in common" in comparison.remarks[0]


def test_what_else_differs_is_told() -> None:
    remarks = compare(report(held(1)), report(held(1), packages={"numpy": "1"})).remarks
    assert remarks == ("Other versions: numpy 1 → 2.",)


def test_a_report_is_read_back_as_it_was(tmp_path: Path) -> None:
    written = report(held(0, 1, 1), measured("refusal/x: AUROC", "auroc", {"a": (0.5, 1)}))
    path = tmp_path / "report.json"
    path.write_text(json.dumps(written.model_dump(mode="json")), encoding="utf-8")
    assert read(path) == written
    # One class only: there is no figure, and that is no number.
    assert written.measures[1].value is None


@pytest.mark.parametrize("text", ["{", "[]", '{"dataset": "squad2"}', None])
def test_what_is_no_report_is_told(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "report.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read(path)
    assert str(path) in raised.value.message
    assert "report.json" in raised.value.hint
