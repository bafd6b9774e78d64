"""From a document to the sentences of its summary: the evidence of a summary.

    Passages ─by heading→ sections ─choose→ candidates ─choose again→ Picked

A text of at most `AT_ONCE` sentences is weighed as a whole. A longer one is weighed section by
section, long sections in pieces; what they give is weighed again, level by level, until it
fits. Nothing is cut off, and no level grows with the length of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from assistant.language.words import content_stems
from assistant.protocols import Embedder, Vectors
from assistant.records import DocumentInfo, Evidence, Passage, SectionCoverage, Span, SummaryRequest
from assistant.writing.condense import Choice, choose
from assistant.writing.salience import measure

AT_ONCE = 80
"""How many sentences are weighed together."""

PER_PIECE = 4
"""How many sentences a piece of a long text hands on."""

FOCUS = 4.0
"""What one standard deviation of nearness to the focus counts, in log odds of a sentence."""

_WORDS_PER_SENTENCE = 12
_HEADLINE_WORDS = 14

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
        sentences: how many the document has, without clutter and headings.
        words: how many words those have.
        sections: every section, with what it gave.
    """

    picked: tuple[Picked, ...]
    sentences: int
    words: int
    sections: tuple[SectionCoverage, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    span: Span
    text: str


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
    sentences = [_Sentence(passage, span, _text(passage, span)) for passage, span in _all(passages)]
    vectors = embedder.encode_passages([sentence.text for sentence in sentences])
    bonus = _nearness(request.focus, sentences, vectors, embedder)
    chosen = _choose(sentences, vectors, bonus, request, faithful)
    positions = {choice.position for choice in chosen}
    return Outline(
        picked=tuple(
            Picked(_evidence(document, sentences[choice.position]), choice.text)
            for choice in chosen
        ),
        sentences=len(sentences),
        words=sum(len(sentence.text.split()) for sentence in sentences),
        sections=tuple(_sections(document, sentences, positions)),
    )


def _all(passages: Sequence[Passage]) -> list[tuple[Passage, Span]]:
    return [(passage, span) for passage in passages for span in passage.sentences]


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span.start - passage.start : span.end - passage.start]


def _choose(
    sentences: Sequence[_Sentence],
    vectors: Vectors,
    bonus: Mapping[int, float],
    request: SummaryRequest,
    faithful: Faithful,
) -> list[Choice]:
    remaining = list(range(len(sentences)))
    while len(remaining) > AT_ONCE:
        handed_on = [
            position
            for piece in _pieces(sentences, remaining)
            for position in _candidates(sentences, vectors, bonus, piece)
        ]
        if len(handed_on) >= len(remaining):
            break
        remaining = handed_on
    # What a shorter form leaves out may be what the focus asks for.
    whole = request.style == "extractive" or bool(request.focus)
    words, most = _size(request)
    texts = [sentences[position].text for position in remaining]
    chosen = choose(
        texts,
        measure(texts, vectors[remaining]),
        words=words,
        most=most,
        shorten=not whole,
        bonus={place: bonus.get(position, 0.0) for place, position in enumerate(remaining)},
        faithful=faithful,
    )
    return [Choice(remaining[choice.position], choice.text) for choice in chosen]


def _size(request: SummaryRequest) -> tuple[int, int]:
    """How many words, and how many sentences at most."""
    if request.style == "headline":
        return min(request.words, _HEADLINE_WORDS), 1
    return request.words, max(1, round(request.words / _WORDS_PER_SENTENCE))


def _pieces(sentences: Sequence[_Sentence], positions: Sequence[int]) -> list[list[int]]:
    """Positions section by section, long sections in pieces of about the same size."""
    pieces: list[list[int]] = []
    for _, group in groupby(positions, key=lambda position: sentences[position].passage.section):
        run = list(group)
        count = -(-len(run) // AT_ONCE)
        pieces += [part.tolist() for part in np.array_split(np.array(run), count)]
    return _merged(pieces)


def _merged(pieces: Sequence[list[int]]) -> list[list[int]]:
    """Small neighbours together: a heading of two sentences is no text to weigh by itself."""
    merged: list[list[int]] = []
    for piece in pieces:
        if merged and len(merged[-1]) + len(piece) <= AT_ONCE // 2:
            merged[-1] = merged[-1] + piece
        else:
            merged.append(piece)
    return merged


def _candidates(
    sentences: Sequence[_Sentence],
    vectors: Vectors,
    bonus: Mapping[int, float],
    piece: Sequence[int],
) -> list[int]:
    """The sentences that a piece hands on, whole, since they are weighed again."""
    texts = [sentences[position].text for position in piece]
    chosen = choose(
        texts,
        measure(texts, vectors[list(piece)]),
        words=PER_PIECE * _WORDS_PER_SENTENCE * 3,
        most=PER_PIECE,
        shorten=False,
        bonus={place: bonus.get(position, 0.0) for place, position in enumerate(piece)},
    )
    return [piece[choice.position] for choice in chosen]


def _nearness(
    focus: str, sentences: Sequence[_Sentence], vectors: Vectors, embedder: Embedder
) -> dict[int, float]:
    """What each sentence's nearness to the focus, in meaning and words, adds to its log odds."""
    if not focus or not sentences:
        return {}
    asked = set(content_stems(focus))
    shared = [len(asked & set(content_stems(one.text))) for one in sentences]
    cosines = vectors @ embedder.encode_queries([focus])[0]
    near: NDArray[np.float64] = cosines + np.array(shared) / max(1, len(asked))
    spread = float(near.std()) or 1.0
    return dict(enumerate((FOCUS * (near - near.mean()) / spread).tolist()))


def _evidence(document: DocumentInfo, sentence: _Sentence) -> Evidence:
    span = sentence.span
    return Evidence(sentence.passage, document, span.start, span.end, sentence.text)


def _sections(
    document: DocumentInfo, sentences: Sequence[_Sentence], cited: set[int]
) -> list[SectionCoverage]:
    sections = []
    for section, group in groupby(
        range(len(sentences)), key=lambda position: sentences[position].passage.section
    ):
        positions = list(group)
        sections.append(
            SectionCoverage(
                document_id=document.id,
                section=section,
                start=sentences[positions[0]].span.start,
                end=sentences[positions[-1]].span.end,
                sentences=len(positions),
                cited=sum(position in cited for position in positions),
            )
        )
    return sections
