"""Documents as a table, and what an indexing run did, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import on_page
from assistant.indexing import IndexReport
from assistant.present.page import count
from assistant.records import DocumentInfo
from assistant.ui.markup import escaped, file_name, notice, time_element
from assistant.ui.sources import document_link
from assistant.watched import Watched

BAD_SHOWN = 50
GOOD_SHOWN = 10
"""Files in the report of what was added."""


def documents_table(found: Sequence[DocumentInfo], first: int, total: int, shelf: str) -> str:
    """One row a document, with a box to choose it and a link that opens it.

    Args:
        found: one page of the documents.
        first: the number of its first one, counted from 1.
        total: how many documents there are on all pages.
        shelf: the collection's name, for links into its documents.
    """
    if not found:
        return notice("No document here fits.")
    rows = "".join(_row(info, shelf) for info in found)
    last = first + len(found) - 1
    said = count(total, "document")
    if len(found) < total:
        said = f"Documents {first:,} to {last:,} of {total:,}"
    return (
        f'<p class="where" role="status">{said}</p>'
        '<table class="listing"><thead><tr><th><span class="sr-only">Chosen</span></th>'
        "<th>Title</th><th>Date</th><th>File</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def watched_html(found: Watched | None) -> str:
    """Which folders are kept in step by another process, and when it last read them."""
    if found is None:
        return ""
    names = ", ".join(
        f'<b title="{escaped(root)}">{escaped(file_name(root))}</b>' for root in found.roots
    )
    are = "is" if len(found.roots) == 1 else "are"
    read = found.read.astimezone()
    said = f'<time datetime="{read.isoformat(timespec="seconds")}">{read:%H:%M, %d %B}</time>'
    return (
        f'<p class="watched">{names} {are} watched: what changes there is read by itself.'
        f" Last read at {said}.</p>"
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
    """What an indexing run did, in numbers, and what it read otherwise than it was meant."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "known from elsewhere"),
        (report.removed, "removed"),
    )
    said = ", ".join(f"{number:,} {what}" for number, what in counts if number) or "Nothing new"
    return (
        f'<div class="work" role="status"><p>{escaped(said)}.</p>{_warnings(report.warnings)}</div>'
    )


def _warnings(warnings: Sequence[tuple[str, str]]) -> str:
    items = [f"<li>{escaped(_named(*item))}</li>" for item in warnings[:BAD_SHOWN]]
    if rest := len(warnings) - len(items):
        items.append(f'<li class="where">and {count(rest, "more warning")}</li>')
    return f"<ul>{''.join(items)}</ul>" if items else ""


def files_html(files: Sequence[tuple[str, str]]) -> str:
    """What came of each file so far: those that are left out with the reason, then the last ones.

    Args:
        files: each with why it is left out; an empty reason where it is in the collection.
    """
    bad = [item for item in files if item[1]]
    good = [path for path, reason in files if not reason]
    items = [f'<li class="bad">{escaped(_named(*item))}</li>' for item in bad[-BAD_SHOWN:]]
    items += [f'<li class="good">{escaped(Path(path).name)}</li>' for path in good[-GOOD_SHOWN:]]
    rest = len(files) - len(items)
    more = f'<li class="where">and {count(rest, "more file")}</li>' if rest else ""
    return f'<div class="work"><ul>{"".join(items)}{more}</ul></div>' if files else ""


def _named(path: str, reason: str) -> str:
    """A reason with its file, whose folder a reader does not need to see."""
    name = Path(path).name
    said = on_page(reason).replace(path, name)
    return said if name in said else f"{name}: {said}"
