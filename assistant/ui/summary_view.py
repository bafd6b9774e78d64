"""Summaries as HTML, each sentence with links to the source sentences that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.grounding.recognised import read_by
from assistant.present.conversation import caution_of
from assistant.present.page import count
from assistant.ui.markup import escaped, file_name, fold, notice, time_element
from assistant.ui.sources import document_link
from assistant.ui.summarising import SummaryRun
from assistant.ui.summary_runs import Runs
from assistant.ui.templates import render
from assistant.ui.thread import differing, rejected

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
    place = f"{before + 1:,} to {before + len(rows):,} of {total:,}, the last one first"
    said = f'<p class="where">{place}</p>' if total > len(rows) else ""
    return said + "".join(_row(row, shelf) for row in rows)


def links_html(runs: Runs) -> str:
    """What the run that is shown can be taken away as, and the way to the other runs."""
    return render("runs", run=runs.shown, place=runs.place + 1, total=len(runs.all))


def _row(row: Said, shelf: str) -> str:
    if "error" in row:
        return notice(f"{file_name(row['source'])}: {row['error']}", "error")
    documents = row["documents"]
    is_digest = row["source"] is None
    title = f"Digest of {count(len(documents), 'document')}" if is_digest else row["title"]
    parts = [] if is_digest else _place(documents[0])
    known = {cited["id"]: cited for cited in row["citations"]}

    def mark(number: int) -> str:
        return _mark(known[number], shelf)

    claims = [
        f"{escaped(claim['text'])} {''.join(map(mark, claim['citations']))}"
        for claim in row["claims"]
    ]
    notes = notice(caution_of(row["citations"]), "warning")
    notes += "".join(notice(note) for note in row["notes"])
    name = "digest" if is_digest else documents[0]["id"]
    covered = "" if is_digest else _coverage(row["coverage"])
    return (
        f'<article class="turn summary"><h3>{_title(title, name, is_digest, shelf)}</h3>'
        f'<p class="where">{" · ".join(parts)}</p>'
        f'<div class="answer">{_text(claims, is_list=row["summary"].startswith("- "))}</div>'
        f"{differing(row, mark)}{notes}"
        f'<div class="how">{_sources(name, row["citations"], mark)}'
        f"{_details(name, covered, row['rejected'])}</div></article>"
    )


def _title(title: str, document: str, is_digest: bool, shelf: str) -> str:
    """The title, as a link to the document's own page."""
    said = escaped(title) or "(no title)"
    if is_digest:
        return said
    href = escaped(document_link(shelf, document, 0, 0))
    return f'<a href="{href}" target="_blank" rel="noopener">{said}</a>'


def _place(document: Said) -> list[str]:
    when = time_element(document["date"], document["date_origin"])
    return [part for part in (when, escaped(file_name(document["source"]))) if part]


def _where(cited: Said) -> str:
    """Where a source stands, and how sure text recognition was of it, where it read it."""
    page = f"page {cited['page']}" if cited["page"] else ""
    read = read_by(cited["ocr"]) if cited.get("ocr") else ""
    parts = (escaped(cited["title"]), *_place(cited), page, read)
    return " · ".join(part for part in parts if part)


def _text(claims: Sequence[str], *, is_list: bool) -> str:
    if is_list:
        return f"<ul>{''.join(f'<li>{claim}</li>' for claim in claims)}</ul>"
    return f"<p>{' '.join(claims)}</p>"


def _mark(cited: Said, shelf: str) -> str:
    href = escaped(document_link(shelf, cited["document"], cited["start"], cited["end"]))
    name = escaped(f"Source {cited['id']}, in the whole document (new tab): {cited['quote']}")
    return (
        f'<a class="cite" href="{href}" target="_blank" rel="noopener" aria-label="{name}"'
        f' title="{escaped(cited["quote"])}">{cited["id"]}</a>'
    )


def _sources(name: str, citations: Sequence[Said], mark: Callable[[int], str]) -> str:
    """The sentences that were cited, on demand."""
    items = "".join(
        f"<li>{mark(cited['id'])} {_where(cited)}: <q>{escaped(cited['quote'])}</q></li>"
        for cited in citations
    )
    said = count(len(citations), "source sentence")
    return fold(f"cited {name}", said, f"<ul>{items}</ul>", "cited") if citations else ""


def _details(name: str, covered: str, claims: Sequence[Said]) -> str:
    """How a summary came about, on demand."""
    body = covered + rejected(claims)
    return fold(f"details {name}", "Details", body) if body else ""


def _coverage(sections: Sequence[Said]) -> str:
    """What each section of a document gave to its summary."""
    items = "".join(
        f"<li>{escaped(section['section']) or 'Beginning'}: {section['cited']} of "
        f"{count(section['sentences'], 'sentence')}</li>"
        for section in sections
    )
    used = sum(1 for section in sections if section["cited"])
    said = f"From {used} of {count(len(sections), 'section')}"
    return f"<p>{said}</p><ul>{items}</ul>" if sections else ""
