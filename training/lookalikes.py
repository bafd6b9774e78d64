"""Questions that are nearly what a sentence answers → checks for the writer.

    python -m training.lookalikes out.jsonl [--held]

`training/lookalikes` has a file for each of `training/collections`: a line is a `sentence` of a
`document` with what was `asked`, each with a `draft`, the same as a `full` sentence, and whether it
is `right`. Half are: the others ask for another thing of the same kind, another property, time or
group, and the draft tells what the sentence says as if it were that ("how long is the guarantee on
the washing machine?", answered by the builder's). A writer that has seen few of these takes them
for right. Lines are as `training.writer_rows` writes them: the passages of two sentences, and all
that was asked on these; what is right is asked for, too, so that answering is not lost, and always
in full: taught on short answers, it drops what they are about.

`training/implied` has files of the same form, of what such a writer doubts or misses: questions put
quite differently from the sentence, or for what only its title or heading names; and a wrong yes or
no over a right reason, one item for a whole list, a rule without its condition. There the sentence
may answer what the draft does not.

Without `--held` the collections that are held out are left out, with it all others.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.protocols import Embedder
from assistant.records import Hit
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.prompts import DIRECT_SYSTEM, NOT_RIGHT, RIGHT, check_prompt, direct_prompt
from training.claims import HELD
from training.writer_asked import Line, Places, Turn, hits_in, read_lines, write_lines
from training.writer_rows import COLLECTIONS

LOOKALIKES, IMPLIED = Path("training/lookalikes"), Path("training/implied")

TOGETHER = 2
"""Sentences whose questions share their passages: more would not fit beside them."""


def of_collection(
    path: Path, embedder: Embedder, work: Path, chance: random.Random
) -> Iterator[Line]:
    """The lines of one file; a sentence that no passage holds is left out."""
    with Collection.open(work / path.stem, create=True) as collection:
        hits = hits_in(COLLECTIONS / path.stem, collection, embedder)
    yield from lines_of([*read_lines(path)], hits, chance, is_implied=path.parent == IMPLIED)


def lines_of(
    asked: Sequence[Line], hits: Sequence[Hit], chance: random.Random, *, is_implied: bool = False
) -> Iterator[Line]:
    """The same over these passages; `is_implied`: a sentence may answer what a draft does not."""
    places = Places(hits)
    found = [
        (hit, line)
        for line in asked
        for needed in [places.of([f"{line['document']}|{line['sentence']}"])]
        for hit in hits
        if needed and hit.passage.id == min(needed[0])
    ]
    chance.shuffle(found)
    for start in range(0, len(found), TOGETHER):
        some = found[start : start + TOGETHER]
        read = [*{hit.passage.id: hit for hit, _ in some}.values()]
        turns = [turn for _, line in some for turn in _turns(line, read, chance, is_implied)]
        chance.shuffle(turns)
        yield {"system": DIRECT_SYSTEM, "turns": turns}


def _turns(
    line: Line, read: Sequence[Hit], chance: random.Random, is_implied: bool
) -> Iterator[Turn]:
    """Each draft to be checked, short or in full, a sentence as an answer, and an answer."""
    for one in line["asked"]:
        told = RIGHT if one["right"] else NOT_RIGHT
        draft = one[chance.choice(("draft", "full"))]
        yield check_prompt(one["question"], read, draft), told
    right = [one for one in line["asked"] if one["right"]]
    if told_by := right if is_implied else line["asked"]:
        one = chance.choice(told_by)
        told = RIGHT if one["right"] else NOT_RIGHT
        yield check_prompt(one["question"], read, line["sentence"]), told
    if right:
        one = chance.choice(right)
        yield direct_prompt(one["question"], read), one["full"]


def main() -> None:
    """Write the file and say what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--held", action="store_true", help="of what is held out, and that alone")
    options = parser.parse_args()
    chance = random.Random(7)
    embedder = Runtime.open("default").load_embedder()
    with tempfile.TemporaryDirectory() as work:
        lines = [
            line
            for folder in (LOOKALIKES, IMPLIED)
            for path in sorted(folder.glob("*.jsonl"))
            if (path.stem in HELD) == options.held
            for line in of_collection(path, embedder, Path(work), chance)
        ]
    write_lines(options.out, lines, chance)


if __name__ == "__main__":
    main()
