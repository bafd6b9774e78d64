"""Measure how tables of PDF files are read: cells, captions, and rows where there are none.

    python -m benchmarks.pdf_tables
    python -m benchmarks.pdf_tables --set aside
    python -m benchmarks.pdf_tables --set late
    python -m benchmarks.pdf_tables --ask

A cell counts as right where one line of the text has it under its own head, beside the first cell
of its row under that one's head. `aside` and `late` are files that were read once nothing was
changed any more, and then again after what they had shown was mended. `--ask` indexes all files
and asks for single cells: at which place of the search's result a row with the cell stands, and
how it is answered without a writer.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.table import table_lines
from assistant.corpus.rows import Row, parse_row
from benchmarks.pdf_tables.gold import HERE, kept, whole


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--set", choices=("first", "aside", "late"), default="first")
    parser.add_argument("--ask", action="store_true", help="ask for cells instead")
    options = parser.parse_args()
    chosen = options.set
    held = kept()
    if options.ask:
        _ask(held["questions"])
        return
    total = [0, 0, 0, 0]
    for file in held["files"]:
        if chosen != next((name for name in ("aside", "late") if file.get(name)), "first"):
            continue
        tables = [whole(held["tables"][name]) for name in file["tables"]]
        (document,) = read_here(HERE / f"{file['name']}.pdf")
        figures = score(document.text.split("\n"), tables)
        total = [sum(pair) for pair in zip(total, figures, strict=True)]
        print(
            "{:22} {:4} of {:4} cells, {:3} captions wrong, {:2} rows too many".format(
                file["name"], *figures
            )
        )
    print("{:22} {:4} of {:4} cells, {:3} captions wrong, {:2} rows too many".format("all", *total))


def _ask(questions: Sequence[Mapping[str, str]]) -> None:
    """Print for each question the place of its row among the hits, and the answer."""
    found: list[int] = []
    with (
        tempfile.TemporaryDirectory() as name,
        Assistant.open(Path(name), create=True, profile="extractive") as assistant,
    ):
        assistant.index(*sorted(HERE.glob("*.pdf")))
        for one in questions:
            answer = assistant.ask(one["ask"])
            hits = [parse_row(hit.passage.text) for hit in assistant.search(one["ask"])]
            places = [number for number, row in enumerate(hits, 1) if row and _holds(row, one)]
            found.append(places[0] if places else 0)
            shown = answer.refusal.reason if answer.refusal else answer.text
            print(f"{found[-1] or '-'} {one['ask']} -> {answer.short_answer or ''} | {shown}")
    first = sum(place == 1 for place in found)
    print(f"row first: {first}, among the hits: {sum(map(bool, found))} of {len(found)}")


def _holds(row: Row, gold: Mapping[str, str]) -> bool:
    """Whether a row has the cell, perhaps with its unit, under a head that begins as asked for."""
    return gold["row"] in row.cells.values() and any(
        head.startswith(gold["head"]) and cell.startswith(gold["cell"])
        for head, cell in row.cells.items()
    )


def score(lines: Sequence[str], tables: Sequence[Mapping[str, Any]]) -> tuple[int, int, int, int]:
    """Right cells, all cells, right cells without their caption, rows that are in no table."""
    found = [row for row in map(parse_row, lines) if row]
    right = every = bare = count = 0
    for table in tables:
        for line in table_lines(table["head"], table["rows"], table["caption"]):
            gold = parse_row(line)
            if gold is None:
                continue
            count += 1
            (head, label), *cells = gold.cells.items()
            beside = [row for row in found if row.cells.get(head) == label and _alike(row, gold)]
            every += len(cells)
            held = [[row for row in beside if row.cells.get(head) == cell] for head, cell in cells]
            right += sum(map(bool, held))
            bare += sum(bool(rows) and rows[0].about != gold.about for rows in held)
    return right, every, bare, max(0, len(found) - count)


def _alike(row: Row, gold: Row) -> bool:
    """Whether rows with the same first cell are one; a table may have the same name in groups."""
    groups = gold.about.split(" — ")[1:]
    return not groups or groups[-1] in row.about


if __name__ == "__main__":
    main()
