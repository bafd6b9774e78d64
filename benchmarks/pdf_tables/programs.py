"""Documents with tables, as programs write them that take no HTML."""

from __future__ import annotations

import html
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.pdf_tables.gold import head_cells, is_numeric

PROSE = (
    "The year began with a hard winter, and much of what had been planned was put off until the"
    " roads were open again. What was spent and earned is told here, in the same order as in"
    " earlier years, so that the figures can be laid side by side.",
    "Most of the work was done by people who live within a day's walk of the station. They know"
    " the weather, the boats and one another, and they were glad of the new stove in the office.",
    "Where a figure is missing, nobody has written it down. We have asked for better books, and we"
    " hope that the next report will be shorter than this one and have fewer gaps in it.",
    "No change of the rules is proposed. The committee thanks all who read the first draft, most"
    " of all those who found mistakes in it, and will meet again when the harbour is free of ice.",
)
LETTER = (("Brook Lane 4", "Telephone 555 0142"), ("Upper Merle", "12 March 2024"))
CONTENTS = (("Opening hours", 3), ("Members and guests", 7), ("What it costs", 12))


def reportlab(file: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], to: Path) -> None:
    """With reportlab's flowing tables."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()
    plain = style["Normal"]
    story: list[Any] = [Paragraph("Report of the station", style["Title"])]
    story.append(Paragraph(PROSE[0], plain))
    if file.get("letter"):
        story = [Table([list(pair) for pair in LETTER], colWidths=[300, 150], hAlign="LEFT")]
        story += [Paragraph(text, plain) for text in PROSE]
        story += [Paragraph(f"{text} {page}", plain) for text, page in CONTENTS]
    for number, table in enumerate(tables, start=1):
        data, look = _grid(table)
        look += _look(file["style"])
        story.append(Paragraph(html.escape(table["caption"]), style["Italic"]))
        story.append(Table(data, style=look, repeatRows=len(table["head"]), hAlign="LEFT"))
        story.append(Paragraph(PROSE[number % 4], plain))
    SimpleDocTemplate(str(to), title="Report").build(story)


def _grid(table: Mapping[str, Any]) -> tuple[list[list[str]], list[Any]]:
    """The rows with a text in each place, and which places are merged or set to the right."""
    head = table["head"]
    width = len(head[0])
    look: list[Any] = []
    data: list[list[str]] = []
    for number, cells in enumerate(head_cells(head)):
        line = [""] * width
        at = 0
        for cell in cells:
            while number and head[number - 1][at] == head[number][at]:
                at += 1
            line[at] = cell.text
            last = (at + cell.columns - 1, number + cell.rows - 1)
            look.append(("SPAN", (at, number), last))
            at += cell.columns
        data.append(line)
    for row in table["rows"]:
        number = len(data)
        data.append([*row, *[""] * (width - len(row))])
        if len(row) == 1:
            look.append(("SPAN", (0, number), (-1, number)))
        look += [
            ("ALIGN", (at, number), (at, number), "RIGHT")
            for at, text in enumerate(row)
            if is_numeric(text)
        ]
    return data, look


def _look(style: str) -> list[Any]:
    from reportlab.lib import colors

    filled = [colors.whitesmoke, colors.lightgrey]
    looks: dict[str, list[Any]] = {
        "grid": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
        "zebra": [
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), filled),
            ("BACKGROUND", (0, 0), (-1, 0), colors.darkblue),
            ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
        ],
    }
    return looks.get(style, [])


def typst(file: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], to: Path) -> None:
    """With typst's tables."""
    import typst as compiler

    def cell(text: str, wide: int = 1, down: int = 1) -> str:
        side = ", align: right" if is_numeric(text) else ""
        return f'table.cell(colspan: {wide}, rowspan: {down}{side})[#"{text}"]'

    parts = ["#set par(justify: true)\n= Report of the station\n", PROSE[0], "\n"]
    stroke = "0.6pt" if file["style"] == "grid" else "none"
    line = "table.hline(), " if file["style"] == "booktabs" else ""
    for number, table in enumerate(tables, start=1):
        width = len(table["head"][0])
        heads = ", ".join(cell(*one) for row in head_cells(table["head"]) for one in row)
        body = ", ".join(
            cell(text, width if len(row) == 1 else 1) for row in table["rows"] for text in row
        )
        options = f"columns: {width}, stroke: {stroke}, align: left"
        made = f"#table({options}, {line}table.header({heads}), {line}{body}, {line})"
        parts.append(f'\n_#"{table["caption"]}"_\n\n{made}\n\n{PROSE[number % 4]}\n')
    with tempfile.TemporaryDirectory() as name:
        source = Path(name, "a.typ")
        source.write_text("".join(parts), encoding="utf-8")
        compiler.compile(str(source), output=str(to))


def groff(file: Mapping[str, Any], tables: Sequence[Mapping[str, Any]], to: Path) -> None:
    """With tbl, and Ghostscript for what groff prints."""

    def plain(text: str) -> str:
        return text.replace("-", "\\-").replace("−", "\\-").replace("'", "\\(aq")

    parts = [".nr PS 11\n.TL\nReport of the station\n.LP\n", plain(PROSE[0]), "\n"]
    for number, table in enumerate(tables, start=1):
        forms = " ".join("n" if is_numeric(cell) else "l" for cell in table["rows"][0])
        heads = " ".join("l" for _ in table["head"][0])
        options = "allbox;\n" if file["style"] == "grid" else ""
        rows = ["\t".join(map(plain, row)) for row in [*table["head"], *table["rows"]]]
        parts += [f'.LP\n.I "{plain(table["caption"])}"\n.TS\n{options}{heads}\n{forms}.\n']
        parts += ["\n".join(rows), "\n.TE\n.LP\n", plain(PROSE[number % 4]), "\n"]
    command = ["groff", "-k", "-t", "-ms", "-Tps"]
    source = "".join(parts).encode()
    made = subprocess.run(command, input=source, capture_output=True, check=True)
    subprocess.run(["ps2pdf", "-", str(to)], input=made.stdout, check=True)
