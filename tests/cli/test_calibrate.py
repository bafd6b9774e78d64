from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluate import needs
from tests.cli.conftest import Run, parsed
from tests.cli.test_end_to_end import ROOT, run_json
from tests.cli.test_end_to_end import run as run_offline
from tests.evaluate.towns import write_towns
from tests.fakes import FakeGenerator

ARGUMENTS = ("calibrate", "--false-answers", "0.1", "--questions", "60")
ELSEWHERE = "What is the capital of Brazil?"


@pytest.fixture
def towns(run: Run, tmp_path: Path, fake_models: None) -> Path:
    docs = write_towns(tmp_path / "towns", 12)
    assert run("index", docs).exit_code == 0
    return docs


def test_before_and_after(run: Run, towns: Path) -> None:
    result = run(*ARGUMENTS, "--extractive")
    assert result.exit_code == 0
    words = [line.split()[0] for line in result.stdout.splitlines() if line]
    assert {"before", "after", "Risk"} <= set(words)
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_the_threshold_is_stored_shown_and_taken_away(run: Run, towns: Path) -> None:
    fitted = parsed(run(*ARGUMENTS, "--extractive", "--json"))
    assert fitted["after"]["false_answers"] <= 0.1
    shown = " ".join(run("doctor").stdout.split())
    assert f"refuses below a confidence of {fitted['threshold']:.2f}" in shown
    again = parsed(run(*ARGUMENTS, "--extractive", "--json"))
    assert again["threshold_before"] == fitted["threshold"]
    assert run("calibrate", "--reset").exit_code == 0
    assert "refuses below" not in run("doctor").stdout


def test_report(run: Run, towns: Path, tmp_path: Path) -> None:
    result = run(*ARGUMENTS, "--extractive", "--report", tmp_path / "out")
    assert "calibration.html" in result.stderr
    assert (tmp_path / "out" / "risk-coverage.svg").exists()


def test_the_writer_words_the_questions(run: Run, towns: Path, writer: FakeGenerator) -> None:
    assert run(*ARGUMENTS).exit_code == 0
    assert len(writer.prompts) == 36


def test_too_small(run: Run, indexed: Path, writer: FakeGenerator) -> None:
    result = run("calibrate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "too small to fit a threshold to: it has 2 documents" in result.stderr
    assert writer.prompts == []


def test_no_collection(run: Run, fake_models: None) -> None:
    result = run("calibrate")
    assert result.exit_code == 1
    assert "python -m assistant index PATH" in result.stderr


@pytest.mark.parametrize("share", ["0", "1", "x"])
def test_share_that_is_none(run: Run, share: str) -> None:
    result = run("calibrate", "--false-answers", share)
    assert result.exit_code == 2
    assert "--false-answers" in result.stderr


def test_only_the_report_needs_more_packages(
    run: Run, towns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "missing_packages", lambda wanted: list(wanted.values()))
    assert run(*ARGUMENTS, "--extractive").exit_code == 0
    result = run(*ARGUMENTS, "--report", tmp_path / "out")
    assert result.exit_code == 2
    assert "not installed: matplotlib." in result.stderr


def test_interrupt_stores_nothing(run: Run, towns: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.evaluate.calibrate.make_questions", interrupt)
    assert run(*ARGUMENTS).exit_code == 130
    assert "refuses below" not in run("doctor").stdout


@pytest.mark.models
def test_with_the_real_models(tmp_path: Path) -> None:
    folder = str(tmp_path / "collection")
    run_json("index", str(ROOT / "examples/news"), "--collection", folder)
    arguments = ("--collection", folder, "--questions", "40", "--extractive")
    fitted = run_json("calibrate", *arguments)
    # The ceiling may hold the threshold where more questions with an answer would be refused.
    is_held = fitted["threshold"] < fitted["threshold_by_rule"]
    most = fitted["before"]["false_answers"] if is_held else 0.05
    assert fitted["after"]["false_answers"] <= most
    assert fitted["after"]["ordinary_refused"] <= fitted["ordinary_refused_allowed"]
    assert fitted["questions"]["without_answer"] >= 19
    run_json("ask", ELSEWHERE, "--collection", folder, "--extractive", expect=3)
    assert "fitted on" in run_offline("doctor", "--collection", folder).stdout
