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
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Doc, Span, Token

from training.sets import CONTRADICTED, NOT_SAID


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


NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SERIES = (
    NUMERALS,
    MONTHS,
    DAYS,
    "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
)
WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))


def arrows(name: str) -> list[tuple[str, str]]:
    """A list of `this > that`."""
    return [(before, after) for before, after in (line.split(" > ") for line in WORDS[name])]


def slashes(name: str) -> list[tuple[str, str]]:
    """Words written `this/that`."""
    return [(a, b) for a, b in (pair.split("/") for pair in WORDS[name].split())]


UNITS, SCOPES, NATURAL_HEDGES = arrows("units"), arrows("scopes"), arrows("natural_hedges")
OPPOSITES = slashes("opposites")
OPPOSITE = dict(OPPOSITES) | {b: a for a, b in reversed(OPPOSITES)}
RESTRICTIONS: list[str] = WORDS["restrictions"]
HEDGES_PAST: list[str] = WORDS["hedges_past"]
HEDGES_PRESENT: list[str] = WORDS["hedges_present"]
HEDGES_BE: list[str] = WORDS["hedges_be"]
SAYS: list[str] = WORDS["says"]
OFFICES, STATES = WORDS["offices"].split(), WORDS["states"].split()
OFFICE_NOUNS = frozenset(WORDS["office_nouns"].split())
STATE_NOUNS = frozenset(WORDS["state_nouns"].split())
IRREGULAR = [line.split() for line in WORDS["irregular"].split(";")]
IRREGULAR_BASES = {form: base for base, *forms in IRREGULAR for form in forms}


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


def _root_verb(doc: Doc) -> Token | None:
    return next((t for t in doc if t.dep_ == "ROOT" and t.tag_.startswith("VB")), None)


def _auxiliary(verb: Token) -> Token | None:
    aux = [
        t
        for t in verb.children
        if t.dep_ in ("aux", "auxpass") and t.tag_ in ("VBD", "VBZ", "VBP", "MD")
    ]
    if aux:
        return aux[0]
    return verb if verb.lower_ in ("is", "are", "was", "were") else None


def negations(doc: Doc, forms: Forms) -> Iterator[tuple[str, str]]:
    """The main verb denied, or a denial left out."""
    verb = _root_verb(doc)
    if verb is None:
        return
    denied = [t for t in verb.children if t.dep_ == "neg"]
    if denied:
        token = denied[0]
        if token.lower_ in ("not", "never"):
            yield "negation", put(doc, token.idx, token.idx + len(token.text) + 1, "")
        return
    aux = _auxiliary(verb)
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


class Forms:
    """Verb forms that a collection shows: `walked` ↔ `walk`, by the parses' tags."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        seen: dict[str, set[str]] = defaultdict(set)
        for doc in docs:
            for token in doc:
                if token.tag_.startswith("VB") and token.is_alpha:
                    seen[token.tag_].add(token.lower_)
        self.bases = seen["VB"] | seen["VBP"]
        self._base: dict[str, str] = dict(IRREGULAR_BASES)
        self._past: dict[str, str] = {}
        self._participle: dict[str, str] = {}
        for form in seen["VBD"] | seen["VBN"] | seen["VBZ"] | seen["VBG"]:
            if base := self._regular(form):
                self._base.setdefault(form, base)
        for form in seen["VBD"] | seen["VBN"]:
            if (base := self._base.get(form)) and form.endswith("ed"):
                self._past.setdefault(base, form)
                self._participle.setdefault(base, form)
        for base, past, participle in IRREGULAR:
            self._past[base], self._participle[base] = past, participle

    def _regular(self, form: str) -> str | None:
        for ending, others in (
            ("ied", ("y",)),
            ("ies", ("y",)),
            ("ed", ("", "e")),
            ("es", ("", "e")),
            ("s", ("",)),
            ("ing", ("", "e")),
        ):
            if form.endswith(ending):
                stem = form[: -len(ending)]
                options = [stem + other for other in others]
                if len(stem) > 2 and stem[-1] == stem[-2]:
                    options.append(stem[:-1])
                for option in options:
                    if option in self.bases and option not in ("be", "have"):
                        return option
        return None

    def base(self, form: str) -> str | None:
        """The plain form."""
        return self._base.get(form)

    def past(self, base: str) -> str | None:
        """The simple past of a plain form."""
        return self._past.get(base)

    def participle(self, form: str) -> str | None:
        """The past participle of a verb form."""
        base = self._base.get(form, form)
        return self._participle.get(base)


def noun_span(token: Token) -> Span | None:
    """The noun phrase around its head, where it is short and without clauses."""
    left, right = token.left_edge.i, token.right_edge.i + 1
    span = token.doc[left:right]
    clause = any(t.dep_ in ("relcl", "acl", "conj", "cc", "appos", "advcl") for t in span)
    return span if len(span) <= 7 and not clause and token.tag_[:2] == "NN" else None


def active(doc: Doc) -> tuple[Span, Token, Span] | None:
    """Subject, verb, object of a plain active main clause."""
    verb = _root_verb(doc)
    if verb is None or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    if any(t.dep_ in ("neg", "aux", "auxpass", "prt") for t in verb.children):
        return None
    subjects = [t for t in verb.children if t.dep_ == "nsubj"]
    objects = [t for t in verb.children if t.dep_ == "dobj"]
    if len(subjects) != 1 or len(objects) != 1 or verb.lower_ in ("had", "has", "have"):
        return None
    subject, object_ = noun_span(subjects[0]), noun_span(objects[0])
    if subject is None or object_ is None or subject.start != 0:
        return None
    if object_.start - verb.i != 1:
        return None
    return subject, verb, object_


def lowered(span: Span) -> str:
    """A phrase as it reads inside a sentence."""
    first = span[0]
    if (
        first.tag_ in ("NNP", "NNPS")
        or first.ent_type_
        or first.text == "I"
        or first.text.isupper()
    ):
        return str(span.text)
    return str(span.text[0].lower() + span.text[1:])


def body(doc: Doc) -> str:
    """The sentence without its full stop."""
    return str(doc.text).strip().rstrip(".")


def inner(doc: Doc) -> str:
    """The sentence as it reads after an introduction, without its full stop."""
    return f"{lowered(doc[0:1])}{doc.text[len(doc[0].text) :]}".strip().rstrip(".")


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


def hedges(doc: Doc, forms: Forms, chance: random.Random) -> Iterator[Change]:
    """Evidence hedged, claim plain."""
    verb = _root_verb(doc)
    if verb is None or any(t.dep_ in ("neg",) for t in verb.children):
        return
    aux = _auxiliary(verb)
    end = verb.idx + len(verb.text)
    if aux is not None and aux.lower_ in ("is", "are", "was", "were"):
        form = chance.choice(HEDGES_BE)
        if form.endswith("to be") and aux.lower_ in ("are",):
            return
        said = doc.text[: aux.idx] + form.format(a=aux.text) + doc.text[aux.idx + len(aux.text) :]
        yield Change("hedge dropped", said, doc.text, NOT_SAID)
    elif aux is None and verb.tag_ in ("VBD", "VBZ") and (base := forms.base(verb.lower_)):
        participle, options = (
            forms.participle(verb.lower_),
            HEDGES_PAST if verb.tag_ == "VBD" else HEDGES_PRESENT,
        )
        form = chance.choice(options)
        if "{n}" in form and not participle:
            return
        said = (
            doc.text[: verb.idx] + form.format(n=participle, p=verb.text, b=base) + doc.text[end:]
        )
        yield Change("hedge dropped", said, doc.text, NOT_SAID)


def found_hedges(doc: Doc) -> Iterator[Change]:
    """A hedge or qualifier that the sentence has of itself, dropped."""
    for old, new in NATURAL_HEDGES:
        if found := re.search(rf"\b{re.escape(old)}", doc.text, re.IGNORECASE):
            kind = (
                "qualifier dropped"
                if old.strip() in ("former", "deputy", "acting", "proposed", "planned")
                else "hedge dropped"
            )
            yield Change(kind, doc.text, put(doc, found.start(), found.end(), new), NOT_SAID)


def scopes(doc: Doc) -> Iterator[Change]:
    """Wider than said; or with the two exchanged, evidence that says more."""
    for old, new in SCOPES:
        if found := re.search(rf"\b{re.escape(old)}\b", doc.text, re.IGNORECASE):
            if old == "may" and doc.text[found.start()] == "M":
                continue
            contra = old in ("less than", "at least")
            yield Change(
                "scope widened",
                doc.text,
                put(doc, found.start(), found.end(), new),
                CONTRADICTED if contra else NOT_SAID,
                CONTRADICTED if contra else None,
            )


def restrictions(doc: Doc, chance: random.Random) -> Iterator[Change]:
    """A condition that the claim leaves out, found or made."""
    for token in doc:
        if (
            token.dep_ == "mark"
            and token.lower_ in ("if", "unless", "until", "provided", "except")
            and token.head.dep_ == "advcl"
        ):
            clause = doc[token.head.left_edge.i : token.head.right_edge.i + 1]
            if 3 <= len(clause) < len(doc) - 5:
                rest = (doc.text[: clause.start_char] + doc.text[clause.end_char :]).strip(" ,")
                rest = re.sub(r",?\s*([.])", r"\1", rest)
                if rest:
                    rest = rest[0].upper() + rest[1:]
                    yield Change(
                        "restriction dropped",
                        doc.text,
                        rest if rest.endswith(".") else rest + ".",
                        NOT_SAID,
                    )
    if len(body(doc)) < 150:
        added = chance.choice(RESTRICTIONS)
        if chance.random() < 0.3 and added.split()[0] in ("if", "when", "unless", "provided"):
            yield Change(
                "restriction dropped",
                f"{added[0].upper()}{added[1:]}, {inner(doc)}.",
                doc.text,
                NOT_SAID,
            )
        else:
            yield Change(
                "restriction dropped",
                f"{body(doc)}{', ' if added.startswith('but') else ' '}{added}.",
                doc.text,
                NOT_SAID,
            )


def qualifiers(doc: Doc, chance: random.Random) -> Iterator[Change]:
    """An office or state that the claim makes a full one."""
    for token in doc:
        options = (
            OFFICES
            if token.lower_ in OFFICE_NOUNS
            else STATES
            if token.lower_ in STATE_NOUNS
            else None
        )
        if options and token.tag_[:2] == "NN":
            first = token
            while (
                first.i
                and doc[first.i - 1].dep_ in ("compound", "amod")
                and doc[first.i - 1].head.i >= first.i
            ):
                first = doc[first.i - 1]
            word = chance.choice(options)
            said = (
                doc.text[: first.idx]
                + word
                + " "
                + (
                    doc.text[first.idx :]
                    if first.i
                    else lowered(doc[0:1]) + doc.text[len(doc[0].text) :]
                )
            )
            said = said[0].upper() + said[1:]
            said = re.sub(
                r"\b([Aa]) (?=[aeio])", r"\1n ", re.sub(r"\b([Aa])n (?=[^aeiou])", r"\1 ", said)
            )
            yield Change("qualifier dropped", said, doc.text, NOT_SAID)


def attributions(doc: Doc, chance: random.Random) -> Iterator[Change]:
    """What only somebody claims, claimed as a fact."""
    yield Change(
        "attribution dropped", chance.choice(SAYS).format(s=inner(doc)) + ".", doc.text, NOT_SAID
    )


def conflated(first: Doc, second: Doc) -> str | None:
    """The second sentence's deed with the first one's doer."""
    subjects = []
    for doc in (first, second):
        verb = _root_verb(doc)
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
