"""Answers and passages for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.text import Text

from assistant.grounding.recognised import caution
from assistant.present.emphasis import set_off
from assistant.present.page import (
    INDENT,
    Page,
    answer_heading,
    count,
    dated,
    excerpt,
    file_line,
    lead,
    marks,
    place_line,
    put_receipt,
    put_rejected,
    refusal_heading,
)
from assistant.present.printable import one_line
from assistant.present.tables import Line, in_tables, put_table
from assistant.records import Answer, Citation, Claim, Evidence, Hit, Refusal

EXCERPT = 320
"""Characters of a passage that did not answer."""


def render(answer: Answer, console: Console, *, verbose: bool = False) -> None:
    """Write an answer: its sentences, then what each rests on and where; or why there is none.

    An answer that only quotes is its own proof: nothing stands on the page twice.

    Args:
        answer: checked, as it was made.
        console: where to; colours, if any, are its affair.
        verbose: also show the wording that failed its checks, and what made the answer.
    """
    page = Page(console)
    if answer.status == "refused":
        _put_refusal(page, answer)
    else:
        _put_answer(page, answer)
        if answer.citations:
            _put_sources(page, answer)
    if verbose:
        put_rejected(page, answer.rejected, "answer")
        put_receipt(page, answer.receipt, f"confidence {answer.confidence:.2f}")


def render_understood(question: str, console: Console) -> None:
    """Write how a follow-up was understood."""
    Page(console).paragraph(Text(f"Understood as: {one_line(question)}", style="dim"))


def render_sources(answer: Answer, console: Console) -> None:
    """Write all that an answer cites, each place with its quotations."""
    page = Page(console)
    for citations in _by_place(answer.citations):
        _put_place(page, citations)
        for citation in citations:
            page.paragraph(f"“{one_line(citation.quote)}”", indent=INDENT)


def render_place(citation: Citation, before: str, after: str, console: Console) -> None:
    """Write a quotation between what stands before and after it in its document."""
    page = Page(console)
    _put_place(page, [citation])
    for text, style, indent in (
        (before, "dim", 0),
        (citation.quote, "bold", INDENT),
        (after, "dim", 0),
    ):
        if text.strip():
            page.gap()
            page.paragraph(Text(one_line(text), style=style), indent=indent)


def render_hits(hits: Sequence[Hit], console: Console) -> None:
    """Write retrieved passages, best first."""
    page = Page(console)
    for number, hit in enumerate(hits, start=1):
        if number > 1:
            page.gap()
        _put_hit(page, hit, number, one_line(hit.passage.text))


def evidence_preview(evidence: Sequence[Evidence]) -> Group:
    """The picked sentences, to read while the answer is written."""
    lines = [Text(f"“{one_line(item.text)}”", style="dim") for item in evidence]
    return Group(Text("Evidence", style="bold"), *lines)


def answer_preview(answer: Answer) -> Group:
    """A checked answer, to read while it is asked whether more belongs to it."""
    return Group(Text("Answer", style="bold"), *map(_claim_line, answer.claims))


def _put_answer(page: Page, answer: Answer) -> None:
    if answer.kind == "passages":
        heading, beside = answer_heading(
            [claim.verdict for claim in answer.claims],
            answer.confidence,
            is_whole=answer.status != "partial",
            failed=bool(answer.rejected),
        )
        page.heading(heading, beside)
    known = {one.id: one.document_id for one in answer.citations}
    is_under = False

    def line_of(one: tuple[int, Claim]) -> Line:
        return Line.of(one[1].text, one[1].verdict, one[1].citations, known)

    for told in in_tables(enumerate(answer.claims), line_of, below_headings=True):
        numbers = [claim.citations for _, claim in told.items]
        is_list = answer.style == "bullets"
        if told.table is None or is_list or not put_table(page, told.table, numbers, INDENT):
            for place, claim in told.items:
                is_under |= claim.verdict == "said"
                _put_claim(page, answer, place, claim, is_under=is_under)
    if answer.refusal is not None:
        page.gap()
        page.paragraph(Text(one_line(answer.refusal.reason), style="yellow"))
    if answer.disagreements:
        page.gap()
        page.paragraph(Text(_disagreement(answer), style="yellow"))
    if unsure := caution((one.id, one.ocr) for one in answer.citations):
        page.gap()
        page.paragraph(Text(unsure, style="yellow"))


def _put_claim(page: Page, answer: Answer, place: int, claim: Claim, *, is_under: bool) -> None:
    if answer.style == "bullets":
        page.paragraph(Text("• ") + _claim_line(claim), hanging=2)
        return
    listed = place > 0 and (claim.verdict == "counted" or (is_under and claim.verdict == "quoted"))
    line = _claim_line(claim)
    if place == 0 and answer.short_answer:
        _put_lead(page, lead(claim.text, claim.verdict, answer.short_answer))
        before, words, _ = set_off(claim.text, answer.short_answer)
        start = len(before) + (claim.verdict == "quoted")  # the quotation mark
        line.stylize("bold", start, start + len(words))
    page.paragraph(line, indent=INDENT if listed else 0)


def _put_lead(page: Page, words: str, indent: int = 0) -> None:
    """The cell that answers, above the row that it stands in."""
    if words:
        page.paragraph(Text(one_line(words), style="bold"), indent=indent)


def _claim_line(claim: Claim) -> Text:
    words = one_line(claim.text)
    shown = f"“{words}”" if claim.verdict == "quoted" else words
    return Text.assemble(shown, " ", marks(claim.citations))


def _disagreement(answer: Answer) -> str:
    disputed = sorted({number for pair in answer.disagreements for number in pair})
    known = {citation.id: citation for citation in answer.citations}
    listed = ", ".join(
        f"[{number}] {dated(known[number].date, known[number].date_origin)}" for number in disputed
    )
    return f"Sources of different dates differ, newest first: {listed}."


def _put_sources(page: Page, answer: Answer) -> None:
    shown = {citation.id for citation in answer.citations if _is_shown(citation, answer.claims)}
    page.gap()
    page.heading("Sources")
    for citations in _by_place(answer.citations):
        _put_place(page, citations)
        for citation in citations:
            if citation.id not in shown:
                page.paragraph(f"“{one_line(citation.quote)}”", indent=INDENT)


def _is_shown(citation: Citation, claims: Sequence[Claim]) -> bool:
    """Whether the quotation stands in the answer itself."""
    return any(
        claim.verdict == "quoted" or f"“{citation.quote}”" in claim.text
        for claim in claims
        if citation.id in claim.citations
    )


def _by_place(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Citations of one page of one document together, in the order of their first numbers."""
    places: dict[tuple[str, int | None], list[Citation]] = {}
    for citation in citations:
        places.setdefault((citation.document_id, citation.page), []).append(citation)
    return list(places.values())


def _put_place(page: Page, citations: Sequence[Citation]) -> None:
    first = citations[0]
    numbers = marks([citation.id for citation in citations])
    title = place_line(first.title, first.date, first.date_origin)
    page.paragraph(Text.assemble(numbers, " ") + title, hanging=INDENT)
    page.paragraph(file_line(first.source, first.page, first.ocr), indent=INDENT)


def _put_refusal(page: Page, answer: Answer) -> None:
    refusal = answer.refusal
    page.heading(refusal_heading(refusal is not None and refusal.is_likely))
    if refusal is None:
        return
    if refusal.is_likely:  # a person looks for an answer first, then for what is amiss with it
        _put_nearest(page, refusal)
        page.gap()
        page.paragraph(one_line(refusal.reason))
        return
    page.paragraph(one_line(refusal.reason))
    if refusal.nearest:
        passages, documents = refusal.searched
        searched = f"of {count(passages, 'passage')} in {count(documents, 'document')}"
        page.gap()
        page.heading("Nearest", searched)
        _put_nearest(page, refusal)
    page.gap()
    page.paragraph(
        "Ask in other words, look through the passages with `search`, or index the documents "
        "that hold the answer.",
    )


def _put_nearest(page: Page, refusal: Refusal) -> None:
    for number, hit in enumerate(refusal.nearest, start=1):
        if number == 1:
            _put_lead(page, lead(hit.passage.text, "quoted", refusal.short_answer), INDENT)
        said = Text(f"“{excerpt(hit.passage.text, EXCERPT)}”")
        page.paragraph(Text(f"{number}.".ljust(INDENT)) + said, hanging=INDENT)
        _put_origin(page, hit)


def _put_origin(page: Page, hit: Hit) -> None:
    """Where a passage stands, below what it says."""
    document = hit.document
    title = place_line(document.title, document.date, document.date_origin)
    page.paragraph(title, indent=INDENT)
    page.paragraph(file_line(document.source, hit.passage.page, hit.passage.ocr), indent=INDENT)
    _put_copies(page, hit)


def _put_hit(page: Page, hit: Hit, number: int, text: str) -> None:
    document = hit.document
    title = place_line(document.title, document.date, document.date_origin)
    page.paragraph(Text(f"{number}.".ljust(INDENT)) + title, hanging=INDENT)
    page.paragraph(file_line(document.source, hit.passage.page, hit.passage.ocr), indent=INDENT)
    page.paragraph(text, indent=INDENT)
    _put_copies(page, hit)


def _put_copies(page: Page, hit: Hit) -> None:
    for source in hit.also_in:
        page.paragraph(Text("also in ", style="dim") + file_line(source, None), indent=INDENT)
