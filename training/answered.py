"""Answers that were written for the writer → claims for the judge, rows of `training.examples`.

    python -m training.answered out.jsonl [--held out_held.jsonl]

A draft of `training/lookalikes` or `training/implied` may be true of its sentence and still answer
another question. The judge is asked both at once (`claim | question`); of what is not right nobody
said whether the sentence contradicts it or does not say it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from assistant.corpus.read import close_readers
from training.claims import HELD, SEED, Row, documents_of, shown, write_rows
from training.lookalikes import IMPLIED, LOOKALIKES
from training.model import NOT_SUPPORTED

COLLECTIONS = Path("training/collections")


def rows_of(path: Path, chance: random.Random) -> Iterator[Row]:
    """The rows of one file: each draft short or in full, and the sentence itself as an answer."""
    documents = documents_of(COLLECTIONS / path.stem)
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        if item["document"] not in documents:
            continue
        marks = [f"{item['document']}|{item['sentence']}"]
        for asked in item["asked"]:
            yield {
                "task": "entail",
                "source": "answers",
                "article": path.stem,
                "kind": path.parent.name,
                "claim": asked[chance.choice(("draft", "full", "full"))],
                "question": asked["question"],
                **shown(documents, marks),
                "label": 0 if asked["right"] else NOT_SUPPORTED,
            }


def main() -> None:
    """Write the files and say what is in them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=Path, help="where the rows that are held out go")
    options = parser.parse_args()
    chance = random.Random(SEED)
    learnt, held = list[Row](), list[Row]()
    for folder in (LOOKALIKES, IMPLIED):
        for path in sorted(folder.glob("*.jsonl")):
            (held if path.stem in HELD else learnt).extend(rows_of(path, chance))
    close_readers()
    write_rows(options.out, learnt, "kind")
    write_rows(options.held, held, "kind")


if __name__ == "__main__":
    main()
