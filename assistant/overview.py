"""An overview: the writer sums up whole passages in its own sentences, each of which is judged.

    a document's passages, or those on a subject ─write→ sentences ─judge→ those that they support

A list of a document's own sentences reads as fragments, however well they are chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from assistant.grounding.sources import Sources
from assistant.grounding.summary import Checked, Faith, check_overview
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import DocumentInfo, Evidence, Hit, Passage, SummaryRequest
from assistant.writing.direct import write_overview
from assistant.writing.outline import outline

ROOM = 1_600
"""Tokens of passages, at most, that an overview is written from: five seconds on two cores."""

TOKENS = 200
"""Of an overview, at most."""

FRAME = 200
"""Tokens left for the instructions, titles and dates."""

LEAST = 2
"""Sentences that pass, at least; and no fewer may pass than fail."""

TELLING = 400
"""Words of a document's weightiest sentences, whose passages are read first."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What passages say, each claim with its citations: 1-based positions in `evidence`."""

    documents: tuple[DocumentInfo, ...]
    checked: Checked
    evidence: tuple[Evidence, ...]


def overview(
    subject: str,
    hits: Sequence[Hit],
    writer: Generator,
    reader: Reader,
    embedder: Embedder,
    should_stop: Callable[[], bool],
) -> Overview | None:
    """What passages say of a subject, or of what their document is about.

    Args:
        subject: what it is about, or the document's title.
        hits: what may be read, the best first; `ROOM` says how many of them are.
        writer: sums them up.
        reader: judges what it says.
        embedder: finds the sentences near to a claim.
        should_stop: ends the writing within a token.

    Returns:
        The sentences that the passages support; None where most fail.
    """
    read = _in_order(_filling(hits, writer))
    draft = write_overview(subject, read, writer, TOKENS, should_stop)
    sources = Sources([one for hit in read for one in _sentences(hit)], embedder)
    checked, evidence = check_overview(draft.text, sources, reader)
    if len(checked.claims) < max(LEAST, len(checked.rejected)):
        return None
    documents = {hit.document.id: hit.document for hit in read}.values()
    return Overview(tuple(documents), checked, tuple(evidence))


def telling(document: DocumentInfo, passages: Sequence[Passage], embedder: Embedder) -> list[Hit]:
    """The passages of a document, those with its weightiest sentences first."""
    request = SummaryRequest(words=TELLING, style="extractive")
    found = outline(document, passages, request, embedder, Faith(None))
    first = {item.evidence.passage.id: item.evidence.passage for item in found.picked}
    in_order = {**first, **{passage.id: passage for passage in passages}}
    return [Hit(passage, document, 1.0) for passage in in_order.values()]


def _filling(hits: Sequence[Hit], writer: Generator) -> list[Hit]:
    """As many of the best passages as there is room for, one at least."""
    room = min(ROOM, writer.context_tokens - TOKENS - FRAME)
    ends = accumulate(writer.count_tokens([hit.passage.text for hit in hits]))
    return [hit for hit, end in zip(hits, ends, strict=True) if end <= room] or list(hits[:1])


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """The passages of each document in the order of its text, the documents as they came."""
    first: dict[str, int] = {}
    for place, hit in enumerate(hits):
        first.setdefault(hit.document.id, place)
    return sorted(hits, key=lambda hit: (first[hit.document.id], hit.passage.start))


def _sentences(hit: Hit) -> Iterator[Evidence]:
    return (Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences)
