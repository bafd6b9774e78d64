"""Whether the sentences of a direct answer rest on the passages that it was written from.

    text ─sentences→ claim ─cover→ source sentences that bear it together ─┬ facts that code knows
                                                                           └ how likely it is right
                                                                           → verdict, reasons

What code knows better than a model decides first: numbers, dates and names of one statement that do
not stand together in any passage that was read, with what stands above it, and a quotation that is
in no cited sentence, make a claim `unsupported`. How likely it is right, as reader and writer let
expect, decides the rest (`right.py`). What cannot be decided is
rejected: shown with a mark, two in five such claims were wrong (docs/decisions/direct-answer.md).
Of a claim that passes it is noted where text recognition was not sure of its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.corpus.sentences import sentence_spans
from assistant.grounding.recognised import noted
from assistant.grounding.right import AFFIRMED, Chosen, Found, default_right, measure
from assistant.grounding.rows import compared_rows, misplaced_figures
from assistant.grounding.slots import (
    fact_stems,
    missing_dates,
    missing_names,
    missing_quantities,
    missing_quotations,
    unfinished,
)
from assistant.grounding.support import plain
from assistant.grounding.timed import times
from assistant.language.quantities import dates, quantities, without_dates
from assistant.language.question import Question
from assistant.language.tongue import language_of
from assistant.language.words import content_stems
from assistant.protocols import Embedder, Reader
from assistant.records import Claim, Evidence, Hit, Verdict
from assistant.writing.direct import Draft
from assistant.writing.evidence import Candidate, candidates
from assistant.writing.stance import VERDICT

MOST_CITED = 5
"""Source sentences that one claim may rest on: a list may take a row of a table for each item."""

FACT = 2.0
"""What a stem of a number or name counts beside one of another word, when sources are picked."""

BRINGS = 2.0
"""How much of the claim a further source sentence has to bring: one fact, or two words."""

ANSWERS = 0.0
"""Least score of a further sentence: where the reader finds an answer as likely as none."""

TOGETHER = 3
"""Stems of the claim, at least, that a further source sentence and what stands above it have."""

UNAPPROVED = -7.0
"""What a draft counts, in log odds, of which its writer does not say what it thinks."""

_PARTS = re.compile(r"[,;:](?=\s)|\b(?:and|but|while|whereas|compared (?:to|with))\b")
"""Between two statements of one sentence."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft taken apart: each claim cites 1-based positions in `evidence`.

    Attributes:
        probability: that the first claim is right; 0 where there is none.
        short: the words of the first claim that answer by themselves; None where there are none.
    """

    claims: tuple[Claim, ...]
    evidence: tuple[Evidence, ...]
    probability: float = 0.0
    short: str | None = None

    @property
    def answers(self) -> bool:
        """Whether what answers the question, which the writer says first, may be shown."""
        return bool(self.claims) and self.claims[0].verdict != "unsupported"


def judge(
    draft: Draft,
    question: Question,
    read: Sequence[Hit],
    embedder: Embedder,
    reader: Reader,
    found: Found,
    chosen: Chosen | None = None,
) -> Judged:
    """The sentences of an answer as claims, each with its verdict and what it rests on.

    Args:
        draft: what the writer wrote, and what it thinks of it.
        question: what was asked; its words need no source.
        read: the passages that the writer read, best first.
        embedder: compares claims and source sentences.
        reader: says whether what follows the first sentence still answers the question.
        found: what it found in the passages for the question.
        chosen: the sentence that it was written from; None where it was whole passages, or where
            its writer does not say what it thinks of it.
    """
    borne, sentences = claims_of(draft.text, question, read, embedder)
    if not borne:
        return Judged((), ())
    fitted = default_right(is_chosen=chosen is not None)
    if chosen is not None:
        approval = UNAPPROVED if draft.approval is None else draft.approval
        likely = [fitted.confidence(chosen.row(draft.sureness, approval))] * len(borne)
    else:
        rows = rows_of(borne, question, found, draft.sureness, belief_in(sentences, found))
        likely = [
            AFFIRMED if says(one.claim, "yes") else fitted.confidence(row)
            for one, row in zip(borne, rows, strict=True)
        ]
    readings = _readings(question, read)
    lines = [(one.hit.document.id, one.text) for one in sentences]
    cited: dict[int, int] = {}
    claims = []
    for place, (one, probability) in enumerate(zip(borne, likely, strict=True)):
        numbers = tuple(cited.setdefault(index, len(cited) + 1) for index in one.chosen)
        verdict, reasons = _verdict(one, question, readings, probability, fitted.threshold)
        if misplaced := misplaced_figures(one.said, question.text, lines):
            verdict, reasons = "unsupported", (*reasons, *misplaced)
        if place and _is_beside(one, question, reader):
            verdict, reasons = "unsupported", ("it does not answer the question",)
        if verdict == "supported":
            reasons = noted(source.hit.passage.ocr for source in one.sources)
        claims.append(Claim(one.claim, numbers, verdict, reasons))
    evidence = tuple(
        Evidence.at(one.hit.passage, one.hit.document, one.span)
        for one in (sentences[index] for index in cited)
    )
    return Judged(tuple(claims), evidence, likely[0], _short(borne[0].claim, found))


@dataclass(frozen=True, slots=True)
class Borne:
    """A claim with the source sentences that bear it, and their places."""

    claim: str
    sources: Sequence[Candidate]
    chosen: Sequence[int]

    @property
    def said(self) -> str:
        """The claim without a yes or no before it."""
        return VERDICT.sub("", plain(self.claim), count=1)

    @property
    def source(self) -> str:
        """What the sources say."""
        return plain(" ".join(source.text for source in self.sources))

    @property
    def headed(self) -> str:
        """The same, with what stands above them."""
        hits = {source.hit.passage.id: source.hit for source in self.sources}.values()
        return f"{' '.join(_heading(hit) for hit in hits)} {self.source}"

    def carried(self, question: Question) -> float:
        """The share of the claim's content words that stand in the sources, in 0-1.

        A word that only the question has counts half: people expect it in the answer, but it proves
        nothing.
        """
        wanted, known = content_stems(self.said), set(content_stems(self.headed))
        shares = (1.0 if one in known else 0.5 if one in question.stems else 0.0 for one in wanted)
        return sum(shares) / max(1, len(wanted))


def claims_of(
    text: str, question: Question, read: Sequence[Hit], embedder: Embedder
) -> tuple[list[Borne], list[Candidate]]:
    """The sentences of a text with what bears them, and all source sentences; see `judge`."""
    sentences = candidates(read)
    spans = sentence_spans(text, language=language_of(text))
    texts = [text[start:end] for start, end in spans]
    if not sentences or not texts:
        return [], []
    near = embedder.encode_passages(texts) @ embedder.encode_passages([s.text for s in sentences]).T
    covers = [_cover(claim, question, sentences, near[place]) for place, claim in enumerate(texts)]
    borne = [
        Borne(claim, [sentences[index] for index in chosen], chosen)
        for claim, chosen in zip(texts, covers, strict=True)
    ]
    return borne, sentences


def belief_in(sentences: Sequence[Candidate], found: Found) -> NDArray[np.float64]:
    """How a reader's belief that one of the sentences answers is spread, of shape (n,); sums to 1.

    A softmax of its scores: those of one question can be compared, those of two hardly.
    """
    scores = np.array([found.odds[one.hit.passage.id, one.span.start] for one in sentences])
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def rows_of(
    borne: Sequence[Borne],
    question: Question,
    found: Found,
    sureness: float | None,
    belief: NDArray[np.float64] | None = None,
) -> list[NDArray[np.float64]]:
    """What is weighed of each claim, as `right.UNTAUGHT`; `belief` from `belief_in`."""
    return [
        measure(
            one.said,
            one.carried(question),
            found,
            sureness,
            None if belief is None or not one.chosen else float(belief[one.chosen[0]]),
            has_verdict=bool(VERDICT.match(plain(one.claim))),
        )
        for one in borne
    ]


class _Said(NamedTuple):
    """What a passage says below its title, and below its date and headings, too.

    A day above a text is no number in it.
    """

    titled: str
    headed: str


def _readings(question: Question, read: Sequence[Hit]) -> list[_Said]:
    """What each passage says.

    And the question's numbers, dates and times that any of them has, which an answer may repeat.
    """
    known = " ".join(f"{_heading(hit)} {hit.passage.text}" for hit in read)
    said = [
        *(number.text for number in quantities(question.text)),
        *(day.text for day in dates(question.text)),
        *(time.text for time in times(question.text)),
    ]
    granted = " ".join(
        part for part in said if not (missing_quantities(part, known) or missing_dates(part, known))
    )
    return [
        _Said(
            titled=plain(f"{hit.document.title}. {hit.passage.text} {granted}"),
            headed=plain(f"{_heading(hit)} {hit.passage.text} {granted}"),
        )
        for hit in read
    ]


def _is_beside(one: Borne, question: Question, reader: Reader) -> bool:
    """Whether a sentence is beside the question, as the reader sees it."""
    return float(reader.score(question.text, [one.claim])[0]) < ANSWERS


def _cover(
    claim: str,
    question: Question,
    sentences: Sequence[Candidate],
    cosines: NDArray[np.float32],
) -> list[int]:
    """The fewest sentences that bear a claim: the nearest, then those that bring what it lacks."""
    weights = _weights(claim, question)
    held = [weights.keys() & set(sentence.stems) for sentence in sentences]
    # What stands above a sentence says what it is about: it need not say so again.
    spoken = [
        own | (weights.keys() & set(content_stems(_heading(sentence.hit))))
        for own, sentence in zip(held, sentences, strict=True)
    ]
    chosen: list[int] = []
    carried: set[str] = set()

    def brings(index: int) -> float:
        return sum(weights[stem] for stem in held[index] - carried)

    left = list(range(len(sentences)))
    while left and len(chosen) < MOST_CITED:
        best = max(left, key=lambda index: brings(index) + float(cosines[index]))
        if chosen and brings(best) < BRINGS:
            break
        chosen.append(best)
        carried |= held[best]
        # A sentence that shares one name with a claim need not speak of the same thing.
        left = [index for index in left if index != best and len(spoken[index]) >= TOGETHER]
    return chosen


def _weights(claim: str, question: Question) -> dict[str, float]:
    """How much each stem of a claim says about where it comes from.

    Words of the question stand in every sentence on its subject, and show little.
    """
    telling = fact_stems(claim)
    return {
        stem: 0.5 if stem in question.stems else FACT if stem in telling else 1.0
        for stem in content_stems(claim)
    }


def _verdict(
    one: Borne, question: Question, readings: Sequence[_Said], probability: float, least: float
) -> tuple[Verdict, tuple[str, ...]]:
    said = one.said
    wrong = [
        *unfinished(said),
        *_unborne(said, question.text, readings, is_denial=says(one.claim, "no")),
        *missing_quotations(said, one.source),
        *compared_rows(said, [other.text for other in one.sources]),
    ]
    if wrong:
        return "unsupported", tuple(wrong)
    if probability >= least:
        return "supported", ()
    return "unsupported", (f"it is too unlikely to be right ({probability:.0%})",)


def _short(claim: str, found: Found) -> str | None:
    """Yes or no, or the span that the reader found, as it stands in the claim."""
    if opening := VERDICT.match(claim):
        return opening[0].rstrip(" ,.;:")
    return found.said_in(claim)


def says(claim: str, verdict: str) -> bool:
    """Whether a claim opens with yes, or with no."""
    opening = VERDICT.match(plain(claim))
    return opening is not None and opening[0].casefold().startswith(verdict)


def _unborne(claim: str, question: str, readings: Sequence[_Said], *, is_denial: bool) -> list[str]:
    """Numbers, dates and names of a claim that stand nowhere, or in no passage together.

    Several passages may bear a claim, but each statement of it rests on one of them: else what is
    true of one thing would be said of another. What is denied need not stand anywhere ("No, you may
    not on a Sunday"), nor do the question's names.
    """
    denied = question if is_denial else ""

    def lacking(part: str, source: _Said) -> list[str]:
        return [
            *missing_quantities(without_dates(part), f"{source.titled} {denied}"),
            *missing_dates(part, f"{source.headed} {denied}"),
            *missing_names(part, f"{source.headed} {question}"),
        ]

    together = _Said(*map(" ".join, zip(*readings, strict=True)))
    if nowhere := lacking(claim, together):
        return nowhere
    return [
        f"no single source holds “{part.strip()}”"
        for part in _PARTS.split(claim)
        if all(lacking(part, reading) for reading in readings)
    ]


def _heading(hit: Hit) -> str:
    """What stands above a passage: its document's title and date, and its section."""
    above = (hit.document.title, hit.document.when, hit.passage.section)
    return " ".join(f"{part}." for part in above if part)
