"""How right a writer's queries are, on tables that it was not taught on.

    python -m training.score_queries

Asks the default writer the questions of the tables of training/tables that are held out. A draft is
right where it fills its first gap as the query does that a person wrote; where the table does not
hold what is asked, none is. Prints each, and how many of what is filled are right, from several
least sureness of the writer on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

from assistant.protocols import Generator
from assistant.runtime import Runtime
from assistant.writing.direct import written_by
from training.queries import QUERY_SYSTEM, draft_of, query_prompt, worked
from training.writer_rows import HELD_TABLES, TABLES, relation_of

TOKENS = 160
"""Of a query and its sentence, at most."""

LEAST = (-1.0, -0.2, -0.15, -0.1, -0.05)
"""Least mean log probabilities of a draft's tokens."""


def drafts(path: Path, writer: Generator) -> Iterator[tuple[float, bool, bool]]:
    """Of each question on a table the sureness, whether a sentence is filled, and if rightly."""
    relation = relation_of(path)
    for line in map(json.loads, path.with_suffix(".jsonl").read_text("utf-8").splitlines()):
        prompt = query_prompt(relation, line["question"])
        draft = written_by(writer, QUERY_SYSTEM, prompt, TOKENS, lambda: False)
        found = worked(draft.text, relation)
        gold = worked(draft_of(line["query"], line["sentence"]), relation)
        is_right = found is not None and gold is not None and found.short == gold.short
        mark = "right" if is_right else "wrong" if found else "none"
        print(mark, "|", line["question"], "|", draft.text.replace("\n", " | "), flush=True)
        yield -math.inf if draft.sureness is None else draft.sureness, found is not None, is_right


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    writer = runtime.load_writer()
    held = [path for path in sorted(TABLES.glob("*.csv")) if path.stem.endswith(HELD_TABLES)]
    told = [one for path in held for one in drafts(path, writer)]
    for least in LEAST:
        filled = [is_right for sureness, shown, is_right in told if shown and sureness >= least]
        print(f"from {least}: of {len(told)} {len(filled)} filled, {sum(filled)} of them rightly")


if __name__ == "__main__":
    main()
