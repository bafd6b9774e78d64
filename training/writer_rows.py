"""Questions of people over documents → what the writer is taught on: prompts and their answers.

    python -m training.writer_rows out.jsonl [--collections FOLDER] [--tables FOLDER]
        [--drafts FILE]

FOLDER holds collections as for `training.asked`. A line is one `system` prompt and `turns`, each a
prompt and what is to be written: an answer, or whether an answer is right. The turns of a line
begin alike, with the passages that the program itself would give the writer for one of its
questions: the passages are what training costs, and those that do not answer are what a writer is
misled by. What `training.claims` holds out is left out, and so are questions without an answer: a
writer that is taught to decline declines what it could answer (docs/decisions/untaught-writer.md).
The other FOLDER holds tables (`NAME.csv`, the title in the first line) with questions on each
(`NAME.jsonl`); the last ones are held out. FILE holds answers of an earlier writer that were judged
by reading.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.protocols import Embedder, Reader
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.direct import READ
from assistant.writing.prompts import (
    DIRECT_SYSTEM,
    FOLLOW_UP_SYSTEM,
    SUMMARY_SYSTEM,
    follow_up_prompt,
    summary_prompt,
)
from benchmarks.common import look_up
from training.claims import HELD
from training.queries import NONE, QUERY_SYSTEM, draft_of, query_prompt, worked
from training.relation import Relation
from training.writer_asked import (
    DRAFTS,
    Asking,
    Line,
    Places,
    Turn,
    asked_in,
    checks_of,
    claimed_in,
    hits_in,
    of_drafts,
    read_lines,
    write_lines,
)

MOST = 9
"""Questions in a line, at most: with `CHECKED` answers, more would not fit beside the passages."""

DRAFTS_TIMES = 3
"""How often the drafts are repeated: they are the mistakes that a writer makes."""

COLLECTIONS = Path("training/collections")
TABLES = Path("training/tables")
HELD_TABLES = ("10", "11")
"""How the names of the tables end that are held out."""

AT_ONCE = 8
"""Questions on a table in a line."""


def of_collection(
    folder: Path, embedder: Embedder, reader: Reader, work: Path, chance: random.Random
) -> Iterator[Line]:
    """The lines of one collection."""
    with Collection.open(work / folder.name, create=True) as collection:
        hits = hits_in(folder, collection, embedder)
        places = Places(hits)
        left, claimed = [*asked_in(folder, places)], [*claimed_in(folder, places)]
        chance.shuffle(left)
        chance.shuffle(claimed)
        # Those that need most come first, so that their passages may serve others.
        left.sort(key=lambda one: -len(set(one.needed)))
        while left:
            first = left.pop(0)
            read = _read(first, hits, collection, embedder, reader)
            taken = [one for one in (first, *left) if one.is_answered_by(read)][:MOST]
            left = [one for one in left if one not in taken]
            if chance.random() < 0.5:
                chance.shuffle(read)
            if taken:
                checks = checks_of(taken, read, claimed, chance)
                claimed = [one for one in claimed if one not in checks]
                both = [*taken, *checks]
                chance.shuffle(both)
                yield {"system": DIRECT_SYSTEM, "turns": [one.turn(read) for one in both]}
        yield from _told(folder)


def _read(
    asking: Asking,
    hits: Sequence[Hit],
    collection: Collection,
    embedder: Embedder,
    reader: Reader,
) -> list[Hit]:
    """What the program would read for a question, with what is needed."""
    read = look_up(asking.question, collection, embedder, reader).order[:READ]
    held = {hit.passage.id for hit in read}
    absent = {min(places) for places in asking.needed if not held & places}
    extra = [hit for hit in hits if hit.passage.id in absent][:READ]
    return [*read[: READ - len(extra)], *extra]


def _told(folder: Path) -> Iterator[Line]:
    """What is shortened, and questions that follow others."""
    shortened, follow_ups = list[Turn](), list[Turn]()
    for line in read_lines(folder / "tellings.jsonl"):
        if line["task"] == "shorten":
            shortened.append((summary_prompt(line["sentences"]), line["text"]))
        else:
            said = [(one["question"], one["answer"]) for one in line["said"]]
            follow_ups.append((follow_up_prompt(line["last"], said), line["rewritten"]))
    for system, turns in ((SUMMARY_SYSTEM, shortened), (FOLLOW_UP_SYSTEM, follow_ups)):
        if turns:
            yield {"system": system, "turns": turns}


def relation_of(path: Path) -> Relation:
    """The table of a file of `training/tables`."""
    title, *lines = path.read_text("utf-8").splitlines()
    head, *rows = csv.reader(lines)
    return Relation(title, [dict(zip(head, row, strict=False)) for row in rows if row])


def of_table(path: Path) -> Iterator[Line]:
    """Questions on a table, with the query and the sentence that answer each."""
    relation = relation_of(path)
    lines = [*read_lines(path.with_suffix(".jsonl"))]
    drafts = [(line["question"], draft_of(line["query"], line["sentence"])) for line in lines]
    turns = [
        (query_prompt(relation, question), draft)
        for question, draft in drafts
        if draft == NONE or worked(draft, relation)
    ]
    for start in range(0, len(turns), AT_ONCE):
        yield {"system": QUERY_SYSTEM, "turns": turns[start : start + AT_ONCE]}


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--drafts", type=Path, default=DRAFTS)
    options = parser.parse_args()
    chance = random.Random(7)
    runtime = Runtime.open("default")
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    lines = [
        line
        for path in sorted(options.tables.glob("*.csv"))
        if not path.stem.endswith(HELD_TABLES)
        for line in of_table(path)
    ]
    with tempfile.TemporaryDirectory() as work:
        for folder in sorted(options.collections.iterdir()):
            if (folder / "questions.jsonl").exists() and folder.name not in HELD:
                lines += of_collection(folder, embedder, reader, Path(work), chance)
                print(folder.name, len(lines), flush=True)
    lines += DRAFTS_TIMES * [*of_drafts(options.drafts)]
    write_lines(options.out, lines, chance)


if __name__ == "__main__":
    main()
