"""Measure answers to which of two things came first, on 80 questions over benchmarks/asked.

    python -m benchmarks.ordering

A question that is not told to be of this kind, or whose days are not found, counts as left to the
passages. Right is an answer with the right one first. `LEAST`, `UNLIKELY` and `CERTAIN` of
assistant/answering/order.py were chosen on these questions.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.answering.kinds import kind_of, may_be
from assistant.answering.order import answer_order, sides_of
from assistant.answering.resources import Resources
from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection

HERE = Path(__file__).with_name("order") / "questions.jsonl"
DOCUMENTS = Path(__file__).with_name("asked")
FORMS = ("%d %b %Y", "%b %Y", "%Y")
TOP = 16


def main() -> None:
    """Run the command."""
    asked = [json.loads(line) for line in HERE.read_text(encoding="utf-8").splitlines()]
    runtime = Runtime.open()
    assert runtime.load_writer is not None
    embedder, reader, writer = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    counts: Counter[tuple[bool, str]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        for folder in sorted({one["collection"] for one in asked}):
            with Collection.open(Path(name) / folder, create=True) as collection:
                index_paths(collection, [DOCUMENTS / folder], embedder)
                resources = Resources(
                    collection,
                    lambda: embedder,
                    lambda: reader,
                    lambda: writer,
                    top=TOP,
                    answer_tokens=64,
                )
                for one in asked:
                    if one["collection"] == folder:
                        told = _told(one, resources)
                        counts[one["answerable"], told] += 1
                        print(f"{told:6} {one['question']}")
    close_readers()
    for (answerable, told), count in sorted(counts.items()):
        print(f"{'answerable' if answerable else 'unanswerable'}: {count} {told}")


def _told(one: Mapping[str, Any], resources: Resources) -> str:
    """What came of a question: right, wrong, or left to the passages."""
    question = Question.parse(one["question"])
    query = resources.query(question.text)
    sides = sides_of(question)
    asked = question.text, query, resources.embedder
    if sides is None or not (kind_of(*asked) == "order" or may_be("order", *asked)):
        return "left"
    answer = answer_order(question, resources, TOP, EVERYTHING)
    if answer is None:
        return "left"
    if not one["answerable"]:
        return "wrong"
    first = (sides.one, sides.two)[_first(one["gold_days"])]
    return (
        "right"
        if answer.claims[0].text.startswith((f"First: {first}, ", f"First: {first}. "))
        else "wrong"
    )


def _first(days: Sequence[str]) -> int:
    """Which of two days, written in the order of a question's sides, is the first."""
    one, two = (_day(said) for said in days)
    return 0 if one < two else 1


def _day(said: str) -> datetime:
    for form in FORMS:
        try:
            return datetime.strptime(said, form)
        except ValueError:
            continue
    raise ValueError(said)


if __name__ == "__main__":
    main()
