"""Make the PDF files of this folder anew.

    pip install reportlab weasyprint typst; apt-get install groff ghostscript chromium
    python -m benchmarks.pdf_tables.make [NAME...]

The files are kept in the repository: no two versions of these programs write the same ones.
"""

from __future__ import annotations

import html
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.pdf_tables.gold import HERE, head_cells, is_numeric, kept, whole
from benchmarks.pdf_tables.programs import CONTENTS, LETTER, PROSE, groff, reportlab, typst

File = Mapping[str, Any]
Tables = Sequence[Mapping[str, Any]]

_STYLES = {
    "grid": "td,th{border:1px solid #333}",
    "booktabs": "table{border-top:2px solid;border-bottom:2px solid}"
    "thead tr:last-child th{border-bottom:1px solid}",
    "plain": "",
    "zebra": "thead th{background:#345;color:#fff} tbody tr:nth-child(odd){background:#e4e8ee}",
    "rows": "td,th{border-bottom:1px solid #999}",
}
_BASE = """
@page{size:A4;margin:22mm}
body{font:10.5pt 'DejaVu Serif',serif;line-height:1.4;text-align:justify}
table{border-collapse:collapse;margin:4pt 0 14pt;font-size:9.5pt;text-align:left}
td,th{padding:3pt 8pt;vertical-align:top} .n{text-align:right}
.cap{text-align:left;font-style:italic}
.two{columns:2;column-gap:9mm} .two table{font-size:8pt} .two td,.two th{padding:2pt 5pt}
.side{display:flex;justify-content:space-between}
"""


def main() -> None:
    """Run the command."""
    held = kept()
    for file in held["files"]:
        if len(sys.argv) > 1 and file["name"] not in sys.argv[1:]:
            continue
        tables = [whole(held["tables"][name]) for name in file["tables"]]
        target = HERE / f"{file['name']}.pdf"
        _PROGRAMS[file["name"].partition("-")[0]](file, tables, target)
        print(f"{target.name} {target.stat().st_size / 1000:.0f} kB")


def as_html(file: File, tables: Tables) -> str:
    """The whole document as a page."""
    parts = [f"<h1>Report of the station</h1><p>{PROSE[0]}</p>"]
    if file.get("letter"):
        parts = [*map(_sides, LETTER), f"<p>{PROSE[0]}</p>", *map(_sides, CONTENTS)]
    for number, table in enumerate(tables, start=1):
        named = [f'<p class="cap">{html.escape(table["caption"])}</p>', table_html(table)]
        parts += named[::-1] if file.get("below") else named
        parts += [f"<p>{PROSE[number % 4]}</p>", "<h2>What else was done</h2>"]
        parts += [f"<p>{PROSE[(number + 1) % 4]}</p>"]
    if not tables or file.get("columns"):
        parts += [f"<p>{text}</p>" for text in PROSE * 2]
    body = "".join(parts)
    if file.get("columns"):
        body = f'<div class="two">{body}</div>'
    style = f"{_BASE}{_STYLES[file['style']]}{file.get('css', '')}"
    head = "<!DOCTYPE html><meta charset=utf-8><title>Report</title>"
    return f"{head}<style>{style}</style>{body}"


def table_html(table: Mapping[str, Any]) -> str:
    """One table."""
    rows = ["<thead>"]
    for cells in head_cells(table["head"]):
        made = "".join(
            f'<th colspan="{cell.columns}" rowspan="{cell.rows}">{html.escape(cell.text)}</th>'
            for cell in cells
        )
        rows.append(f"<tr>{made}</tr>")
    rows.append("</thead><tbody>")
    for row in table["rows"]:
        wide = f' colspan="{len(table["head"][0])}"' if len(row) == 1 else ""
        made = "".join(
            f'<td{wide} class="{"n" if is_numeric(cell) else ""}">{html.escape(cell)}</td>'
            for cell in row
        )
        rows.append(f"<tr>{made}</tr>")
    return f"<table>{''.join(rows)}</tbody></table>"


def _sides(pair: tuple[str, object]) -> str:
    return f'<div class="side"><span>{pair[0]}</span><span>{pair[1]}</span></div>'


def _weasyprint(file: File, tables: Tables, to: Path) -> None:
    import weasyprint

    weasyprint.HTML(string=as_html(file, tables)).write_pdf(to)


def _chromium(file: File, tables: Tables, to: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        page = Path(name, "page.html")
        page.write_text(as_html(file, tables), encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
        options = ["--no-pdf-header-footer", f"--print-to-pdf={to}", page.as_uri()]
        subprocess.run([*command, *options], check=True, capture_output=True)


_PROGRAMS: dict[str, Callable[[File, Tables, Path], None]] = {
    "chromium": _chromium,
    "groff": groff,
    "reportlab": reportlab,
    "typst": typst,
    "weasyprint": _weasyprint,
}

if __name__ == "__main__":
    main()
