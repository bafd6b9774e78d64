"""What a reader is trained further on, and that it learns from it."""

from __future__ import annotations

import random
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.models.readers import write_reader
from training.further import Run, seen, sentence_scores, verdict_loss
from training.lowrank import save_adapter
from training.model import load_reader, tokenizer_at
from training.shown import Shower, chunks

SETTINGS: dict[str, Any] = {
    "seed": 7,
    "passages": 3,
    "tokens": 40,
    "claim_tokens": 40,
    "batch_tokens": 120,
    "parts": 2,
    "weights": {
        "evidence": 2.0, "listed": 1.0, "rank": 0.3, "rank_kept": 0.4, "read": 0.5,
        "entail": 1.0,
    },
    "claims": 2,
    "kept_every": 2,
    "rank": 4,
    "rate": 2e-2,
    "whole_rate": 2e-3,
    "warm_seconds": 0.01,
    "frozen_layers": 1,
    "bf16": False,
    "save_seconds": 60,
}  # fmt: skip


def passage(text: str, *gold: str, span: str = "") -> dict[str, Any]:
    places = []
    for sentence in text.split(". "):
        start = text.index(sentence)
        places.append((start, start + len(sentence)))
    answer = (text.index(span), text.index(span) + len(span)) if span else (-1, -1)
    marks = [text[start:end].rstrip(".") in gold for start, end in places]
    return {"text": text, "sentences": places, "gold": marks, "answer": answer}


ROW = {
    "question": "when opened the bridge",
    "passages": [
        passage("It cost gold. The bridge opened in may.", "The bridge opened in may", span="may"),
        passage("The gold. What it cost."),
        passage("Who. The bridge."),
    ],
}


@pytest.fixture
def start(tmp_path: Path) -> Path:
    write_reader(tmp_path / "start")
    return tmp_path / "start"


def test_places_in_a_passage_become_places_of_tokens(start: Path) -> None:
    tokenizer = tokenizer_at(start)
    shower = Shower(tokenizer, SETTINGS, random.Random(7))
    first, *others = shower.show(ROW, 4)
    assert [
        [tokenizer.id_to_token(n) for n in first.ids[a : b + 1]] for a, b in first.sentences
    ] == [
        ["it", "cost", "gold"],
        ["the", "bridge", "opened", "in", "may", "."],
    ]
    assert first.gold == [False, True]
    assert first.answer is not None
    assert tokenizer.id_to_token(first.ids[first.answer[0]]) == "may"
    assert [one.answer for one in others] == [(0, 0), (0, 0)]
    assert {one.group for one in (first, *others)} == {4}


def test_what_is_cut_off_is_not_learnt(start: Path) -> None:
    shower = Shower(tokenizer_at(start), {**SETTINGS, "tokens": 14}, random.Random(7))
    first = shower.show(ROW, 0)[0]
    assert len(first.ids) == 14
    assert (len(first.sentences), first.answer) == (1, None)


def test_questions_stay_together_in_batches(start: Path) -> None:
    shower = Shower(tokenizer_at(start), SETTINGS, random.Random(7))
    made = list(chunks([ROW] * 9, shower, 120))
    assert len(made) > 1
    for batch in made:
        assert sum(len(one.ids) for one in batch) <= 120
        groups = [one.group for one in batch]
        assert groups == sorted(groups)
        assert set(groups) == set(range(len(batch) // 3))


def claim(text: str, label: int) -> dict[str, Any]:
    evidence = "The bridge opened in may."
    return {
        "claim": text, "question": None, "evidence": evidence, "title": None, "date": None,
        "label": label,
    }  # fmt: skip


CLAIMS = [[claim("the bridge opened", 0)], [claim("the bridge cost gold", 2)]]


@pytest.fixture(autouse=True)
def _even_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many steps on a busy machine as on an idle one."""
    ticks = count()
    monkeypatch.setattr("training.further.time.monotonic", lambda: next(ticks) / 50)


def taught(start: Path, out: Path) -> Run:
    torch.manual_seed(7)
    run = Run(start, out, 0.05, SETTINGS)
    run.train([dict(ROW) for _ in range(8)], CLAIMS)
    save_adapter(run.reader, run.added, out)
    return run


def verdicts(folder: Path) -> torch.Tensor:
    rows = [one for (one,) in CLAIMS]
    reader, tokenizer = load_reader(folder), tokenizer_at(folder)
    with torch.no_grad():
        losses = [verdict_loss([row], reader, tokenizer, SETTINGS) for row in rows]
    return torch.stack(losses)


def test_the_sentence_that_answers_is_learnt(start: Path, tmp_path: Path) -> None:
    run = taught(start, tmp_path / "out")
    shown = Shower(tokenizer_at(start), SETTINGS, random.Random(7)).show(ROW, 0)
    with torch.no_grad():
        scores, labels, _ = sentence_scores(seen(shown, run.reader, SETTINGS).tokens, shown)
    assert float(scores[labels > 0].min()) > float(scores[labels == 0].max())


def test_verdicts_are_learnt(start: Path, tmp_path: Path) -> None:
    taught(start, tmp_path / "out")
    assert (verdicts(tmp_path / "out") < verdicts(start)).all()


def test_what_is_learnt_stands_beside_the_weights(start: Path, tmp_path: Path) -> None:
    """The adapter says all that the taught reader says; the weights are as they were."""
    out = tmp_path / "out"
    run = taught(start, out)
    assert (out / "model.safetensors").read_bytes() == (start / "model.safetensors").read_bytes()
    known, before = load_reader(out), load_reader(start)
    shown = Shower(tokenizer_at(start), SETTINGS, random.Random(7)).show(ROW, 0)
    with torch.no_grad():
        one, other, old = (seen(shown, r, SETTINGS).relevance for r in (run.reader, known, before))
    assert torch.allclose(one, other, atol=2e-2)  # half precision
    assert not torch.allclose(one, old, atol=2e-2)
    lower, upper = ("bert.encoder.layer.0.output", "bert.encoder.layer.1.output")
    now, then = known.state_dict(), before.state_dict()
    assert torch.equal(now[f"{lower}.dense.weight"], then[f"{lower}.dense.weight"])
    assert not torch.equal(now[f"{upper}.dense.weight"], then[f"{upper}.dense.weight"])


def test_a_run_goes_on_from_an_adapter(start: Path, tmp_path: Path) -> None:
    first = taught(start, tmp_path / "out")
    again = Run(tmp_path / "out", tmp_path / "more", 0.05, SETTINGS)
    for name, one in first.added.items():
        assert torch.allclose(one.up, again.added[name].up, atol=1e-2)
        assert torch.allclose(one.down, again.added[name].down, atol=1e-2)
    shown = Shower(tokenizer_at(start), SETTINGS, random.Random(7)).show(ROW, 0)
    with torch.no_grad():
        one_, other = (seen(shown, run.reader, SETTINGS).relevance for run in (first, again))
    assert torch.allclose(one_, other, atol=2e-2)
