"""Gists of parts: asked for, and checked beside sentences that are wrong or beside the point."""

from __future__ import annotations

import json

from assistant.writing.prompts import NOT_RIGHT, RIGHT
from training.parts import CHECK, PARTS, row_of
from training.writer_rows import COLLECTIONS

FIELDS = {"document", "about", "part", "gist", "wrong", "poor"}


def test_a_gist_is_asked_for_and_each_sentence_checked() -> None:
    row = row_of(
        {
            "document": "rules.md",
            "about": "Hall rules. Dogs",
            "part": "Dogs stay outside. We thought of a fence.",
            "gist": "Dogs stay outside the hall.",
            "wrong": ["Dogs may come into the hall.", "The hall has a fence."],
            "poor": "Somebody thought of a fence.",
        }
    )
    (prompt, gist), *checks = row["turns"]
    assert "Hall rules. Dogs" in prompt
    assert "We thought of a fence." in prompt
    assert gist == "Dogs stay outside the hall."
    assert all(asked.startswith(prompt) and asked.endswith(CHECK) for asked, _ in checks)
    told = {asked.splitlines()[-2].removeprefix("Sentence: "): answer for asked, answer in checks}
    assert told == {
        "Dogs stay outside the hall.": RIGHT,
        "Dogs may come into the hall.": NOT_RIGHT,
        "The hall has a fence.": NOT_RIGHT,
        "Somebody thought of a fence.": NOT_RIGHT,
    }


def test_each_part_is_of_a_document_of_its_collection_and_has_its_sentences() -> None:
    paths = [*PARTS.glob("*.jsonl")]
    assert paths
    for path in paths:
        documents = COLLECTIONS / path.stem / "documents"
        for line in map(json.loads, path.read_text("utf-8").splitlines()):
            assert set(line) == FIELDS, path.name
            assert (documents / line["document"]).is_file(), path.name
            sentences = [line["gist"], *line["wrong"], line["poor"]]
            assert len({*sentences}) == 4, line
            assert all(5 <= len(one.split()) <= 40 for one in sentences), line
