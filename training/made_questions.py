"""Questions that a passage seems to answer: one thing of them, or of the passage, is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from training import changes
from training.changes import Change
from training.maker import Maker, difference, swap
from training.sets import NOT_SAID, Asked


def questions(maker: Maker, items: Sequence[Asked]) -> Iterator[tuple[Asked, str]]:
    """Questions with one thing changed (start -1), and changed passages that answer them."""
    for item in items:
        doc = maker.parsed.get(item.question)
        if doc is None:
            continue
        own = maker.own(item.passage)
        found = [c for c in maker.variants(doc, own, 4) if c.kind not in ("roles", "unit")]
        if maker.chance.random() < 0.75:  # a denial in a question gives itself away
            found = [c for c in found if c.kind != "negation"]
        found += _other_word(maker, doc, item)
        maker.chance.shuffle(found)
        for change in found[:2]:
            yield from _rows(maker, item, change)


def _rows(maker: Maker, item: Asked, change: Change) -> Iterator[tuple[Asked, str]]:
    """A changed question; the passage changed likewise answers it, and the first one no more."""
    pair = difference(item.question, change.claimed)
    if pair is None or pair[1].lower() in item.answer.lower():
        return
    unanswered = replace(item, start=-1, answer="", full=None)
    yield replace(unanswered, question=change.claimed), f"question: {change.kind}"
    turned = swap(item.passage, *pair) if change.kind != "negation" else None
    if turned is None or pair[0].lower() in item.answer.lower():
        return
    at = turned.find(item.answer)
    if at >= 0 and turned.count(item.answer) == item.passage.count(item.answer) == 1:
        answered = replace(item, passage=turned, question=change.claimed, start=at)
        yield answered, "answer in changed passage"
        if maker.chance.random() < 0.5:
            yield replace(unanswered, passage=turned), "changed passage"


def _content(token: Token) -> bool:
    return token.tag_ in ("NN", "NNS", "JJ") and token.is_alpha and len(token) > 3


def _other_word(maker: Maker, doc: Doc, item: Asked) -> list[Change]:
    """A noun or adjective of the question for another one of its passage."""
    tokens = [t for t in doc if _content(t) and t.i > 1]
    if not tokens:
        return []
    token = maker.chance.choice(tokens)
    others = [
        word.text
        for sentence in maker.sentences(item.passage)
        for word in sentence
        if _content(word)
        and word.tag_ == token.tag_
        and word.lower_ not in doc.text.lower()
        and word.lower_[:4] != token.lower_[:4]
    ]
    if not others or maker.chance.random() < 0.3:
        others = maker.pool.words[token.tag_]
    other = maker.chance.choice(others)
    text = changes.put(doc, token.idx, token.idx + len(token.text), other.lower())
    return [Change("other word", doc.text, text, NOT_SAID)]
