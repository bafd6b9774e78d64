"""Claims of collections become rows, and those that their words alone tell become fewer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from assistant.corpus.read import close_readers
from training.claims import hard_to_tell, rows_of, told_by_words


def test_a_claim_comes_with_its_sentences_and_what_the_document_says_of_itself(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "club"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents/rules.md").write_text(
        "# Rules of the club\n\n3 May 2024\n\n"
        "Guests pay 4 pounds. Dogs stay\noutside. Tea is free.\n",
        "utf-8",
    )
    claims = [
        {"claim": "Tea costs nothing.", "question": "", "verdict": "supported", "kind": "reworded"},
        {"claim": "Dogs pay.", "question": "who pays?", "verdict": "not_said", "kind": "roles"},
    ]
    line = {"evidence": ["rules.md|Dogs stay outside.", "rules.md|Tea is free."], "claims": claims}
    (folder / "claims.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    first, second = rows_of(folder)
    close_readers()
    assert first["evidence"] == "Dogs stay outside. Tea is free."
    assert (first["title"], first["date"]) == ("Rules of the club", "3 May 2024")
    assert (first["label"], first["question"]) == (0, None)
    assert (second["label"], second["question"]) == (2, "who pays?")


def rows(count: int) -> list[dict[str, Any]]:
    """Claims of which "because" tells most, and nothing tells the others."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        is_wrong, is_told = chance.random() < 0.5, chance.random() < 0.7
        word = ("because" if is_wrong else "only") if is_told else "then"
        place = chance.choice(["bridge", "harbour", "school", "market"])
        made.append(
            {"claim": f"it closed {word} the {place} did", "label": 2 * is_wrong,
             "article": str(number % 5), "is_told": is_told}
        )  # fmt: skip
    return made


def test_what_words_tell_becomes_rare() -> None:
    all_of_them = rows(400)
    kept = hard_to_tell(all_of_them, random.Random(7))
    before, after = (np.mean([one["is_told"] for one in some]) for some in (all_of_them, kept))
    assert before > 0.65
    assert after < 0.35
    others = [one for one in all_of_them if not one["is_told"]]
    assert sum(not one["is_told"] for one in kept) > 0.8 * len(others)


def test_words_tell_by_other_collections_alone() -> None:
    same = rows(40)
    for one in same:  # what only its own collection knows does not count
        one["claim"] = f"word{one['article']}{one['label']}"
    assert told_by_words(same).max() < 0.75
