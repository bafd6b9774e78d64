"""An overview: the writer sums up a document in its own sentences, each of which is judged.

    a document's passages ─write→ sentences ─judge→ those that the passages support

A list of a document's own sentences reads as fragments, however well they are chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from assistant.grounding.sources import Sources
from assistant.grounding.summary import Checked, check_overview
from assistant.protocols import Embedder, Generator, Reader
from assistant.records import DocumentInfo, Evidence, Hit, Passage, SummaryRequest
from assistant.writing.direct import write_overview
from assistant.writing.outline import outline
from assistant.writing.prompts import OVERVIEW_SYSTEM, overview_prompt

ROOM = 1_600
"""Tokens of passages, at most, that an overview is written from."""

TOKENS = 200
"""Of an overview, at most."""

TEMPLATE = 64
"""Tokens that a chat template takes, at most."""

LEAST = 2
"""Sentences that pass, at least; and no fewer may pass than fail."""

TELLING = 400
"""Words of a document's weightiest sentences: passages that hold the most of these come first."""


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


def telling(
    document: DocumentInfo, passages: Sequence[Passage], embedder: Embedder, reader: Reader
) -> list[Hit]:
    """The passages of a document, those with the most of its weightiest sentences first."""
    request = SummaryRequest(words=TELLING, style="extractive")
    found = outline(document, passages, request, embedder, reader, lambda form, text: form == text)
    counts = Counter(item.evidence.passage.id for item in found.picked)
    in_order = sorted(passages, key=lambda passage: -counts[passage.id])
    return [Hit(passage, document, 1.0) for passage in in_order]


def _filling(subject: str, hits: Sequence[Hit], writer: Generator) -> list[Hit]:
    """As many of the best passages as there is room for, one at least."""
    sizes = accumulate(writer.count_tokens([hit.passage.text for hit in hits]))
    read = [hit for hit, end in zip(hits, sizes, strict=True) if end <= ROOM] or list(hits[:1])
    room = writer.context_tokens - TOKENS - TEMPLATE
    while len(read) > 1:
        prompt = OVERVIEW_SYSTEM + overview_prompt(subject, _in_order(read))
        if writer.count_tokens([prompt])[0] <= room:
            break
        read.pop()
    return read


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """In the order of the text."""
    return sorted(hits, key=lambda hit: hit.passage.start)


def _sentences(hit: Hit) -> Iterator[Evidence]:
    return (Evidence.at(hit.passage, hit.document, span) for span in hit.passage.sentences)
