"""Pages of PDF files in two columns, whichever way the file draws them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.corpus.read.boxes import Printed
from assistant.corpus.read.formats import read_here
from assistant.corpus.read.printed import Line
from assistant.corpus.read.rules import Rule
from assistant.corpus.read.tabled import Page, lines_with_tables
from benchmarks.small_files import PdfLine, pdf

LEFT = (
    "The harbour was deepened over two",
    "summers so that larger ships can",
    "call there. The town paid half of",
    "the cost of the works, while the",
    "state paid the rest of it, and a",
    "ferry sails to the island again.",
)
RIGHT = (
    "Bread is baked at night in the old",
    "mill beside the church, which has",
    "stood there for a hundred years.",
    "It is sold from six on, and often",
    "gone by eight, so that those who",
    "sleep long go to the other shop.",
)
TOP = (72.0, 740.0, 18.0, "Notes from the coast and from the villages behind it")


def text_of(folder: Path, lines: Sequence[PdfLine]) -> str:
    path = folder / "page.pdf"
    path.write_bytes(pdf([lines]))
    (document,) = read_here(path)
    return document.text


def drawn(texts: Sequence[str], x: float, top: float = 700.0) -> list[PdfLine]:
    return [(x, top - 14 * number, 11.0, text) for number, text in enumerate(texts)]


@pytest.mark.parametrize("is_mixed", [True, False])
def test_columns_are_read_one_after_the_other(tmp_path: Path, is_mixed: bool) -> None:
    left, right = drawn(LEFT, 72.0), drawn(RIGHT, 320.0)
    pairs = [line for pair in zip(left, right, strict=True) for line in pair]
    text = text_of(tmp_path, [TOP, *(pairs if is_mixed else [*left, *right])])
    assert text.split("\n\n") == [TOP[3], " ".join(LEFT), " ".join(RIGHT)]


def test_beside_a_wide_table_lines_are_left_as_the_file_has_them(tmp_path: Path) -> None:
    pairs = zip(drawn(LEFT, 72.0), drawn(RIGHT, 320.0), strict=True)
    rows = ("Port Boats Built", "Lima 7 1990", "Oslo 9 2001", "Bergen 4 2010")
    table = [
        (72.0 + 160 * column, 540.0 - 14 * number, 11.0, cell)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row.split())
    ]
    text = text_of(tmp_path, [TOP, *(line for pair in pairs for line in pair), *table])
    assert all(row in text for row in rows)


def test_what_stands_beside_its_name_is_read_with_it(tmp_path: Path) -> None:
    names = ("The name of the boat", "Where it was built", "How many it may carry", "Who may sail")
    said = (
        "The Ada, which is painted blue",
        "In a yard at Lima, in the year 1990",
        "Nine grown people and two dogs at most",
        "Whoever has a licence for the coast",
    )
    pairs = zip(drawn(names, 72.0), drawn(said, 320.0), strict=True)
    text = text_of(tmp_path, [line for pair in pairs for line in pair])
    assert all(f"{name} {what}" in text for name, what in zip(names, said, strict=True))


@pytest.mark.parametrize("edges", [(60.0, 220.0, 380.0, 520.0), (60.0, 130.0, 190.0, 240.0)])
def test_a_drawn_table_keeps_its_rows(edges: Sequence[float]) -> None:
    """Below both columns, or at the end of the left one."""

    def printed(y: float, texts: Sequence[str], places: Sequence[float]) -> Printed:
        parts = tuple(
            Line(text, x, x + 5.0 * len(text), y, y, 10.0)
            for text, x in zip(texts, places, strict=True)
        )
        whole = parts[0]._replace(text=" ".join(texts), right=parts[-1].right)
        return Printed(whole, parts)

    prose = [
        printed(700.0 - 14 * number, texts, (60.0, 300.0))
        for number, texts in enumerate(zip(LEFT, RIGHT, strict=True))
    ]
    rows = [("Port", "Boats", "Built"), ("Lima", "7", "1990"), ("Oslo", "9", "2001")]
    table = [
        printed(580.0 - 20 * number, row, [edge + 4 for edge in edges[:3]])
        for number, row in enumerate(rows)
    ]
    rules = [Rule(False, 594.0 - 20 * number, edges[0], edges[-1]) for number in range(4)]
    rules += [Rule(True, edge, 534.0, 594.0) for edge in edges]
    (lines,) = lines_with_tables([Page([*prose, *table], rules)])
    held = ["Port: Lima · Boats: 7 · Built: 1990", "Port: Oslo · Boats: 9 · Built: 2001"]
    assert [line.text for line in lines if line.is_row] == held
    assert [line.text for line in lines if not line.is_row] == [*LEFT, *RIGHT]
