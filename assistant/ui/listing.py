"""Documents as a table, and what an indexing run did, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.indexing import IndexReport
from assistant.records import DocumentInfo
from assistant.ui.markup import count, escaped, file_name, notice, time_element
from assistant.ui.sources import document_link

SHOWN = 200
"""Documents in one table; a filter finds the others."""


def documents_table(found: Sequence[DocumentInfo], shelf: str) -> str:
    """One row a document, with a box to choose it and a link that opens it."""
    if not found:
        return notice("No document here fits.")
    rows = "".join(_row(info, shelf) for info in found[:SHOWN])
    more = (
        notice(f"The first {SHOWN} of {len(found):,}. Narrow the list to see others.")
        if len(found) > SHOWN
        else ""
    )
    return (
        f'<p class="where">{count(len(found), "document")}</p>'
        '<table class="listing"><thead><tr><th><span class="sr-only">Chosen</span></th>'
        "<th>Title</th><th>Date</th><th>File</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{more}"
    )


def _row(info: DocumentInfo, shelf: str) -> str:
    title = escaped(info.title) or "(no title)"
    href = escaped(document_link(shelf, info.id, 0, 0))
    when = info.date.isoformat() if info.date else None
    return (
        f'<tr><td><input type="checkbox" value="{escaped(info.id)}" aria-label="Choose {title}">'
        f'</td><td><a href="{href}" target="_blank" rel="noopener">{title}</a></td>'
        f"<td>{time_element(when, info.date_origin)}</td>"
        f'<td class="file" title="{escaped(info.source)}">{escaped(file_name(info.source))}</td>'
        "</tr>"
    )


def report_html(report: IndexReport) -> str:
    """What came of each file that failed, and of the others in numbers."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "known from elsewhere"),
        (report.removed, "removed"),
    )
    said = ", ".join(f"{number:,} {what}" for number, what in counts if number) or "Nothing new"
    bad = "".join(
        f'<li class="bad">{escaped(_named(path, reason))}</li>'
        for path, reason in (*report.failures, *report.skipped)
    )
    return (
        f'<div class="work" role="status"><p>{escaped(said)}; '
        f"{count(report.passages, 'passage')} embedded in {report.seconds:.1f} s.</p>"
        f"<ul>{bad}</ul></div>"
    )


def _named(path: str, reason: str) -> str:
    """A reason with its file, whose folder a reader does not need to see."""
    name = Path(path).name
    said = reason.replace(path, name)
    return said if name in said else f"{name}: {said}"
