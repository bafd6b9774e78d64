"""Evidence that says less than its claim: hedged, bounded, under a condition, by hearsay."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from spacy.tokens import Doc

from training.changes import Change, put
from training.grammar import Forms, auxiliary, body, inner, lowered, root_verb
from training.sets import CONTRADICTED, NOT_SAID
from training.words import (
    HEDGES_BE,
    HEDGES_PAST,
    HEDGES_PRESENT,
    NATURAL_HEDGES,
    OFFICE_NOUNS,
    OFFICES,
    RESTRICTIONS,
    SAYS,
    SCOPES,
    STATE_NOUNS,
    STATES,
)


def hedges(doc: Doc, forms: Forms, chance: random.Random) -> Iterator[Change]:
    """Evidence hedged, claim plain."""
    verb = root_verb(doc)
    if verb is None or any(t.dep_ in ("neg",) for t in verb.children):
        return
    aux = auxiliary(verb)
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
