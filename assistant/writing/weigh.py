"""What matters in one document: the sentences that its summary may be made of, and their weights.

    Passages ─by heading→ sections ─read, choose→ candidates ─measure→ Weighed ─few→ Weighed

A text of at most `AT_ONCE` sentences is weighed as a whole. A longer one is weighed section by
section, long sections in pieces; what they give is weighed again, level by level, until it
fits. Nothing is cut off, and no level grows with the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from assistant.protocols import Embedder, Reader, Vectors
from assistant.records import DocumentInfo, Evidence, Hit, Passage, SectionCoverage, Span
from assistant.writing.condense import choose
from assistant.writing.direct import main_points, read_passages
from assistant.writing.salience import Rows, Salience, measure, terms_of

AT_ONCE = 80
"""How many sentences are weighed together."""

PER_PIECE = 4
"""How many sentences a piece of a long text hands on."""

AT_A_TIME = 32
"""Passages that are read together: whoever reads can be stopped in between."""

FOCUS = 4.0
"""What the log odds count with which a reader takes a sentence for an answer to the focus."""

MATTERS = 3.0
"""What they count besides, of the main points, in a text that has sections: news are told from the
top, other texts are not (docs/decisions/what-matters.md)."""

WORDS_PER_SENTENCE = 12
_ROOM = 3 * WORDS_PER_SENTENCE
"""Words for each sentence that is handed on: so many that the number of sentences decides."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document; `place` counts all of its sentences, from 0."""

    passage: Passage
    span: Span
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences that a summary may be made of, in order, and what matters in them.

    Attributes:
        vectors: their embeddings, shape (len(sentences), dimension).
        salience: of these sentences, their stems and pairs.
        bonus: what answering the focus, or being a main point, adds to the log odds of each.
        total, words: how many sentences and words the whole document has.
        sections: every section of it, nothing of it cited yet.
    """

    sentences: tuple[Sentence, ...]
    vectors: Vectors
    salience: Salience
    bonus: tuple[float, ...]
    total: int
    words: int
    sections: tuple[SectionCoverage, ...]

    @property
    def texts(self) -> list[str]:
        return [sentence.text for sentence in self.sentences]

    @property
    def places(self) -> list[int]:
        return [sentence.place for sentence in self.sentences]


def weigh(
    document: DocumentInfo,
    passages: Sequence[Passage],
    focus: str,
    embedder: Embedder,
    reader: Reader,
) -> Weighed:
    """Find what matters in a document.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        focus: the question that a summary should answer first; empty for none.
        embedder: embeds each sentence once.
        reader: says how far each matters, and answers the focus.
    """
    sentences = sentences_of(passages)
    vectors = embedder.encode_passages([sentence.text for sentence in sentences])
    read = read_in(document, passages, main_points(document), reader)
    sections = tuple(_sections(document.id, sentences))
    bonus = np.zeros(len(sentences))
    if focus and len(sentences):
        odds = read_in(document, passages, focus, reader)
        bonus = FOCUS * (odds - np.median(odds))
    elif has_sections(sections):
        bonus = MATTERS * (read - np.median(read))
    remaining = _remaining(sentences, vectors, read, bonus)
    kept = [sentences[position] for position in remaining]
    return Weighed(
        sentences=tuple(kept),
        vectors=vectors[remaining],
        salience=measure([one.text for one in kept], vectors[remaining], read[remaining]),
        bonus=tuple(bonus[remaining].tolist()),
        total=len(sentences),
        words=sum(len(sentence.text.split()) for sentence in sentences),
        sections=sections,
    )


def has_sections(sections: Sequence[SectionCoverage]) -> bool:
    """Whether a document has headings within: its sentences are then told whole."""
    return len(sections) > 1


def few(weighed: Weighed, most: int) -> Weighed:
    """At most so many of the sentences, each without the passage around it.

    Weights are those of the whole text still: what is picked of it later is picked as from
    all sentences.
    """
    chosen = choose(
        weighed.texts,
        weighed.salience,
        words=most * _ROOM,
        most=most,
        shorten=False,
        bonus=dict(enumerate(weighed.bonus)),
        places=weighed.places,
    )
    kept = [choice.position for choice in chosen]
    return replace(
        weighed,
        sentences=tuple(_alone(weighed.sentences[one]) for one in kept),
        vectors=weighed.vectors[kept],
        salience=_restricted(weighed.salience, kept, [weighed.texts[one] for one in kept]),
        bonus=tuple(weighed.bonus[one] for one in kept),
    )


def sentences_of(passages: Sequence[Passage]) -> list[Sentence]:
    """All sentences of a document, in order."""
    found = [
        (passage, span, passage.text_of(span)) for passage in passages for span in passage.sentences
    ]
    return [Sentence(*one, place) for place, one in enumerate(found)]


def evidence_of(document: DocumentInfo, sentence: Sentence) -> Evidence:
    """A sentence as evidence."""
    return Evidence.at(sentence.passage, document, sentence.span)


def _remaining(
    sentences: Sequence[Sentence], vectors: Vectors, read: Rows, bonus: Rows
) -> list[int]:
    """Positions of the sentences that are weighed together in the end."""
    remaining = list(range(len(sentences)))
    while len(remaining) > AT_ONCE:
        handed_on = [
            position
            for piece in _pieces(sentences, remaining)
            for position in _candidates(sentences, vectors, read, bonus, piece)
        ]
        if len(handed_on) >= len(remaining):
            break
        remaining = handed_on
    return remaining


def _pieces(sentences: Sequence[Sentence], positions: Sequence[int]) -> list[list[int]]:
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
    sentences: Sequence[Sentence],
    vectors: Vectors,
    read: Rows,
    bonus: Rows,
    piece: Sequence[int],
) -> list[int]:
    """The sentences that a piece hands on, whole, since they are weighed again."""
    texts = [sentences[position].text for position in piece]
    chosen = choose(
        texts,
        measure(texts, vectors[list(piece)], read[list(piece)]),
        words=PER_PIECE * _ROOM,
        most=PER_PIECE,
        shorten=False,
        bonus=dict(enumerate(bonus[list(piece)].tolist())),
        places=piece,
    )
    return [piece[choice.position] for choice in chosen]


def read_in(
    document: DocumentInfo, passages: Sequence[Passage], question: str, reader: Reader
) -> Rows:
    """How well each sentence of a document answers a question, in log odds, shape (n,)."""
    hits = [Hit(passage, document, 1.0) for passage in passages]
    scores = [
        score
        for start in range(0, len(hits), AT_A_TIME)
        for score in read_passages(question, hits[start : start + AT_A_TIME], reader).sentences
    ]
    return np.concatenate([*scores, np.empty(0)])


def _alone(sentence: Sentence) -> Sentence:
    return replace(sentence, passage=sentence.passage.cut_to(sentence.span))


def _restricted(salience: Salience, kept: Sequence[int], texts: Sequence[str]) -> Salience:
    """The weights of some sentences, and of what stands in them."""
    terms = [terms_of(text) for text in texts]
    stems = set().union(*(one.stems for one in terms))
    pairs = set().union(*(one.pairs for one in terms))
    return Salience(
        salience.sentences[list(kept)],
        {one: salience.stems[one] for one in sorted(stems) if one in salience.stems},
        {one: salience.pairs[one] for one in sorted(pairs) if one in salience.pairs},
    )


def _sections(document_id: str, sentences: Sequence[Sentence]) -> list[SectionCoverage]:
    sections = []
    for section, group in groupby(sentences, key=lambda one: one.passage.section):
        run = list(group)
        start, end = run[0].span.start, run[-1].span.end
        sections.append(SectionCoverage(document_id, section, start, end, len(run), 0))
    return sections
