"""Summaries for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from itertools import groupby
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from assistant.corpus.layout import headings_told, is_list_item, is_row
from assistant.grounding.recognised import caution, read_by
from assistant.present.page import (
    INDENT,
    Page,
    count,
    dated,
    file_line,
    marks,
    place_line,
    put_receipt,
    put_rejected,
)
from assistant.present.printable import one_line
from assistant.present.tables import Line, Told, in_tables, put_table
from assistant.records import Citation, Claim, Summary

Item = TypeVar("Item")

SHOWN_SECTIONS = 3
"""Sections that gave nothing are named up to this many, and counted beyond."""


def render_summary(summary: Summary, console: Console, *, verbose: bool = False) -> None:
    """Write a summary: what of, its sentences, the source sentences they rest on, coverage.

    A source sentence that stands in the summary as it is, is not written again, and has no number.

    Args:
        summary: checked, as it was made.
        console: where to; colours, if any, are its affair.
        verbose: also show the wording that failed its checks, and what made the summary.
    """
    page = Page(console)
    _put_title(page, summary)
    if summary.claims:
        is_digest = len(summary.documents) > 1
        sources = summary.citations if is_digest else _apart(summary)
        page.gap()
        _put_claims(page, summary, {one.id for one in sources})
        if sources:
            page.gap()
            page.heading("Sources")
            _put_sources(page, sources, grouped=is_digest)
    page.gap()
    page.paragraph(Text(coverage_line(summary), style="dim"))
    for note in summary.notes:
        page.paragraph(Text(one_line(note), style="dim"))
    if verbose:
        put_rejected(page, summary.rejected, "summary")
        put_receipt(page, summary.receipt)


def heading(summary: Summary) -> str:
    """What a digest is of: `Digest of 12 documents`."""
    return f"Digest of {count(len(summary.documents), 'document')}"


def coverage_line(summary: Summary) -> str:
    """How much of the text the summary rests on, and which sections gave nothing."""
    sentences = sum(section.sentences for section in summary.coverage)
    cited = sum(section.cited for section in summary.coverage)
    said = f"Cites {cited:,} of {count(sentences, 'sentence')}"
    if len(summary.documents) > 1:  # only the documents of the stories that were told were read
        read = len({section.document_id for section in summary.coverage})
        return f"{said} in {read:,} of {count(len(summary.documents), 'document')}."
    sections = len(summary.coverage)
    if sections < 2:
        return f"{said}."
    above = "".join(f"{info.title} > " for info in summary.documents)
    empty = [
        one_line(headings_told(section.section.removeprefix(above)))
        for section in summary.coverage
        if not section.cited
    ]
    said += f", from {sections - len(empty):,} of {sections:,} sections"
    named = [f"“{name}”" for name in dict.fromkeys(empty) if name][:SHOWN_SECTIONS]
    if not named:
        return f"{said}."
    more = len(empty) - len(named)
    return f"{said}; nothing from {', '.join(named)}{f' and {more:,} more' if more else ''}."


def bullets(claims: Iterable[Claim], line: Callable[[Claim], str]) -> Iterator[str]:
    """The lines of a list; what stands below a heading is a list in it."""
    indent = ""
    for claim in claims:
        is_head = claim.verdict == "said"
        yield f"{'' if is_head else indent}- {line(claim)}"
        indent = "  " if is_head else indent


def paragraphs(
    claims: Iterable[Item], said: Callable[[Item], tuple[str, str]]
) -> Iterator[list[Item]]:
    """Sentences that run on; a heading stands by itself, an item of a list and what is of a table.

    Args:
        claims: of a summary, in their order.
        said: the text and the verdict of one of them.
    """
    for stands_alone, group in groupby(claims, lambda claim: _stands_alone(*said(claim))):
        run = list(group)
        yield from ([claim] for claim in run) if stands_alone else [run]


def _stands_alone(text: str, verdict: str) -> bool:
    return verdict in {"said", "counted"} or is_row(text) or is_list_item(text)


def claim_paragraphs(summary: Summary) -> Iterator[list[Claim]]:
    """The same of the claims of a summary."""
    return paragraphs(summary.claims, lambda claim: (claim.text, claim.verdict))


def told_paragraphs(summary: Summary) -> Iterator[Told[list[Claim]]]:
    """The same, with rows that follow each other in the table that they are of."""
    known = {one.id: one.document_id for one in summary.citations}

    def line_of(run: Sequence[Claim]) -> Line:
        claim, *others = run
        return Line() if others else Line.of(claim.text, claim.verdict, claim.citations, known)

    return in_tables(claim_paragraphs(summary), line_of)


def place_of(citation: Citation) -> str:
    """Where a quotation stands, in one line: `The new bridge, 3 May 2024, page 2`."""
    parts = [
        one_line(citation.title) or "(no title)",
        dated(citation.date, citation.date_origin),
        f"page {citation.page}" if citation.page else "",
        read_by(citation.ocr) if citation.ocr else "",
    ]
    return ", ".join(part for part in parts if part)


def caution_lines(summary: Summary) -> Iterator[str]:
    """One sentence for each pair of sources that differ, then one on those that may be misread."""
    yield from _disagreement_lines(summary)
    if unsure := caution((one.id, one.ocr) for one in summary.citations):
        yield unsure


def _disagreement_lines(summary: Summary) -> Iterator[str]:
    """Of each pair the newer one first."""
    known = {citation.id: citation for citation in summary.citations}
    for numbers in summary.disagreements:
        listed = ", ".join(
            f"[{number}] {dated(known[number].date, known[number].date_origin)}"
            for number in numbers
        )
        yield f"Sources differ, newest first: {listed}."


def _put_title(page: Page, summary: Summary) -> None:
    if len(summary.documents) != 1:
        page.heading(heading(summary))
        return
    (info,) = summary.documents
    page.paragraph(place_line(info.title, info.date, info.date_origin))
    page.paragraph(file_line(info.source, None))


def _put_claims(page: Page, summary: Summary, numbered: Set[int]) -> None:
    style = summary.request.style
    line_of = partial(_claim_line, numbered=numbered)
    if style == "bullets":
        for claim in summary.claims:
            if claim.verdict == "said":
                page.paragraph(one_line(claim.text))
            else:
                page.paragraph(Text("• ") + line_of(claim), hanging=2)
    elif style == "headline":
        for claim in summary.claims:
            line = line_of(claim)
            line.stylize("bold")
            page.paragraph(line)
    else:
        _put_paragraphs(page, summary, numbered)
    for line_ in caution_lines(summary):
        page.paragraph(Text(line_, style="yellow"))


def _put_paragraphs(page: Page, summary: Summary, numbered: Set[int]) -> None:
    quote = summary.request.style == "extractive"
    for told in told_paragraphs(summary):
        claims = [claim for run in told.items for claim in run]
        cited = [[one for one in claim.citations if one in numbered] for claim in claims]
        if told.table is None or not put_table(page, told.table, cited):
            for run in told.items:
                lines = (_claim_line(claim, numbered=numbered, quote=quote) for claim in run)
                page.paragraph(Text(" ").join(lines))


def _claim_line(claim: Claim, *, numbered: Set[int], quote: bool = False) -> Text:
    words = one_line(claim.text)
    shown = f"“{words}”" if quote and claim.verdict not in {"said", "counted"} else words
    numbers = [one for one in claim.citations if one in numbered]
    return Text.assemble(shown, " ", marks(numbers)) if numbers else Text(shown)


def _apart(summary: Summary) -> list[Citation]:
    """The sources that are not read in the summary itself, or of which more is to be said.

    A row is read there in a table, too.
    """
    quoted = {
        (number, claim.text)
        for claim in summary.claims
        if claim.verdict == "quoted"
        for number in claim.citations
    }
    return [
        one for one in summary.citations if one.page or one.ocr or (one.id, one.quote) not in quoted
    ]


def _put_sources(page: Page, citations: Sequence[Citation], *, grouped: bool) -> None:
    if not grouped:
        for citation in citations:
            _put_quote(page, citation, indent=0)
        return
    by_document = sorted(citations, key=lambda one: _first(citations, one.document_id))
    for _, group in groupby(by_document, key=lambda one: one.document_id):
        found = list(group)
        page.paragraph(place_line(found[0].title, found[0].date, found[0].date_origin))
        page.paragraph(file_line(found[0].source, None), indent=INDENT)
        for citation in found:
            _put_quote(page, citation, indent=INDENT)


def _first(citations: Sequence[Citation], document_id: str) -> int:
    return next(one.id for one in citations if one.document_id == document_id)


def _put_quote(page: Page, citation: Citation, *, indent: int) -> None:
    quote = f" “{one_line(citation.quote)}”"
    place = f" page {citation.page}" if citation.page else ""
    read = f" {read_by(citation.ocr)}" if citation.ocr else ""
    line = Text.assemble(marks([citation.id]), quote, (place + read, "dim"))
    page.paragraph(line, indent=indent, hanging=INDENT)
