"""What is trained is what the program runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.models.reading import claim_pair
from assistant.models.reference_reader import load_reference_reader
from tests.models.readers import MAX_TOKENS, NAME, SETTINGS, pulled, write_reader
from training.model import LONGEST, claim_tokens, load_reader, save_reader, tokenizer_at
from training.scorer import Scorer

QUESTION = "When opened the bridge?"
TEXTS = ("The bridge opened in May.", "It cost gold.", "the", "")
PAIRS = [
    claim_pair("It opened in May.", QUESTION, "The bridge opened in May.", "The bridge", "in May"),
    claim_pair("It cost gold.", None, "It opened."),
]


def test_the_program_reads_as_training_scores(tmp_path: Path) -> None:
    write_reader(tmp_path / "files")
    trained = load_reader(tmp_path / "files")
    save_reader(trained, tmp_path / "files", torch.float16)
    reader = load_reference_reader(pulled(tmp_path / "files", tmp_path / "models"), NAME)
    scorer = Scorer(trained, tokenizer_at(tmp_path / "files"), only_rank=False, most=MAX_TOKENS)
    found = reader.read(QUESTION, TEXTS)
    for row, outcome in enumerate(scorer([(QUESTION, text) for text in TEXTS])):
        assert found.relevance[row] == pytest.approx(outcome.rank, abs=0.1)  # bfloat16 there
        none = found.none[row] * SETTINGS["none_temperature"]
        assert none == pytest.approx(outcome.none, abs=0.1)
        assert TEXTS[row][slice(*found.spans[row])] == outcome.span
    logits = np.stack([outcome.verdict for outcome in scorer(PAIRS)])
    shares = np.exp(logits / SETTINGS["entail_temperature"])
    shares /= shares.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(reader.entail(PAIRS), shares, atol=0.05)


def test_evidence_that_is_too_long_loses_its_end(tmp_path: Path) -> None:
    write_reader(tmp_path / "files")
    tokenizer = tokenizer_at(tmp_path / "files")
    row = {"claim": "it cost gold", "evidence": "the bridge opened in may"}

    def shown(most: int) -> tuple[list[str | None], list[int]]:
        ids, types = claim_tokens(row, tokenizer, most)
        return [tokenizer.id_to_token(one) for one in ids], types

    claim, evidence = ["[CLS]", "it", "cost", "gold", "[SEP]"], row["evidence"].split()
    assert shown(11) == ([*claim, *evidence, "[SEP]"], [0] * 5 + [1] * 6)
    assert shown(9) == ([*claim, *evidence[:3], "[SEP]"], [0] * 5 + [1] * 4)
    row["claim"] = "gold " * (LONGEST + 1)
    assert len(shown(LONGEST + 5)[0]) == LONGEST + 5
    assert shown(LONGEST + 5)[0].count("gold") == LONGEST
