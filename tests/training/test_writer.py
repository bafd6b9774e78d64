"""What a writer is taught on: questions share the passages that answer them, and see no other's."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import torch

from assistant.corpus.read import close_readers
from assistant.writing.prompts import CHECK
from tests.fakes import FakeEmbedder, FakeReader
from training.writer import row_of
from training.writer_asked import of_drafts
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
        "claims": [
            {
                "evidence": [DOGS],
                "claims": [
                    _claim("Dogs stay out.", "And dogs?", "supported"),
                    _claim("Dogs may come in.", "And dogs?", "contradicted"),
                    _claim("Dogs are loud.", "And dogs?", "not_said"),
                    _claim("Dogs never come in.", "", "supported"),
                ],
            }
        ],
        "tellings": [
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


def _claim(claim: str, question: str, verdict: str) -> dict[str, str]:
    return {"claim": claim, "question": question, "verdict": verdict}


def test_what_the_same_passages_answer_is_one_line(tmp_path: Path) -> None:
    chance = random.Random(1)
    lines = [*of_collection(_club(tmp_path), FakeEmbedder(), FakeReader(), tmp_path, chance)]
    close_readers()
    asked, shortened, followed = lines
    answers = [answer for prompt, answer in asked["turns"] if CHECK not in prompt]
    assert sorted(answers) == [
        "Dogs stay outside.",
        "No, it is green.",
        "Yes, tea is free.",
    ]
    for prompt, _ in asked["turns"]:
        assert "Guests pay 4 pounds." in prompt
        assert "Question:" in prompt
    assert [answer for line in (shortened, followed) for _, answer in line["turns"]] == [
        "Tea is free.",
        "Is coffee free?",
    ]
    assert len({line["system"] for line in lines}) == 3


def test_answers_are_checked_over_the_same_passages(tmp_path: Path) -> None:
    chance = random.Random(1)
    asked = next(of_collection(_club(tmp_path), FakeEmbedder(), FakeReader(), tmp_path, chance))
    close_readers()
    checks = [
        (prompt.partition("Question: ")[2].partition("\nAnswer: "), said)
        for prompt, said in asked["turns"]
        if prompt.endswith(CHECK)
    ]
    found = {(question, answer.partition("\n")[0]): said for (question, _, answer), said in checks}
    assert found["And dogs?", "Dogs stay out."] == "Yes"
    (other,) = {"Dogs may come in.", "Dogs are loud."} & {answer for _, answer in found}
    assert found["And dogs?", other] == "No"
    answers = dict(
        (prompt.partition("Question: ")[2].partition("\n")[0], answer)
        for prompt, answer in asked["turns"]
        if CHECK not in prompt
    )
    own = {pair: said for pair, said in found.items() if pair[0] != "And dogs?"}
    assert "Yes" in own.values()
    assert all((answers[pair[0]] == pair[1]) == (said == "Yes") for pair, said in own.items())


def test_judged_drafts_are_checked_as_an_answer_is(tmp_path: Path) -> None:
    asked = [
        {"question": "Where do dogs stay?", "draft": "Inside.", "right": False},
        {"question": "Is tea free?", "draft": "Yes.", "right": True},
    ]
    (tmp_path / "drafts.jsonl").write_text(json.dumps({"passages": RULES, "asked": asked}), "utf-8")
    (line,) = of_drafts(tmp_path / "drafts.jsonl")
    prompts, said = zip(*line["turns"], strict=True)
    assert said == ("No", "Yes")
    assert prompts[0].endswith(f"Question: Where do dogs stay?\nAnswer: Inside.\n{CHECK}")


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
    two, three = (torch.tensor(count).rsqrt().item() for count in (2.0, 3.0))
    weights = torch.tensor([0] * 5 + [two, two] + [0] + [three, three, three])
    assert torch.allclose(row.weights, weights)
    seen = row.mask(torch.float32) == 0
    assert seen[6].tolist() == [True] * 7 + [False] * 4
    assert seen[9].tolist() == [True] * 4 + [False] * 3 + [True] * 3 + [False]


def test_turns_that_are_too_many_are_left_out() -> None:
    words = Words()
    line = {"system": "be brief", "turns": [("dogs ? where", "outside"), ("dogs ? why", "wet so")]}
    row = row_of(line, words, words, END, 8)  # type: ignore[arg-type]
    assert row.branch.tolist() == [0, 0, 0, 0, 1, 1, 1]
