"""What a writer is taught on: questions share the passages that answer them, and see no other's."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import torch

from assistant.corpus.read import close_readers
from tests.fakes import FakeEmbedder, FakeReader
from training.writer import row_of
from training.writer_rows import of_collection

RULES = "# Rules of the club\n\nGuests pay 4 pounds. Dogs stay outside. Tea is free.\n"
DOGS, TEA = "rules.md|Dogs stay outside.", "rules.md|Tea is free."
END = 0


class Words:
    """A tokenizer that has a number for each word."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.ids: list[int] = []

    def prompt(self, system: str, user: str) -> list[int]:
        return [
            self.known.setdefault(word, len(self.known) + 1) for word in f"{system} {user}".split()
        ]

    def encode(self, text: str, *, add_special_tokens: bool) -> Words:
        assert not add_special_tokens
        self.ids = self.prompt("", text)
        return self


def _club(tmp_path: Path) -> Path:
    folder = tmp_path / "club"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents/rules.md").write_text(RULES, "utf-8")
    lines: dict[str, list[dict[str, Any]]] = {
        "questions": [
            _question("fact", "Where do dogs stay?", "Dogs stay outside.", DOGS),
            _question("unanswerable", "Who cleans?", "The documents do not say.", f"near|{TEA}"),
            _question("fact", "What is lost?", "A sentence.", "rules.md|Coffee costs a pound."),
        ],
        "stances": [
            {
                "evidence": [TEA],
                "asked": [
                    {"question": "is tea free", "stance": "yes", "reply": "Yes, tea is free."},
                    {"question": "why is tea dear", "stance": "fails", "reply": "Tea is free."},
                    {"question": "is tea black", "stance": "no", "reply": "No, it is green."},
                    {"question": "is tea dear", "stance": "no", "reply": "No, it is free."},
                    {"question": "is tea green", "stance": "open"},
                ],
            }
        ],
        "tellings": [
            {"task": "overview", "document": "rules.md", "subject": "the rules", "text": "Rules."},
            {"task": "shorten", "sentences": ["Tea is free."], "text": "Tea is free."},
            {
                "task": "follow_up",
                "said": [{"question": "Is tea free?", "answer": "Yes."}],
                "last": "and coffee?",
                "rewritten": "Is coffee free?",
            },
        ],
    }
    for name, items in lines.items():
        text = "".join(json.dumps(item) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder


def _question(kind: str, question: str, answer: str, mark: str) -> dict[str, Any]:
    return {"kind": kind, "question": question, "answer": answer, "evidence": [mark]}


def test_what_the_same_passages_answer_is_one_line(tmp_path: Path) -> None:
    chance = random.Random(1)
    lines = [*of_collection(_club(tmp_path), FakeEmbedder(), FakeReader(), tmp_path, chance)]
    close_readers()
    asked, told, shortened, followed = lines
    assert sorted(answer for _, answer in asked["turns"]) == [
        "Dogs stay outside.",
        "No, it is green.",
        "Yes, tea is free.",
    ]
    for prompt, _ in asked["turns"]:
        assert "Guests pay 4 pounds." in prompt
        assert "Question:" in prompt
    assert [answer for line in (told, shortened, followed) for _, answer in line["turns"]] == [
        "Rules.",
        "Tea is free.",
        "Is coffee free?",
    ]
    assert len({line["system"] for line in lines}) == 4


def test_no_question_of_a_row_sees_another() -> None:
    words = Words()
    line = {"system": "be brief", "turns": [("dogs ? where", "outside"), ("dogs ? why", "wet so")]}
    row = row_of(line, words, words, END, 100)  # type: ignore[arg-type]
    known = words.known
    assert row.ids.tolist() == [
        *(known[word] for word in "be brief dogs ?".split()),
        *(known["where"], known["outside"], END),
        *(known["why"], known["wet"], known["so"], END),
    ]
    assert row.positions.tolist() == [0, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7]
    assert row.answers.tolist() == [0] * 5 + [1, 1] + [0] + [1, 1, 1]
    seen = row.mask(torch.float32) == 0
    assert seen[6].tolist() == [True] * 7 + [False] * 4
    assert seen[9].tolist() == [True] * 4 + [False] * 3 + [True] * 3 + [False]


def test_turns_that_are_too_many_are_left_out() -> None:
    words = Words()
    line = {"system": "be brief", "turns": [("dogs ? where", "outside"), ("dogs ? why", "wet so")]}
    row = row_of(line, words, words, END, 8)  # type: ignore[arg-type]
    assert row.branch.tolist() == [0, 0, 0, 0, 1, 1, 1]
