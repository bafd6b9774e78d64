"""Fit what tells the heads of a table from its rows, and say how well.

    python -m benchmarks.fit_heads FOLDER

FOLDER holds FeTaQA's two files of Wikipedia tables with their heads (L. Nan et al., 2022). Each
table gives a few of its rows below their heads, a few without them, and one row as a form: its
heads and cells in turns. Some corners and cells are emptied, and some heads above numbers are
years, as in tables of other places. The development file is fitted on, the test file is measured.
Writes assistant/corpus/read/heads.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np

import assistant
from assistant.corpus.read.heads import NAMES, Kind, kind_of, measure
from assistant.corpus.read.table import is_number

FITTED, MEASURED = "fetaQA-v1_dev.jsonl", "fetaQA-v1_test.jsonl"
TARGET = Path(assistant.__file__).parent / "corpus/read/heads.json"
SEED = 7
FEWEST, MOST = 2, 8
"""Rows below the first one."""

CORNER, EMPTY, YEARS = 0.15, 0.04, 0.4
"""The share of first heads and of cells that are emptied, of tables whose numbers are of years."""

WIDEST = 8
KINDS: tuple[Kind, ...] = ("heads", "no heads", "form")

Rows = list[list[str]]


def tables(path: Path) -> Iterator[Rows]:
    """Tables with their heads in the first row, without rows that are not as wide."""
    for line in path.read_text("utf-8").splitlines():
        array = json.loads(line)["table_array"]
        rows = [[" ".join(cell.split()) for cell in row] for row in array]
        rows = [row for row in rows if len(row) == len(rows[0])]
        if len(rows) > FEWEST and 2 <= len(rows[0]) <= WIDEST:
            yield rows


def examples(path: Path) -> Iterator[tuple[Kind, Rows]]:
    """Rows, and what the first of them is."""
    chance = random.Random(SEED)
    for head, *full in tables(path):
        if chance.random() < CORNER:
            head[0] = ""
        if chance.random() < YEARS:
            head = [*_with_years(head, full, chance.randint(1990, 2020))]
        body = [[cell if chance.random() > EMPTY else "" for cell in row] for row in full]
        count = chance.randint(FEWEST, MOST)
        yield "heads", [head, *body[:count]]
        if len(body) > FEWEST:
            start = chance.randint(0, len(body) - FEWEST - 1)
            yield "no heads", body[start : start + count + 1]
        facts = [[one, cell] for one, cell in zip(head, chance.choice(full), strict=True) if one]
        wide = chance.choice((1, 2, 2))
        whole = range(0, len(facts) - wide + 1, wide)
        if len(whole) > 1:
            yield "form", [list(chain(*facts[at : at + wide])) for at in whole]


def _with_years(head: list[str], body: Rows, year: int) -> Iterator[str]:
    """Heads, those above numbers as years in a row."""
    for place, (name, *cells) in enumerate(zip(head, *body, strict=True)):
        yield str(year + place) if place and all(map(is_number, cells)) else name


def main() -> None:
    """Run the command."""
    from sklearn.linear_model import LogisticRegression

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    kinds, found = zip(
        *((kind, row) for kind, rows in examples(folder / FITTED) if (row := measure(rows))),
        strict=True,
    )
    features = np.array(found)
    mean, scale = features.mean(0), features.std(0)
    fitted = LogisticRegression(max_iter=2_000).fit((features - mean) / scale, kinds)
    stored = {}
    for kind, weights, bias in zip(fitted.classes_, fitted.coef_, fitted.intercept_, strict=True):
        own = weights / scale
        stored[kind] = {
            "bias": round(float(bias - own @ mean), 4),
            "weights": {name: round(float(one), 4) for name, one in zip(NAMES, own, strict=True)},
        }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    told = Counter((kind, kind_of(rows)) for kind, rows in examples(folder / MEASURED))
    for kind in KINDS:
        every = sum(told[kind, other] for other in KINDS)
        print(f"{kind}: {every},", ", ".join(f"{told[kind, one]} {one}" for one in KINDS))


if __name__ == "__main__":
    main()
