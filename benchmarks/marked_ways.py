"""Whether the marked sentences are shown for questions of a place or of a change.

    python -m benchmarks.marked_ways places|changes

Each question is put to the way of its kind over its collection of benchmarks/asked, whatever kind
it is told to be; how many are told rightly is counted beside. A place is also asked of another
collection, where it is not.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assistant.answering.changes import answer_changes
from assistant.answering.kinds import kind_of
from assistant.answering.places import answer_place
from assistant.answering.resources import Resources
from assistant.language.question import Question
from assistant.protocols import Embedder, Reader
from assistant.records import Answer, Citation
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection
from benchmarks.common import ASKED, TOP, collections_of
from benchmarks.labelled import is_same

HERE = Path(__file__).with_name("marked_ways")
KINDS = {"places": "place", "changes": "changes"}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Whether marked sentences are shown")
    parser.add_argument("which", choices=sorted(KINDS))
    which = parser.parse_args().which
    lines = (HERE / f"{which}.jsonl").read_text(encoding="utf-8").splitlines()
    runtime = Runtime.open()
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        over = {
            name: _resources(collection, embedder, reader)
            for name, collection in collections_of(ASKED, folder, embedder, stack)
        }
        counts = counted(which, [*map(json.loads, lines)], over)
    for name, count in counts.items():
        print(f"{count:4} {name}")


def counted(
    which: str, asked: Sequence[Mapping[str, Any]], over: Mapping[str, Resources]
) -> Counter[str]:
    """How many questions and sentences there are, and of how many the right is shown."""
    counts: Counter[str] = Counter()
    names = list(over)
    for number, line in enumerate(asked):
        resources = over[line["collection"]]
        question = Question.parse(line["question"])
        query = resources.query(question.text)
        answer = _asked(which, question, resources)
        shown = answer.citations if answer is not None else ()
        right = [any(_is_marked(one, mark) for one in shown) for mark in line["marks"]]
        counts["questions"] += 1
        counts["told to be such"] += (
            kind_of(question.text, query, resources.embedder) == KINDS[which]
        )
        counts["answered"] += answer is not None
        counts["sentences marked"] += len(right)
        counts["of these shown"] += sum(right)
        counts["questions of which all are shown"] += all(right)
        if which == "places":
            away = over[names[(names.index(line["collection"]) + 1 + number % 10) % len(names)]]
            counts["answered over other documents"] += _asked(which, question, away) is not None
    return counts


def _asked(which: str, question: Question, resources: Resources) -> Answer | None:
    if which == "places":
        return answer_place(question, resources, TOP, EVERYTHING)
    query = resources.query(question.text)
    return answer_changes(question, query, resources, TOP, EVERYTHING)


def _is_marked(cited: Citation, mark: str) -> bool:
    file, _, sentence = mark.partition("|")
    return Path(cited.source).name == file and is_same(cited.quote, sentence)


def _resources(collection: Collection, embedder: Embedder, reader: Reader) -> Resources:
    return Resources(collection, lambda: embedder, lambda: reader, None, top=TOP, answer_tokens=64)


if __name__ == "__main__":
    main()
