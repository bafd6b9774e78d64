"""What the default writer drafts for the questions of benchmarks/asked, to be judged by reading.

    python -m benchmarks.drafts out.jsonl

Writes lines as `benchmarks/judged/worded.jsonl` has them: for each question of
judged/drafts.jsonl the sentence that the writer was given, what reader and writer believe of it,
and the draft (with its conditions, where it has them) with how sure the writer was of the short one
and what it thinks of that; and for every third question that has an answer once more with all that
answers left out. The plain questions of judged/plain.jsonl, of which many have no answer, are asked
once. Somebody then says for each whether the draft is `right`; `benchmarks.fit_right` fits when a
draft is shown.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assistant.answering.wording import drafted_from
from assistant.protocols import Embedder, Generator, Reader
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.evidence import read_evidence
from benchmarks.common import ASKED, JUDGED, collections_of, look_up
from benchmarks.labelled import is_marked

PLAIN = JUDGED.with_name("plain.jsonl")

EVERY = 3
"""Of the questions that have an answer, which are asked with it left out."""

KEPT = ("collection", "kind", "question", "answer")
TOKENS = 64

Models = tuple[Embedder, Reader, Generator]
Line = Mapping[str, Any]


def twice(lines: Sequence[Line]) -> Iterator[tuple[Line, Sequence[str]]]:
    """Each question with the marks of what is left out: nothing, then what answers it."""
    for line in lines:
        yield line, ()
    for line in [line for line in lines if line["answerable"]][1::EVERY]:
        yield line, line["evidence"]


def drafted(
    line: Line, collection: Collection, models: Models, without: Sequence[str] = ()
) -> dict[str, Any] | None:
    """A line for a person to judge; None where nothing is found or the writer is not asked."""
    embedder, reader, writer = models
    text = line["question"]
    looked = look_up(text, collection, embedder, reader, without)
    sentences = read_evidence(looked.question, looked.hits, looked.reading)
    if not sentences:
        return None
    made = drafted_from(text, looked.order, sentences, embedder, writer, TOKENS)
    if made.chosen is None:
        return None
    first, draft = made.weighed[0], made.fuller or made.draft
    return {
        **{key: line[key] for key in KEPT},
        "left_out": bool(without),
        "sentence": first.text,
        "answers": not without and is_marked(first, line["evidence"]),
        "score": made.chosen.score,
        "ahead": made.chosen.ahead,
        "draft": draft.text,
        "sureness": draft.sureness,
        "approval": draft.approval,
        "right": False if without else None,
    }


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    models = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    with ExitStack() as stack:
        out = stack.enter_context(Path(sys.argv[1]).open("w", encoding="utf-8"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, models[0], stack):
            plain = [(line, ()) for line in _lines(PLAIN, name)]
            for line, without in (*twice(_lines(JUDGED, name)), *plain):
                if found := drafted(line, collection, models, without):
                    out.write(json.dumps(found, ensure_ascii=False) + "\n")


def _lines(path: Path, collection: str) -> list[Line]:
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return [line for line in lines if line["collection"] == collection]


if __name__ == "__main__":
    main()
