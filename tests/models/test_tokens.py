"""Pairs of texts as a cross-encoder reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from assistant.models.tokens import PairTokenizer

PAD, START, END, UNKNOWN = 7, 1, 2, 0
WORDS = {"[UNK]": UNKNOWN, "[CLS]": START, "[SEP]": END, "who": 3, "ran": 4, "she": 5, "fast": 6}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with a tokenizer of few words, which cuts and pads by itself if it may."""
    tokenizer = Tokenizer(WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", START), ("[SEP]", END)],
    )
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=32)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text(json.dumps({"pad_token_id": PAD}), encoding="utf-8")
    return tmp_path


def read(tokenizer: PairTokenizer, pairs: list[tuple[str, str]]) -> dict[int, dict[str, list[int]]]:
    """What the network is given for each pair, by its number."""
    return dict(_rows(tokenizer, pairs))


def _rows(
    tokenizer: PairTokenizer, pairs: list[tuple[str, str]]
) -> Iterator[tuple[int, dict[str, list[int]]]]:
    for rows, inputs in tokenizer.batches(pairs):
        assert len({values.shape for values in inputs.values()}) == 1
        for place, row in enumerate(rows):
            yield row, {name: values[place].tolist() for name, values in inputs.items()}


def test_question_and_text_are_told_apart(model: Path) -> None:
    found = read(PairTokenizer(model, 16), [("who ran", "she ran fast"), ("who", "she")])
    assert found[0] == {
        "input_ids": [START, 3, 4, END, 5, 4, 6, END],
        "attention_mask": [1] * 8,
        "token_type_ids": [0, 0, 0, 0, 1, 1, 1, 1],
    }
    assert found[1] == {
        "input_ids": [START, 3, END, 5, END, PAD, PAD, PAD],
        "attention_mask": [1, 1, 1, 1, 1, 0, 0, 0],
        "token_type_ids": [0, 0, 0, 1, 1, 0, 0, 0],
    }


def test_long_text_is_cut_and_the_question_stays_whole(model: Path) -> None:
    (found,) = read(PairTokenizer(model, 8), [("who ran", "fast " * 100)]).values()
    assert found["input_ids"] == [START, 3, 4, END, 6, 6, 6, END]


@pytest.mark.parametrize("text", ["", "she ran", "fast " * 100])
def test_question_that_leaves_no_room_is_cut(model: Path, text: str) -> None:
    (found,) = read(PairTokenizer(model, 8), [("who " * 100, text)]).values()
    assert len(found["input_ids"]) == 8
    assert found["input_ids"].count(END) == 2
    assert 3 in found["input_ids"]
    assert bool(text) == (1 in found["token_type_ids"][:-1])


def test_every_pair_comes_once_and_no_batch_is_larger_than_it_may_be(model: Path) -> None:
    pairs = [("who ran", "fast " * (number % 40)) for number in range(300)]
    tokenizer = PairTokenizer(model, 32)
    groups = list(tokenizer.batches(pairs))
    assert sorted(row for rows, _ in groups for row in rows) == list(range(300))
    assert max(inputs["input_ids"].size for _, inputs in groups) <= 256
    assert len(groups) > 1
    assert list(tokenizer.batches([])) == []
