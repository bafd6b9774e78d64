"""Whether what is understood of a follow-up finds the answer.

    python -m benchmarks.standing_alone [--set conversations] [--folder FOLDER] [--json FILE]

Each turn of benchmarks/conversations is put after those before it, as a person would put them and
with their right answers: as it was typed, as rules and as the program word it, and as a person
does. Of each wording it is told for how many turns a fact of the answer stands in the sentence
that is found first, for how many in one of the first four, and how alike its words are to the
person's (F1 of the stems). Small talk, wishes and what no document answers are left out.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from assistant.assistant import Assistant
from assistant.language.followup import Turn, rewrite
from assistant.language.words import content_stems
from assistant.writing.evidence import read_evidence
from benchmarks.common import look_up
from benchmarks.fields_ask import opened
from benchmarks.fields_gold import SETS, lacking
from benchmarks.measured import Row, tell
from training.judged import read_lines

FOUND = 4
"""Sentences, the first ones, in which the answer is looked for."""


class Told(NamedTuple):
    """What one wording of a turn finds."""

    first: bool
    of_four: bool
    alike: float


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="What is understood of follow-ups")
    sets = ("conversations", "conversations_tried")
    parser.add_argument("--set", choices=sets, default=sets[0])
    parser.add_argument("--folder", type=Path, help="keeps the collections")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    folder, collections = SETS[options.set]
    told: dict[str, list[Told]] = {}
    with ExitStack() as stack:
        kept = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        assistants = opened(collections, kept, None, stack)
        for line in read_lines(folder / "conversations.jsonl"):
            for turn, said in follow_ups(line["turns"]):
                assistant = assistants[line["collection"]]
                for way, text in wordings(turn, said, assistant).items():
                    told.setdefault(way, []).append(found(text, turn, assistant))
    tell(options.set, [_row(way, each) for way, each in told.items()], options.json)


def follow_ups(
    turns: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], list[Turn]]]:
    """The turns that have an answer, each with those before it as a person puts them."""
    said: list[Turn] = []
    for turn in turns:
        if said and turn["gold"] and turn["answerable"]:
            yield turn, list(said)
        if turn["alone"]:
            said.append(Turn(turn["alone"], turn["answer"] if turn["answerable"] else ""))


def wordings(turn: Mapping[str, Any], said: list[Turn], assistant: Assistant) -> dict[str, str]:
    """What is asked in the place of a turn, by who words it."""
    typed = turn["question"]
    return {
        "as typed": typed,
        "by rules": rewrite(typed, said),
        "by the program": assistant.understood(typed, said),
        "by a person": turn["alone"] or typed,
    }


def found(text: str, turn: Mapping[str, Any], assistant: Assistant) -> Told:
    """Whether a fact of the answer stands in the sentences that are found for a wording."""
    looked = look_up(text, assistant.collection, assistant.embedder, assistant.reader)
    sentences = read_evidence(looked.question, looked.hits, looked.reading)[:FOUND]
    gold = [tuple(fact.split(" | ")) for fact in turn["gold"]]
    is_held = [len(lacking(gold, one.text)) < len(gold) for one in sentences]
    return Told(any(is_held[:1]), any(is_held), _f1(text, turn["alone"] or turn["question"]))


def _f1(text: str, other: str) -> float:
    own, meant = Counter(content_stems(text)), Counter(content_stems(other))
    return 2 * (own & meant).total() / max(1, own.total() + meant.total())


def _row(way: str, told: Sequence[Told]) -> Row:
    return {
        "worded": way,
        "turns": len(told),
        "first": sum(one.first for one in told),
        "one of four": sum(one.of_four for one in told),
        "alike": round(fmean(one.alike for one in told), 3),
    }


if __name__ == "__main__":
    main()
