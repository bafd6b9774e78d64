"""What the files of this folder hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).parent
NUMERIC = "0123456789-−+€$("


class Cell(NamedTuple):
    """A cell of a head, and how many columns and rows it covers."""

    text: str
    columns: int
    rows: int


def kept() -> dict[str, Any]:
    """The files with their tables, the tables, and questions for single cells."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "tables.yaml").read_text(encoding="utf-8"))
    return loaded


def whole(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with all its rows: one with `repeat` has that many, each with a name of its own."""
    rows = table["rows"]
    count = table.get("repeat", 0)
    if count:
        names = [row[0].rpartition("-")[0] or row[0] for row in rows]
        rows = [[f"{names[n % len(rows)]}-{n + 1}", *rows[n % len(rows)][1:]] for n in range(count)]
    return {**table, "rows": rows}


def head_cells(head: Sequence[Sequence[str]]) -> Iterator[list[Cell]]:
    """The cells of each head row, without those merged from above."""
    for number, row in enumerate(head):
        cells: list[Cell] = []
        at = 0
        for text, run in groupby(row):
            wide = len(list(run))
            if not number or head[number - 1][at] != text:
                below = number + 1 < len(head) and head[number + 1][at] == text
                cells.append(Cell(text, wide, 2 if below else 1))
            at += wide
        yield cells


def is_numeric(text: str) -> bool:
    """Whether a cell is set to the right."""
    return text.startswith(tuple(NUMERIC))
