"""Claims on several sentences: facts mixed up or rightly joined, pronouns, causes, halves."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from training import changes, grammar, sameness, weakened
from training.maker import Maker, stems
from training.sets import CONTRADICTED, NOT_SAID, SUPPORTED, Asked, Pair, plain

CAUSES = (
    " because ",
    ", since ",
    ", as a result of which ",
    ", which led to the fact that ",
    ", so ",
)
PRONOUNS = ("He", "She", "It", "They", "This", "These")


def passages(maker: Maker, items: Sequence[Asked]) -> Iterator[Pair]:
    """Claims on the sentences of passages and their neighbours."""
    titles = sorted({item.title for item in items if item.title})
    for passage, title in {item.passage: item.title for item in items}.items():
        docs = [doc for doc in maker.sentences(passage) if 5 < len(doc) < 45]
        own = maker.own(passage)
        for i, doc in enumerate(docs):
            low = max(0, i - maker.pick((0, 1, 2)))
            near = docs[low : i + 1 + maker.pick((0, 0, 1, 2))]
            evidence = " ".join(d.text for d in near)
            shown = title if maker.chance.random() < 0.6 else None
            base = Pair("passages", "", evidence, SUPPORTED, shown, None, maker.day())
            yield from _changed(maker, doc, own, base)
            yield from _same(maker, doc, base)
            if title and title not in doc.text:
                yield from _pronoun(maker, doc, replace(base, title=title), titles)
            if i + 1 < len(docs) and len(doc) + len(docs[i + 1]) < 60:
                yield from _two(maker, doc, docs[i + 1], base)
        yield from _apart(maker, docs, title)


def _changed(maker: Maker, doc: Doc, own: dict[str, list[str]], base: Pair) -> Iterator[Pair]:
    """One thing changed in the claim, in the evidence, in both."""
    found = maker.variants(doc, own, 1) if maker.chance.random() < 0.3 else []
    back = len(found)
    found += [*weakened.found_hedges(doc), *weakened.scopes(doc)][:2]
    for i, change in enumerate(found):
        turned = base.evidence.replace(doc.text, change.claimed)
        wrong = replace(base, label=change.label, kind=change.kind)
        yield replace(wrong, claim=maker.reworded(change.claimed))
        kept = maker.reworded(change.claimed, 0.9)
        yield replace(base, claim=kept, evidence=turned, kind="whole sentence")
        if i < back:
            yield replace(wrong, claim=maker.reworded(doc.text, 0.9), evidence=turned)


def _same(maker: Maker, doc: Doc, base: Pair) -> Iterator[Pair]:
    """Short names, nations, the passive, another order; with the mistake that is near."""
    for said, claim, _ in sameness.acronyms(doc.text):
        evidence = base.evidence.replace(doc.text, said)
        yield replace(base, evidence=evidence, claim=claim, kind="acronym")
    for claim, country in list(sameness.demonyms(doc.text))[:1]:
        yield replace(base, claim=claim, kind="demonym")
        other = maker.pick([c for c in sameness.NATIONS.values() if c != country])
        wrong = claim.replace(f"from {country}", f"from {other}")
        yield replace(base, claim=wrong, label=CONTRADICTED, kind="name")
    if (turned := sameness.passive(doc, maker.forms)) is not None:
        yield replace(base, claim=turned, kind="passive")
        for _, exchanged in changes.roles(doc):
            yield replace(base, claim=exchanged, label=NOT_SAID, kind="roles")
    if (front := sameness.moved(doc)) and maker.chance.random() < 0.4:
        yield replace(base, claim=front, kind="moved")


def _pronoun(maker: Maker, doc: Doc, base: Pair, titles: list[str]) -> Iterator[Pair]:
    """What `he` or `it` did, as the deed of the document's subject, and of another one."""
    title = base.title or ""
    finite = len(doc) > 1 and doc[1].tag_ in ("VBD", "VBZ")
    if doc[0].text in PRONOUNS[:3] and finite and len(title.split()) < 4:
        rest = doc.text[len(doc[0].text) :]
        yield replace(base, claim=title + rest, kind="pronoun")
        wrong = maker.pick(titles)
        if wrong != title and wrong not in base.evidence:
            yield replace(base, claim=wrong + rest, label=NOT_SAID, kind="subject exchanged")


def _two(maker: Maker, first: Doc, second: Doc, base: Pair) -> Iterator[Pair]:
    """Two neighbours: joined rightly, joined by a cause that nobody named, or confused."""
    both = replace(base, evidence=f"{first.text} {second.text}")
    a, b = grammar.body(first), grammar.inner(second) + "."
    if text := changes.conflated(first, second):
        yield replace(both, claim=text, label=NOT_SAID, kind="conflated")
        yield replace(both, claim=second.text, kind="one of two")
    if maker.chance.random() < 0.12:
        said = f"{a}{maker.pick(CAUSES)}{b}"
        yield replace(both, claim=said, label=NOT_SAID, kind="cause invented")
        yield replace(both, claim=f"{a}, and {b}", kind="joined")
        kept = said.replace(" because ", ", as ")
        yield replace(base, claim=kept, evidence=said, kind="cause kept")


def _apart(maker: Maker, docs: Sequence[Doc], title: str | None) -> Iterator[Pair]:
    """Two sentences that stood apart, with the subject of one and the deed of the other."""
    for x, y in zip(docs, docs[2:], strict=False):
        text = changes.conflated(x, y)
        if text and maker.chance.random() < 0.5:
            evidence = f"{x.text} {y.text}"
            row = Pair("passages", text, evidence, NOT_SAID, title, None, maker.day(), "conflated")
            yield row
            claim = maker.reworded(maker.pick((x, y)).text)
            yield replace(row, claim=claim, label=SUPPORTED, kind="one of two")


def split_pairs(lines: Sequence[str], chance: random.Random) -> Iterator[Pair]:
    """Two sentences and the one that joins them; a half does not bear the whole."""
    for line in lines:
        whole, halves = line.split("\t")
        first, _, second = (plain(part.replace("' '", "'")) for part in halves.partition("<::::>"))
        whole = plain(whole)
        if not second:
            continue
        base = Pair("wiki_split", "", "", SUPPORTED)
        if len(stems(whole) - stems(f"{first} {second}")) <= 1:
            yield replace(base, claim=whole, evidence=f"{first} {second}", kind="joined")
            if len(stems(whole) - stems(first)) >= 4:
                half = replace(base, evidence=first, label=NOT_SAID, kind="half missing")
                yield replace(half, claim=whole)
        for one, rest in ((first, second), (second, first)):
            if stems(one) <= stems(whole) and one.split()[0] not in PRONOUNS:
                yield replace(base, claim=one, evidence=whole, kind="part of a sentence")
                if len(stems(one) - stems(rest)) >= 3 and chance.random() < 0.8:
                    missing = replace(base, evidence=rest, label=NOT_SAID, kind="half missing")
                    yield replace(missing, claim=one)
