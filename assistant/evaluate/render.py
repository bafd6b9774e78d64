"""A report for reading: on a terminal, as Markdown, and as a page of HTML by itself."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from textwrap import wrap

from assistant.errors import ConfigError
from assistant.evaluate.compare import Change, Comparison
from assistant.evaluate.plots import plots
from assistant.evaluate.report import Measure, Report

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right;"
    "border-bottom:1px solid #ccc}td:first-child,th:first-child{text-align:left}"
    "img{max-width:100%}"
)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
WIDTH = 80
"""Of sentences on a terminal; tables are as wide as they are."""

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Head and rows."""


def lines(report: Report, comparison: Comparison | None) -> Iterator[str]:
    """The report for a terminal."""
    for said in (heading(report), *report.notes):
        yield from wrap(said, WIDTH)
    yield from _sections(tables(report))
    if comparison is not None:
        yield ""
        yield "Against the earlier report (95 % intervals; –: no real difference)"
        yield from _sections(_narrow_tables(comparison.changes))
        for remark in comparison.remarks:
            yield from wrap(remark, WIDTH)


def _sections(named: Iterable[tuple[str, Table]]) -> Iterator[str]:
    for group, table in named:
        yield from ("", group, *columns(table))


def write(report: Report, comparison: Comparison | None, folder: Path) -> list[Path]:
    """Write report.json, report.md, report.html and the plots into a folder.

    Raises:
        ConfigError: the folder cannot be written.
    """
    drawn = plots(report)
    files = {
        "report.json": json.dumps(report.model_dump(mode="json"), ensure_ascii=False) + "\n",
        "report.md": markdown(report, comparison, drawn),
        "report.html": page(report, comparison, drawn),
        **{f"{name}.svg": drawing for name, drawing in drawn.items()},
    }
    return write_files(folder, files)


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write text files into a folder that is made where there is none.

    Raises:
        ConfigError: the folder cannot be written.
    """
    make_folder(folder)
    try:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return [folder / name for name in files]


def make_folder(folder: Path) -> None:
    """Make the report's folder, before anything is measured for it.

    Raises:
        ConfigError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"{folder} cannot be written ({error.strerror}).", "Choose another folder for --report."
    )


def markdown(report: Report, comparison: Comparison | None, drawn: Mapping[str, str]) -> str:
    """The report as Markdown; the plots lie beside it."""
    parts = [f"# {heading(report)}", *(f"* {note}" for note in facts(report))]
    for group, table in tables(report):
        parts += ["", f"## {group}", "", *markdown_table(table)]
    if comparison is not None:
        parts += ["", "## Against the earlier report", ""]
        parts += [*markdown_table(changes_table(comparison.changes)), ""]
        parts += [*(f"* {line}" for line in comparison.remarks)]
    for name in drawn:
        parts += ["", f"![{name}]({name}.svg)"]
    return "\n".join(parts) + "\n"


def page(report: Report, comparison: Comparison | None, drawn: Mapping[str, str]) -> str:
    """The report as one page of HTML: plots inside, no scripts, nothing fetched."""
    parts = [f"<h1>{html.escape(heading(report))}</h1>", _list(facts(report))]
    for group, table in tables(report):
        parts += [f"<h2>{html.escape(group)}</h2>", html_table(table)]
    if comparison is not None:
        parts += ["<h2>Against the earlier report</h2>"]
        parts += [html_table(changes_table(comparison.changes)), _list(comparison.remarks)]
    parts += [image(name, drawing) for name, drawing in drawn.items()]
    return html_page(heading(report), parts)


def html_page(title: str, parts: Sequence[str]) -> str:
    """A page around parts that are HTML already."""
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>",
            *parts,
            "</body></html>\n",
        ]
    )


def heading(report: Report) -> str:
    """What was measured, in one line."""
    limit = "all items" if report.limit is None else f"at most {report.limit:,} items of each kind"
    return f"{report.dataset} ({report.path}), profile {report.profile}, {limit}"


def facts(report: Report) -> list[str]:
    """With what, where and how long."""
    machine = report.machine
    versions = ", ".join(f"{name} {number}" for name, number in report.packages.items())
    return [
        *report.notes,
        f"Models: {', '.join(f'{role} {name}' for role, name in report.models.items())}.",
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, "
        f"Python {machine['python']}.",
        f"Versions: {versions}.",
        f"Run on {report.started}, {report.seconds:.0f} seconds.",
        "Intervals are 95 % bootstrap intervals over the items.",
    ]


def tables(report: Report) -> list[tuple[str, Table]]:
    """A table for each group of measures."""
    head = ("measure", "figure", "95 % interval", "items")
    return [
        (group.capitalize(), (head, [_row(one) for one in measures]))
        for group, measures in groupby(report.measures, lambda one: one.group)
    ]


def changes_table(changes: Sequence[Change]) -> Table:
    """Each measure before and now, and whether the difference is real."""
    head = ("measure", "before", "now", "change", "95 % interval", "items", "")
    rows: list[tuple[str, ...]] = [
        (
            one.name.replace("/", ": ", 1),
            figure(one.before),
            figure(one.now),
            f"{one.change.value:+.3f}",
            f"{one.change.low:+.3f} to {one.change.high:+.3f}",
            f"{one.items:,}",
            one.verdict,
        )
        for one in changes
    ]
    return head, rows


def _narrow_tables(changes: Sequence[Change]) -> Iterator[tuple[str, Table]]:
    """The same for a terminal: a table for each group, and only what tells a real difference."""
    head = ("measure", "before", "now", "change", "")
    for group, members in groupby(changes, lambda one: one.name.partition("/")[0]):
        rows: list[tuple[str, ...]] = [
            (
                one.name.partition("/")[2],
                figure(one.before),
                figure(one.now),
                f"{one.change.low:+.3f} to {one.change.high:+.3f}",
                one.verdict if one.is_real else "–",
            )
            for one in members
        ]
        yield group.capitalize(), (head, rows)


def figure(value: float | None) -> str:
    """Three digits after the point; one from 10 up."""
    if value is None:
        return "–"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _row(measure: Measure) -> tuple[str, ...]:
    name = measure.name.split("/", 1)[1]
    interval = f"{figure(measure.low)} to {figure(measure.high)}"
    return name, figure(measure.value), interval, f"{len(measure.items):,}"


def columns(table: Table) -> Iterator[str]:
    """A table for a terminal."""
    head, rows = table
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield f"  {'  '.join(cells)}".rstrip()


def markdown_table(table: Table) -> list[str]:
    """A table in Markdown."""
    head, rows = table
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def html_table(table: Table) -> str:
    """A table in HTML."""
    head, rows = table
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "\n".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><tr>{top}</tr>\n{body}</table>"


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>"


def image(name: str, drawing: str) -> str:
    """A drawing inside a page of HTML, where it can run nothing."""
    data = base64.b64encode(drawing.encode()).decode()
    return f'<p><img alt="{html.escape(name)}" src="data:image/svg+xml;base64,{data}"></p>'
