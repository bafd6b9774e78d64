"""What evidence says to a question → rows of `training.examples`, the question as their claim.

    python -m training.stances training/collections out.jsonl [--held out_held.jsonl]

`stances.jsonl` of a collection holds, on one to four sentences of a document (`evidence`, as in
`claims.jsonl`), ten questions, each with its `stance`: "yes" or "no" where that is the answer,
"holds" or "fails" for what another question takes for granted, "open" where the evidence settles
neither. The reader is asked a question as it is asked a claim: borne out, contradicted, not said.
`questions.jsonl` adds its questions with a yes or no, those that take something wrong for granted,
and those for a reason, a day, a person or a number. Some questions are put beside another sentence,
which says nothing to them. As with claims, what the words of a question tell by themselves is made
rare.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.corpus.read import close_readers
from assistant.records import Document
from training.claims import HELD, SEED, Row, documents_of, hard_to_tell, shown, write_rows

LABELS = {"yes": 0, "holds": 0, "no": 1, "fails": 1, "open": 2}
ELSEWHERE = 0.3
"""The share of the questions that are put beside a sentence of another place, too."""


def lines_of(folder: Path) -> Iterator[tuple[list[str], str, str]]:
    """Evidence, question and stance of each question of a collection."""
    for line in (folder / "stances.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        for asked in item["asked"]:
            yield item["evidence"], asked["question"], asked["stance"]
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        evidence = [mark for mark in item["evidence"] if not mark.startswith(("also|", "near|"))]
        if stance := _stance_of(item["kind"], item["answer"]):
            yield evidence, item["question"], stance


def _stance_of(kind: str, answer: str) -> str | None:
    """What the marked sentences say to a question of `questions.jsonl`, by its answer."""
    if kind == "yes_no":
        return {"yes": "yes", "no": "no"}.get(answer.split()[0].strip(",.;:–—").lower())
    if kind in {"why", "how", "when", "who", "number"}:
        return "holds"
    return "fails" if kind == "premise" else None


def rows_of(folder: Path, chance: random.Random) -> Iterator[Row]:
    """The rows of one collection."""
    documents = documents_of(folder)
    lines = [
        line for line in lines_of(folder) if line[0] and line[0][0].partition("|")[0] in documents
    ]
    for marks, question, stance in lines:
        yield _row(folder.name, documents, marks, question, stance)
        other = chance.choice(lines)[0]
        if chance.random() < ELSEWHERE and not set(other) & set(marks):
            yield _row(folder.name, documents, other, question, "open")


def _row(
    name: str, documents: dict[str, Document], marks: Sequence[str], question: str, stance: str
) -> Row:
    return {
        "task": "entail",
        "source": "people",
        "article": name,
        "kind": f"question: {stance}",
        "claim": question,
        "question": None,
        **shown(documents, marks),
        "label": LABELS[stance],
    }


def main() -> None:
    """Write the files and say what is in them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("collections", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", type=Path, help="where the rows that are held out go")
    options = parser.parse_args()
    chance = random.Random(SEED)
    learnt, held = list[Row](), list[Row]()
    for path in sorted(options.collections.glob("*/stances.jsonl")):
        folder = path.parent
        (held if folder.name in HELD else learnt).extend(rows_of(folder, chance))
    close_readers()
    write_rows(options.out, hard_to_tell(learnt, chance), "kind")
    write_rows(options.held, held, "kind")


if __name__ == "__main__":
    main()
