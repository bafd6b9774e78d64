"""Measure how much of what matters in a document its own sentences tell, where it is asked for.

    python -m benchmarks.gists

benchmarks/gists/facts.jsonl names 24 documents of all fields, each with four to six facts that a
busy person would want of a summary, and the sentence that each rests on; without those that it
`must` have a summary is useless. A fact counts as told where its sentence is. Written by somebody
who did not know the program.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from assistant.corpus.read import close_readers
from assistant.indexing import index_paths
from assistant.records import Evidence
from assistant.runtime import Runtime
from assistant.search.collection import Collection
from assistant.writing.gist import TABLE_WORDS, gist_of
from assistant.writing.outline import WORDS_IN_SECTIONS

ROOT = Path(__file__).parents[1]
FACTS = Path(__file__).with_name("gists") / "facts.jsonl"


def main() -> None:
    """Run the command."""
    runtime = Runtime.open()
    embedder, reader = runtime.load_embedder(), runtime.load_reader()
    told: Counter[str] = Counter()
    every: Counter[str] = Counter()
    words = 0
    lines = [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as name:
        for number, line in enumerate(lines):
            with Collection.open(Path(name) / str(number), create=True) as collection:
                index_paths(collection, [ROOT / line["document"]], embedder)
                (document,) = collection.documents()
                passages = collection.passages_of(document.id)
            found = gist_of(document, passages, reader, WORDS_IN_SECTIONS, TABLE_WORDS)
            words += sum(len(one.text.split()) for one in found)
            for fact in line["facts"]:
                every[fact["weight"]] += 1
                told[fact["weight"]] += is_told(fact["sentence"], found)
    close_readers()
    for weight, count in every.items():
        print(f"{weight}: {told[weight]} of {count} facts told")
    print(f"{words / len(lines):.0f} words a document")


def is_told(sentence: str, found: Sequence[Evidence]) -> bool:
    """Whether a sentence is among those found, or a part of one, whatever its marks."""
    wanted = _plain(sentence)
    return any(wanted in one or one in wanted for one in (_plain(item.text) for item in found))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    main()
