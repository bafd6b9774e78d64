"""What all changes made by code share: the parses, one source of chance, text replaced in text."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sentencex
from spacy.tokens import Doc

from training import changes, sameness
from training.changes import Change, Pool
from training.grammar import Forms
from training.language import Parsed

FIRST_DAY = date(1995, 1, 1)


def written(day: date) -> str:
    """A date as evidence carries it."""
    return f"{day.day} {day:%B %Y}"


def any_date(chance: random.Random) -> date:
    """A day in the last thirty years."""
    return FIRST_DAY + timedelta(days=chance.randrange(365 * 31))


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def difference(before: str, after: str) -> tuple[str, str] | None:
    """What was replaced by what, in whole words."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    while head and (before[head - 1].isalnum() or before[head - 1] in ",."):
        head -= 1
    while tail and before[len(before) - tail].isalnum():
        tail -= 1
    old, new = before[head : len(before) - tail].strip(), after[head : len(after) - tail].strip()
    return (old, new) if len(old) > 1 or old.isdigit() else None


def swap(text: str, old: str, new: str) -> str | None:
    """A text with each whole-word occurrence replaced; None where there is none."""
    changed, times = re.subn(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)
    return changed if times else None


def same(text: str, chance: random.Random, share: float = 0.55) -> tuple[str, str]:
    """The text in other words, and how; or as it is."""
    if chance.random() < share:
        options = [("number format", t) for t in sameness.number_formats(text, chance)]
        options += [("date format", t) for t in sameness.date_formats(text, chance)] * 2
        options += [("demonym", t) for t, _ in sameness.demonyms(text)]
        if (other := sameness.synonyms(text, chance)) and (not options or chance.random() < 0.5):
            options = [("paraphrase", other)]
        if options:
            kind, changed = chance.choice(options)
            return changed, kind
    return text, "copy"


def stems(text: str, least: int = 4) -> set[str]:
    """The beginnings of a text's longer words."""
    return {w[:5] for w in re.findall(r"\w+", text.lower()) if len(w) >= least}


class Maker:
    """The collection that changes draw on; everything random comes from one seed."""

    def __init__(self, parsed: Parsed, seed: int) -> None:
        self.parsed, self.chance = parsed, random.Random(seed)
        docs = list(parsed.docs.values())
        self.pool, self.forms = Pool(docs), Forms(docs)

    def sentences(self, passage: str) -> Iterator[Doc]:
        """The parses of a passage's sentences, as far as there are any."""
        for sentence in sentencex.segment("en", passage):
            if (doc := self.parsed.get(sentence)) is not None:
                yield doc

    def own(self, passage: str) -> dict[str, list[str]]:
        """Names and numbers of a passage, by type."""
        found: dict[str, list[str]] = defaultdict(list)
        for doc in self.sentences(passage):
            for ent in doc.ents:
                found[ent.label_].append(ent.text)
        return found

    def variants(self, doc: Doc, own: dict[str, list[str]], most: int) -> list[Change]:
        """A few changes in place, of different kinds."""
        by_kind: dict[str, list[Change]] = defaultdict(list)
        for change in changes.in_place(doc, own, self.pool, self.forms, self.chance):
            by_kind[change.kind].append(change)
        kinds = list(by_kind)
        self.chance.shuffle(kinds)
        return [self.chance.choice(by_kind[kind]) for kind in kinds[:most]]

    def reworded(self, text: str, share: float = 0.55) -> str:
        """The text in other words, as often as `share` says."""
        return same(text, self.chance, share)[0]

    def pick(self, options: Any) -> Any:
        """One of several."""
        return self.chance.choice(options)

    def day(self) -> str | None:
        """A date for three in ten pieces of evidence, which nothing depends on."""
        return written(any_date(self.chance)) if self.chance.random() < 0.3 else None
