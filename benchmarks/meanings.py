"""Measure when a short question is taken to mean several things, on 120 over benchmarks/asked.

    python -m benchmarks.meanings

A line of short/questions.jsonl is a question of few words and its `readings`, each with its file:
documents on different things reply to 40 of them, one document to 60, and none to 20. `MEANT` of
assistant/answering/meanings.py was chosen on these.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from assistant.answering.meanings import meant_by
from assistant.grounding.replies import ambiguous, replies_of
from assistant.runtime import Runtime
from benchmarks.common import ASKED, collections_of, look_up

HERE = Path(__file__).with_name("short") / "questions.jsonl"
OF = ("none", "one", "several")


def main() -> None:
    """Run the command."""
    lines = [*map(json.loads, HERE.read_text("utf-8").splitlines())]
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    embedder, reader, writer = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    asked, told = Counter[str](), Counter[str]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            for line in (line for line in lines if line["collection"] == name):
                looked = look_up(line["question"], collection, embedder, reader)
                replies = replies_of(looked.hits, looked.reading)
                choices = ambiguous(looked.question, replies)
                meant = meant_by(looked.question, choices, writer, embedder)
                kind = OF[min(2, len(line["readings"]))]
                asked[kind] += 1
                if meant:
                    told[kind] += 1
                    print(f"{kind:8} {line['question']}")
                    for one in meant:
                        print(f"    {one.document.title}: {one.text}")
    for kind in OF:
        print(f"{kind} can be meant: {told[kind]} of {asked[kind]} told so")


if __name__ == "__main__":
    main()
