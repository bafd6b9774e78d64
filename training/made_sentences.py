"""A long sentence as evidence, its short form as claim, and one of the two changed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc

from training import changes, grammar, sameness, weakened, words
from training.changes import Change
from training.maker import Maker, any_date, difference, same, swap, written
from training.sets import CONTRADICTED, NOT_SAID, SUPPORTED, Pair


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Both forms, parsed, and other sentences to stand beside the evidence."""

    maker: Maker
    long: Doc
    short: Doc
    others: Sequence[str]
    day: str | None

    def row(
        self, evidence: str, claim: str, label: int, kind: str, question: str | None = None
    ) -> Pair:
        """A row; none, one or two sentences that do not matter stand around its evidence."""
        chance = self.maker.chance
        extra = [chance.choice(self.others) for _ in range(chance.choice((0, 0, 0, 1, 1, 2)))]
        at = chance.randint(0, len(extra))
        text = " ".join([*extra[:at], evidence, *extra[at:]])
        return Pair("sentences", claim, text, label, None, question, self.day, kind)


def sentence_pairs(maker: Maker, found: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Differences and samenesses between a sentence and its shorter form."""
    others = [long for long, _ in found]
    for long_text, short_text in found:
        long, short = maker.parsed.get(long_text), maker.parsed.get(short_text)
        if long is None or short is None:
            continue
        sentence = _Sentence(maker, long, short, others, maker.day())
        yield from _shorter(sentence)
        yield from _in_place(sentence)
        yield from _hedges(sentence)
        yield from _less(sentence)
        yield from _found(sentence)
        yield from _turned(sentence)
        yield from _yes_no(sentence)
        if maker.chance.random() < 0.3:
            yield from _relative(sentence)


def _shorter(sentence: _Sentence) -> Iterator[Pair]:
    """The short form, reworded or not; the long one is too much for the short one."""
    maker, long, short = sentence.maker, sentence.long.text, sentence.short.text
    text, how = same(short, maker.chance)
    yield sentence.row(long, text, SUPPORTED, "shortened" if how == "copy" else how)
    if len(long) - len(short) > 25 and maker.chance.random() < 0.4:
        yield sentence.row(short, maker.reworded(long), NOT_SAID, "detail added")
        yield sentence.row(long, maker.reworded(long, 0.9), SUPPORTED, "whole sentence")


def _in_place(sentence: _Sentence) -> Iterator[Pair]:
    """One thing of the claim exchanged, and evidence where it is so."""
    maker, long = sentence.maker, sentence.long.text
    for change in maker.variants(sentence.short, {}, 2):
        pair = difference(sentence.short.text, change.claimed)
        yield sentence.row(long, maker.reworded(change.claimed), change.label, change.kind)
        if pair and (turned := swap(long, *pair)):
            yield sentence.row(turned, maker.reworded(change.claimed), SUPPORTED, "shortened")


def _hedges(sentence: _Sentence) -> Iterator[Pair]:
    """What only may be so; claimed as plain, and with the same hedge."""
    maker, short = sentence.maker, sentence.short.text
    verb = next((t.text for t in sentence.long if t.dep_ == "ROOT"), "")
    if not verb or not re.search(rf"\b{re.escape(verb)}\b", short) or maker.chance.random() < 0.4:
        return
    seed = maker.chance.random()  # the same hedge in both
    for change in weakened.hedges(sentence.long, maker.forms, random.Random(seed)):
        yield sentence.row(change.said, maker.reworded(short), change.label, change.kind)
        yield sentence.row(sentence.long.text, maker.reworded(short, 0.8), SUPPORTED, "shortened")
        if maker.chance.random() < 0.5:
            for kept in weakened.hedges(sentence.short, maker.forms, random.Random(seed)):
                yield sentence.row(change.said, maker.reworded(kept.said), SUPPORTED, "hedge kept")


def _less(sentence: _Sentence) -> Iterator[Pair]:
    """Evidence under a condition, by hearsay, of a deputy: one or two kinds; and each kept."""
    maker, long, short = sentence.maker, sentence.long.text, sentence.short.text
    options: list[Change] = []
    for change in weakened.restrictions(sentence.long, maker.chance):
        whole = change.claimed == long
        options.append(replace(change, claimed=short if whole else change.claimed))
        if maker.chance.random() < 0.3:
            kept = maker.reworded(change.said, 0.9)
            yield sentence.row(change.said, kept, SUPPORTED, "restriction kept")
    for change in weakened.attributions(sentence.long, maker.chance):
        options.append(replace(change, claimed=short))
        if maker.chance.random() < 0.15:
            yield sentence.row(change.said, change.said, SUPPORTED, "attribution kept")
    for change in weakened.qualifiers(sentence.short, maker.chance):
        pair = difference(short, change.said)
        turned = swap(long, *pair) if pair else None
        options.append(replace(change, said=turned or change.said))
        if turned:
            yield sentence.row(turned, change.said, SUPPORTED, "qualifier kept")
    by_kind = {change.kind: change for change in options}
    for kind in maker.chance.sample(sorted(by_kind), min(2, len(by_kind))):
        change = by_kind[kind]
        yield sentence.row(change.said, maker.reworded(change.claimed), change.label, kind)
        yield sentence.row(long, maker.reworded(change.claimed, 0.8), SUPPORTED, "shortened")


def _found(sentence: _Sentence) -> Iterator[Pair]:
    """Hedges and bounds that the sentence has of itself, left out or widened."""
    maker = sentence.maker
    for change in (*weakened.found_hedges(sentence.long), *weakened.scopes(sentence.long)):
        claim = maker.reworded(change.claimed, 0.9)
        yield sentence.row(change.said, maker.reworded(change.claimed), change.label, change.kind)
        yield sentence.row(change.claimed, claim, SUPPORTED, "whole sentence")
        if change.back is not None:
            yield sentence.row(change.claimed, change.said, change.back, change.kind)


def _turned(sentence: _Sentence) -> Iterator[Pair]:
    """The passive, and a circumstance moved to the front."""
    maker, long = sentence.maker, sentence.long
    if (turned := sameness.passive(long, maker.forms)) and len(long) < 30:
        yield sentence.row(long.text, turned, SUPPORTED, "passive")
        for _, wrong in changes.roles(long):
            yield sentence.row(long.text, wrong, NOT_SAID, "roles")
            yield sentence.row(wrong, turned, NOT_SAID, "roles")
    if turned := sameness.passive(sentence.short, maker.forms):
        yield sentence.row(long.text, turned, SUPPORTED, "passive")
    if (front := sameness.moved(sentence.short)) and maker.chance.random() < 0.5:
        yield sentence.row(long.text, front, SUPPORTED, "moved")


def _yes_no(sentence: _Sentence) -> Iterator[Pair]:
    """Yes and no with a reason, to a question that the evidence answers either way."""
    maker, doc, long = sentence.maker, sentence.short, sentence.long.text
    question = sameness.asked_whether(doc)
    if question is None:
        return
    text = grammar.inner(doc) + "."
    yield sentence.row(long, f"Yes, {text}", SUPPORTED, "yes with a reason", question)
    if maker.chance.random() < 0.5:
        yield sentence.row(long, f"No, {text}", CONTRADICTED, "yes for no", question)
    for change in maker.variants(doc, {}, 1):
        pair = difference(doc.text, change.claimed)
        other = swap(question, *pair) if pair else None
        if other and change.kind in ("name", "number", "date", "opposite", "unit"):
            wrong = change.claimed
            head = wrong[:1] if grammar.lowered(doc[0:1])[0].isupper() else wrong[:1].lower()
            wrong = f"Yes, {head}{wrong[1:]}"
            yield sentence.row(long, f"No, {text}", SUPPORTED, "no with a reason", other)
            yield sentence.row(long, f"Yes, {text}", CONTRADICTED, "yes for no", other)
            yield sentence.row(long, wrong, change.label, change.kind, other)


def _relative(sentence: _Sentence) -> Iterator[Pair]:
    """A day named by its distance from the document's date, and as a date, right and wrong."""
    doc, chance = sentence.short, sentence.maker.chance
    if any(e.label_ in ("DATE", "TIME") for e in doc.ents) or len(doc) > 16:
        return
    body, day = grammar.body(doc), any_date(chance)
    future = bool(re.search(r"\bwill\b|\bto\b", body))
    said, unit, when = chance.choice(_distances(day, 1 if future else -1, chance))
    other = when + timedelta(days=chance.choice(WRONG[unit]))
    claims = [f"{body} {_dated(d, unit, chance)}." for d in (when, other)]
    dated = replace(sentence, day=written(day))
    yield dated.row(f"{body} {said}.", claims[0], SUPPORTED, "relative date")
    yield dated.row(f"{body} {said}.", claims[1], CONTRADICTED, "time wrong")


WRONG = {
    "day": (-7, -2, -1, 1, 2, 30),
    "month": (-62, -31, 45, 365),
    "year": (-732, -366, 366, 732),
}


def _dated(day: date, unit: str, chance: random.Random) -> str:
    """A day, month or year as a date."""
    if unit == "day":
        written_day = f"{day:%B} {day.day}, {day.year}" if chance.random() < 0.5 else written(day)
        return f"on {written_day}"
    return f"in {day:%B %Y}" if unit == "month" else f"in {day.year}"


def _distances(day: date, sign: int, chance: random.Random) -> list[tuple[str, str, date]]:
    """Ways to name a day by its distance, with the unit and the day that they mean."""
    n = chance.choice((2, 3, 4, 5, 6, 8, 10))
    word = words.NUMERALS[n - 1] if chance.random() < 0.6 else str(n)
    future = sign > 0
    away = "in {} {}" if future else "{} {} ago"
    once, near = ("next", "tomorrow") if future else ("last", "yesterday")
    months = day.year * 12 + day.month - 1 + sign
    ahead = (chance.randrange(7) - day.weekday()) % 7 or 7
    weekday = day + timedelta(days=ahead if future else ahead - 7 or -7)
    return [
        (near, "day", day + timedelta(days=sign)),
        ("today", "day", day),
        (f"{once} month", "month", date(months // 12, months % 12 + 1, 1)),
        (f"{once} year", "year", date(day.year + sign, 1, 1)),
        ("this year", "year", day),
        ("this month", "month", day),
        (away.format(word, "days"), "day", day + timedelta(days=sign * n)),
        (away.format(word, "years"), "year", date(day.year + sign * n, 1, 1)),
        (f"on {weekday:%A}", "day", weekday),
    ]
