"""An overview: the writer sums up a document in its own sentences, each of which is judged.

    a document's passages ─write→ sentences ─judge→ those that the passages support

A list of a document's own sentences reads as fragments, however well they are chosen.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from assistant.grounding.sources import Sources
from assistant.grounding.summary import Checked, check_overview
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import Claim, DocumentInfo, Evidence, Hit, Passage, SummaryRequest
from assistant.writing.approval import approval
from assistant.writing.direct import fits, write_overview
from assistant.writing.outline import pick
from assistant.writing.prompts import OVERVIEW_SYSTEM, overview_prompt
from assistant.writing.weigh import Weighed

ROOM = 1_600
"""Tokens of passages, at most, that an overview is written from."""

TOKENS = 200
"""Of an overview, at most."""

LEAST = 2
"""Sentences that pass, at least; and no fewer may pass than fail."""

LONGER = 1.25
"""How much longer than asked for an overview may become."""

DOUBTED = -0.8
"""Least log odds with which its writer must find a sentence right, asked what the document says. Of
63 sentences on ten documents 45 pass the judge, 7 of them untrue or misleading; 31 are left from
here on, one of them untrue."""

DOUBT = "its writer doubts it"

TELLING = 400
"""Words of a document's weightiest sentences: passages that hold the most of these come first."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is to be summed up.

    Attributes:
        info: the document.
        passages: of it, all.
        weighed: what matters in them.
        subject: what it is called where it has no title.
    """

    info: DocumentInfo
    passages: Sequence[Passage]
    weighed: Weighed
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What was said of a document and what its citations point to.

    Attributes:
        seconds: that all of it took, `written` of them the writing.
    """

    checked: Checked
    evidence: Sequence[Evidence]
    seconds: float
    written: float


def overview(
    source: Source,
    request: SummaryRequest,
    writer: Generator,
    embedder: Embedder,
    reader: Reader,
    should_stop: Callable[[], bool],
) -> Overview | None:
    """A document in the writer's own sentences, each judged.

    None where it was stopped, and where most of them fail.

    Args:
        source: the document.
        request: how many words; what is more is left out, from the end on.
        writer: sums it up.
        embedder: finds the sentences near to a claim.
        reader: judges.
        should_stop: ends the writing.
    """
    started = time.perf_counter()
    hits = telling(source.info, source.passages, source.weighed)
    text, read = draft_overview(source.info.title or source.subject, hits, writer, should_stop)
    written = time.perf_counter() - started
    if should_stop():
        return None
    found = judge_overview(text, read, reader, embedder)
    if found is None:
        return None
    checked, evidence = found
    question = f"What does {source.info.title or source.subject} say?"
    doubted = [
        claim
        for claim in checked.claims
        if (sure := approval(question, read, claim.text, writer, should_stop)) is not None
        and sure < DOUBTED
    ]
    rejected = [
        replace(one, citations=(), verdict="unsupported", reasons=(DOUBT,)) for one in doubted
    ]
    claims = [claim for claim in checked.claims if claim not in doubted]
    if should_stop() or len(claims) < LEAST:
        return None
    kept, cited = _cited(_within(claims, LONGER * request.words), evidence)
    seconds = time.perf_counter() - started
    return Overview(Checked(kept, (*checked.rejected, *rejected)), cited, seconds, written)


def _cited(
    claims: Sequence[Claim], evidence: Sequence[Evidence]
) -> tuple[tuple[Claim, ...], list[Evidence]]:
    """Claims that were left of more, and the evidence that they cite, numbered anew."""
    order = list(dict.fromkeys(number for claim in claims for number in claim.citations))
    numbers = {old: new for new, old in enumerate(order, start=1)}
    kept = tuple(
        replace(claim, citations=tuple(numbers[old] for old in claim.citations)) for claim in claims
    )
    return kept, [evidence[old - 1] for old in order]


def _within(claims: Sequence[Claim], words: float) -> tuple[Claim, ...]:
    """The first claims that have no more words together; `LEAST` of them at least."""
    ends = accumulate(len(claim.text.split()) for claim in claims)
    kept = [claim for claim, end in zip(claims, ends, strict=True) if end <= words]
    return tuple(claims[: max(LEAST, len(kept))])


def draft_overview(
    subject: str, hits: Sequence[Hit], writer: Generator, should_stop: Callable[[], bool]
) -> tuple[str, list[Hit]]:
    """What the writer says of a document, and what it has read.

    Args:
        subject: the document's title, or what it is about.
        hits: its passages, the best first; `ROOM` says how many of them are read.
        writer: sums them up.
        should_stop: ends the writing within a token.
    """
    read = _in_order(_filling(subject, hits, writer))
    return write_overview(subject, read, writer, TOKENS, should_stop).text, read


def judge_overview(
    text: str, read: Sequence[Hit], reader: Reader, embedder: Embedder
) -> tuple[Checked, list[Evidence]] | None:
    """The sentences of an overview that the passages support, and what their citations point to.

    None where most fail.

    Args:
        text: what the writer wrote.
        read: what it has read.
        reader: judges.
        embedder: finds the sentences near to a claim.
    """
    sources = Sources([one for hit in read for one in _sentences(hit)], embedder)
    checked, evidence = check_overview(text, sources, reader)
    if len(checked.claims) < max(LEAST, len(checked.rejected)):
        return None
    return checked, evidence


def telling(document: DocumentInfo, passages: Sequence[Passage], weighed: Weighed) -> list[Hit]:
    """The passages of a document, those with the most of its weightiest sentences first."""
    request = SummaryRequest(words=TELLING, style="extractive")
    found = pick(document, weighed, request, lambda form, text: form == text)
    counts = Counter(item.evidence.passage.id for item in found.picked)
    in_order = sorted(passages, key=lambda passage: -counts[passage.id])
    return [Hit(passage, document, 1.0) for passage in in_order]


def _filling(subject: str, hits: Sequence[Hit], writer: Generator) -> list[Hit]:
    """As many of the best passages as there is room for, one at least."""
    sizes = accumulate(writer.count_tokens([hit.passage.text for hit in hits]))
    read = [hit for hit, end in zip(hits, sizes, strict=True) if end <= ROOM] or list(hits[:1])
    while len(read) > 1 and not fits(
        writer, OVERVIEW_SYSTEM, overview_prompt(subject, _in_order(read)), TOKENS
    ):
        read.pop()
    return read


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """In the order of the text."""
    return sorted(hits, key=lambda hit: hit.passage.start)


def _sentences(hit: Hit) -> Iterator[Evidence]:
    return (Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences)
