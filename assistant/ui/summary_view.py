"""Summaries as HTML, each sentence with links to the source sentences that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.present.conversation import caution_of
from assistant.present.page import count, file_name
from assistant.present.summary import paragraphs
from assistant.present.tables import Line, Told, in_tables
from assistant.ui.sources import document_link
from assistant.ui.summarising import SummaryRun
from assistant.ui.summary_runs import Runs
from assistant.ui.templates import render
from assistant.ui.thread import differing

Said = Mapping[str, Any]
"""A row as `batch.output.row_to_json` writes it."""


def newest_html(run: SummaryRun) -> str:
    """The newest summaries of a run, the last one first."""
    return summaries_html(list(run.recent)[::-1], run.wanted.shelf, 0, run.made + run.failed)


def summaries_html(rows: Sequence[Said], shelf: str, before: int, total: int) -> str:
    """Summaries of a run, the last one first.

    Args:
        rows: one page of them.
        shelf: the collection's name, for links into its documents.
        before: how many stand on the pages before.
        total: how many there are.
    """
    return render(
        "summaries",
        rows=[_row(row, shelf) for row in rows],
        total=total,
        place_said=f"{before + 1:,} to {before + len(rows):,} of {total:,}, the last one first",
    )


def links_html(runs: Runs) -> str:
    """What the run that is shown can be taken away as, and the way to the other runs."""
    return render("runs", run=runs.shown, place=runs.place + 1, total=len(runs.all))


def _row(row: Said, shelf: str) -> Said:
    """A row as its template takes it."""
    if "error" in row:
        return {"error": f"{file_name(row['source'])}: {row['error']}"}
    documents = row["documents"]
    is_digest = row["source"] is None
    marks = {
        cited["id"]: {"href": _place(cited, shelf), "quote": cited["quote"]}
        for cited in row["citations"]
    }
    coverage = () if is_digest else row["coverage"]
    return {
        "error": "",
        "name": "digest" if is_digest else documents[0]["id"],
        "title": f"Digest of {count(len(documents), 'document')}"
        if is_digest
        else row["title"] or "(no title)",
        "href": "" if is_digest else document_link(shelf, documents[0]["id"], 0, 0),
        "documents": documents,
        "claims": row["claims"],
        "told": list(_told(row)),
        "is_list": row["summary"].startswith("- "),
        "citations": row["citations"],
        "marks": marks,
        "differing": differing(row, lambda number: render("mark", number=number, marks=marks)),
        "caution": caution_of(row["citations"]),
        "notes": row["notes"],
        "coverage": coverage,
        "used": sum(1 for section in coverage if section["cited"]),
        "rejected": row["rejected"],
    }


def _told(row: Said) -> Iterator[Told[list[Said]]]:
    """Its paragraphs, rows that follow each other in the table that they are of."""
    known = {cited["id"]: cited["document"] for cited in row["citations"]}

    def line_of(run: Sequence[Said]) -> Line:
        one, *others = run
        of = Line.of(one["text"], one["verdict"], one["citations"], known)
        return Line() if others else of

    return in_tables(paragraphs(row["claims"], lambda one: (one["text"], one["verdict"])), line_of)


def _place(cited: Said, shelf: str) -> str:
    return document_link(shelf, cited["document"], cited["start"], cited["end"])
