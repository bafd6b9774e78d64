"""Prove that nothing of the measuring sets is in the examples: exact texts and near duplicates.

    python -m training.overlap examples.jsonl /path/to/data

Near: two texts that share more than half of their runs of eight words (questions and claims: their
whole words in order; of five to eleven words, runs of four). Ends with status 1 where one is found.
With --clean the rows without such a text, and without a question that some dropped row asks, are
written to a new file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARE = 0.5


def normal(text: str) -> list[str]:
    """Lower-case words."""
    return re.findall(r"[^\W_]+", text.lower())


def shingles(words: list[str], long: int = 8, short: int = 4) -> set[int]:
    """Hashes of runs of words; a short text has shorter runs."""
    n = long if len(words) >= 12 else short
    runs = (" ".join(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))
    digests = (hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs)
    return {int.from_bytes(digest, "big") for digest in digests}


def strings(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def measured(data: Path) -> Iterator[tuple[str, str]]:
    """All texts of five words and more in the measuring sets, with their file."""
    for path in sorted(data.rglob("*")):
        if path.suffix not in (".json", ".jsonl", ".tsv", ".csv", ".txt", ".md") or path.name in (
            "SOURCE.txt",
            "README.md",
        ):
            continue
        content = path.read_text("utf-8", "replace")
        if path.suffix == ".json":
            values: list[object] = [json.loads(content)]
        elif path.suffix == ".jsonl":
            values = [json.loads(line) for line in content.splitlines() if line.strip()]
        elif path.suffix in (".tsv", ".csv"):
            values = [line.split("\t") for line in content.splitlines()]
        else:
            values = list(content.split("\n\n"))
        for text in strings(values):
            if len(normal(text)) >= 5:
                yield path.parent.name, text


@dataclass(frozen=True, slots=True)
class Shared:
    """A text of the examples that a measuring set has too, or nearly."""

    where: str
    text: str
    like: str


class Measured:
    """An index of the measuring sets' texts."""

    def __init__(self, data: Path) -> None:
        self.exact: dict[str, str] = {}
        self.texts: list[tuple[str, str, int]] = []
        self.by_run: dict[int, list[int]] = defaultdict(list)
        for where, text in measured(data):
            words = normal(text)
            if (key := " ".join(words)) not in self.exact:
                self.exact[key] = where
                runs = shingles(words)
                for run in runs:
                    self.by_run[run].append(len(self.texts))
                self.texts.append((where, text, len(runs)))

    def shared(self, text: str) -> Shared | None:
        """What a text is the same as, or nearly."""
        words = normal(text)
        if where := self.exact.get(" ".join(words)):
            return Shared(where, text, text)
        runs = shingles(words)
        for i, count in Counter(i for r in runs for i in self.by_run.get(r, ())).most_common(1):
            where, like, its_runs = self.texts[i]
            least = min(len(runs), its_runs)
            if least >= 3 and count > SHARE * least:
                return Shared(where, text, like)
        return None


def texts_of(row: dict[str, Any]) -> list[str]:
    """The texts of an example that are long enough to tell."""
    fields = ("question", "passage", "claim", "evidence", "sentences")
    found = [text for field in fields for text in strings(row.get(field))]
    return [text for text in found if len(normal(text)) >= 5]


def main() -> None:
    """Say how many texts were compared and which are shared."""
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    index = Measured(options.data)
    rows = [json.loads(line) for line in options.examples.read_text("utf-8").splitlines()]
    texts = list(dict.fromkeys(text for row in rows for text in texts_of(row)))
    found = [shared for text in texts if (shared := index.shared(text))]
    print(Counter(shared.where for shared in found))
    print(f"{len(index.texts)} texts measured with, {len(texts)} trained on, {len(found)} shared")
    for shared in found[: options.show]:
        print(f"   {shared.where} | {shared.text[:140]} | {shared.like[:140]}")
    if options.clean:
        clean = without(rows, {shared.text for shared in found})
        with options.clean.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in clean)
        print(f"{len(clean)} of {len(rows)} rows kept in {options.clean}")
    elif found:
        sys.exit(1)


def without(rows: list[dict[str, Any]], shared: set[str]) -> list[dict[str, Any]]:
    """The rows that have none of these texts, nor a question that a row with one of them asks."""
    bad = [not shared.isdisjoint(strings(row)) for row in rows]
    asked = {row.get("question") for row, is_bad in zip(rows, bad, strict=True) if is_bad} - {None}
    return [
        row
        for row, is_bad in zip(rows, bad, strict=True)
        if not is_bad and row.get("question") not in asked
    ]


if __name__ == "__main__":
    main()
