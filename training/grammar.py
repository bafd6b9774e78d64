"""What changes need to know of a parsed sentence: its verb, its phrases, the forms of verbs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from training.words import IRREGULAR, IRREGULAR_BASES


def root_verb(doc: Doc) -> Token | None:
    """The verb of the main clause."""
    return next((t for t in doc if t.dep_ == "ROOT" and t.tag_.startswith("VB")), None)


def auxiliary(verb: Token) -> Token | None:
    """What carries the tense beside a verb, or the verb where it needs no other."""
    aux = [
        t
        for t in verb.children
        if t.dep_ in ("aux", "auxpass") and t.tag_ in ("VBD", "VBZ", "VBP", "MD")
    ]
    if aux:
        return aux[0]
    return verb if verb.lower_ in ("is", "are", "was", "were") else None


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
    verb = root_verb(doc)
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
