"""What a data set is made of: articles, questions, labelled sentences, texts with summaries."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from assistant.corpus.sentences import sentence_spans
from assistant.protocols import Embedder, Progress
from assistant.records import Document, Passage
from assistant.search.collection import Collection

ANSWERABLE = "answerable"
"""The kind of the questions that the documents answer; every other kind has no answer."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Article:
    """A document whose passages are the data set's paragraphs."""

    document: Document
    passages: tuple[Passage, ...]


class Gold(NamedTuple):
    """A range of a document's text that holds the answer: the answer itself, or a sentence."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is known of its answer.

    Attributes:
        id: its name within the data set.
        kind: `ANSWERABLE`, or why there is no answer ("adversarial", …).
        articles: ids of the documents that answer it; without them it has no answer.
        passages: ids of the passages that answer it; where empty, any passage of `articles`.
        answers: gold answers; empty where there is none.
        gold: where the answers, or the sentences that give them, stand.
    """

    id: str
    text: str
    kind: str = ANSWERABLE
    articles: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()

    @property
    def article(self) -> str:
        """The first document that answers it; empty where none does."""
        return self.articles[0] if self.articles else ""

    @property
    def passage_id(self) -> str:
        """The first passage that answers it; empty where none does."""
        return self.passages[0] if self.passages else ""


Build = Callable[[Collection, Embedder, Progress], Sequence[Asked]]
"""Fills an empty collection, and gives the questions that are asked of it."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions over documents.

    Attributes:
        answers: whether gold answers are short, to be found in the text, or long.
        sentences: whether `Asked.gold` are all the sentences that give the answer.
    """

    build: Build
    answers: Literal["short", "long"] = "short"
    sentences: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence about a text, and whether people found that the text supports it."""

    id: str
    group: str
    claim: str
    source: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Sentences with people's judgement."""

    claims: tuple[Labelled, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summarised:
    """A text, as its sentences, with the summaries that people wrote of it."""

    id: str
    sentences: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts to summarise."""

    texts: tuple[Summarised, ...]
    notes: tuple[str, ...] = ()


DataSet = Questions | Judged | Texts


def make_article(title: str, paragraphs: Sequence[str]) -> Article:
    """A document of these paragraphs, each of them one passage."""
    text = "\n\n".join(paragraphs)
    id_ = hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
    passages = []
    start = 0
    for paragraph in paragraphs:
        end = start + len(paragraph)
        passages.append(
            Passage(
                id=f"{id_[:16]}:{start}-{end}",
                document_id=id_,
                start=start,
                end=end,
                text=paragraph,
                sentences=tuple(sentence_spans(text, start, end)),
            )
        )
        start = end + 2
    return Article(Document(id=id_, source=f"/{title}", title=title, text=text), tuple(passages))


def sample(items: Sequence[T], size: int | None, seed: int) -> list[T]:
    """`size` different items, the same ones for the same seed; all where there are fewer."""
    everything = list(items)
    if size is None or size >= len(everything):
        size = len(everything)
    return random.Random(seed).sample(everything, size)


def overlaps(left: Gold, right: Gold) -> bool:
    """Whether two ranges of one text share at least half of the shorter one."""
    shared = min(left.end, right.end) - max(left.start, right.start)
    return 2 * shared >= min(left.end - left.start, right.end - right.start) > 0


def same(left: Gold, right: Gold) -> bool:
    """Whether two ranges, of any documents, are in the main the same one."""
    return left.document == right.document and overlaps(left, right)


def is_gold(place: Gold, asked: Asked) -> bool:
    """Whether a range is, or holds, or lies in, one that gives the answer."""
    return any(same(place, gold) for gold in asked.gold)
