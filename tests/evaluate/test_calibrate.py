from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.errors import CollectionError, ConfigError
from assistant.evaluate import calibration_report
from assistant.evaluate.calibrate import (
    Calibrated,
    calibrate,
    fit_threshold,
    least_absent,
    store,
)
from assistant.grounding.refuse import default_calibration
from assistant.indexing import index_paths
from assistant.protocols import Silent
from assistant.search.collection import Collection
from tests.evaluate.towns import write_harbours, write_towns
from tests.fakes import FakeEmbedder, FakeReader


def opened(tmp_path: Path, count: int) -> Assistant:
    docs = write_towns(tmp_path / "docs", count)
    collection = Collection.open(tmp_path / "collection", create=True)
    index_paths(collection, [docs], FakeEmbedder())
    return Assistant(collection, FakeEmbedder, FakeReader)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with opened(tmp_path, 12) as made:
        yield made


def run(
    assistant: Assistant, questions: int = 60, wanted: float = 0.1, allowed: float = 1.0
) -> Calibrated:
    return calibrate(
        assistant,
        questions=questions,
        wanted=wanted,
        allowed=allowed,
        load_writer=lambda: None,
        progress=Silent(),
    )


class TestRule:
    @given(
        st.lists(st.floats(0, 1), min_size=19, max_size=200),
        st.sampled_from([0.05, 0.1, 0.25, 0.5]),
    )
    def test_no_more_pass_than_wanted(self, absent: list[float], wanted: float) -> None:
        threshold = fit_threshold(absent, wanted)
        assert sum(value >= threshold for value in absent) <= wanted * len(absent)

    @given(st.lists(st.floats(0, 1), min_size=40, max_size=60, unique=True))
    def test_it_is_the_lowest_that_the_rule_allows(self, absent: list[float]) -> None:
        """One step lower, a further question would pass with more than the wanted share."""
        threshold = fit_threshold(absent, 0.1)
        lower = max(value for value in absent if value < threshold)
        passing = sum(value >= lower for value in absent)
        assert (passing + 1) / (len(absent) + 1) > 0.1

    @pytest.mark.parametrize(("wanted", "least"), [(0.5, 1), (0.1, 9), (0.05, 19), (0.01, 99)])
    def test_it_needs_enough_questions(self, wanted: float, least: int) -> None:
        assert least_absent(wanted) == least

    def test_an_answer_at_the_highest_confidence_is_refused_too(self) -> None:
        assert fit_threshold([1.0] * 20, 0.05) > 1.0


def test_a_threshold_is_fitted_stored_and_used(assistant: Assistant) -> None:
    before = assistant.threshold
    fitted = run(assistant)
    assert fitted.before == before == assistant.threshold
    assert fitted.after != before
    assert fitted.passing(fitted.after)[1] <= 0.1
    assert len(fitted.present) == 18
    assert len(fitted.absent) == 18
    store(assistant, fitted)
    assert assistant.threshold == fitted.after
    stored = assistant.collection.fitted_threshold
    assert stored is not None
    assert (stored.wanted, stored.documents) == (0.1, 12)


def test_ordinary_questions_set_a_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that half answer each other's questions, by a scale that trusts them."""
    collection = Collection.open(tmp_path / "collection", create=True)
    index_paths(collection, [write_harbours(tmp_path / "docs", 12)], FakeEmbedder())
    trusting = replace(default_calibration(), bias=4.0)
    monkeypatch.setattr("assistant.answering.resources.default_calibration", lambda: trusting)
    with Assistant(collection, FakeEmbedder, FakeReader) as assistant:
        free = run(assistant, questions=24)
        assert (free.after, free.is_held) == (free.rule, False)
        for allowed in (0.02, free.refused[1] / 2):
            held = run(assistant, questions=24, allowed=allowed)
            assert held.is_held
            assert held.rule == free.rule
            assert held.after < free.after
            assert held.refused[1] <= allowed + 0.01, "the quantiles are a hundredth apart"
            assert held.passing(held.after)[1] > free.passing(free.after)[1]


def test_the_document_is_there_for_half_of_them_only(assistant: Assistant) -> None:
    fitted = run(assistant)
    assert min(fitted.present) > 0
    assert sum(fitted.present) / len(fitted.present) > sum(fitted.absent) / len(fitted.absent)


def test_a_second_run_gives_the_same(assistant: Assistant) -> None:
    first = run(assistant)
    store(assistant, first)
    again = run(assistant)
    assert again.after == first.after
    assert again.before == first.after


def test_what_tells_the_same_is_left_out_too(tmp_path: Path) -> None:
    docs = write_towns(tmp_path / "docs", 12)
    for file in list(docs.iterdir()):
        text = file.read_text(encoding="utf-8")
        (docs / f"copy-{file.name}").write_text(f"{text} A copy.", encoding="utf-8")
    collection = Collection.open(tmp_path / "collection", create=True)
    index_paths(collection, [docs], FakeEmbedder())
    with Assistant(collection, FakeEmbedder, FakeReader) as assistant:
        fitted = run(assistant)
        assert fitted.left_out >= 2
        assert sum(fitted.absent) / len(fitted.absent) < sum(fitted.present) / len(fitted.present)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_too_few_documents(tmp_path: Path, count: int) -> None:
    with opened(tmp_path, count) as assistant, pytest.raises(CollectionError) as raised:
        run(assistant)
    assert f"it has {count} documents, and at least 10 documents" in raised.value.message
    assert "Index more documents" in raised.value.hint
    assert assistant.collection


def test_too_few_sentences(tmp_path: Path) -> None:
    with opened(tmp_path, 10) as assistant, pytest.raises(CollectionError, match="gives only 30"):
        run(assistant, questions=200, wanted=0.05)


def test_too_few_questions_are_wanted(assistant: Assistant) -> None:
    with pytest.raises(ConfigError, match="10 questions are too few") as raised:
        run(assistant, questions=10, wanted=0.05)
    assert "--questions 38" in raised.value.hint


class TestReport:
    FITTED = Calibrated(
        before=0.5,
        after=0.7,
        rule=0.8,
        wanted=0.25,
        allowed=0.1,
        refused=(0.05, 0.1),
        present=(0.9, 0.8, 0.75, 0.6),
        absent=(0.7, 0.55, 0.2, 0.1),
        left_out=2,
        held_out=None,
        documents=12,
    )

    def test_points(self) -> None:
        assert self.FITTED.point(0.5) == (6 / 8, 2 / 6)
        assert self.FITTED.passing(0.5) == (1.0, 0.5)
        assert self.FITTED.point(2.0) == (0.0, 0.0)

    def test_lines(self) -> None:
        shown = "\n".join(calibration_report.lines(self.FITTED))
        assert "at most 25%" in shown
        assert "no higher than refuses 10% of ordinary questions" in " ".join(shown.split())
        assert "the rule alone would give 0.800" in " ".join(shown.split())
        assert "--reset goes back" in " ".join(shown.split())
        assert "2.0 documents on average" in " ".join(shown.split())
        before, after = (
            next(line for line in shown.splitlines() if line.strip().startswith(name))
            for name in ("before", "after")
        )
        assert before.split()[1:] == ["0.500", "5.0%", "100.0%", "50.0%", "75.0%", "33.3%"]
        assert after.split()[1:5] == ["0.700", "10.0%", "75.0%", "25.0%"]

    def test_files(self, tmp_path: Path) -> None:
        written = calibration_report.write(self.FITTED, tmp_path / "out")
        assert {path.name for path in written} == {
            "calibration.json",
            "calibration.md",
            "calibration.html",
            "risk-coverage.svg",
        }
        data = json.loads((tmp_path / "out/calibration.json").read_text(encoding="utf-8"))
        assert data["threshold"] == 0.7
        assert data["threshold_by_rule"] == 0.8
        assert data["after"]["false_answers"] == 0.25
        assert data["after"]["ordinary_refused"] == 0.1
        assert data["risk_coverage"][-1] == [1.0, 0.5]
        assert "<script" not in (tmp_path / "out/calibration.html").read_text(encoding="utf-8")
