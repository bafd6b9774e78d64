"""Documents as a table, and what an indexing run did, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import on_page
from assistant.indexing import IndexReport
from assistant.present.page import count
from assistant.records import DocumentInfo
from assistant.ui.notices import notice
from assistant.ui.sources import document_link
from assistant.ui.templates import render
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
    last = first + len(found) - 1
    is_whole = len(found) == total
    said = count(total, "document") if is_whole else f"Documents {first:,} to {last:,} of {total:,}"
    documents = [
        {
            "id": info.id,
            "title": info.title or "(no title)",
            "href": document_link(shelf, info.id, 0, 0),
            "date": info.date.isoformat() if info.date else None,
            "date_origin": info.date_origin,
            "source": info.source,
        }
        for info in found
    ]
    return render("listing", said=said, documents=documents)


def watched_html(found: Watched | None) -> str:
    """Which folders are kept in step by another process, and when it last read them."""
    if found is None:
        return ""
    return render("watched", roots=found.roots, read=found.read.astimezone())


def report_html(report: IndexReport) -> str:
    """What an indexing run did, in numbers, and what it read otherwise than it was meant."""
    counts = (
        (report.added, "added"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.duplicates, "known from elsewhere"),
        (report.removed, "removed"),
    )
    return render(
        "indexed",
        said=", ".join(f"{number:,} {what}" for number, what in counts if number) or "Nothing new",
        warnings=[_named(*item) for item in report.warnings[:BAD_SHOWN]],
        more=len(report.warnings) - BAD_SHOWN,
    )


def files_html(files: Sequence[tuple[str, str]]) -> str:
    """What came of each file so far: those that are left out with the reason, then the last ones.

    Args:
        files: each with why it is left out; an empty reason where it is in the collection.
    """
    if not files:
        return ""
    bad = [_named(*item) for item in files if item[1]][-BAD_SHOWN:]
    good = [Path(path).name for path, reason in files if not reason][-GOOD_SHOWN:]
    return render("files", bad=bad, good=good, more=len(files) - len(bad) - len(good))


def _named(path: str, reason: str) -> str:
    """A reason with its file, whose folder a reader does not need to see."""
    name = Path(path).name
    said = on_page(reason).replace(path, name)
    return said if name in said else f"{name}: {said}"
