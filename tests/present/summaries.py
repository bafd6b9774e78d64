"""Summaries to present, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.records import (
    Citation,
    Claim,
    DocumentInfo,
    SectionCoverage,
    Summary,
    SummaryRequest,
    SummaryStyle,
)
from tests.present.samples import BRIDGE, RECEIPT, citation

LENGTH = Citation(
    id=2,
    document_id=BRIDGE.document_id,
    title=BRIDGE.title,
    source=BRIDGE.source,
    date=BRIDGE.date,
    date_origin=BRIDGE.date_origin,
    page=3,
    start=60,
    end=90,
    quote="It is 212 metres long, and blue.",
)


def of_bridge(style: SummaryStyle = "paragraph") -> Summary:
    """One shortened and one quoted sentence of a document of three sections."""
    info = DocumentInfo(
        BRIDGE.document_id, "The new bridge", ("/papers/bridge.pdf",), BRIDGE.date, "text"
    )
    return Summary(
        documents=(info,),
        request=SummaryRequest(style=style),
        claims=(
            Claim(BRIDGE.quote, (1,), "quoted"),
            Claim("It is 212 metres long.", (2,), "supported"),
        ),
        citations=(BRIDGE, LENGTH),
        rejected=(Claim("It is 300 metres long.", (2,), "unsupported", ("300 is not there",)),),
        coverage=(
            SectionCoverage(info.id, "", 0, 50, 4, 1),
            SectionCoverage(info.id, "Size", 50, 100, 8, 1),
            SectionCoverage(info.id, "The new bridge > Weather", 100, 200, 10, 0),
        ),
        notes=("A note.",),
        receipt=RECEIPT,
    )


def in_sections(style: SummaryStyle = "paragraph") -> Summary:
    """The same with the second sentence below its heading."""
    summary = of_bridge(style)
    opened, length = summary.claims
    return replace(summary, claims=(opened, Claim("Size:", (), "said"), length))


def of_two() -> Summary:
    """A digest of two documents that differ."""
    newer = citation(1, "It costs 30 euros.", day=date(2024, 6, 1))
    older = citation(2, "It costs 20 euros.", day=date(2021, 6, 1))
    documents = tuple(
        DocumentInfo(one.document_id, one.title, (one.source,), one.date, one.date_origin)
        for one in (newer, older)
    )
    return Summary(
        documents=documents,
        request=SummaryRequest(),
        claims=tuple(Claim(one.quote, (one.id,), "quoted") for one in (newer, older)),
        citations=(newer, older),
        rejected=(),
        coverage=tuple(SectionCoverage(info.id, "", 0, 20, 3, 1) for info in documents),
        notes=("2 documents tell one story.",),
        receipt=RECEIPT,
        disagreements=((1, 2),),
    )


def of_nothing() -> Summary:
    """A document without a sentence."""
    info = DocumentInfo("c" * 64, "", ("/papers/empty.txt",), None, "")
    return Summary(
        documents=(info,),
        request=SummaryRequest(),
        claims=(),
        citations=(),
        rejected=(),
        coverage=(),
        notes=("There is no sentence in this document.",),
        receipt=RECEIPT,
    )
