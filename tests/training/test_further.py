"""What a reader is trained further on, and that it learns from it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.models.readers import write_reader
from training.finish import shift
from training.further import Run, seen, sentence_scores
from training.model import load_reader, tokenizer_at
from training.shown import Shower, chunks

SETTINGS: dict[str, Any] = {
    "seed": 7,
    "passages": 3,
    "tokens": 40,
    "batch_tokens": 120,
    "parts": 2,
    "weights": {
        "evidence": 2.0, "listed": 1.0, "rank": 0.3, "rank_kept": 0.4, "read": 0.5,
        "entail_kept": 8.0,
    },
    "claims": 1,
    "kept_every": 2,
    "rate": 2e-3,
    "head_rate": 2e-2,
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


def test_the_sentence_that_answers_is_learnt(start: Path, tmp_path: Path) -> None:
    run = Run(start, tmp_path / "out", 0.05, SETTINGS)
    torch.manual_seed(7)
    run.train([dict(ROW) for _ in range(8)], [("it opened", "the bridge opened")])
    shown = Shower(tokenizer_at(start), SETTINGS, random.Random(7)).show(ROW, 0)
    with torch.no_grad():
        scores, labels, _ = sentence_scores(seen(shown, run.reader, SETTINGS).tokens, shown)
    assert float(scores[labels > 0].min()) > float(scores[labels == 0].max())
    lowest = next(run.reader.bert.encoder.layer[0].parameters())
    assert torch.equal(lowest, next(load_reader(start).bert.encoder.layer[0].parameters()))


def test_a_shift_of_verdicts_is_taken_back() -> None:
    torch.manual_seed(7)
    before = torch.randn(40, 3)
    added = shift(before, before + torch.tensor([0.5, -0.2, 0.0]))
    moved = added - added[2]
    assert torch.allclose(moved, torch.tensor([-0.5, 0.2, 0.0]), atol=1e-2)
