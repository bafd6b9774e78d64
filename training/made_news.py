"""A sentence of the news as evidence, its short form as claim, and one of the two changed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Doc

from training import changes, sameness
from training.changes import Change
from training.maker import Maker, any_date, difference, same, swap, written
from training.sets import CONTRADICTED, NOT_SAID, SUPPORTED, Pair


@dataclass(frozen=True, slots=True)
class _Story:
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
        return Pair("news", claim, text, label, None, question, self.day, kind)


def news_pairs(maker: Maker, found: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Differences and samenesses between a sentence and its shorter form."""
    others = [long for long, _ in found]
    for long_text, short_text in found:
        long, short = maker.parsed.get(long_text), maker.parsed.get(short_text)
        if long is None or short is None:
            continue
        story = _Story(maker, long, short, others, maker.day())
        yield from _shorter(story)
        yield from _in_place(story)
        yield from _hedges(story)
        yield from _less(story)
        yield from _found(story)
        yield from _turned(story)
        yield from _yes_no(story)
        if maker.chance.random() < 0.3:
            yield from _relative(story)


def _shorter(story: _Story) -> Iterator[Pair]:
    """The short form, reworded or not; the long one is too much for the short one."""
    maker, long, short = story.maker, story.long.text, story.short.text
    text, how = same(short, maker.chance)
    yield story.row(long, text, SUPPORTED, "shortened" if how == "copy" else how)
    if len(long) - len(short) > 25 and maker.chance.random() < 0.4:
        yield story.row(short, maker.reworded(long), NOT_SAID, "detail added")
        yield story.row(long, maker.reworded(long, 0.9), SUPPORTED, "whole sentence")


def _in_place(story: _Story) -> Iterator[Pair]:
    """One thing of the claim exchanged, and evidence where it is so."""
    maker, long = story.maker, story.long.text
    for change in maker.variants(story.short, {}, 2):
        pair = difference(story.short.text, change.claimed)
        yield story.row(long, maker.reworded(change.claimed), change.label, change.kind)
        if pair and (turned := swap(long, *pair)):
            yield story.row(turned, maker.reworded(change.claimed), SUPPORTED, "shortened")


def _hedges(story: _Story) -> Iterator[Pair]:
    """What only may be so; claimed as plain, and with the same hedge."""
    maker, short = story.maker, story.short.text
    verb = next((t.text for t in story.long if t.dep_ == "ROOT"), "")
    if not verb or not re.search(rf"\b{re.escape(verb)}\b", short) or maker.chance.random() < 0.4:
        return
    seed = maker.chance.random()  # the same hedge in both
    for change in changes.hedges(story.long, maker.forms, random.Random(seed)):
        yield story.row(change.said, maker.reworded(short), change.label, change.kind)
        yield story.row(story.long.text, maker.reworded(short, 0.8), SUPPORTED, "shortened")
        if maker.chance.random() < 0.5:
            for kept in changes.hedges(story.short, maker.forms, random.Random(seed)):
                yield story.row(change.said, maker.reworded(kept.said), SUPPORTED, "hedge kept")


def _less(story: _Story) -> Iterator[Pair]:
    """Evidence under a condition, by hearsay, of a deputy: one or two kinds; and each kept."""
    maker, long, short = story.maker, story.long.text, story.short.text
    options: list[Change] = []
    for change in changes.restrictions(story.long, maker.chance):
        whole = change.claimed == long
        options.append(replace(change, claimed=short if whole else change.claimed))
        if maker.chance.random() < 0.3:
            kept = maker.reworded(change.said, 0.9)
            yield story.row(change.said, kept, SUPPORTED, "restriction kept")
    for change in changes.attributions(story.long, maker.chance):
        options.append(replace(change, claimed=short))
        if maker.chance.random() < 0.15:
            yield story.row(change.said, change.said, SUPPORTED, "attribution kept")
    for change in changes.qualifiers(story.short, maker.chance):
        pair = difference(short, change.said)
        turned = swap(long, *pair) if pair else None
        options.append(replace(change, said=turned or change.said))
        if turned:
            yield story.row(turned, change.said, SUPPORTED, "qualifier kept")
    by_kind = {change.kind: change for change in options}
    for kind in maker.chance.sample(sorted(by_kind), min(2, len(by_kind))):
        change = by_kind[kind]
        yield story.row(change.said, maker.reworded(change.claimed), change.label, kind)
        yield story.row(long, maker.reworded(change.claimed, 0.8), SUPPORTED, "shortened")


def _found(story: _Story) -> Iterator[Pair]:
    """Hedges and bounds that the sentence has of itself, left out or widened."""
    maker = story.maker
    for change in (*changes.found_hedges(story.long), *changes.scopes(story.long)):
        claim = maker.reworded(change.claimed, 0.9)
        yield story.row(change.said, maker.reworded(change.claimed), change.label, change.kind)
        yield story.row(change.claimed, claim, SUPPORTED, "whole sentence")
        if change.back is not None:
            yield story.row(change.claimed, change.said, change.back, change.kind)


def _turned(story: _Story) -> Iterator[Pair]:
    """The passive, and a circumstance moved to the front."""
    maker, long = story.maker, story.long
    if (turned := sameness.passive(long, maker.forms)) and len(long) < 30:
        yield story.row(long.text, turned, SUPPORTED, "passive")
        for _, wrong in changes.roles(long):
            yield story.row(long.text, wrong, NOT_SAID, "roles")
            yield story.row(wrong, turned, NOT_SAID, "roles")
    if turned := sameness.passive(story.short, maker.forms):
        yield story.row(long.text, turned, SUPPORTED, "passive")
    if (front := sameness.moved(story.short)) and maker.chance.random() < 0.5:
        yield story.row(long.text, front, SUPPORTED, "moved")


def _yes_no(story: _Story) -> Iterator[Pair]:
    """Yes and no with a reason, to a question that the evidence answers either way."""
    maker, doc, long = story.maker, story.short, story.long.text
    question = sameness.asked_whether(doc)
    if question is None:
        return
    text = changes.inner(doc) + "."
    yield story.row(long, f"Yes, {text}", SUPPORTED, "yes with a reason", question)
    if maker.chance.random() < 0.5:
        yield story.row(long, f"No, {text}", CONTRADICTED, "yes for no", question)
    for change in maker.variants(doc, {}, 1):
        pair = difference(doc.text, change.claimed)
        other = swap(question, *pair) if pair else None
        if other and change.kind in ("name", "number", "date", "opposite", "unit"):
            wrong = change.claimed
            head = wrong[:1] if changes.lowered(doc[0:1])[0].isupper() else wrong[:1].lower()
            wrong = f"Yes, {head}{wrong[1:]}"
            yield story.row(long, f"No, {text}", SUPPORTED, "no with a reason", other)
            yield story.row(long, f"Yes, {text}", CONTRADICTED, "yes for no", other)
            yield story.row(long, wrong, change.label, change.kind, other)


def _relative(story: _Story) -> Iterator[Pair]:
    """A day named by its distance from the document's date, and as a date, right and wrong."""
    doc, chance = story.short, story.maker.chance
    if any(e.label_ in ("DATE", "TIME") for e in doc.ents) or len(doc) > 16:
        return
    body, day = changes.body(doc), any_date(chance)
    future = bool(re.search(r"\bwill\b|\bto\b", body))
    said, unit, when = chance.choice(_distances(day, 1 if future else -1, chance))
    other = when + timedelta(days=chance.choice(WRONG[unit]))
    claims = [f"{body} {_dated(d, unit, chance)}." for d in (when, other)]
    dated = replace(story, day=written(day))
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
    word = changes.NUMERALS[n - 1] if chance.random() < 0.6 else str(n)
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
