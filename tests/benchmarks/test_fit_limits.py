"""Fitting what limits an answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.writing.limits import LIMITED, Limits
from benchmarks import fit_limits
from benchmarks.fields_gold import LIMITS
from tests.fakes import FakeEmbedder


def test_every_pair_is_whole() -> None:
    pairs = fit_limits.read(fit_limits.PAIRS)
    assert all({"topic", "question", "sentence", "needs"} == set(one) for one in pairs)
    assert {one["needs"] for one in pairs} == {True, False}


def test_nothing_that_is_measured_is_fitted_on() -> None:
    fitted = {one["sentence"] for one in fit_limits.read(fit_limits.PAIRS)}
    measured = fit_limits.read(LIMITS / "questions.jsonl")
    assert fitted.isdisjoint(one["sentence"] for one in measured)
    for one in measured:
        (name,) = one["documents"]
        text = (LIMITS / "documents" / one["collection"] / name).read_text("utf-8")
        assert " ".join(one["sentence"].split()) in " ".join(text.split())


def test_it_says_what_part_of_each_is_taken_for_limited() -> None:
    likely = np.array([LIMITED, 0.9, 0.1, 0.2])
    said = fit_limits.told(likely, np.array([True, True, True, False]))
    assert said == "AUROC 0.667; taken for limited 0.67, of the plain ones 0.00"


def test_the_weights_are_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = [
        {"topic": str(n), "question": f"{n}?", "sentence": f"{said} {n}.", "needs": needs}
        for n in range(16)
        for said, needs in (("if", True), ("red", False))
    ]
    (tmp_path / "pairs.jsonl").write_text("".join(map("{}\n".format, map(json.dumps, pairs))))
    monkeypatch.setattr(fit_limits, "PAIRS", tmp_path / "pairs.jsonl")
    monkeypatch.setattr(fit_limits, "default_embedder", FakeEmbedder)
    monkeypatch.setattr(fit_limits, "weights_file", lambda _: tmp_path / "limits.json")
    fit_limits.main()
    assert capsys.readouterr().out.startswith("32 pairs, each topic by others: AUROC")
    assert Limits.load(tmp_path / "limits.json").weight.shape == (3 * FakeEmbedder().dimension,)
