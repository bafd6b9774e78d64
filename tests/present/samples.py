"""Answers to present, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.records import (
    Answer,
    Citation,
    Claim,
    DateOrigin,
    DocumentInfo,
    Hit,
    Passage,
    Receipt,
    Refusal,
)

RECEIPT = Receipt(
    models={"embedder": "mini", "writer": "small"},
    timings={"load_s": 1.0, "search_s": 0.1, "write_s": 2.0, "verify_s": 0.05, "total_s": 3.2},
)
"""Of a summary, which orders no passages."""

ANSWERED = Receipt(
    models={"embedder": "mini", "reader": "order", "writer": "small"},
    timings={
        "load_s": 1.0,
        "search_s": 0.1,
        "rank_s": 0.2,
        "write_s": 2.0,
        "verify_s": 0.05,
        "total_s": 3.4,
    },
)

BRIDGE = Citation(
    id=1,
    document_id="a" * 64,
    title="The new bridge",
    source="/papers/bridge.pdf",
    date=date(2024, 5, 3),
    date_origin="text",
    page=2,
    start=10,
    end=47,
    quote="The bridge was opened on 2 May 2024.",
)


def citation(
    number: int, quote: str, *, day: date | None = None, origin: DateOrigin = "text"
) -> Citation:
    """A citation of a document of its own."""
    return Citation(
        id=number,
        document_id=str(number) * 64,
        title=f"Report {number}",
        source=f"/papers/report-{number}.txt",
        date=day,
        date_origin=origin if day else "",
        page=None,
        start=0,
        end=len(quote),
        quote=quote,
    )


def worded() -> Answer:
    """One supported claim, and wording that was rejected."""
    return Answer(
        question="When was the bridge opened?",
        claims=(Claim("It was opened on 2 May 2024.", (1,), "supported"),),
        citations=(BRIDGE,),
        rejected=(Claim("It was opened in 1931.", (1,), "unsupported", ("1931 is not there",)),),
        confidence=0.954,
        receipt=ANSWERED,
        status="answered",
    )


def quoting(*citations: Citation, disagreements: tuple[tuple[int, int], ...] = ()) -> Answer:
    """Each citation quoted as a claim."""
    return Answer(
        question="What do the reports say?",
        claims=tuple(Claim(one.quote, (one.id,), "quoted") for one in citations),
        citations=citations,
        confidence=0.8,
        receipt=ANSWERED,
        disagreements=disagreements,
        status="answered",
    )


def hit(title: str = "Soup of the day", text: str = "The corner shop serves soup.") -> Hit:
    """A passage that was found, with a duplicate elsewhere."""
    info = DocumentInfo("b" * 64, title, ("/papers/soup.txt",), date(2023, 1, 2), "file")
    passage = Passage("p1", info.id, 5, 5 + len(text), text)
    return Hit(passage, info, score=0.51, also_in=("/papers/copy.txt",))


def refusing(*nearest: Hit) -> Answer:
    """A refusal."""
    return Answer(
        question="What is the capital of Brazil?",
        status="refused",
        claims=(),
        citations=(),
        confidence=0.03,
        refusal=Refusal("Nothing speaks of “Brazil”.", ("Brazil",), (120, 12), nearest),
        receipt=ANSWERED,
    )


ROW = "Item: Paint · Supplier: Oakes · Unit price: 8.40"


def doubting(*nearest: Hit, short: str | None = None) -> Answer:
    """A refusal where an answer is likely there."""
    reason = "No answer of its own passed the checks."
    likely = Refusal(reason, (), (120, 12), nearest, is_likely=True, short_answer=short)
    return replace(refusing(), refusal=likely)


def partial() -> Answer:
    """An answer to a part of the question."""
    return Answer(
        question="When was the bridge opened, and by whom?",
        status="partial",
        claims=(Claim(BRIDGE.quote, (1,), "quoted"),),
        citations=(BRIDGE,),
        confidence=0.6,
        refusal=Refusal("The cited documents do not mention “whom”.", ("whom",), (120, 12), ()),
        receipt=ANSWERED,
    )
