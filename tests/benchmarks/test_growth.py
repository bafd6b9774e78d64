from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.growth import QUERIES, WARM_UP, build, exponent, measure, turned
from benchmarks.growth_plot import draw
from benchmarks.lengths import made_up, measure_document
from benchmarks.synthetic import PASSAGE_WORDS, Synthetic
from tests.faked import put_fakes
from tests.fakes import FakeGenerator


def test_made_up_documents_are_what_a_collection_takes() -> None:
    made = list(Synthetic(25).documents())
    assert [len(passages) for _, passages, _ in made] == [10, 10, 5]
    for document, passages, vectors in made:
        assert [document.text[one.start : one.end] for one in passages] == [
            one.text for one in passages
        ]
        assert {len(one.text.split()) for one in passages} == {PASSAGE_WORDS}
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert [document.id for document, _, _ in Synthetic(25).documents()] == [
        document.id for document, _, _ in made
    ]


def test_vectors_lie_in_documents_and_topics() -> None:
    (_, _, first), (_, _, second) = Synthetic(20).documents()
    inside = (first @ first.T)[np.triu_indices(10, 1)]
    assert inside.mean() == pytest.approx(0.7, abs=0.05)
    assert (first @ second.T).mean() < inside.mean() - 0.1


def test_a_small_collection_is_built_once_and_measured(tmp_path: Path) -> None:
    build(tmp_path, 300)
    before = (tmp_path / "build.json").read_bytes()
    build(tmp_path, 300)
    assert (tmp_path / "build.json").read_bytes() == before
    taken = measure(tmp_path, 300)
    assert {taken[f"{name}@{top}"] for name in ("recall", "bm25 recall") for top in (10, 100)} == {
        1
    }
    assert all(value > 0 for value in taken.values())
    assert QUERIES + WARM_UP <= 300


def test_exponent_is_that_of_the_power_law() -> None:
    assert exponent([10, 100, 1000], [3, 300, 30_000]) == 2
    assert exponent([10, 100], [5, 5]) == 0


def test_figures_become_rows() -> None:
    measured = [{"passages": 10, "a_s": 1.0, "recall@10": 1.0}] * 2
    measured[1] = {"passages": 1000, "a_s": 10.0, "recall@10": 0.9}
    assert turned(measured, "passages") == [
        {"passages": "a_s", "10": 1.0, "1,000": 10.0, "exponent": 0.5},
        {"passages": "recall@10", "10": 1.0, "1,000": 0.9, "exponent": ""},
    ]


def test_documents_have_the_length_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    put_fakes(monkeypatch, FakeGenerator())
    assert len(made_up(1000).text.split()) == pytest.approx(1000, abs=25)
    taken = measure_document(300)
    assert taken.keys() == {"words", "split_s", "split_peak_mb", "summary_s", "summary_peak_mb"}
    assert taken["summary_peak_mb"] > 0


def test_plot_is_one_drawing_without_text_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_fakes(monkeypatch, FakeGenerator())
    build(tmp_path, 50)
    drawing = draw([measure(tmp_path, 50)], [measure_document(200)])
    tags = {element.tag.rsplit("}")[-1] for element in ElementTree.fromstring(drawing).iter()}
    assert "svg" in tags
    assert "script" not in tags
