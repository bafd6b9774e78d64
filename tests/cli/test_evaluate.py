from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli.evaluate import DataSetName
from assistant.config import load_catalogue
from assistant.evaluate import asking, datasets, needs
from tests.cli.conftest import Run, parsed
from tests.cli.test_end_to_end import run_json
from tests.evaluate import samples

ROOT = Path(__file__).parents[2]


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    return samples.squad(tmp_path / "data")


def test_every_data_set_can_be_named() -> None:
    assert tuple(DataSetName) == datasets.NAMES


def test_figures_on_the_terminal(run: Run, fake_models: None, squad: Path) -> None:
    result = run("evaluate", "--dataset", "squad2", "--path", squad, "--extractive")
    assert result.exit_code == 0
    assert result.stdout.startswith("squad2 (dev-small.json), profile default, extractive")
    assert "nDCG@10" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_report_and_comparison(run: Run, fake_models: None, squad: Path, tmp_path: Path) -> None:
    arguments = ("evaluate", "--dataset", "squad2", "--path", squad, "--limit", "2")
    first = run(*arguments, "--report", tmp_path / "first")
    assert first.exit_code == 0
    assert "report.html" in first.stderr
    earlier = tmp_path / "first" / "report.json"
    result = run(*arguments, "--against", earlier)
    assert "Against the earlier report" in result.stdout
    assert "no real difference" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_json_is_what_against_takes(
    run: Run, fake_models: None, squad: Path, tmp_path: Path
) -> None:
    arguments = ("evaluate", "--dataset", "squad2", "--path", squad, "--extractive")
    printed = run(*arguments, "--json")
    assert parsed(printed)["measures"]
    earlier = tmp_path / "earlier.json"
    earlier.write_text(printed.stdout, encoding="utf-8")
    assert run(*arguments, "--against", earlier).exit_code == 0


def test_nothing_is_left_behind(run: Run, fake_models: None, squad: Path, tmp_path: Path) -> None:
    run("evaluate", "--dataset", "squad2", "--path", squad, "--extractive")
    assert not list((tmp_path / "home").rglob("collection.sqlite"))


def test_people_s_sentences_need_no_writer(run: Run, tmp_path: Path) -> None:
    folder = samples.qags(tmp_path / "data")
    writer = load_catalogue().profile("default").writer
    result = run("evaluate", "--dataset", "qags", "--path", folder)
    assert "Models are missing" in result.stderr
    assert str(writer) not in result.stderr


def test_missing_packages_come_first_with_the_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, squad: Path
) -> None:
    monkeypatch.setattr(needs, "missing_packages", lambda wanted: ["rouge-score", "matplotlib"])
    result = run("evaluate", "--dataset", "squad2", "--path", squad)
    assert result.exit_code == 2
    assert "not installed: rouge-score, matplotlib." in result.stderr
    assert "pip install" in result.stderr


def test_a_package_that_is_not_there_is_found_missing() -> None:
    assert needs.missing_packages({"json": "json", "no_such_module": "nothing"}) == ["nothing"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--dataset"),
        (["--dataset", "squad2"], "--path"),
        (["--dataset", "sqad", "--path", "x"], "sqad"),
        (["--dataset", "squad2", "--path", "x", "--documents", "y"], "questions"),
        (["--dataset", "squad2", "--path", "x", "--limit", "0"], "--limit"),
    ],
)
def test_usage(run: Run, arguments: list[str], said: str) -> None:
    result = run("evaluate", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_missing_data_is_told_before_anything_is_made(
    run: Run, fake_models: None, tmp_path: Path
) -> None:
    report = tmp_path / "report"
    result = run("evaluate", "--dataset", "squad2", "--path", tmp_path / "no", "--report", report)
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert not report.exists()


def test_earlier_report_of_another_data_set_is_told_at_once(
    run: Run, fake_models: None, squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("evaluate", "--dataset", "squad2", "--path", squad, "--extractive")
    data = parsed(run(*arguments, "--json")) | {"dataset": "clapnq"}
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps(data), encoding="utf-8")
    monkeypatch.setattr(asking, "measure_questions", lambda *_: pytest.fail("it was measured"))
    result = run(*arguments, "--against", earlier)
    assert result.exit_code == 2
    assert "clapnq" in result.stderr


def test_folder_that_cannot_be_made_is_told_at_once(
    run: Run, fake_models: None, squad: Path
) -> None:
    arguments = ("evaluate", "--dataset", "squad2", "--path", squad, "--report", squad / "x")
    result = run(*arguments)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_interrupt(
    run: Run, fake_models: None, squad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.evaluate.run.measure_questions", interrupt)
    assert run("evaluate", "--dataset", "squad2", "--path", squad).exit_code == 130


@pytest.mark.models
def test_with_the_real_models() -> None:
    questions = ROOT / "examples" / "questions.jsonl"
    arguments = ("--path", str(questions), "--limit", "5", "--profile", "default")
    report = run_json("evaluate", "--dataset", "questions", *arguments)
    figures = {measure["name"]: measure for measure in report["measures"]}
    assert report["models"]["writer"] == load_catalogue().profile("default").writer
    assert figures["retrieval/R@10"]["value"] >= 0.8
    assert figures["answers/slots in citation"]["value"] == 1.0
    assert figures["refusal/absent: AUROC"]["value"] >= 0.9
