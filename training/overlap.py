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
from pathlib import Path

SHARE = 0.5


def normal(text: str) -> list[str]:
    """Lower-case words."""
    return re.findall(r"[^\W_]+", text.lower())


def shingles(words: list[str], long: int = 8, short: int = 4) -> set[int]:
    """Hashes of runs of words; a short text has shorter runs."""
    n = long if len(words) >= 12 else short
    return {
        int.from_bytes(hashlib.blake2b(" ".join(words[i : i + n]).encode(), digest_size=8).digest(), "big")
        for i in range(max(1, len(words) - n + 1))
    }  # fmt: skip


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


def main() -> None:
    """Say how many texts were compared and which are shared."""
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    index: dict[int, list[int]] = defaultdict(list)
    exact: dict[str, str] = {}
    texts: list[tuple[str, str, int]] = []
    for where, text in measured(options.data):
        words = normal(text)
        if (key := " ".join(words)) in exact:
            continue
        exact[key] = where
        runs = shingles(words)
        for run in runs:
            index[run].append(len(texts))
        texts.append((where, text, len(runs)))
    seen, same, near = set(), [], []
    lines = options.examples.read_text("utf-8").splitlines()
    for line in lines:
        row = json.loads(line)
        for field in ("question", "passage", "claim", "evidence", "sentences"):
            for text in strings(row.get(field)):
                words = normal(text)
                key = " ".join(words)
                if len(words) < 5 or key in seen:
                    continue
                seen.add(key)
                if key in exact:
                    same.append((exact[key], field, text))
                    continue
                runs = shingles(words)
                shared = Counter(i for run in runs for i in index.get(run, ()))
                for i, count in shared.most_common(1):
                    if (
                        count > SHARE * min(len(runs), texts[i][2])
                        and min(len(runs), texts[i][2]) >= 3
                    ):
                        near.append((texts[i][0], field, text, texts[i][1]))
    print(Counter(item[0] for item in (*same, *near)))
    print(
        f"{len(texts)} texts measured with, {len(seen)} trained on: {len(same)} the same, {len(near)} nearly"
    )
    for item in (*same, *near)[: options.show]:
        print("  ", *[part[:140] for part in item], sep=" | ")
    if options.clean:
        shared_texts = {item[2] for item in (*same, *near)}
        rows = [(line, json.loads(line)) for line in lines]
        bad = [not shared_texts.isdisjoint(strings(row)) for _, row in rows]
        asked = {
            row.get("question") for (_, row), is_bad in zip(rows, bad, strict=True) if is_bad
        } - {None}
        clean = [
            line
            for (line, row), is_bad in zip(rows, bad, strict=True)
            if not is_bad and row.get("question") not in asked
        ]
        options.clean.write_text("\n".join(clean) + "\n", "utf-8")
        print(f"{len(clean)} of {len(rows)} rows kept in {options.clean}")
        return
    sys.exit(1 if same or near else 0)


if __name__ == "__main__":
    main()
