"""Answers as claims: in the question's words, in a sentence's own, and with a wrong answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sentencex
from spacy.tokens import Doc

from training import sameness
from training.maker import Maker, difference, stems, swap
from training.sets import NOT_SAID, SUPPORTED, Asked, Pair


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with its passage's sentences, the claims that answer it, and a row to fill."""

    item: Asked
    group: list[Asked]
    parts: list[str]
    claims: list[tuple[str, str]]
    base: Pair


def answers(maker: Maker, items: Sequence[Asked]) -> Iterator[Pair]:
    """Right and wrong answers as claims."""
    by_passage: dict[str, list[Asked]] = defaultdict(list)
    for item in items:
        by_passage[item.passage].append(item)
    for passage, group in by_passage.items():
        parts = [s for s in sentencex.segment("en", passage) if s.strip()]
        for item in group:
            doc = maker.parsed.get(item.question)
            if doc is not None and (case := _case(maker, item, group, parts, doc)).claims:
                yield from _exchanged(maker, case)
                yield from _missing(maker, case)
                yield from _other_question(maker, case, doc)


def _case(maker: Maker, item: Asked, group: list[Asked], parts: list[str], doc: Doc) -> _Case:
    evidence = _around(maker, parts, item)
    claims = []
    if text := sameness.statement(doc, item.answer, maker.forms):
        claims.append((text, "question's words"))
    if item.full and borne(item.full, f"{item.passage} {item.question}"):
        claims.append((item.full, "full answer"))
    question: str | None = item.question
    if maker.chance.random() >= 0.6:  # another question must not matter, nor none
        question = maker.chance.choice(group).question if maker.chance.random() < 0.5 else None
    if claims and min(len(text.split()) for text, _ in claims) < 5:
        question = item.question  # a bare answer says nothing alone
    title = item.title if item.title and maker.chance.random() < 0.6 else None
    base = Pair("answers", "", evidence, SUPPORTED, title, question, maker.day())
    return _Case(item, group, parts, claims, base)


def _exchanged(maker: Maker, case: _Case) -> Iterator[Pair]:
    """Each claim, and with another answer of the passage, where that is right and where not."""
    for text, kind in case.claims:
        yield replace(case.base, claim=text, kind=kind)
        wrong = _wrong_answer(maker, case.item, case.group)
        if wrong and case.item.answer in text:
            bad = text.replace(case.item.answer, wrong)
            yield replace(case.base, claim=bad, label=NOT_SAID, kind="answer exchanged")
            other = swap(case.base.evidence, case.item.answer, wrong)
            if other and maker.chance.random() < 0.35:
                yield replace(case.base, claim=bad, evidence=other, kind=kind)


def _missing(maker: Maker, case: _Case) -> Iterator[Pair]:
    """A right answer with the rest of its passage only."""
    rest = [part for part in case.parts if case.item.answer not in part]
    if rest and maker.chance.random() < 0.3:
        text = " ".join(rest[:4])
        missing = replace(case.base, evidence=text, label=NOT_SAID, kind="sentence missing")
        yield replace(missing, claim=case.claims[0][0])


def _other_question(maker: Maker, case: _Case, doc: Doc) -> Iterator[Pair]:
    """The claim that answers a changed question, and evidence that bears it."""
    if maker.chance.random() >= 0.5:
        return
    for change in maker.variants(doc, maker.own(case.item.passage), 1):
        pair = difference(doc.text, change.claimed)
        bad = swap(case.claims[-1][0], *pair) if pair else None
        if pair is None or bad is None or change.kind in ("unit", "roles"):
            continue
        own = case.base.question == case.item.question
        row = replace(case.base, claim=bad, question=change.claimed if own else None)
        yield replace(row, label=change.label, kind=change.kind)
        if other := swap(case.base.evidence, *pair):
            yield replace(row, evidence=other, kind=case.claims[-1][1])


def borne(text: str, source: str) -> bool:
    """Whether nearly all longer words of a written answer are its source's."""
    wanted = stems(text)
    return bool(wanted) and len(wanted & stems(source, 1)) >= 0.9 * len(wanted)


def _around(maker: Maker, parts: list[str], item: Asked) -> str:
    """The sentence with the answer, and some of its neighbours."""
    at = next((i for i, p in enumerate(parts) if item.answer in p), 0)
    low = max(0, at - maker.chance.choice((0, 0, 1, 1, 2)))
    return " ".join(parts[low : at + 1 + maker.chance.choice((0, 0, 1, 1, 2))])


def _wrong_answer(maker: Maker, item: Asked, group: list[Asked]) -> str | None:
    """Another answer of the passage that looks alike."""

    def shape(text: str) -> tuple[bool, bool]:
        return any(c.isdigit() for c in text), text[:1].isupper()

    right = item.answer.lower()
    like = [
        other.answer
        for other in group
        if shape(other.answer) == shape(item.answer)
        and other.answer.lower() not in right
        and right not in other.answer.lower()
        and other.answer.lower() not in item.question.lower()
    ]
    return maker.chance.choice(like) if like else None
