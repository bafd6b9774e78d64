"""Differences made by code: what turns a sentence into one that its source does not support.

Each maker takes a parsed sentence and yields changes. Those of one family come in both directions
(evidence and claim exchanged), so that a claim alone does not tell its label.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from training.grammar import Forms, active, auxiliary, lowered, root_verb
from training.sets import CONTRADICTED, NOT_SAID
from training.words import DAYS, MONTHS, NUMERALS, OPPOSITE, SERIES, UNITS


@dataclass(frozen=True, slots=True)
class Change:
    """Evidence that says `said` does not support `claimed`."""

    kind: str
    said: str
    claimed: str
    label: int
    back: int | None = None
    """The label with the two exchanged; None where that is arguable."""


NUMBER = "a number"  # beside the names of types of entities


class Pool:
    """Names, numbers and words seen in a collection, by type, and the forms of its verbs."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.entities: dict[str, list[str]] = defaultdict(list)
        self.words: dict[str, list[str]] = defaultdict(list)
        self.forms: dict[tuple[str, str], str] = {}
        for doc in docs:
            for ent in doc.ents:
                self.entities[ent.label_].append(ent.text)
            for token in doc:
                if token.tag_ in ("NN", "NNS", "JJ") and token.is_alpha and len(token) > 3:
                    self.words[token.tag_].append(token.lower_)
                if token.like_num and token.text[:1].isdigit():
                    self.entities[NUMBER].append(token.text)


def put(doc: Doc, start: int, end: int, text: str) -> str:
    """The sentence with characters [start:end) replaced; a first letter stays a capital."""
    if start == 0 and text and doc.text[:1].isupper():
        text = text[0].upper() + text[1:]
    changed = doc.text[:start] + text + doc.text[end:]
    return re.sub(r"\s+([,.;?!])", r"\1", re.sub(r"  +", " ", changed)).strip()


def _near_number(text: str, chance: random.Random) -> str | None:
    """Another number of the same size and form."""
    if text.lower() in NUMERALS:
        at = NUMERALS.index(text.lower())
        return NUMERALS[min(max(at + chance.choice((-2, -1, 1, 2, 3)), 0), 11)]
    digits = text.replace(",", "")
    try:
        value = float(digits)
    except ValueError:
        return None
    if re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", digits):
        return str(int(value) + chance.choice((-23, -11, -10, -4, -2, -1, 1, 2, 3, 7, 10, 12)))
    if "." in digits:
        places = len(digits.split(".")[1])
        return f"{value * chance.choice((0.5, 0.8, 1.3, 2.0, 3.0)) + 0.1:.{places}f}"
    factor = chance.choice((0.5, 0.7, 0.9, 1.2, 1.5, 2.0, 3.0, 10.0))
    other = max(0, round(value * factor)) + (chance.choice((1, 2, 3)) if value < 20 else 0)
    return f"{other:,}" if "," in text else str(other)


def numbers(doc: Doc, pool: Pool, chance: random.Random) -> Iterator[tuple[str, str]]:
    """One number, date part or ordinal changed."""
    for token in doc:
        other = None
        kind = "number"
        for series in SERIES:
            if token.text in series or (
                series is not MONTHS and series is not DAYS and token.lower_ in series
            ):
                lower = [s.lower() for s in series]
                at = lower.index(token.lower_)
                if token.lower_ == "may" and token.tag_ == "MD":
                    continue
                if token.lower_ in ("one", "second") and token.tag_ != "CD":
                    continue
                other = series[(at + chance.choice((1, 2, 3, len(series) - 1))) % len(series)]
                kind = "date" if series in (MONTHS, DAYS) else "number"
        if other is None and token.like_num and any(c.isdigit() for c in token.text):
            same = [
                n for n in pool.entities[NUMBER] if len(n) == len(token.text) and n != token.text
            ]
            other = (
                chance.choice(same)
                if same and chance.random() < 0.3
                else _near_number(token.text, chance)
            )
        if other and other != token.text:
            yield kind, put(doc, token.idx, token.idx + len(token.text), other)


def units(doc: Doc, chance: random.Random) -> Iterator[tuple[str, str]]:
    """A unit for another."""
    if not any(c.isdigit() for c in doc.text) and not any(t.lower_ in NUMERALS for t in doc):
        return
    for a, b in UNITS:
        for old, new in ((a, b), (b, a)):
            if found := re.search(rf"(?<![a-z]){re.escape(old)}(?![a-z])", doc.text):
                yield "unit", put(doc, found.start(), found.end(), new)


def names(
    doc: Doc, own: dict[str, list[str]], pool: Pool, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """A name for another of its type, from the same passage where there is one."""
    for ent in doc.ents:
        if ent.label_ not in (
            "PERSON",
            "ORG",
            "GPE",
            "NORP",
            "LOC",
            "FAC",
            "EVENT",
            "WORK_OF_ART",
            "PRODUCT",
            "LANGUAGE",
        ):
            continue
        near = [n for n in own.get(ent.label_, ()) if _unlike(n, ent.text)]
        far = pool.entities[ent.label_]
        other = (
            chance.choice(near)
            if near and chance.random() < 0.7
            else chance.choice(far)
            if far
            else None
        )
        if other and _unlike(other, ent.text) and _unlike(other, doc.text):
            yield "name", put(doc, ent.start_char, ent.end_char, other)


def _unlike(a: str, b: str) -> bool:
    a, b = a.lower().removeprefix("the "), b.lower().removeprefix("the ")
    return a not in b and b not in a


def opposites(doc: Doc) -> Iterator[tuple[str, str]]:
    """A word for its opposite."""
    for token in doc:
        other = OPPOSITE.get(token.lower_)
        if other and not (
            token.lower_
            in ("may", "left", "second", "over", "up", "down", "right", "light", "present")
            and token.dep_ in ("prt", "aux", "prep", "advmod")
        ):
            yield "opposite", put(doc, token.idx, token.idx + len(token.text), other)


def negations(doc: Doc, forms: Forms) -> Iterator[tuple[str, str]]:
    """The main verb denied, or a denial left out."""
    verb = root_verb(doc)
    if verb is None:
        return
    denied = [t for t in verb.children if t.dep_ == "neg"]
    if denied:
        token = denied[0]
        if token.lower_ in ("not", "never"):
            yield "negation", put(doc, token.idx, token.idx + len(token.text) + 1, "")
        return
    aux = auxiliary(verb)
    if aux is not None:
        end = aux.idx + len(aux.text)
        asks = doc.text.rstrip().endswith("?") and aux.lower_ in (
            "did",
            "does",
            "do",
            "is",
            "was",
            "are",
            "were",
            "has",
            "had",
        )
        yield "negation", doc.text[:end] + ("n't" if asks else " not") + doc.text[end:]
    elif verb.tag_ in ("VBD", "VBZ") and (base := forms.base(verb.lower_)):
        helper = "did not" if verb.tag_ == "VBD" else "does not"
        yield "negation", put(doc, verb.idx, verb.idx + len(verb.text), f"{helper} {base}")


def roles(doc: Doc) -> Iterator[tuple[str, str]]:
    """Who did it and to whom, exchanged (like kinds of phrases only)."""
    parts = active(doc)
    if parts is None:
        return
    subject, verb, object_ = parts
    kinds = [any(t.tag_ in ("NNP", "NNPS") for t in span) for span in (subject, object_)]
    if kinds[0] == kinds[1]:
        first, rest = object_.text[0].upper() + object_.text[1:], doc.text[object_.end_char :]
        text = f"{first} {verb.text} {lowered(subject)}{rest}"
        yield "roles", text


def conflated(first: Doc, second: Doc) -> str | None:
    """The second sentence's deed with the first one's doer."""
    subjects = []
    for doc in (first, second):
        verb = root_verb(doc)
        subject = (
            next((t for t in verb.children if t.dep_ in ("nsubj", "nsubjpass")), None)
            if verb is not None
            else None
        )
        if subject is None:
            return None
        span = doc[subject.left_edge.i : subject.right_edge.i + 1]
        if span.start != 0 or len(span) > 8 or subject.tag_ in ("PRP", "DT", "WDT", "EX"):
            return None
        subjects.append((span, subject))
    (a, x), (b, y) = subjects
    many, proper = ("NNS", "NNPS"), ("NNP", "NNPS")
    unlike = (x.tag_ in many) != (y.tag_ in many) or (x.tag_ in proper) != (y.tag_ in proper)
    if unlike or not _unlike(a.text, b.text):
        return None
    return f"{a.text}{second.text[b.end_char :]}"


def in_place(
    doc: Doc, own: dict[str, list[str]], pool: Pool, forms: Forms, chance: random.Random
) -> list[Change]:
    """Changes that put one thing for another: both directions are false."""
    texts = [*numbers(doc, pool, chance), *units(doc, chance), *names(doc, own, pool, chance),
             *opposites(doc), *negations(doc, forms), *roles(doc)]  # fmt: skip
    labels = {"name": NOT_SAID, "roles": NOT_SAID}
    return [
        Change(kind, doc.text, text, labels.get(kind, CONTRADICTED), labels.get(kind, CONTRADICTED))
        for kind, text in texts if text != doc.text
    ]  # fmt: skip
