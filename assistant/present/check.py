"""A checked text for a reader at a terminal and as JSON; docs/check.schema.json describes it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from assistant.present.json import citation_to_json
from assistant.present.page import Page, file_line, place_line
from assistant.present.printable import one_line
from assistant.records import CheckedClaim, CheckReport, Citation

_MARKS = {"supported": "✓", "unsupported": "?", "contradicted": "✗"}
_STYLES = {"supported": "green", "unsupported": "yellow", "contradicted": "red"}
_INDENT = 2


def report_to_json(report: CheckReport) -> dict[str, Any]:
    """The report as `check --json` prints it."""
    return {
        "claims": [_claim(claim) for claim in report.claims],
        "documents": report.documents,
        "sentences": report.sentences,
        "models": dict(report.models),
    }


def render_report(report: CheckReport, console: Console) -> None:
    """Write each claim with its verdict, the sentences that decide, and the reasons."""
    page = Page(console)
    for claim in report.claims:
        _put_claim(page, claim)
        page.gap()
    page.paragraph(Text(_summary(report), style="bold"))


def _put_claim(page: Page, claim: CheckedClaim) -> None:
    style = _STYLES[claim.verdict]
    page.paragraph(
        Text.assemble(
            (f"{_MARKS[claim.verdict]} {claim.verdict}", f"bold {style}"),
            (f"  {claim.score:.2f}", "dim"),
        )
    )
    page.paragraph(one_line(claim.text), indent=_INDENT)
    for reason in claim.reasons:
        page.paragraph(Text(f"- {one_line(reason)}", style=style), indent=_INDENT, hanging=2)
    for citation in claim.citations:
        _put_citation(page, citation)


def _put_citation(page: Page, citation: Citation) -> None:
    mark = f"[{citation.id}] "
    page.paragraph(
        Text.assemble((mark, "cyan"), f"“{one_line(citation.quote)}”"),
        indent=_INDENT,
        hanging=len(mark),
    )
    place = place_line(citation.title, citation.date, citation.date_origin)
    page.paragraph(place, indent=_INDENT + len(mark))
    if citation.source:
        place = file_line(citation.source, citation.page, citation.ocr)
        page.paragraph(place, indent=_INDENT + len(mark))


def _summary(report: CheckReport) -> str:
    counts = {
        verdict: sum(claim.verdict == verdict for claim in report.claims) for verdict in _MARKS
    }
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
    size = len(report.claims)
    documents = f"{report.documents} document{'' if report.documents == 1 else 's'}"
    return (
        f"{size} claim{'' if size == 1 else 's'} against {documents}{': ' if said else ''}{said}."
    )


def _claim(claim: CheckedClaim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "verdict": claim.verdict,
        "score": round(claim.score, 4),
        "citations": [citation_to_json(citation) for citation in claim.citations],
        "reasons": list(claim.reasons),
    }
