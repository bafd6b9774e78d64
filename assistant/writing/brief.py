"""What a digest keeps of each document: its lead, a sample of its sentences, its few best ones.

    Document ─weigh, few→ Brief ─as text→ a ledger ─→ Card (all documents) · Brief (those told)

A digest holds a card of every document, some two thousand bytes, and the briefs of a few: it
does not grow with the texts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.protocols import Embedder, Reader, Vectors
from assistant.records import DocumentInfo, Passage, SectionCoverage, Span, SummaryRequest
from assistant.writing.outline import size
from assistant.writing.salience import Salience
from assistant.writing.weigh import Sentence, Weighed, few, sentences_of, weigh

BRIEF_VERSION = 5
"""Raise it whenever the brief of a text changes."""

LEAST_CANDIDATES = 12
"""Sentences that are kept of a document, or twice as many as it could tell of them."""

LEAD = 3
"""Sentences of a document that stand for it, behind its title."""

SAMPLE = 128
"""Sentences of a document that are looked for in the others: all of an article, some of a book."""

_LEAST_WEIGHT = 0.01
"""Stems and pairs that are less likely than this in a summary are not kept."""

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Card:
    """What tells which documents are one story.

    Attributes:
        lead: embedding of title and first sentences, shape (dimension,), in half precision.
        hashes: of a sample of its sentences, ascending: the same sentence, the same hash.
    """

    info: DocumentInfo
    lead: NDArray[np.float16]
    hashes: Hashes


@dataclass(frozen=True, slots=True)
class Brief:
    """A document for a digest: its card, and the sentences that may be told of it."""

    card: Card
    weighed: Weighed


def candidates(request: SummaryRequest) -> int:
    """How many sentences are kept of each document, for a digest of this length."""
    return max(LEAST_CANDIDATES, 2 * size(request)[1])


def brief_of(
    document: DocumentInfo,
    passages: Sequence[Passage],
    request: SummaryRequest,
    embedder: Embedder,
    reader: Reader,
) -> Brief:
    """The brief of a document.

    Args:
        document: whose passages these are.
        passages: all of them, in order.
        request: of the digest; its focus and length decide what is kept.
        embedder: embeds each sentence once, and the lead.
        reader: says how far each matters.
    """
    texts = [sentence.text for sentence in sentences_of(passages)]
    lead = ". ".join(part for part in (document.title, " ".join(texts[:LEAD])) if part)
    vector = embedder.encode_passages([lead])[0].astype(np.float16)
    weighed = weigh(document, passages, request.focus, embedder, reader)
    return Brief(
        Card(document, vector, _sample(texts)),
        few(weighed, candidates(request)),
    )


def kept(brief: Brief) -> str:
    """A brief as text; its document is not in it."""
    weighed = brief.weighed
    return json.dumps(
        {
            "lead": _packed(brief.card.lead),
            "hashes": _packed(brief.card.hashes),
            "sentences": [_sentence(one) for one in weighed.sentences],
            "vectors": _packed(weighed.vectors.astype(np.float16)),
            "odds": weighed.salience.sentences.tolist(),
            "stems": _weights(weighed.salience.stems),
            "pairs": [
                [*pair, round(weight, 4)]
                for pair, weight in weighed.salience.pairs.items()
                if weight >= _LEAST_WEIGHT
            ],
            "bonus": weighed.bonus,
            "total": weighed.total,
            "words": weighed.words,
            "sections": [asdict(section) for section in weighed.sections],
        },
        separators=(",", ":"),
    )


def card_in(text: str, document: DocumentInfo) -> Card:
    """The card of a brief that `kept` wrote, for the document as it is called today."""
    return _card(json.loads(text), document)


def brief_in(text: str, document: DocumentInfo) -> Brief:
    """The brief that `kept` wrote, for the document as it is called today."""
    data = json.loads(text)
    sentences = tuple(_restored(one, document.id) for one in data["sentences"])
    vectors = np.frombuffer(base64.b64decode(data["vectors"]), np.float16).astype(np.float32)
    salience = Salience(
        np.array(data["odds"], dtype=np.float64),
        data["stems"],
        {(left, right): weight for left, right, weight in data["pairs"]},
    )
    weighed = Weighed(
        sentences=sentences,
        vectors=vectors.reshape(len(sentences), -1) if sentences else vectors.reshape(0, 1),
        salience=salience,
        bonus=tuple(data["bonus"]),
        total=data["total"],
        words=data["words"],
        sections=tuple(SectionCoverage(**section) for section in data["sections"]),
    )
    return Brief(_card(data, document), weighed)


def _card(data: Mapping[str, Any], document: DocumentInfo) -> Card:
    lead = np.frombuffer(base64.b64decode(data["lead"]), np.float16)
    hashes = np.frombuffer(base64.b64decode(data["hashes"]), np.uint64)
    return Card(document, lead, hashes)


def _sample(texts: Sequence[str]) -> Hashes:
    """Hashes of the sentences, the smallest ones: two texts then keep the same of what they share.

    Source: A. Broder, "On the resemblance and containment of documents", 1997.
    """
    flat = {" ".join(text.lower().split()) for text in texts}
    found = [hashlib.blake2b(text.encode(), digest_size=8).digest() for text in flat]
    hashes: Hashes = np.sort(np.frombuffer(b"".join(found), np.uint64))[:SAMPLE]
    return hashes


def _packed(values: Vectors | Hashes | NDArray[np.float16]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def _weights(weights: Mapping[str, float]) -> dict[str, float]:
    return {one: round(value, 4) for one, value in weights.items() if value >= _LEAST_WEIGHT}


def _sentence(one: Sentence) -> list[str | int | None]:
    passage = one.passage
    return [passage.id, passage.section, passage.page, one.span.start, one.place, one.text]


def _restored(kept_one: Sequence[Any], document_id: str) -> Sentence:
    id_, section, page, start, place, text = kept_one
    span = Span(start, start + len(text))
    passage = Passage(
        id=id_,
        document_id=document_id,
        start=span.start,
        end=span.end,
        text=text,
        section=section,
        page=page,
        sentences=(span,),
    )
    return Sentence(passage, span, text, place)
