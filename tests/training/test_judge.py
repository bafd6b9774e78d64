"""What the judge is taught: an adapter that gives in the program what it gave in training."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.numpy import load_file

from assistant.models.adapter import ADAPTER, Adapter
from assistant.models.convert import convert_deberta
from assistant.models.encoder_judge import Pairs
from assistant.models.reference_judge import judge_network, weights_of
from tests.models.judges import MAX_TOKENS, write_export
from training.answered import rows_of
from training.judge import Run, in_batches, inputs_of, read_rows, tokens_of
from training.model import NOT_SUPPORTED
from training.public import Row
from training.train import held_out

SETTINGS = yaml.safe_load(Path("training/judge.yaml").read_text("utf-8")) | {"rank": 2}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny judge as it is pulled."""
    export, folder = tmp_path_factory.mktemp("export") / "x", tmp_path_factory.mktemp("base")
    write_export(export)
    convert_deberta(export / "judge.onnx", export / "tokenizer.json", folder)
    return folder


def row(claim: str, label: int, source: str = "people") -> Row:
    return {
        "claim": claim, "question": None, "evidence": "The bridge opened in May.",
        "label": label, "source": source, "task": "entail",
    }  # fmt: skip


ROWS = [row("It opened in May.", 0), row("It cost gold.", 2), row("The bridge.", NOT_SUPPORTED)]


def test_what_was_taught_says_the_same_in_the_program(base: Path, tmp_path: Path) -> None:
    run = Run(base, None, tmp_path, SETTINGS)
    tokens = tokens_of(ROWS, Pairs(base, MAX_TOKENS))
    before = run.module(*inputs_of(tokens)).detach()
    for _ in range(3):
        run.step(tokens, 0.5)
    run.save()
    taught = run.module.eval()(*inputs_of(tokens)).detach()
    assert (taught - before).abs().max() > 1e-3
    module = judge_network(base)
    module.load_state_dict(weights_of(base, Adapter(load_file(tmp_path / ADAPTER))))
    told = module.eval()(*inputs_of(tokens)).detach()
    torch.testing.assert_close(told, taught, atol=0.02, rtol=0)
    again = Run(base, tmp_path, tmp_path / "more", SETTINGS)
    torch.testing.assert_close(again.module.eval()(*inputs_of(tokens)).detach(), told)


def test_words_and_places_stay_as_they_were(base: Path, tmp_path: Path) -> None:
    run = Run(base, None, tmp_path, SETTINGS)
    run.step(tokens_of(ROWS, Pairs(base, MAX_TOKENS)), 0.5)
    run.save()
    kept = load_file(tmp_path / ADAPTER)
    assert not [name for name in kept if "word_embeddings" in name or "rel_embeddings" in name]
    assert {"classifier.weight", "pooler.dense.weight"} <= kept.keys()


def test_batches_have_each_row_once_and_keep_to_their_size() -> None:
    rows = [([1] * (3 + number % 40), 0) for number in range(300)]
    settings = SETTINGS | {"batch_tokens": 200, "together": 64}
    found = list(in_batches(rows, settings, random.Random(1)))
    assert sorted(len(ids) for batch in found for ids, _ in batch) == sorted(
        len(ids) for ids, _ in rows
    )
    assert all(len(batch) * max(len(ids) for ids, _ in batch) <= 200 for batch in found)


def test_public_rows_that_are_held_out_are_not_learnt(tmp_path: Path) -> None:
    rows = [row(f"Claim {number} is here.", 0, "fever_dev") for number in range(400)]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in rows), "utf-8")
    learnt = read_rows([path], [1000], 7)
    assert len(learnt) == sum(not held_out(one) for one in rows) < 400
    assert len(read_rows([path], [10], 7)) == 10


def test_a_draft_to_another_question_is_not_supported() -> None:
    rows = list(rows_of(Path("training/lookalikes/apartment.jsonl"), random.Random(7)))
    assert {one["label"] for one in rows} == {0, NOT_SUPPORTED}
    lines = Path("training/lookalikes/apartment.jsonl").read_text("utf-8").splitlines()
    asked = {one["question"]: one for line in lines for one in json.loads(line)["asked"]}
    for one in rows:
        written = asked[one["question"]]
        assert one["claim"] in {written["draft"], written["full"]}
        assert (one["label"] == 0) == written["right"]
