"""Which two documents a question wants compared, and which of their changes are told.

    python -m benchmarks.versions

Reads `benchmarks/versions`. A question is right where its own two documents are compared, or none
where it asks for one thing. A change is told where the words of both its sentences stand in what is
shown as what was and what is; those that an answer need not name are left out. What is shown beside
them is counted, too.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assistant.answering.resources import Resources
from assistant.answering.versions import answer_versions
from assistant.indexing import index_paths
from assistant.language.question import Question
from assistant.language.words import words
from assistant.records import Answer
from assistant.runtime import Runtime
from assistant.search.collection import EVERYTHING, Collection

HERE = Path(__file__).with_name("versions")
UNNAMED = frozenset({"moved", "wording"})
"""Types of changes that an answer need not name."""

Change = tuple[str | None, str | None]


def shown(answer: Answer) -> Iterator[Change]:
    """What was and what is, of each change."""
    for claim in answer.claims[1:]:
        quotes = [answer.citations[number - 1].quote for number in claim.citations]
        if len(quotes) == 2:
            yield quotes[0], quotes[1]
        elif quotes:
            yield (None, quotes[0]) if claim.text.startswith("New: ") else (quotes[0], None)


def is_told(change: Mapping[str, Any], told: Sequence[Change]) -> bool:
    """Whether one of them has the words of both sides of a change."""
    return any(_has(was, change["was"]) and _has(now, change["is"]) for was, now in told)


def _has(text: str | None, wanted: str | None) -> bool:
    if text is None or wanted is None:
        return text is wanted
    return set(words(wanted)) <= set(words(text))


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    embedder = runtime.load_embedder()
    counts: Counter[str] = Counter()
    opened: dict[str, Resources] = {}
    with ExitStack() as stack:
        for line in map(json.loads, (HERE / "questions.jsonl").read_text("utf-8").splitlines()):
            name = line["collection"]
            if name not in opened:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                collection = stack.enter_context(Collection.open(folder, create=True))
                index_paths(collection, [HERE / "documents" / name], embedder)
                opened[name] = Resources(
                    collection, lambda: embedder, runtime.load_reader, None, top=16, answer_tokens=0
                )
            question = Question.parse(line["question"])
            answer = answer_versions(question, opened[name], EVERYTHING, is_full=True)
            cited = {Path(one.source).name for one in answer.citations} if answer else set()
            outcome = "right" if cited == set(line["documents"] or ()) else "wrong"
            outcome = "none" if outcome == "wrong" and answer is None else outcome
            counts[f"{line['kind']}: {outcome}"] += 1
            if answer is None or outcome != "right" or not line["changes"]:
                continue
            told = list(shown(answer))
            wanted = [one for one in line["changes"] if one["type"] not in UNNAMED]
            found = sum(is_told(one, told) for one in wanted)
            counts.update({"changes": len(wanted), "told": found, "shown": len(told)})
    for name, number in sorted(counts.items()):
        print(f"{name} {number}")


if __name__ == "__main__":
    main()
