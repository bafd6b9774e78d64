"""The values that the stages hand to each other, in the order of the flow.

All are frozen: a stage makes new records and changes none. Offsets are always
character offsets into `Document.text`, half open: `text[start:end]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

Day = date  # the class, where a record has a field of that name

DateOrigin = Literal["metadata", "text", "month", "year", "name", "file", ""]
Verdict = Literal["supported", "quoted", "unsupported", "counted", "said"]
AnswerKind = Literal["passages", "collection", "summary", "place", "talk", "again"]
AnswerStyle = Literal["paragraph", "bullets"]
Status = Literal["answered", "partial", "refused"]
SummaryStyle = Literal["paragraph", "bullets", "headline", "extractive"]
CheckVerdict = Literal["supported", "unsupported", "contradicted"]


class Span(NamedTuple):
    """A half-open range of character offsets."""

    start: int
    end: int


def date_in_words(day: date | None, origin: DateOrigin, month: str = "%B") -> str:
    """A document's date as people write it and as far as it is known; empty without one."""
    if day is None or origin == "year":
        return f"{day:%Y}" if day else ""
    return f"{'' if origin == 'month' else f'{day.day} '}{day:{month} %Y}"


class Recognised(NamedTuple):
    """What text recognition read from a picture: where, and how sure it was of it, in 0-1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    r"""One text with what it says of itself.

    Attributes:
        id: hex sha256 of title, date and text: equal content has an equal id wherever it lies.
        source: absolute path of the file; a row of a table file adds `#` and its number.
        text: the text as read, line ends as `\n`; never changed afterwards.
        date: the date that it gives itself (`date_origin` says where), of a month, season or year
            the first day; else the day in its file's name, at last the file's own time ("file").
        pages: offset at which each page starts, for paged formats; else empty.
        recognised: sorted ranges of the text that text recognition read from pictures.
        notes: what could not be read as it was meant, for the report of the reading; not kept.
    """

    id: str
    source: str
    title: str
    text: str
    date: date | None = None
    date_origin: DateOrigin = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    pages: tuple[int, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph-sized piece of a document: the unit of retrieval.

    `Document.text[start:end] == text`, and each sentence is a range of `Document.text`
    inside the passage. Clutter is inside no passage. `ocr` is how sure text recognition was of
    it, in 0-1; None where the file itself holds the text.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    section: str = ""
    page: int | None = None
    sentences: tuple[Span, ...] = ()
    ocr: float | None = None

    def text_of(self, span: Span) -> str:
        """What stands at a place of the document's text that lies in this passage."""
        return self.text[span.start - self.start : span.end - self.start]

    def cut_to(self, span: Span) -> Self:
        """This passage with one sentence of it alone."""
        text = self.text_of(span)
        return replace(self, start=span.start, end=span.end, text=text, sentences=(span,))


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, to cite it; `sources` are all its paths, the first one first."""

    id: str
    title: str
    sources: tuple[str, ...]
    date: date | None
    date_origin: DateOrigin
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, one: Document) -> Self:
        """That of a document as it was read."""
        return cls(one.id, one.title, (one.source,), one.date, one.date_origin, one.metadata)

    @property
    def source(self) -> str:
        return self.sources[0]

    @property
    def own_date(self) -> Day | None:
        """The date that the document gives itself; that of its file says nothing of its text."""
        return None if self.date_origin == "file" else self.date

    @property
    def when(self) -> str:
        """The same as people write it; empty without one."""
        return date_in_words(self.own_date, self.date_origin)


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage.

    Attributes:
        score: the fused score in 0–1 (see `search.retrieve`).
        dense_score: cosine similarity of question and passage, in −1–1.
        also_in: sources of near-duplicate passages that are shown once, here.
    """

    passage: Passage
    document: DocumentInfo
    score: float
    dense_score: float = 0.0
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source sentence: `Document.text[start:end] == text`, exactly.

    It begins one sentence earlier where its first word points back ("He said …"). `score` is
    how well it answers, as the reader sees it (`writing.evidence`).
    """

    passage: Passage
    document: DocumentInfo
    start: int
    end: int
    text: str
    score: float = 0.0

    @classmethod
    def at(cls, passage: Passage, document: DocumentInfo, place: Span) -> Self:
        """What stands at a place of a passage; `place` in the document's text."""
        return cls(passage, document, place.start, place.end, passage.text_of(place))


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer or a draft, with the verdict on it.

    `counted` is what code found out by going through the collection, or worked out from numbers in
    what is cited, `said` what the program says of itself; neither is the wording of a model.

    Attributes:
        citations: 1-based numbers of the citations that it rests on.
        reasons: why it was rejected, or what was noted; empty for a plain pass.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        """The sentence, followed by its citation marks."""
        return self.text + "".join(f" [{number}]" for number in self.citations)


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source sentence: `quote` is `Document.text[start:end]`; `ocr` of its passage."""

    id: int
    document_id: str
    title: str
    source: str
    date: date | None
    date_origin: DateOrigin
    page: int | None
    start: int
    end: int
    quote: str
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer (or no whole one): what was searched, what came nearest.

    Attributes:
        reason: one sentence for the reader.
        missing: the words of the question that nothing in the evidence speaks of.
        searched: how many passages and documents the search ran over.
        is_likely: an answer is likely there: what came nearest, or its words in `short_answer`.
    """

    reason: str
    missing: tuple[str, ...]
    searched: tuple[int, int]
    nearest: tuple[Hit, ...]
    is_likely: bool = False
    short_answer: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What made the answer: models by role, seconds by step.

    `id` is that of the receipt that the collection keeps; empty where none is kept.
    """

    models: Mapping[str, str]
    timings: Mapping[str, float]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. Only `grounding.answer` makes one; `present` takes nothing else.

    Attributes:
        claims: what is shown, the direct answer first; none is `unsupported`.
        rejected: wording that failed, with reasons; never shown as an answer.
        confidence: calibrated probability in 0–1 that the answer is right; where none was worded,
            that the collection holds one.
        refusal: set when `status` is "refused" or "partial".
        disagreements: pairs of citation ids whose dated sources differ, newest first.
        kind: which way the question went; `confidence` is calibrated for passages only, and
            "again" is an earlier answer in another way, or what it rests on.
        style: how the claims are set: one after the other, or as a list.
        short_answer: the words of the first claim that answer by themselves: yes or no, or the very
            words of a source; of a row of a table, the cell with its head.
    """

    question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    receipt: Receipt
    status: Status
    confidence: float
    rejected: tuple[Claim, ...] = ()
    refusal: Refusal | None = None
    disagreements: tuple[tuple[int, ...], ...] = ()
    kind: AnswerKind = "passages"
    style: AnswerStyle = "paragraph"
    short_answer: str | None = None

    @property
    def text(self) -> str:
        """The claims as one text, each followed by its citation marks."""
        return " ".join(claim.cited for claim in self.claims)


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What a summary should be like.

    Attributes:
        words: about how many, never much more; None for as many as suit it, or more with a table.
        style: running text, a list, one line, or nothing but whole source sentences.
        focus: a question that it should answer first; empty for the document as a whole.
    """

    words: int | None = None
    style: SummaryStyle = "paragraph"
    focus: str = ""


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """What one section gave to a summary.

    Attributes:
        section: the headings above it, joined by " > "; empty before the first.
        start, end: where it lies in its document's text.
        sentences: how many it has, without clutter and headings.
        cited: how many of them the summary cites.
    """

    document_id: str
    section: str
    start: int
    end: int
    sentences: int
    cited: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A checked summary. Only `grounding.summary` makes one; `present` takes nothing else.

    Attributes:
        documents: what was summarised; several for a digest, newest first.
        claims: what is shown, each `supported` or `quoted`, below headings (`said`) in a text that
            has some.
        rejected: wording that failed, with reasons; never shown.
        coverage: every section of every document, in order.
        notes: what a reader should know: that the text is short, or that stories repeat.
        disagreements: pairs of citation ids whose dated sources differ, newest first.
        stories: of a digest: ids of the documents that tell one story, newest first; else empty.
    """

    documents: tuple[DocumentInfo, ...]
    request: SummaryRequest
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    rejected: tuple[Claim, ...]
    coverage: tuple[SectionCoverage, ...]
    notes: tuple[str, ...]
    receipt: Receipt
    disagreements: tuple[tuple[int, ...], ...] = ()
    stories: tuple[tuple[str, ...], ...] = ()

    @property
    def sentences(self) -> tuple[Claim, ...]:
        """The claims without the headings that they stand below."""
        return tuple(claim for claim in self.claims if claim.verdict != "said")

    @property
    def text(self) -> str:
        """The claims as one text, each followed by its citation marks."""
        return " ".join(claim.cited for claim in self.claims)

    @property
    def plain_text(self) -> str:
        """The claims as one text without marks."""
        return " ".join(claim.text for claim in self.claims)

    @property
    def words(self) -> int:
        """How many words are shown."""
        return len(self.plain_text.split())


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """One sentence of a text from elsewhere: `text[start:end]` of what was given, exactly.

    Attributes:
        score: probability in 0-1 that the source supports it, by its wording alone; the checks
            of numbers, dates, names and polarity decide beside it.
        citations: the source sentences that decide, the nearest first; none where no source
            sentence shares a word with the claim.
        reasons: why it is not supported, or what was noted; empty for a plain pass.
    """

    text: str
    start: int
    end: int
    verdict: CheckVerdict
    score: float
    citations: tuple[Citation, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All claims of a text in order, each with its verdict.

    Attributes:
        documents, sentences: how much it was checked against.
        models: the models used, by role.
    """

    claims: tuple[CheckedClaim, ...]
    documents: int
    sentences: int
    models: Mapping[str, str]

    @property
    def all_supported(self) -> bool:
        """Whether every claim is supported; true for a text without one."""
        return all(claim.verdict == "supported" for claim in self.claims)
