"""From what matters in a document to the sentences of its summary: the evidence of a summary.

Passages ─weigh→ Weighed ─choose→ Picked
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.protocols import Embedder
from assistant.records import DocumentInfo, Evidence, Passage, SectionCoverage, SummaryRequest
from assistant.writing.condense import choose
from assistant.writing.weigh import WORDS_PER_SENTENCE, Weighed, evidence_of, weigh

HEADLINE_WORDS = 14
"""Words of a headline, at most where a shorter form holds."""

Faithful = Callable[[str, str], bool]
"""Whether a shorter form says nothing that its whole sentence does not."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A source sentence, and the words that a summary keeps of it."""

    evidence: Evidence
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The sentences of a summary, in the order of the text.

    Attributes:
        positions: of the picked sentences, among those that were weighed.
        sentences: how many the document has, without clutter and headings.
        words: how many words those have.
        sections: every section, with what it gave.
    """

    picked: tuple[Picked, ...]
    positions: tuple[int, ...]
    sentences: int
    words: int
    sections: tuple[SectionCoverage, ...]


def outline(
    document: DocumentInfo,
    passages: Sequence[Passage],
    request: SummaryRequest,
    embedder: Embedder,
    faithful: Faithful,
) -> Outline:
    """Pick the sentences of a summary.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        request: how long, and what it should answer first.
        embedder: embeds each sentence once.
        faithful: shorter forms that it denies are not used.
    """
    weighed = weigh(document.id, passages, request.focus, embedder)
    return pick(document, weighed, request, faithful)


def pick(
    document: DocumentInfo, weighed: Weighed, request: SummaryRequest, faithful: Faithful
) -> Outline:
    """Pick the sentences of a summary from those that were weighed before, as `outline` does."""
    # What a shorter form leaves out may be what the focus asks for.
    whole = request.style == "extractive" or bool(request.focus)
    words, most = size(request)
    chosen = choose(
        weighed.texts,
        weighed.salience,
        words=words,
        most=most,
        shorten=not whole,
        bonus=dict(enumerate(weighed.bonus)),
        places=weighed.places,
        faithful=faithful,
    )
    positions = tuple(choice.position for choice in chosen)
    evidence = [evidence_of(document, weighed.sentences[position]) for position in positions]
    return Outline(
        picked=tuple(
            Picked(item, choice.text) for item, choice in zip(evidence, chosen, strict=True)
        ),
        positions=positions,
        sentences=weighed.total,
        words=weighed.words,
        sections=cited_sections(weighed.sections, evidence),
    )


def size(request: SummaryRequest) -> tuple[int, int]:
    """How many words, and how many sentences at most."""
    if request.style == "headline":
        return min(request.words, HEADLINE_WORDS), 1
    return request.words, max(1, round(request.words / WORDS_PER_SENTENCE))


def cited_sections(
    sections: Sequence[SectionCoverage], cited: Sequence[Evidence]
) -> tuple[SectionCoverage, ...]:
    """Sections of one document with how many of the cited sentences stand in each."""
    return tuple(
        replace(section, cited=sum(section.start <= item.start < section.end for item in cited))
        for section in sections
    )
