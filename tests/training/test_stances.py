"""Questions on evidence become rows, as claims do; what matters in a document, questions for it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from assistant.corpus.read import close_readers
from tests.fakes import FakeEmbedder
from training.asked import of_collection
from training.stances import rows_of

RULES = (
    "# Rules of the club\n\n3 May 2024\n\nGuests pay 4 pounds. Dogs stay outside. Tea is free.\n"
)
DOGS = "rules.md|Dogs stay outside."


def club(tmp_path: Path) -> Path:
    folder = tmp_path / "club"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents/rules.md").write_text(RULES, "utf-8")
    lines: dict[str, list[dict[str, Any]]] = {
        "stances": [
            {
                "evidence": [DOGS],
                "asked": [
                    {"question": "can I bring my dog in", "stance": "no"},
                    {"question": "where do dogs stay?", "stance": "holds"},
                    {"question": "what do dogs pay?", "stance": "open"},
                ],
            }
        ],
        "questions": [
            _question("yes_no", "Is tea free?", "Yes, tea is free.", "rules.md|Tea is free."),
            _question("premise", "Why is tea dear?", "It is free.", "rules.md|Tea is free."),
            _question("unanswerable", "Who cleans?", "", "near|rules.md|Tea is free."),
            _question("list", "What is free?", "Tea.", "rules.md|Tea is free."),
        ],
        "gists": [
            {"document": "rules.md", "asks": ["rules in short"], "sentences": [DOGS]},
            {"asks": ["anything on tea?"], "sentences": ["rules.md|Tea is free."]},
        ],
    }
    for name, items in lines.items():
        text = "".join(json.dumps(item) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    return folder


def _question(kind: str, question: str, answer: str, mark: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "question": question,
        "answer": answer,
        "evidence": [mark],
        "span": "",
    }


def test_a_question_is_judged_as_a_claim_is(tmp_path: Path) -> None:
    rows = list(rows_of(club(tmp_path), random.Random(1)))
    close_readers()
    own = {row["claim"]: row for row in rows if row["kind"] != "question: open"}
    assert {text: row["label"] for text, row in own.items()} == {
        "can I bring my dog in": 1,
        "where do dogs stay?": 0,
        "Is tea free?": 0,
        "Why is tea dear?": 1,
    }
    dog = own["can I bring my dog in"]
    assert (dog["evidence"], dog["title"]) == ("Dogs stay outside.", "Rules of the club")
    assert (dog["question"], dog["date"]) == (None, "3 May 2024")
    elsewhere = [row for row in rows if row["kind"] == "question: open"]
    assert {row["label"] for row in elsewhere} == {2}
    assert "what do dogs pay?" in {row["claim"] for row in elsewhere}


def test_what_matters_is_asked_for_as_people_do_and_as_the_program_does(tmp_path: Path) -> None:
    rows = list(of_collection(club(tmp_path), FakeEmbedder(), tmp_path))
    close_readers()
    marked = {
        row["question"]: [
            passage["text"][start:end]
            for passage in row["passages"]
            for (start, end), gold in zip(passage["sentences"], passage["gold"], strict=True)
            if gold
        ]
        for row in rows
    }
    dogs = ["Dogs stay outside."]
    assert marked["rules in short"] == dogs
    assert marked["What are the main points of Rules of the club?"] == dogs
    assert marked["anything on tea?"] == ["Tea is free."]
    assert marked["where do dogs stay?"] == dogs
    assert "what do dogs pay?" not in marked
