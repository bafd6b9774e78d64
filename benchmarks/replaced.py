"""Whether answers are written from what holds, where newer documents replaced what older ones say.

    python -m benchmarks.replaced

replaced/ holds folders of documents of which newer ones changed what older ones say, and questions:
each with the sentence that `holds`, and of most the one `beside` it, which was replaced (kind
`replaced`), or is newer and changes nothing (`still`). Says for each kind from which of the two
answers are written, and from which they would be if nothing newer were looked for.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from assistant.answering.wording import drafted_from
from assistant.records import Evidence
from assistant.runtime import Runtime
from assistant.writing.evidence import read_evidence
from benchmarks.common import collections_of, look_up
from benchmarks.labelled import is_same

SET = Path(__file__).with_name("replaced")

TOKENS = 64

PLACES = ("holds", "beside")


def place_of(sentence: Evidence, holds: str, beside: str | None) -> str:
    """Which of the two sentences that are marked it is, or "another"."""
    marked = zip(PLACES, (holds, beside), strict=True)
    return next((name for name, text in marked if text and is_same(sentence.text, text)), "another")


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    embedder, reader, writer = (
        runtime.load_embedder(),
        runtime.load_reader(),
        runtime.load_writer(),
    )
    lines = [*map(json.loads, (SET / "questions.jsonl").read_text("utf-8").splitlines())]
    counts: Counter[tuple[str, str, str]] = Counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(SET, folder, embedder, stack):
            for line in (line for line in lines if line["folder"] == name):
                text = line["question"]
                looked = look_up(text, collection, embedder, reader)
                sentences = read_evidence(looked.question, looked.hits, looked.reading)
                made = drafted_from(text, looked.order, sentences, embedder, writer, TOKENS)
                for how, one in (("with", made.weighed[0]), ("without", made.older)):
                    place = place_of(one or made.weighed[0], line["holds"], line["beside"])
                    counts[line["kind"], how, place] += 1
    for kind in dict.fromkeys(line["kind"] for line in lines):
        for how in ("without", "with"):
            found = ", ".join(f"{counts[kind, how, one]} {one}" for one in (*PLACES, "another"))
            print(f"{kind}, {how} looking for what is newer: {found}")


if __name__ == "__main__":
    main()
