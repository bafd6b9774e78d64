"""Public claims with their evidence → rows of `training.examples`.

    python -m training.public /path/to/sets out.jsonl

The judge learns from these alone; the reader's examples have them beside what code makes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from training.judged import split
from training.sets import Pair, pairs

Row = dict[str, Any]

CAPS = {"snli_part": 2500, "snli_cad": 5000, "conjnli": 5000, "factcheck_bench": 1800}
SEED = 7


def tidy(text: str) -> str:
    """One space between words."""
    return " ".join(text.split())


def entail_row(pair: Pair) -> Row:
    """A claim with its evidence as a row."""
    return {
        "task": "entail", "kind": pair.kind, "source": pair.source, "claim": tidy(pair.claim),
        "question": pair.question, "evidence": tidy(pair.evidence), "title": pair.title,
        "date": pair.date, "label": pair.label,
    }  # fmt: skip


def words(text: str) -> set[str]:
    """Lower-case words of a text."""
    return set(re.findall(r"\w+", text.lower()))


def nearest(claim: str, evidence: str, most: int = 5) -> str:
    """The sentences of long evidence that share most words with the claim, in order."""
    parts = split(evidence)
    if len(evidence) < 600 or len(parts) <= most:
        return evidence
    wanted = words(claim)
    scored = sorted(
        range(len(parts)),
        key=lambda i: -len(wanted & words(parts[i])) / (len(words(parts[i])) + 8) ** 0.5,
    )
    return " ".join(parts[i] for i in sorted(scored[:most]))


def public_rows(found: list[Pair], chance: random.Random) -> list[Row]:
    """Labelled pairs, each set up to its cap; long claims sentence by sentence where they hold."""
    rows: list[Row] = []
    by_source: dict[str, list[Pair]] = defaultdict(list)
    for pair in found:
        by_source[pair.source].append(pair)
    for source, group in sorted(by_source.items()):
        chance.shuffle(group)
        for pair in group[: CAPS.get(source, len(group))]:
            claims = [pair.claim]
            if len(pair.claim) > 220:
                claims = split(pair.claim) if pair.label == 0 else []
            for claim in claims:
                rows.append(entail_row(Pair(
                    pair.source, claim, nearest(claim, pair.evidence), pair.label, pair.title,
                    pair.question, pair.date,
                )))  # fmt: skip
    return rows


def main() -> None:
    """Write the file and say how many there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    rows = public_rows(pairs(options.sets), random.Random(SEED))
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    options.out.write_text("".join(lines), "utf-8")
    print(f"{len(rows)} rows in {options.out}")


if __name__ == "__main__":
    main()
